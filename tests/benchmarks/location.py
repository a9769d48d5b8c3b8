"""Location cases with known optima, through the location core of designation.

``python -m tests.benchmarks.location CASE.json --seconds 60 --solution OUT.csv``; writes demand_id, site_id, share.
"""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import numpy as np

from optimizer.designation.location.check import faults
from optimizer.designation.location.instance import LocationInstance
from optimizer.designation.location.model import LocateLimits, locate
from tests.benchmarks.common import Peak, parser, say, seconds_since_start, write_solution

SPARE_S = 1.5  # for the last touch, checking and writing


def read(path: Path) -> tuple[dict[str, Any], LocationInstance, float]:
    """Return a case, the instance of it, and the sign that makes it a minimisation."""
    case = json.loads(path.read_text(encoding="utf-8"))
    if case.get("weight"):
        message = f"{path.name}: sizes that depend on the site belong to the assignment benchmark"
        raise SystemExit(message)
    sign = -1.0 if case["sense"] == "max" else 1.0
    cost = np.array(case["cost"], float)  # a pair that does not exist is null, hence not a number
    instance = LocationInstance(
        cost=np.where(np.isnan(cost), np.inf, sign * cost).reshape(len(case["demands"]), len(case["sites"])),
        size=np.array([demand["size"] for demand in case["demands"]], float),
        capacity=np.array([site["capacity"] for site in case["sites"]], float),
        opening=sign * np.array([site["fixed_cost"] for site in case["sites"]], float),
        single=bool(case["single_source"]),
        most_open=case["open_exactly"],
        apart=np.array(case.get("incompatible") or [], np.int64).reshape(-1, 2),
    )
    return case, instance, sign


def main() -> None:
    """Solve one case."""
    arguments = parser(__doc__).parse_args()
    with Peak() as peak:
        case, instance, sign = read(arguments.case)
        left = arguments.seconds - seconds_since_start() - SPARE_S
        found = locate(instance, LocateLimits(nodes=0, seconds=max(1.0, left)))
        if found.plan is not None:
            pairs = zip(found.plan.demand.tolist(), found.plan.site.tolist(), found.plan.share.tolist(), strict=True)
            rows = [(case["demands"][demand]["id"], case["sites"][site]["id"], share) for demand, site, share in pairs]
            write_solution(arguments.solution, ("demand_id", "site_id", "share"), rows)
        seconds = seconds_since_start()
    say(
        arguments.case,
        objective=sign * found.objective if found.plan is not None else None,
        bound=sign * found.bound if math.isfinite(found.bound) else None,
        termination=found.termination,
        seconds=seconds,
        peak_mb=peak.mb,
        verified=found.plan is not None and not faults(instance, found),
    )
    if found.plan is None:
        raise SystemExit(1)


if __name__ == "__main__":
    main()

"""Assignment cases with known optima, through the assignment core of routing.

``python -m tests.benchmarks.assignment CASE.json --seconds 60 --solution OUT.csv``; writes demand_id, site_id, share.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np

from optimizer.routing.assign.check import faults
from optimizer.routing.assign.instance import AssignmentInstance
from optimizer.routing.assign.model import AssignLimits, assign
from tests.benchmarks.common import Peak, parser, say, seconds_since_start, write_solution

SPARE_S = 1.0  # for checking and writing


def read(path: Path) -> tuple[dict[str, Any], AssignmentInstance, float]:
    """Return a case, the instance of it, and the sign that makes it a minimisation."""
    case = json.loads(path.read_text(encoding="utf-8"))
    if case.get("incompatible") or case.get("open_exactly") is not None or any(site["fixed_cost"] for site in case["sites"]):
        message = f"{path.name}: opening sites and incompatible demands belong to the location benchmark"
        raise SystemExit(message)
    if not case["single_source"]:
        message = f"{path.name}: demands that may be split belong to the location benchmark"
        raise SystemExit(message)
    sign = -1.0 if case["sense"] == "max" else 1.0
    items, sites = len(case["demands"]), len(case["sites"])
    sizes = [demand["size"] for demand in case["demands"]]
    use = np.array(case["weight"], float) if case.get("weight") else np.repeat(np.array(sizes, float)[:, None], sites, axis=1)
    instance = AssignmentInstance(
        cost=sign * np.array(case["cost"], float),
        left_out=np.full(items, np.inf),
        begin=np.zeros(items, np.int64),
        end=np.ones(items, np.int64),
        capacity=np.array([[float(site["capacity"])] for site in case["sites"]]),
        use=use,
    )
    return case, instance, sign


def main() -> None:
    """Solve one case."""
    arguments = parser(__doc__).parse_args()
    with Peak() as peak:
        case, instance, sign = read(arguments.case)
        left = arguments.seconds - seconds_since_start() - SPARE_S
        found = assign([instance], AssignLimits(gap=0.0, seconds=max(1.0, left)))[0]
        rows = []
        if found.choice is not None:
            pairs = zip(case["demands"], found.choice.tolist(), strict=True)
            rows = [(demand["id"], case["sites"][site]["id"], 1) for demand, site in pairs]
            write_solution(arguments.solution, ("demand_id", "site_id", "share"), rows)
        seconds = seconds_since_start()
    say(
        arguments.case,
        objective=sign * found.objective if found.choice is not None else None,
        bound=sign * found.bound if np.isfinite(found.bound) else None,
        termination=found.termination,
        seconds=seconds,
        peak_mb=peak.mb,
        verified=found.choice is not None and not faults(instance, found),
    )
    if not rows:
        raise SystemExit(1)


if __name__ == "__main__":
    main()

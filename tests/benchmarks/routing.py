"""Routing: a generated region of stays, or a product data folder (a city, such as data/lanzhou).

``python -m tests.benchmarks.routing CASE --seconds 60 --solution OUT.csv [--prices P.csv] [--gap 0.0005]``. A region
writes patient_id, hospital_id, and with ``--prices`` the bed-day prices that prove ``bound_by_prices``: hospital_id,
service, day, price. A city writes its placements and names every goal with value, bound and gap (see `routing_city`).
"""

from __future__ import annotations

import math
from argparse import Namespace
from pathlib import Path

from tests.benchmarks.common import Peak, parser, say, seconds_since_start, write_solution

SPARE = 0.06  # of the seconds, at least half a one: for checking and writing


def main() -> None:
    """Solve one case."""
    made = parser(__doc__)
    made.add_argument("--prices", type=Path, metavar="P.csv", help="write the prices that prove the bound")
    made.add_argument("--gap", type=float, default=5e-4, help="proven relative gap that is good enough")
    arguments = made.parse_args()
    if (arguments.case / "scenario.toml").exists():
        _city(arguments)
    else:
        _region(arguments)


def _city(arguments: Namespace) -> None:
    from tests.benchmarks.routing_city import run_city

    with Peak() as peak:
        facts = run_city(arguments.case, arguments.seconds, arguments.solution)
    say(**facts, peak_mb=peak.mb)


def _region(arguments: Namespace) -> None:
    from tests.benchmarks import region

    with Peak() as peak:
        case = region.read(arguments.case)
        spare = max(0.5, SPARE * arguments.seconds)
        found = region.solve(case, arguments.gap, max(0.5, arguments.seconds - seconds_since_start() - spare))
        write_solution(arguments.solution, ("patient_id", "hospital_id"), region.placements(case, found))
        if arguments.prices is not None:
            header = ("hospital_id", "service", "day", "price")
            write_solution(arguments.prices, header, region.prices(case, found))
        seconds = seconds_since_start()
        verified = region.sound(case, found)
    objective, bound = sum(answer.objective for answer in found), sum(answer.bound for answer in found)
    priced = sum(answer.priced for answer in found)  # what the prices alone prove; branch and bound may have gone on
    ended = "optimal" if all(answer.termination == "optimal" for answer in found) else "feasible"
    say(
        arguments.case,
        objective=objective,
        bound=bound,
        termination=ended,
        seconds=seconds,
        peak_mb=peak.mb,
        verified=verified,
        items=sum(instance.items for instance in case.instances),
        bound_by_prices=round(priced, 6) if math.isfinite(priced) else None,
    )


if __name__ == "__main__":
    main()

"""Arrivals sent from full hospitals to others, on real hospital-days.

``python -m tests.benchmarks.redistribution FOLDER --km 40 --seconds 10 --solution OUT.csv [--front]``; ``--km 0``: no
limit. Writes day, from_id, to_id, patients; ``--front`` adds the front of overflow against pairs to the line of JSON,
in as many seconds again: pairs, overflow, patients, and whether the judge (no part of the product) finds no fault.
"""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from optimizer.routing.balance.check import Transfer
from optimizer.routing.balance.instance import BalanceInstance, Floats, pairs_within
from optimizer.routing.balance.model import balance, front
from tests.benchmarks.common import Peak, parser, say, seconds_since_start, write_solution
from tests.benchmarks.judge_redistribution import Row, judge

AGREE = 1e-6  # patient-days between the judge and the plan
SPARE_S = 1.0  # for checking, writing and what a guard cannot interrupt


def rows_of(path: Path) -> list[dict[str, str]]:
    """Return a table as read."""
    with path.open(encoding="utf-8-sig", newline="") as handle:
        return list(csv.DictReader(handle))


def read(folder: Path, km: float) -> BalanceInstance:
    """Return the case in a folder."""
    hospitals = rows_of(folder / "hospitals.csv")
    names = tuple(row["hospital_id"] for row in hospitals)
    arriving = rows_of(folder / "admissions.csv")
    days = tuple(column for column in arriving[0] if column != "hospital_id")
    shares = {int(row["days_since_admission"]): float(row["share"]) for row in rows_of(folder / "still_in_bed.csv")}
    place = [[float(row[axis]) if row[axis] else None for row in hospitals] for axis in ("lat", "lon")]
    return BalanceInstance(
        names,
        days,
        _grid(arriving, names, days).round().astype(np.int64),
        _grid(rows_of(folder / "residual_occupancy.csv"), names, days),
        np.array([shares.get(lag, 0.0) for lag in range(max(shares) + 1)]),
        np.array([float(row["capacity_beds"]) for row in hospitals]),
        pairs_within(place[0], place[1], km or None),
    )


def _grid(rows: list[dict[str, str]], names: tuple[str, ...], days: tuple[str, ...]) -> Floats:
    by_name = {row["hospital_id"]: row for row in rows}
    return np.array([[float(by_name[name][day]) for day in days] for name in names])


def named(instance: BalanceInstance, transfers: Sequence[Transfer]) -> list[Row]:
    """Return transfers as the yardstick wants them."""
    return [
        (instance.days[row.day], instance.hospitals[row.sender], instance.hospitals[row.receiver], row.patients)
        for row in transfers
    ]


def main() -> None:
    """Solve one case."""
    made = parser(__doc__)
    made.add_argument("--km", type=float, default=0.0, help="longest transfer, great circle; 0: no limit")
    made.add_argument("--front", action="store_true", help="also the front of overflow against pairs")
    arguments = made.parse_args()
    with Peak() as peak:
        instance = read(arguments.case, arguments.km)
        outcome = balance(instance, seconds=arguments.seconds - seconds_since_start() - SPARE_S)
        plan = outcome.solution
        rows = named(instance, plan.transfers if plan else ())
        write_solution(arguments.solution, ("day", "from_id", "to_id", "patients"), rows)
        seconds = seconds_since_start()
        points = list(front(instance, arguments.seconds)) if arguments.front else []
    seen = judge(arguments.case, rows, arguments.km)
    judged = [judge(arguments.case, named(instance, point.transfers), arguments.km) for point in points]
    overflow, pairs, patients = outcome.terms
    say(
        arguments.case,
        objective=overflow.value,
        bound=overflow.bound,
        termination=outcome.termination,
        seconds=seconds,
        peak_mb=peak.mb,
        verified=not seen["faults"] and abs(seen["overflow"] - overflow.value) < AGREE,
        pairs=int(pairs.value),
        pairs_bound=pairs.bound,
        transfers=int(patients.value),
        **(
            {"front": [[one["pairs"], round(one["overflow"], 1), one["patients"], not one["faults"]] for one in judged]}
            if points
            else {}
        ),
    )


if __name__ == "__main__":
    main()

"""Mutators that break a rule about the legs of a patient's way each."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from random import Random

from tests.verify.case import DAY, Case
from tests.verify.walks import with_walks


def _walking(case: Case) -> Case:
    """Return a plan in which patients go through several units."""
    ways = Counter(row.patient_id for row in case.tables.placements)
    return case if max(ways.values(), default=0) > 1 else with_walks(case)


def _walkers(case: Case, *, stays: bool) -> list[str]:
    ways = Counter(row.patient_id for row in case.tables.placements if case.is_stay(row) or not stays)
    return sorted(who for who, legs in ways.items() if legs > 1)


def legs_contiguous(case: Case, rng: Random) -> Case | None:
    """Leave a day between two legs of a stay, or let them overlap."""
    case = _walking(case)
    who = rng.choice(_walkers(case, stays=True))
    first, second, *_ = sorted((row for row in case.tables.placements if row.patient_id == who), key=lambda row: row.from_)
    if rng.random() < 0.5:
        return case.swap("placements", second, replace(second, from_=second.from_ + DAY)).fresh()
    return case.swap("placements", first, replace(first, to=first.to + DAY)).fresh()


def move_reason(case: Case, rng: Random) -> Case | None:
    """State another reason, or move somebody who needs nothing else."""
    case = _walking(case)
    walkers = set(_walkers(case, stays=False))
    match rng.randrange(3):
        case 0:
            row = rng.choice([row for row in case.tables.placements if row.patient_id in walkers])
            others = {"", "result_due", "code_change", "transfer"} - {row.move_reason}
            return case.swap("placements", row, replace(row, move_reason=rng.choice(sorted(others))))
        case 1:
            lies = {row.patient_id: row.current_unit_id for row in case.dataset.patients}
            row = next(row for row in case.tables.placements if lies[row.patient_id] in {None, row.unit_id})
            return case.swap("placements", row, replace(row, move_reason="transfer"))
        case _:
            long = (row for row in case.tables.placements if case.is_stay(row) and row.to - row.from_ > 3 * DAY)
            row = next(row for row in long if row.patient_id not in walkers)
            elsewhere = next(unit.unit_id for unit in case.dataset.units if unit.unit_id != row.unit_id)
            later = replace(row, from_=row.from_ + 3 * DAY, unit_id=elsewhere, wait_days=0, move_reason="transfer")
            return case.swap("placements", row, replace(row, to=row.from_ + 2 * DAY), later).fresh()

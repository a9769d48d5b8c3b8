"""How many people each ward has on each shift, against what its cover asks for."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from dataclasses import dataclass

from optimizer.core.rounding import ceil_int
from optimizer.data.planfolder import PlanRecord
from optimizer.data.tables.staff import WardCover
from optimizer.data.vocabulary import CoverPer


@dataclass(frozen=True, slots=True)
class CoverCell:
    """One cover requirement on one day."""

    row: WardCover
    date: dt.date
    wanted: int
    assigned: int

    @property
    def missing(self) -> int:
        """People missing to the minimum."""
        return max(0, self.wanted - self.assigned)


def has_rota(plan: PlanRecord) -> bool:
    """Whether the plan's rota was planned."""
    return any(step.step == "rota" for step in plan.steps)


def cover_cells(plan: PlanRecord) -> tuple[CoverCell, ...]:
    """Return every cover requirement of every day, in table order; empty when no rota was planned.

    The minimum per patient or per bed is multiplied by the planned census or the effective places of the ward's units
    and rounded up.
    """
    if not has_rota(plan):
        return ()
    census: dict[tuple[str, dt.date], int] = {}
    beds: dict[tuple[str, dt.date], int] = {}
    for day in plan.tables.capacity:
        census[day.unit_id, day.date], beds[day.unit_id, day.date] = day.census, day.effective
    assigned = _assigned(plan)
    cells = []
    for row in plan.dataset.ward_cover:
        units = plan.dataset.ward[row.ward_id].unit_ids
        for date in plan.dataset.horizon:
            factor = 1
            if row.per is not CoverPer.WARD:
                counts = census if row.per is CoverPer.PATIENT else beds
                factor = sum(counts.get((unit_id, date), 0) for unit_id in units)
            there = assigned[row.ward_id, date, row.shift_type, row.role, row.skill]
            cells.append(CoverCell(row, date, ceil_int(row.min * factor), there))
    return tuple(cells)


def _assigned(plan: PlanRecord) -> Counter[tuple[object, ...]]:
    counts: Counter[tuple[object, ...]] = Counter()
    skills: dict[str, tuple[str, ...]] = defaultdict(tuple)
    skills.update({member.staff_id: member.skills for member in plan.dataset.staff})
    for shift in plan.tables.rota:
        for skill in ("", *skills[shift.staff_id]):
            counts[shift.ward_id, shift.date, shift.shift_type_id, shift.role, skill] += 1
    return counts

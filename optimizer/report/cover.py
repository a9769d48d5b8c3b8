"""How many people each ward has on each shift, against what its cover asks for."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from optimizer.data.planfolder import PlanRecord
from optimizer.data.tables.staff import WardCover
from optimizer.rota.groups import Groups
from optimizer.rota.pools import Pools
from optimizer.rota.required import Wanted, wanted
from optimizer.rota.skills import counting_skills


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
    """Return every cover requirement of every day, those of isolation after the table's; empty when no rota was planned."""
    if not has_rota(plan):
        return ()
    capacity = {(day.unit_id, day.date): day for day in plan.tables.capacity}
    pools = Pools(plan.dataset, plan.tables.teams, plan.tables.rotation, capacity)
    assigned = _assigned(plan)
    return tuple(
        CoverCell(one.row, one.date, one.least, sum(assigned[key] for key in _places(one)))
        for one in wanted(plan.dataset, capacity, pools.is_isolation)
    )


def _places(one: Wanted) -> Iterator[tuple[object, ...]]:
    for shift, by in one.spots:
        yield one.row.ward_id, one.date + dt.timedelta(days=by), shift, one.row.role, one.row.skill


def _assigned(plan: PlanRecord) -> Counter[tuple[object, ...]]:
    counts: Counter[tuple[object, ...]] = Counter()
    skills = {member.staff_id: counting_skills(member, plan.dataset.stand_ins) for member in plan.dataset.staff}
    for shift in Groups.of(plan.dataset).counted(plan.tables.rota):
        for skill in ("", *skills.get(shift.staff_id, ())):
            counts[shift.ward_id, shift.date, shift.shift_type_id, shift.role, skill] += 1
    return counts

"""What hospitals lose to a plan: people to the teams by role and grade, and beds to conversions."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass

from optimizer.data.physical import emptied_units
from optimizer.data.planfolder import PlanRecord
from optimizer.data.vocabulary import Role, UnitStatus, WardKind


@dataclass(frozen=True, slots=True)
class GradeLoss:
    """People of one role and grade: employed, given to teams, and of those given the key members."""

    hospital_id: str
    role: Role
    grade: str
    employed: int
    drawn: int
    key_drawn: int

    @property
    def remaining(self) -> int:
        """Who stays."""
        return self.employed - self.drawn


@dataclass(frozen=True, slots=True)
class BedLoss:
    """A unit that a conversion changes or closes.

    Parameters
    ----------
    before
        Open places of its kind until now: the beds (stations) of an open unit, 0 of a reserve or closed one.
    after
        Places of the new kind; 0 for a unit emptied with its building.
    becomes
        The new kind; None for a unit that only closes.
    date
        First day of the new places; None for a unit that only closes.
    """

    unit_id: str
    hospital_id: str
    service_id: str
    kind: WardKind
    before: int
    held: int
    becomes: WardKind | None
    after: int
    date: dt.date | None


def grade_losses(plan: PlanRecord) -> tuple[GradeLoss, ...]:
    """Return every hospital, role and grade of which somebody is given, in order of hospitals, roles and grades."""
    dataset = plan.dataset
    employed = Counter((one.hospital_id, one.role, one.grade) for one in dataset.staff)
    members = [dataset.member[row.staff_id] for row in plan.tables.teams]
    drawn = Counter((one.hospital_id, one.role, one.grade) for one in members)
    key = Counter((one.hospital_id, one.role, one.grade) for one in members if one.key_member)
    order = {row.hospital_id: number for number, row in enumerate(dataset.hospitals)}
    return tuple(
        GradeLoss(*place, employed[place], number, key[place])
        for place, number in sorted(drawn.items(), key=lambda pair: (order.get(pair[0][0], len(order)), pair[0]))
    )


def bed_losses(plan: PlanRecord) -> tuple[BedLoss, ...]:
    """Return every unit that conversions change or close, in order of the units table."""
    dataset = plan.dataset
    converted = {row.unit_id: row for row in plan.tables.conversions}
    emptied = emptied_units(dataset, plan.tables.conversions)
    found = []
    for unit in dataset.units:
        row = converted.get(unit.unit_id)
        if row is not None or unit.unit_id in emptied:
            found.append(
                BedLoss(
                    unit_id=unit.unit_id,
                    hospital_id=unit.hospital_id,
                    service_id=unit.service_id,
                    kind=unit.ward_kind,
                    before=unit.capacity if unit.status is UnitStatus.OPEN else 0,
                    held=unit.occupied,
                    becomes=None if row is None else row.to_ward_kind,
                    after=0 if row is None else row.capacity_after,
                    date=None if row is None else row.from_,
                )
            )
    return tuple(found)

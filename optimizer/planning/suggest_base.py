"""What a desk stands on: the plan in force as an account, or the bed tables alone where there is no plan."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Self

from optimizer.data.dataset import Dataset
from optimizer.data.plantables import PlanTables
from optimizer.data.tables.plan import DesignationRow, PlacementRow
from optimizer.data.travel import Travel
from optimizer.data.vocabulary import Designable, Fixed, Pattern, WardKind
from optimizer.planning.capacity import effective_capacity, with_census
from optimizer.planning.standing import Standing
from optimizer.planning.suggest_entities import Reason

_BED_TABLES = ("units", "capacity_changes")


@dataclass(frozen=True)
class Base:
    """The account, with what must be said about it."""

    standing: Standing
    travel: Travel
    with_plan: bool
    notes: tuple[Reason, ...]

    @classmethod
    def of(cls, dataset: Dataset, plan: PlanTables | None, plan_hashes: Mapping[str, str]) -> Self:
        """Build it; see `Desk.of`."""
        if plan is None:
            return cls(Standing.of(dataset, _without_plan(dataset)), Travel(dataset), False, (Reason("no_plan"),))
        notes = []
        if plan_hashes and any(plan_hashes.get(name) != dataset.input_hashes.get(name) for name in _BED_TABLES):
            notes.append(Reason("beds_changed"))
            rows = effective_capacity(dataset, plan.conversions, plan.teams, plan.rotation)
            plan = replace(plan, capacity=tuple(with_census(dataset, rows, plan.placements, plan.sessions).values()))
        strangers = [row for row in plan.placements if row.unit_id not in dataset.unit or row.patient_id not in dataset.patient]
        if strangers:
            notes.append(Reason("other_tables", {"count": len(strangers)}))
        return cls(Standing.of(dataset, plan), Travel(dataset), True, tuple(notes))


def _without_plan(dataset: Dataset) -> PlanTables:
    """Return tables that hold who lies somewhere already, everything designated that may be."""
    start = dataset.horizon.start
    lying = []
    for row in dataset.patients:
        service = dataset.service[row.service_id]
        if row.current_unit_id is not None and service.pattern is Pattern.STAY:
            days = row.stay_days or service.typical_stay_days or 1
            lying.append(
                PlacementRow(
                    patient_id=row.patient_id,
                    unit_id=row.current_unit_id,
                    from_=start,
                    to=start + dt.timedelta(days=days - 1),
                    wait_days=0,
                    travel_min=0,
                )
            )
    return PlanTables(designation=may_be_designated(dataset), placements=tuple(lying))


def may_be_designated(dataset: Dataset) -> tuple[DesignationRow, ...]:
    """Return a row for every hospital and service with units, in both special ward kinds, unless it may not be designated."""
    allowed = {
        row.hospital_id for row in dataset.hospitals if row.can_designate is not Designable.NO and row.fixed is not Fixed.OUT
    }
    pairs = sorted({(unit.hospital_id, unit.service_id) for unit in dataset.units if unit.hospital_id in allowed})
    return tuple(
        DesignationRow(
            hospital_id=hospital_id,
            service_id=service_id,
            ward_kind=kind,
            from_=dataset.horizon.start,
            to=dataset.horizon.last,
        )
        for hospital_id, service_id in pairs
        for kind in (WardKind.BUFFER, WardKind.ISOLATION)
    )

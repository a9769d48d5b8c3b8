"""Small vehicle plans: patients of one origin, a hospital ten minutes away, placements as given."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from optimizer.data.dataset import Dataset
from optimizer.data.plantables import PlanTables
from optimizer.data.tables.people import Patient
from optimizer.data.tables.places import Vehicle
from optimizer.data.tables.plan import CapacityRow, PlacementRow, SessionRow
from optimizer.data.vocabulary import WardKind
from tests.factories import day, service
from tests.routing.town import dialysis, patient, town, unit


def car(kind: str = "bus", number: int = 1, **changes: Any) -> Vehicle:
    """A vehicle without a base that is free again when it has delivered, unless said otherwise."""
    return Vehicle(vehicle_kind=kind, number=number, **changes)


def lying(
    people: Sequence[Patient], cars: Sequence[Vehicle], *, kind: WardKind = WardKind.GENERAL, **tables: Any
) -> tuple[Dataset, PlanTables]:
    """Everybody placed in unit U1, of one ward kind, on the day they are ready."""
    data = town(people, [unit("U1", ward_kind=kind)], vehicles=cars, **tables)
    rows = [
        PlacementRow(
            patient_id=p.patient_id, unit_id="U1", from_=p.ready_at.date(), to=p.ready_at.date(), wait_days=0, travel_min=10
        )
        for p in people
    ]
    return data, PlanTables(placements=tuple(rows), capacity=_capacity("U1", kind, sorted({row.from_ for row in rows})))


def coming(names: Sequence[str], cars: Sequence[Vehicle], *, shift: int = 1) -> tuple[Dataset, PlanTables]:
    """Patients who come for one dialysis session on the first day."""
    people = [patient(name, service_id="dialysis") for name in names]
    units = [unit("D1", service_id="dialysis", shifts_per_day=3)]
    data = town(people, units, vehicles=cars, services=[dialysis(), service("general")])
    sessions = tuple(SessionRow(patient_id=name, unit_id="D1", date=day(0), shift=shift) for name in names)
    rows = tuple(
        PlacementRow(patient_id=name, unit_id="D1", from_=day(0), to=day(0), wait_days=0, travel_min=10) for name in names
    )
    return data, PlanTables(placements=rows, sessions=sessions, capacity=_capacity("D1", WardKind.GENERAL, [day(0)]))


def _capacity(unit_id: str, kind: WardKind, dates: Sequence[dt.date]) -> tuple[CapacityRow, ...]:
    room = {"physical": 9, "staffed": 9, "supplied": 9, "effective": 9, "census": 0}
    return tuple(CapacityRow(unit_id=unit_id, date=date, ward_kind=kind, **room) for date in dates)

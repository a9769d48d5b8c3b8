"""Bed-days and sessions that designation must find places for, and the places it may count on."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from optimizer.data.tables.care import Service, Unit
from optimizer.data.tables.people import Patient
from optimizer.data.travel import straight_km
from optimizer.data.vocabulary import Pattern, WardKind, needed_kind
from optimizer.verify.context import Plan
from optimizer.verify.fit import licensed
from optimizer.verify.stay import sessions_per_day

Load = dict[tuple[str, str, WardKind], float]


def loads(plan: Plan, *, upper: bool = False) -> Load:
    """Return the load over the horizon per origin, service and (non-general) ward kind.

    Counts come from `demand`; without any, every patient counts as one. Arrivals before the horizon count on its first
    day, arrivals after it not at all. `upper` counts by the upper forecast where there is one.
    """
    load: Load = defaultdict(float)
    for key, _, number, use, days in _coming(plan, upper=upper):
        load[key] += number * use * days
    return load


def people_by_day(plan: Plan) -> dict[tuple[str, WardKind, int], float]:
    """Return the people in a bed (or the sessions) expected on every day, by service, ward kind and day of the horizon."""
    total: dict[tuple[str, WardKind, int], float] = defaultdict(float)
    for (_, service_id, kind), first, number, use, days in _coming(plan):
        for day in range(first, first + days):
            total[service_id, kind, day] += number * use
    return total


def _coming(plan: Plan, *, upper: bool = False) -> Iterator[tuple[tuple[str, str, WardKind], int, float, float, int]]:
    """Yield who comes, their day, how many, what one uses a day, and for how many days."""
    horizon = plan.dataset.horizon
    for row in plan.dataset.demand:
        service, day = plan.dataset.service[row.service_id], max(horizon.day(row.date), 0)
        if row.ward_kind is not WardKind.GENERAL and day < plan.days:
            number = max(row.expected, row.high or 0.0) if upper else row.expected
            use, days = _use(service, None, plan.days - day)
            yield (row.origin_id, row.service_id, row.ward_kind), day, number, use, days
    for patient in () if plan.dataset.demand else plan.dataset.patients:
        kind, origin = needed_kind(patient.health_code, patient.infection_status), origin_of(plan, patient)
        day = horizon.day(plan.ready[patient.patient_id])
        if kind is not WardKind.GENERAL and day < plan.days and origin is not None:
            use, days = _use(plan.service_of(patient), patient.stay_days, plan.days - day)
            yield (origin, patient.service_id, kind), day, 1.0, use, days


def origin_of(plan: Plan, patient: Patient) -> str | None:
    """Return a patient's origin, or the nearest one by straight line; None when the city has no origins."""
    if patient.origin_id is not None:
        return patient.origin_id
    lat, lon = patient.lat, patient.lon
    if lat is None or lon is None:
        return None
    near = [
        (straight_km((lat, lon), (row.lat, row.lon)), row.origin_id)
        for row in plan.dataset.origins
        if row.lat is not None and row.lon is not None
    ]
    return min(near)[1] if near else None


def counted_units(plan: Plan) -> set[str]:
    """Return the units that may be counted on: with the licence, and not beside confirmed cases in their building.

    Where a unit of a designated place for confirmed cases has room, no other unit of its building counts.
    """
    designated = {(row.hospital_id, row.service_id) for _, row in plan.designation if row.ward_kind is WardKind.ISOLATION}
    held_apart = {
        (unit.hospital_id, unit.building_id)
        for unit in plan.dataset.units
        if unit.building_id is not None
        and licensed(plan, unit)
        and (unit.hospital_id, unit.service_id) in designated
        and best_day(plan, unit, WardKind.ISOLATION) > 0
    }
    return {
        unit.unit_id
        for unit in plan.dataset.units
        if licensed(plan, unit)
        and ((unit.hospital_id, unit.building_id) not in held_apart or best_day(plan, unit, WardKind.ISOLATION) > 0)
    }


def best_day(plan: Plan, unit: Unit, kind: WardKind) -> int:
    """Return the most places a unit offers at once in a ward kind."""
    return max((state.places for state in plan.states[unit.unit_id] if state.kind is kind), default=0)


def capacities(plan: Plan) -> dict[tuple[str, str, WardKind], float]:
    """Return bed-days (or sessions) per hospital, service and ward kind, of units that count, open after the conversions."""
    total: dict[tuple[str, str, WardKind], float] = defaultdict(float)
    counted = counted_units(plan)
    for unit in plan.dataset.units:
        if unit.unit_id in counted:
            for state in plan.states[unit.unit_id]:
                total[unit.hospital_id, unit.service_id, state.kind] += state.places * plan.shifts[unit.unit_id]
    return total


def _use(service: Service, stay_days: int | None, days_left: int) -> tuple[float, int]:
    """Return beds (or sessions) a day that one arrival uses, and for how many of the days left."""
    if service.pattern is Pattern.SESSIONS:
        return sessions_per_day(service), days_left
    return 1.0, min(stay_days or service.typical_stay_days or 1, days_left)

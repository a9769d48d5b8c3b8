"""Bed-days and sessions that designation must find places for, and the places it may count on."""

from __future__ import annotations

from collections import defaultdict

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
    horizon = plan.dataset.horizon
    for row in plan.dataset.demand:
        service, day = plan.dataset.service[row.service_id], max(horizon.day(row.date), 0)
        if row.ward_kind is not WardKind.GENERAL and day < plan.days:
            number = max(row.expected, row.high or 0.0) if upper else row.expected
            load[row.origin_id, row.service_id, row.ward_kind] += number * _use(service, None, plan.days - day)
    if not plan.dataset.demand:
        for patient in plan.dataset.patients:
            kind = needed_kind(patient.health_code, patient.infection_status)
            day = horizon.day(plan.ready[patient.patient_id])
            origin = origin_of(plan, patient)
            if kind is not WardKind.GENERAL and day < plan.days and origin is not None:
                use = _use(plan.service_of(patient), patient.stay_days, plan.days - day)
                load[origin, patient.service_id, kind] += use
    return load


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


def _use(service: Service, stay_days: int | None, days_left: int) -> float:
    """Bed-days (or sessions) one arrival uses within the days left."""
    if service.pattern is Pattern.SESSIONS:
        return sessions_per_day(service) * days_left
    return float(min(stay_days or service.typical_stay_days or 1, days_left))

"""Bed-days and sessions that designation must find places for, and the places it may count on."""

from __future__ import annotations

from collections import defaultdict

from optimizer.data.tables.care import Service
from optimizer.data.tables.people import Patient
from optimizer.data.travel import straight_km
from optimizer.data.vocabulary import Pattern, WardKind, needed_kind
from optimizer.verify.context import Plan
from optimizer.verify.fit import licensed
from optimizer.verify.stay import sessions_per_day

Load = dict[tuple[str, str, WardKind], float]


def loads(plan: Plan) -> Load:
    """Return the load over the horizon per origin, service and (non-general) ward kind.

    Counts come from `demand`; without any, every patient counts as one. Arrivals before the horizon count on its first
    day, arrivals after it not at all.
    """
    load: Load = defaultdict(float)
    horizon = plan.dataset.horizon
    for row in plan.dataset.demand:
        service, day = plan.dataset.service[row.service_id], max(horizon.day(row.date), 0)
        if row.ward_kind is not WardKind.GENERAL and day < plan.days:
            load[row.origin_id, row.service_id, row.ward_kind] += row.expected * _use(service, None, plan.days - day)
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


def capacities(plan: Plan) -> dict[tuple[str, str, WardKind], float]:
    """Return bed-days (or sessions) per hospital, service and ward kind, of units open after the conversions.

    Only units with the licence of their service count.
    """
    total: dict[tuple[str, str, WardKind], float] = defaultdict(float)
    for unit in plan.dataset.units:
        if licensed(plan, unit):
            for state in plan.states[unit.unit_id]:
                total[unit.hospital_id, unit.service_id, state.kind] += state.places * plan.shifts[unit.unit_id]
    return total


def _use(service: Service, stay_days: int | None, days_left: int) -> float:
    """Bed-days (or sessions) one arrival uses within the days left."""
    if service.pattern is Pattern.SESSIONS:
        return sessions_per_day(service) * days_left
    return float(min(stay_days or service.typical_stay_days or 1, days_left))

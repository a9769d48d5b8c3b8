"""Expected bed-days and sessions per origin, service and ward kind."""

from __future__ import annotations

from collections import defaultdict

from optimizer.data.dataset import Dataset
from optimizer.data.sessions import mean_sessions
from optimizer.data.tables.care import Service
from optimizer.data.tables.people import Demand, Patient
from optimizer.data.travel import straight_km
from optimizer.data.vocabulary import Pattern, WardKind, needed_kind

Load = dict[tuple[str, str, WardKind], float]


def expected_load(dataset: Dataset, *, upper: bool = False) -> Load:
    """Return the load over the horizon, buffer and isolation only; from `patients` where there is no `demand`.

    Arrivals before the horizon count on its first day, those after it not at all. A stay uses its days, a patient with
    sessions one seventh of the weekly number each day, or the share of a cycle.

    Parameters
    ----------
    upper
        By the upper forecast (`demand.high`) where there is one.
    """
    load: Load = defaultdict(float)
    horizon = dataset.horizon
    if dataset.demand:
        for row in dataset.demand:
            day = max(0, horizon.day(row.date))
            if row.ward_kind is not WardKind.GENERAL and day < horizon.days:
                load[row.origin_id, row.service_id, row.ward_kind] += (_upper(row) if upper else row.expected) * _use(
                    dataset.service[row.service_id], None, horizon.days - day
                )
        return {key: value for key, value in load.items() if value > 0}
    for patient in dataset.patients:
        kind, origin = needed_kind(patient.health_code, patient.infection_status), _origin(dataset, patient)
        day = max(0, horizon.day(patient.ready_at.date()))
        if kind is not WardKind.GENERAL and day < horizon.days and origin is not None:
            load[origin, patient.service_id, kind] += _use(
                dataset.service[patient.service_id], patient.stay_days, horizon.days - day
            )
    return dict(load)


def _upper(row: Demand) -> float:
    return row.expected if row.high is None else max(row.expected, row.high)


def _use(service: Service, stay_days: int | None, days_left: int) -> float:
    if service.pattern is Pattern.SESSIONS:
        return mean_sessions(service) * days_left
    return float(min(stay_days or service.typical_stay_days or 1, days_left))


def _origin(dataset: Dataset, patient: Patient) -> str | None:
    """Return the patient's origin, or the nearest one by straight line."""
    if patient.origin_id is not None or patient.lat is None or patient.lon is None:
        return patient.origin_id
    point = (patient.lat, patient.lon)
    known = [(row.lat, row.lon, row.origin_id) for row in dataset.origins]
    near = [(straight_km(point, (lat, lon)), name) for lat, lon, name in known if lat is not None and lon is not None]
    return min(near)[1] if near else None

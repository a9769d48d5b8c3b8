"""Expected bed-days and sessions per origin, service and ward kind."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from optimizer.data.dataset import Dataset
from optimizer.data.sessions import mean_sessions
from optimizer.data.tables.care import Service
from optimizer.data.tables.people import Demand, Patient
from optimizer.data.travel import straight_km
from optimizer.data.vocabulary import Pattern, WardKind, needed_kind

Key = tuple[str, str, WardKind]
Kind = tuple[str, WardKind]
Load = dict[Key, float]


class Forecast(StrEnum):
    """Which figure of a forecast is counted."""

    LOW = "low"
    EXPECTED = "expected"
    HIGH = "high"


@dataclass(frozen=True, slots=True)
class _Arrivals:
    """People of one origin, service and ward kind who come on a day: each uses so much a day for so many days."""

    key: Key
    day: int
    number: float
    use: float
    days: int


def expected_load(dataset: Dataset, forecast: Forecast = Forecast.EXPECTED) -> Load:
    """Return the load over the horizon, buffer and isolation only; from `patients` where there is no `demand`.

    Arrivals before the horizon count on its first day, those after it not at all. A stay uses its days, a patient with
    sessions one seventh of the weekly number each day, or the share of a cycle.
    """
    load: Load = defaultdict(float)
    for one in _arrivals(dataset, forecast):
        load[one.key] += one.number * (one.use * one.days)
    return {key: value for key, value in load.items() if value > 0}


def daily_load(dataset: Dataset, forecast: Forecast = Forecast.EXPECTED) -> dict[Key, tuple[float, ...]]:
    """Return the same day by day: people in a bed, or sessions, on every day of the horizon."""
    load: dict[Key, list[float]] = defaultdict(lambda: [0.0] * dataset.horizon.days)
    for one in _arrivals(dataset, forecast):
        if one.number > 0:
            for day in range(one.day, one.day + one.days):
                load[one.key][day] += one.number * one.use
    return {key: tuple(days) for key, days in load.items()}


def city_wide(daily: Mapping[Key, Sequence[float]]) -> dict[Kind, tuple[float, ...]]:
    """Return daily loads of all origins together, by service and ward kind."""
    rows: dict[Kind, list[Sequence[float]]] = defaultdict(list)
    for (_, service_id, kind), days in sorted(daily.items()):
        rows[service_id, kind].append(days)
    return {key: tuple(sum(day) for day in zip(*found, strict=True)) for key, found in rows.items()}


def _arrivals(dataset: Dataset, forecast: Forecast) -> Iterator[_Arrivals]:
    horizon = dataset.horizon
    for row in dataset.demand:
        day = max(0, horizon.day(row.date))
        if row.ward_kind is not WardKind.GENERAL and day < horizon.days:
            key = (row.origin_id, row.service_id, row.ward_kind)
            yield _Arrivals(key, day, _number(row, forecast), *_use(dataset.service[row.service_id], None, horizon.days - day))
    for patient in () if dataset.demand else dataset.patients:
        kind, origin = needed_kind(patient.health_code, patient.infection_status), _origin(dataset, patient)
        day = max(0, horizon.day(patient.ready_at.date()))
        if kind is not WardKind.GENERAL and day < horizon.days and origin is not None:
            use = _use(dataset.service[patient.service_id], patient.stay_days, horizon.days - day)
            yield _Arrivals((origin, patient.service_id, kind), day, 1.0, *use)


def _number(row: Demand, forecast: Forecast) -> float:
    """Return the figure of a row; a low one above the expected, or a high one below it, is none."""
    if forecast is Forecast.LOW and row.low is not None:
        return min(row.expected, row.low)
    if forecast is Forecast.HIGH and row.high is not None:
        return max(row.expected, row.high)
    return row.expected


def _use(service: Service, stay_days: int | None, days_left: int) -> tuple[float, int]:
    """Return what one arrival uses a day, and for how many days."""
    if service.pattern is Pattern.SESSIONS:
        return mean_sessions(service), days_left
    return 1.0, min(stay_days or service.typical_stay_days or 1, days_left)


def _origin(dataset: Dataset, patient: Patient) -> str | None:
    """Return the patient's origin, or the nearest one by straight line."""
    if patient.origin_id is not None or patient.lat is None or patient.lon is None:
        return patient.origin_id
    point = (patient.lat, patient.lon)
    known = [(row.lat, row.lon, row.origin_id) for row in dataset.origins]
    near = [(straight_km(point, (lat, lon)), name) for lat, lon, name in known if lat is not None and lon is not None]
    return min(near)[1] if near else None

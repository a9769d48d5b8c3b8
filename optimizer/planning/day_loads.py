"""The expected load of designation day by day, by each figure of the forecast."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from enum import StrEnum

from optimizer.core.rounding import nearest_int
from optimizer.data.dataset import Dataset
from optimizer.data.sessions import mean_sessions
from optimizer.data.tables.care import Service
from optimizer.data.tables.people import Demand
from optimizer.data.vocabulary import Pattern, WardKind
from optimizer.designation.demand import expected_load

Key = tuple[str, str, WardKind]
Kind = tuple[str, WardKind]


class Forecast(StrEnum):
    """Which figure of a forecast is counted."""

    LOW = "low"
    EXPECTED = "expected"
    HIGH = "high"


def daily_load(dataset: Dataset, forecast: Forecast = Forecast.EXPECTED) -> dict[Key, tuple[float, ...]]:
    """Return people in a bed, or sessions, on every day by origin, service and ward kind; all days are the expected load."""
    days, load = dataset.horizon.days, defaultdict[Key, list[float]](lambda: [0.0] * dataset.horizon.days)
    for row in dataset.demand:
        first, number = max(0, dataset.horizon.day(row.date)), _number(row, forecast)
        if row.ward_kind is not WardKind.GENERAL and first < days and number > 0:
            service = dataset.service[row.service_id]
            _spread(load[row.origin_id, row.service_id, row.ward_kind], service, number, first, service.typical_stay_days or 1)
    for patient in () if dataset.demand else dataset.patients:
        first = max(0, dataset.horizon.day(patient.ready_at.date()))
        for key, bed_days in expected_load(replace(dataset, patients=(patient,))).items():
            _spread(load[key], dataset.service[patient.service_id], 1.0, first, nearest_int(bed_days))
    return {key: tuple(found) for key, found in load.items()}


def _number(row: Demand, forecast: Forecast) -> float:
    """Return the figure of a row; a low one above the expected, or a high one below it, is none."""
    if forecast is Forecast.LOW and row.low is not None:
        return min(row.expected, row.low)
    if forecast is Forecast.HIGH and row.high is not None:
        return max(row.expected, row.high)
    return row.expected


def _spread(load: list[float], service: Service, number: float, first: int, stay_days: int) -> None:
    """Add people who come on a day: their beds while they stay, or their mean sessions from then on."""
    sessions = service.pattern is Pattern.SESSIONS
    for day in range(first, len(load) if sessions else min(len(load), first + stay_days)):
        load[day] += number * (mean_sessions(service) if sessions else 1.0)


def city_wide(daily: Mapping[Key, Sequence[float]]) -> dict[Kind, tuple[float, ...]]:
    """Return daily loads of all origins together, by service and ward kind."""
    rows: dict[Kind, list[Sequence[float]]] = defaultdict(list)
    for (_, service_id, kind), days in sorted(daily.items()):
        rows[service_id, kind].append(days)
    return {key: tuple(sum(day) for day in zip(*found, strict=True)) for key, found in rows.items()}

"""Beds and stations a unit really has free on each day, before staff and supplies are asked."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from optimizer.data.dataset import Dataset
from optimizer.data.tables.care import CapacityChange, Unit
from optimizer.data.tables.plan import ConversionRow
from optimizer.data.vocabulary import Pattern, UnitStatus, WardKind


@dataclass(frozen=True, slots=True)
class UnitDay:
    """What a unit is on a day: its ward kind and the places free for the plan (stays: beds; sessions: stations)."""

    ward_kind: WardKind
    places: int


def physical_capacity(dataset: Dataset, conversions: Iterable[ConversionRow] = ()) -> dict[str, tuple[UnitDay, ...]]:
    """Return, per unit, one `UnitDay` for every day of the horizon.

    An open unit offers ``capacity`` as changed by `capacity_changes` (an absolute figure replaces it, differences add
    up), less ``kept_free`` and ``occupied``. A converted unit offers nothing until its conversion is done, then
    ``capacity_after`` of the new kind; a conversion that empties the building closes the building's other units for
    the whole horizon. Closed and reserve units offer nothing unless converted.
    """
    converted = {row.unit_id: row for row in conversions}
    emptied = _emptied_units(dataset, converted)
    changes: dict[str, list[CapacityChange]] = {}
    for change in dataset.capacity_changes:
        changes.setdefault(change.unit_id, []).append(change)
    return {
        unit.unit_id: tuple(
            _unit_day(unit, date, converted.get(unit.unit_id), unit.unit_id in emptied, changes.get(unit.unit_id, ()))
            for date in dataset.horizon
        )
        for unit in dataset.units
    }


def sessions_a_day(dataset: Dataset, unit: Unit) -> int:
    """Return how many patients one place serves a day: the shifts of a sessions unit, else 1."""
    return (unit.shifts_per_day or 1) if dataset.service[unit.service_id].pattern is Pattern.SESSIONS else 1


def _emptied_units(dataset: Dataset, converted: Mapping[str, ConversionRow]) -> set[str]:
    buildings = {
        (dataset.unit[row.unit_id].hospital_id, dataset.unit[row.unit_id].building_id)
        for row in dataset.unit_conversions
        if row.empties_building and row.unit_id in converted and converted[row.unit_id].to_ward_kind is row.to_ward_kind
    }
    return {
        unit.unit_id
        for unit in dataset.units
        if unit.building_id is not None and (unit.hospital_id, unit.building_id) in buildings and unit.unit_id not in converted
    }


def _unit_day(
    unit: Unit, date: dt.date, conversion: ConversionRow | None, emptied: bool, changes: Iterable[CapacityChange]
) -> UnitDay:
    kind, capacity, occupied = unit.ward_kind, unit.capacity, unit.occupied
    if conversion is not None:
        if date < conversion.from_:
            return UnitDay(kind, 0)
        kind, capacity, occupied = conversion.to_ward_kind, conversion.capacity_after, 0
    elif emptied or unit.status is not UnitStatus.OPEN:
        return UnitDay(kind, 0)
    today = [change for change in changes if change.from_ <= date <= change.to]
    for change in today:
        if change.capacity is not None:
            capacity = change.capacity
    capacity += sum(change.delta for change in today if change.delta is not None)
    return UnitDay(kind, max(0, capacity - unit.kept_free - occupied))

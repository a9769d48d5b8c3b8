"""Beds and stations a unit really has free on each day, before staff and supplies are asked."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
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
    the whole horizon. Closed and reserve units offer nothing unless converted, nor do `shut_units`.
    """
    conversions = tuple(conversions)
    shut = shut_units(dataset, conversions)
    converted = {row.unit_id: row for row in conversions}
    emptied = emptied_units(dataset, conversions)
    changes: dict[str, list[CapacityChange]] = {}
    for change in dataset.capacity_changes:
        changes.setdefault(change.unit_id, []).append(change)
    found = {}
    for unit in dataset.units:
        conversion, changing = converted.get(unit.unit_id), changes.get(unit.unit_id, ())
        gone, closed = unit.unit_id in emptied, unit.unit_id in shut
        if conversion is None and not changing:  # the same every day
            found[unit.unit_id] = (_unit_day(unit, dataset.horizon.start, None, gone, closed, ()),) * dataset.horizon.days
        else:
            found[unit.unit_id] = tuple(_unit_day(unit, date, conversion, gone, closed, changing) for date in dataset.horizon)
    return found


def shut_units(dataset: Dataset, conversions: Iterable[ConversionRow] = ()) -> frozenset[str]:
    """Return the units that may take nobody, because of who lies in their building already.

    A building holds confirmed cases or others, never both: where people outside the list of patients lie in a ward of one
    side, the units of the other side offer nothing. Who lay in a converted unit, or an emptied building, has left.
    And a buffer or isolation unit that shares its entrance offers nothing beside an open general ward.
    """
    conversions = tuple(conversions)
    becomes = {row.unit_id: row.to_ward_kind for row in conversions}
    emptied = emptied_units(dataset, conversions)
    lodged: dict[tuple[str, str], set[bool]] = {}
    for unit in dataset.units:
        if unit.occupied and unit.building_id is not None and unit.unit_id not in emptied and unit.unit_id not in becomes:
            lodged.setdefault((unit.hospital_id, unit.building_id), set()).add(unit.ward_kind is WardKind.ISOLATION)
    public = {
        (unit.hospital_id, unit.building_id)
        for unit in dataset.units
        if becomes.get(unit.unit_id, unit.ward_kind) is WardKind.GENERAL and unit.unit_id not in emptied and _serves(unit)
    }
    return frozenset(
        unit.unit_id
        for unit in dataset.units
        if unit.building_id is not None
        and (
            (becomes.get(unit.unit_id, unit.ward_kind) is not WardKind.ISOLATION)
            in lodged.get((unit.hospital_id, unit.building_id), ())
            or (
                unit.shares_access
                and becomes.get(unit.unit_id, unit.ward_kind) is not WardKind.GENERAL
                and (unit.hospital_id, unit.building_id) in public
            )
        )
    )


def _serves(unit: Unit) -> bool:
    return unit.status is UnitStatus.OPEN and unit.capacity > 0


def sessions_a_day(dataset: Dataset, unit: Unit) -> int:
    """Return how many patients one place serves a day: the shifts of a sessions unit, else 1."""
    return (unit.shifts_per_day or 1) if dataset.service[unit.service_id].pattern is Pattern.SESSIONS else 1


def emptied_units(dataset: Dataset, conversions: Iterable[ConversionRow]) -> set[str]:
    """Return the units that conversions close because they empty the building."""
    converted = {row.unit_id: row for row in conversions}
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
    unit: Unit, date: dt.date, conversion: ConversionRow | None, emptied: bool, shut: bool, changes: Iterable[CapacityChange]
) -> UnitDay:
    kind, capacity, occupied = unit.ward_kind, unit.capacity, unit.occupied
    if conversion is not None:
        if date < conversion.from_:
            return UnitDay(kind, 0)
        kind, capacity, occupied = conversion.to_ward_kind, conversion.capacity_after, 0
    elif emptied or unit.status is not UnitStatus.OPEN:
        return UnitDay(kind, 0)
    if shut:
        return UnitDay(kind, 0)
    today = [change for change in changes if change.from_ <= date <= change.to]
    for change in today:
        if change.capacity is not None:
            capacity = change.capacity
    capacity += sum(change.delta for change in today if change.delta is not None)
    return UnitDay(kind, max(0, capacity - unit.kept_free - occupied))

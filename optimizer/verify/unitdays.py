"""What every unit is on every day, derived a second time from the input tables and the emitted conversions.

This repeats on purpose what `optimizer.data.physical` computes for the planners, so that a slip there is caught.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from optimizer.data.dataset import Dataset
from optimizer.data.tables.care import Unit
from optimizer.data.tables.plan import ConversionRow
from optimizer.data.vocabulary import Pattern, UnitStatus, WardKind


@dataclass(frozen=True, slots=True)
class UnitState:
    """A unit on a day.

    Parameters
    ----------
    kind
        Its ward kind that day.
    is_open
        Whether it takes patients at all that day; a full unit is open.
    places
        Beds or stations free for the plan.
    """

    kind: WardKind
    is_open: bool
    places: int


def shifts_of(dataset: Dataset, unit: Unit) -> int:
    """Return how many patients one place serves a day."""
    service = dataset.service.get(unit.service_id)
    if service is None or service.pattern is Pattern.STAY:
        return 1
    return unit.shifts_per_day if unit.shifts_per_day is not None else 1


def unit_days(dataset: Dataset, conversions: Iterable[ConversionRow]) -> dict[str, list[UnitState]]:
    """Return the state of every unit for every day of the horizon."""
    chosen = {row.unit_id: row for row in conversions}
    emptied = emptied_by(dataset, chosen)
    lodgers = _lodgers(dataset, chosen, emptied)
    public = _public_buildings(dataset, chosen, emptied)
    days = list(dataset.horizon)
    figures = _gross_figures(dataset, chosen, days)
    changed = {change.unit_id for change in dataset.capacity_changes}
    result: dict[str, list[UnitState]] = {}
    for unit in dataset.units:
        conversion, gross = chosen.get(unit.unit_id), figures[unit.unit_id]
        running = unit.status is UnitStatus.OPEN and unit.unit_id not in emptied
        beside = lodgers.get((unit.hospital_id, unit.building_id), ()) if unit.building_id is not None else ()
        becomes = unit.ward_kind if conversion is None else conversion.to_ward_kind
        crossed = unit.shares_access and becomes is not WardKind.GENERAL and (unit.hospital_id, unit.building_id) in public
        if crossed or (becomes is not WardKind.ISOLATION) in beside:  # confirmed cases beside others, or others beside them
            kinds = [becomes if conversion is None or date >= conversion.from_ else unit.ward_kind for date in days]
            result[unit.unit_id] = [UnitState(kind, False, 0) for kind in kinds]
        elif conversion is not None:
            result[unit.unit_id] = [_converted(unit, conversion, date, beds) for date, beds in zip(days, gross, strict=True)]
        elif unit.unit_id in changed:
            result[unit.unit_id] = [_as_listed(unit, beds, running) for beds in gross]
        else:
            result[unit.unit_id] = [_as_listed(unit, unit.capacity, running)] * len(days)
    return result


def _lodgers(dataset: Dataset, chosen: Mapping[str, ConversionRow], emptied: set[str]) -> dict[tuple[str, str], set[bool]]:
    """Return, by building, whether the people outside the list who lie there are confirmed cases; both may be."""
    found: dict[tuple[str, str], set[bool]] = {}
    for unit in dataset.units:
        if unit.building_id is not None and unit.occupied > 0 and not (unit.unit_id in chosen or unit.unit_id in emptied):
            found.setdefault((unit.hospital_id, unit.building_id), set()).add(unit.ward_kind is WardKind.ISOLATION)
    return found


def _public_buildings(dataset: Dataset, chosen: Mapping[str, ConversionRow], emptied: set[str]) -> set[tuple[str, str]]:
    """Return the buildings with a general ward that is open whatever is converted."""
    found = set()
    for unit in dataset.units:
        kind = chosen[unit.unit_id].to_ward_kind if unit.unit_id in chosen else unit.ward_kind
        left_open = unit.status is UnitStatus.OPEN and unit.capacity > 0 and unit.unit_id not in emptied
        if unit.building_id is not None and kind is WardKind.GENERAL and left_open:
            found.add((unit.hospital_id, unit.building_id))
    return found


def _as_listed(unit: Unit, gross: int, running: bool) -> UnitState:
    free = max(gross - unit.kept_free - unit.occupied, 0)
    return UnitState(unit.ward_kind, running and gross > 0, free if running else 0)


def _converted(unit: Unit, conversion: ConversionRow, date: dt.date, gross: int) -> UnitState:
    """Nobody lies in a unit that is being converted; whoever occupied it before has left."""
    if date < conversion.from_:
        return UnitState(unit.ward_kind, False, 0)
    return UnitState(conversion.to_ward_kind, gross > 0, max(gross - unit.kept_free, 0))


def emptied_by(dataset: Dataset, chosen: Mapping[str, ConversionRow]) -> set[str]:
    """Return the units that conversions close because they empty the building; `chosen` is by unit."""
    closing: set[tuple[str, str]] = set()
    for listed in dataset.unit_conversions:
        row = chosen.get(listed.unit_id)
        if listed.unit_id not in dataset.unit:  # the table of units was not given
            continue
        building = dataset.unit[listed.unit_id].building_id
        if row is not None and listed.empties_building and row.to_ward_kind == listed.to_ward_kind and building is not None:
            closing.add((dataset.unit[listed.unit_id].hospital_id, building))
    return {
        unit.unit_id
        for unit in dataset.units
        if unit.building_id is not None and (unit.hospital_id, unit.building_id) in closing and unit.unit_id not in chosen
    }


def _gross_figures(dataset: Dataset, chosen: Mapping[str, ConversionRow], days: list[dt.date]) -> dict[str, list[int]]:
    """Return open places before anything held: the table's figure, replaced and shifted by the capacity changes."""
    absolute: dict[tuple[str, dt.date], int] = {}
    shift: dict[tuple[str, dt.date], int] = {}
    inside = set(days)
    for change in dataset.capacity_changes:
        date = max(change.from_, days[0])
        while date <= min(change.to, days[-1]) and date in inside:
            key = (change.unit_id, date)
            if change.capacity is not None:
                absolute[key] = change.capacity
            if change.delta is not None:
                shift[key] = shift.get(key, 0) + change.delta
            date += dt.timedelta(days=1)
    result = {}
    for unit in dataset.units:
        start = chosen[unit.unit_id].capacity_after if unit.unit_id in chosen else unit.capacity
        result[unit.unit_id] = [absolute.get((unit.unit_id, date), start) + shift.get((unit.unit_id, date), 0) for date in days]
    return result

"""Effective capacity of every unit on every day: the smallest of physical, staffed and supplied."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from optimizer.core.rounding import floor_int
from optimizer.data.dataset import Dataset
from optimizer.data.physical import UnitDay, physical_capacity, sessions_a_day
from optimizer.data.tables.care import Unit
from optimizer.data.tables.plan import CapacityRow, ConversionRow, PlacementRow, RotationRow, SessionRow, TeamRow
from optimizer.data.vocabulary import Phase, Role, StaffedBy, UsePer, WardKind

UnitDate = tuple[str, dt.date]


def effective_capacity(
    dataset: Dataset,
    conversions: Iterable[ConversionRow],
    teams: Sequence[TeamRow],
    rotation: Sequence[RotationRow],
    ceilings: Mapping[UnitDate, int] | None = None,
) -> dict[UnitDate, CapacityRow]:
    """Return one row per unit and day, with a census of 0.

    Parameters
    ----------
    conversions, teams, rotation
        What designation and team planning decided.
    ceilings
        Staffed places lowered further, where a rota left a ward short of its minimum.
    """
    physical = physical_capacity(dataset, conversions)
    places = {
        (unit.unit_id, date): physical[unit.unit_id][day].places * sessions_a_day(dataset, unit)
        for unit in dataset.units
        for day, date in enumerate(dataset.horizon)
    }
    staffed = _staffed(dataset, places, teams, rotation)
    for place, ceiling in (ceilings or {}).items():
        staffed[place] = min(staffed[place], ceiling)
    kinds = {
        (unit.unit_id, date): physical[unit.unit_id][day] for unit in dataset.units for day, date in enumerate(dataset.horizon)
    }
    supplied = _supplied(dataset, places, kinds)
    return {
        place: CapacityRow(
            unit_id=place[0],
            date=place[1],
            ward_kind=kinds[place].ward_kind,
            physical=beds,
            staffed=staffed[place],
            supplied=supplied[place],
            effective=min(beds, staffed[place], supplied[place]),
            census=0,
        )
        for place, beds in places.items()
    }


def with_census(
    dataset: Dataset,
    capacity: Mapping[UnitDate, CapacityRow],
    placements: Iterable[PlacementRow],
    sessions: Iterable[SessionRow],
) -> dict[UnitDate, CapacityRow]:
    """Return the rows with the patients that a routing plan puts there (stays: per day; sessions: per session)."""
    sessions = tuple(sessions)
    in_sessions = {row.patient_id for row in sessions}
    census: Counter[UnitDate] = Counter((row.unit_id, row.date) for row in sessions)
    for row in placements:
        if row.patient_id not in in_sessions:
            census.update((row.unit_id, date) for date in dataset.horizon if row.from_ <= date <= row.to)
    return {place: replace(row, census=census[place]) for place, row in capacity.items()}


def share_out(total: int, weights: Sequence[int]) -> list[int]:
    """Split `total` in proportion to `weights`, never above a weight; what is left goes to the largest remainders."""
    whole = sum(weights)
    if total >= whole:
        return list(weights)
    exact = [total * weight / whole for weight in weights]
    parts = [floor_int(value) for value in exact]
    order = sorted(range(len(weights)), key=lambda index: (-(exact[index] - parts[index]), index))
    for index in order[: total - sum(parts)]:
        parts[index] += 1
    return parts


def _staffed(
    dataset: Dataset, places: Mapping[UnitDate, int], teams: Sequence[TeamRow], rotation: Sequence[RotationRow]
) -> dict[UnitDate, int]:
    """Staffed places: open beds of own staff are staffed; a rotating team carries nurses ÷ headcount per bed."""
    staffed = dict(places)
    if not dataset.teams_wanted:
        return staffed
    nurses = Counter(row.team_id for row in teams if dataset.member[row.staff_id].role is Role.NURSE)
    on_duty = {
        (row.ward_id, date): row.team_id
        for row in rotation
        if row.phase is Phase.DUTY
        for date in dataset.horizon
        if row.from_ <= date <= row.to
    }
    for ward in dataset.wards:
        units = [dataset.unit[name] for name in ward.unit_ids if name in dataset.unit]
        rated = [unit for unit in units if unit.staffed_by is StaffedBy.TEAM and _ratio(dataset, unit)]
        for date in dataset.horizon:
            team = on_duty.get((ward.ward_id, date))
            if team is None:
                for unit in units:
                    if unit.staffed_by is StaffedBy.TEAM:
                        staffed[unit.unit_id, date] = 0
            elif rated:
                ratio = max(_ratio(dataset, unit) for unit in rated)
                carried = floor_int(nurses[team] / ratio)
                parts = share_out(carried, [places[unit.unit_id, date] for unit in rated])
                staffed.update({(unit.unit_id, date): part for unit, part in zip(rated, parts, strict=True)})
    return staffed


def _ratio(dataset: Dataset, unit: Unit) -> float:
    return dataset.service[unit.service_id].nurses_headcount_per_bed or 0.0


def _supplied(dataset: Dataset, places: Mapping[UnitDate, int], kinds: Mapping[UnitDate, UnitDay]) -> dict[UnitDate, int]:
    """Supplied places: stock of the horizon ÷ use per patient-day ÷ days, over the non-general units of a hospital."""
    supplied = dict(places)
    for hospital_id, limit in _supply_limits(dataset).items():
        units = [unit for unit in dataset.units if unit.hospital_id == hospital_id]
        for date in dataset.horizon:
            special = [unit.unit_id for unit in units if kinds[unit.unit_id, date].ward_kind is not WardKind.GENERAL]
            parts = share_out(limit, [places[name, date] for name in special])
            supplied.update({(name, date): part for name, part in zip(special, parts, strict=True)})
    return supplied


def _supply_limits(dataset: Dataset) -> dict[str, int]:
    use = {row.item: row.quantity for row in dataset.supply_use if row.per is UsePer.PATIENT_DAY and row.quantity > 0}
    stock: dict[tuple[str, str], float] = {}
    for row in dataset.supplies:
        if row.item in use:
            arrives = row.on_order if row.arrives is not None and row.arrives <= dataset.horizon.last else 0.0
            stock[row.hospital_id, row.item] = stock.get((row.hospital_id, row.item), 0.0) + row.on_hand + arrives
    limits: dict[str, int] = {}
    for (hospital_id, item), quantity in stock.items():
        beds = floor_int(quantity / (use[item] * dataset.horizon.days))
        limits[hospital_id] = min(beds, limits.get(hospital_id, beds))
    return limits

"""Units as the routing model sees them: one row of integers per day."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from optimizer.data.dataset import Dataset
from optimizer.data.physical import physical_capacity, sessions_a_day, shut_units
from optimizer.data.tables.care import Unit
from optimizer.data.tables.plan import CapacityRow, ConversionRow
from optimizer.data.vocabulary import EMERGENCY, Pattern, UnitStatus, WardKind


@dataclass(frozen=True, slots=True)
class Place:
    """One unit over the horizon.

    Parameters
    ----------
    hospital, building
        Indices; a unit without a building is a building of its own.
    kinds, effective, open
        Per day: ward kind, places for the plan (sessions: of all shifts together), and whether the unit runs at all
        (a full unit is open, a closed or converting one is not).
    reserved
        Per day: places of `effective` kept free of all but the life-threatened.
    shifts
        Shifts a day of a sessions unit, else 1.
    outside
        Whether its hospital is outside the network: a last resort that needs no designation.
    """

    index: int
    unit: Unit
    hospital: int
    building: int
    sessions: bool
    shifts: int
    kinds: tuple[WardKind, ...]
    effective: tuple[int, ...]
    open: tuple[bool, ...]
    reserved: tuple[int, ...] = ()
    outside: bool = False

    @property
    def emergency(self) -> bool:
        """Whether it is a bed of an emergency department's buffer."""
        return EMERGENCY in self.unit.capabilities and not self.sessions

    def per_shift(self, day: int) -> int:
        """Return the places of one shift on a day, for people other than the life-threatened."""
        kept = self.reserved[day] if self.reserved else 0
        return max(0, self.effective[day] - kept) // self.shifts

    def limit(self, day: int) -> int:
        """Return how many people other than the life-threatened fit on a day, whole shifts only."""
        return self.per_shift(day) * self.shifts


def places_of(
    dataset: Dataset, conversions: Iterable[ConversionRow], capacity: Mapping[tuple[str, date], CapacityRow]
) -> tuple[Place, ...]:
    """Return every unit of the dataset, in a fixed order of its ids."""
    conversions = tuple(conversions)
    physical = physical_capacity(dataset, conversions)
    shut = shut_units(dataset, conversions)
    units = sorted(dataset.units, key=lambda unit: unit.unit_id)
    hospitals = {name: index for index, name in enumerate(sorted({unit.hospital_id for unit in units}))}
    buildings: dict[tuple[str, str, bool], int] = {}
    places = []
    for index, unit in enumerate(units):
        key = (unit.hospital_id, unit.building_id or unit.unit_id, unit.building_id is None)
        days = physical[unit.unit_id]
        turns = sessions_a_day(dataset, unit)
        effective, reserved = [], []
        for number, day in enumerate(dataset.horizon):
            row = capacity.get((unit.unit_id, day))
            effective.append(days[number].places * turns if row is None else row.effective)
            reserved.append(0 if row is None else row.reserved)
        places.append(
            Place(
                index,
                unit,
                hospitals[unit.hospital_id],
                buildings.setdefault(key, len(buildings)),
                dataset.service[unit.service_id].pattern is Pattern.SESSIONS,
                turns,
                tuple(day.ward_kind for day in days),
                tuple(effective),
                (False,) * dataset.horizon.days if unit.unit_id in shut else _open_days(dataset, unit, conversions),
                tuple(reserved),
                dataset.hospital[unit.hospital_id].outside_network,
            )
        )
    return tuple(places)


def _open_days(dataset: Dataset, unit: Unit, conversions: tuple[ConversionRow, ...]) -> tuple[bool, ...]:
    """Return whether the unit has beds at all on each day, whoever lies in them.

    The beds in use are asked for as if nobody held one: what is physically there once `occupied` and `kept_free` are
    set aside says nothing about whether the doors are open.
    """
    conversion = next((row for row in conversions if row.unit_id == unit.unit_id), None)
    if conversion is None and (unit.status is not UnitStatus.OPEN or _emptied(dataset, unit, conversions)):
        return (False,) * dataset.horizon.days
    changes = [row for row in dataset.capacity_changes if row.unit_id == unit.unit_id]
    answer = []
    for day in dataset.horizon:
        beds = unit.capacity if conversion is None else conversion.capacity_after
        today = [row for row in changes if row.from_ <= day <= row.to]
        beds = next((row.capacity for row in reversed(today) if row.capacity is not None), beds)
        beds += sum(row.delta for row in today if row.delta is not None)
        answer.append(beds > 0 and (conversion is None or day >= conversion.from_))
    return tuple(answer)


def _emptied(dataset: Dataset, unit: Unit, conversions: tuple[ConversionRow, ...]) -> bool:
    if unit.building_id is None:
        return False
    chosen = {(row.unit_id, row.to_ward_kind) for row in conversions}
    return any(
        row.empties_building
        and (row.unit_id, row.to_ward_kind) in chosen
        and (dataset.unit[row.unit_id].hospital_id, dataset.unit[row.unit_id].building_id) == (unit.hospital_id, unit.building_id)
        for row in dataset.unit_conversions
    )

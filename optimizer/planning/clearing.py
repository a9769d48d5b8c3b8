"""Who must leave units that a plan converts or whose building it empties, by when, and which units have room for them.

Patients of the list go where the plan places them. Of people held outside the list only the number is known; for them
the free places of units of the same service and ward kind are shared out, in their own hospital first, then nearest.
It is a proposal of places, not a placement: nobody knows yet what each of them needs.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass

from optimizer.data.dataset import Dataset
from optimizer.data.physical import emptied_units, sessions_a_day
from optimizer.data.planfolder import PlanRecord
from optimizer.data.tables.care import Unit
from optimizer.data.tables.plan import CapacityRow, ConversionRow, PlacementRow
from optimizer.data.travel import Travel


@dataclass(frozen=True, slots=True)
class Leaving:
    """A patient of the list who lies there, and where the plan puts them next.

    Parameters
    ----------
    to_unit_id
        Blank when the plan has no place for them.
    date, travel_min
        First day there, and the minutes between the two hospitals; None without a place.
    """

    patient_id: str
    to_unit_id: str = ""
    date: dt.date | None = None
    travel_min: int | None = None


@dataclass(frozen=True, slots=True)
class Refuge:
    """A unit with room: places free on every day until the end of the plan, and how many of them are proposed."""

    unit_id: str
    free: int
    proposed: int
    travel_min: int


@dataclass(frozen=True, slots=True)
class Clearing:
    """A unit that is to be empty.

    Parameters
    ----------
    conversion
        What becomes of it; of a unit emptied with its building, the conversion that empties the building first.
    own
        Whether the unit itself is converted.
    lead_time_h
        Hours of preparation, emptying included.
    named
        Patients of the list who lie there.
    counted
        People (of sessions: stations) held there outside the list.
    """

    unit_id: str
    conversion: ConversionRow
    own: bool
    lead_time_h: float
    named: tuple[Leaving, ...]
    counted: int
    refuges: tuple[Refuge, ...]

    @property
    def proposed(self) -> int:
        """Places proposed for those who are only counted."""
        return sum(one.proposed for one in self.refuges)

    @property
    def without(self) -> int:
        """Of those who are only counted, how many find no free place."""
        return self.counted - self.proposed

    @property
    def begins(self) -> dt.datetime:
        """When preparation must begin at the latest, to be ready on its day."""
        return dt.datetime.combine(self.conversion.from_, dt.time(0)) - dt.timedelta(hours=self.lead_time_h)


def clearing_plan(plan: PlanRecord) -> tuple[Clearing, ...]:
    """Return every unit to be emptied, the earliest first; a free place is proposed once."""
    dataset, tables = plan.dataset, plan.tables
    leaving = _leaving(dataset, tables.conversions)
    room = _Room(dataset, tables.capacity, frozenset(leaving))
    return tuple(
        Clearing(
            unit_id=unit_id,
            conversion=conversion,
            own=conversion.unit_id == unit_id,
            lead_time_h=_lead_time(dataset, conversion),
            named=_named(dataset, tables.placements, unit_id),
            counted=dataset.unit[unit_id].occupied,
            refuges=room.share(dataset.unit[unit_id]),
        )
        for unit_id, conversion in leaving.items()
    )


def _leaving(dataset: Dataset, conversions: tuple[ConversionRow, ...]) -> dict[str, ConversionRow]:
    """Return the units in order of their day, each with the conversion it must be empty for."""
    found: dict[str, ConversionRow] = {}
    for row in sorted(conversions, key=lambda row: (row.from_, row.unit_id)):
        for unit_id in (row.unit_id, *sorted(emptied_units(dataset, [row]))):
            found.setdefault(unit_id, row)
    own = {row.unit_id: row for row in conversions}
    dues = {unit_id: own.get(unit_id, row) for unit_id, row in found.items()}
    return dict(sorted(dues.items(), key=lambda pair: (pair[1].from_, pair[0])))


def _lead_time(dataset: Dataset, conversion: ConversionRow) -> float:
    wanted = (conversion.unit_id, conversion.to_ward_kind)
    return next((row.lead_time_h for row in dataset.unit_conversions if (row.unit_id, row.to_ward_kind) == wanted), 0.0)


def _named(dataset: Dataset, placements: tuple[PlacementRow, ...], unit_id: str) -> tuple[Leaving, ...]:
    legs: dict[str, list[PlacementRow]] = defaultdict(list)
    lying = {row.patient_id for row in dataset.patients if row.current_unit_id == unit_id}
    for row in placements:
        if row.patient_id in lying and row.unit_id != unit_id:
            legs[row.patient_id].append(row)
    found = []
    for patient_id in sorted(lying):
        nxt = min(legs[patient_id], key=lambda row: row.from_, default=None)
        found.append(Leaving(patient_id) if nxt is None else Leaving(patient_id, nxt.unit_id, nxt.from_, nxt.travel_min))
    return tuple(found)


class _Room:
    """Free places by unit; what is proposed to one unit's people is gone for the next."""

    def __init__(self, dataset: Dataset, capacity: tuple[CapacityRow, ...], leaving: frozenset[str]) -> None:
        self._dataset, self._leaving = dataset, leaving
        self._travel = Travel(dataset)
        self._days: dict[str, list[CapacityRow]] = defaultdict(list)
        for row in capacity:
            self._days[row.unit_id].append(row)
        self._taken: dict[str, int] = defaultdict(int)

    def share(self, unit: Unit) -> tuple[Refuge, ...]:
        """Return the units with room for those held in `unit`, in the order in which they are asked; none when it is empty."""
        if not unit.occupied:
            return ()
        left, found = unit.occupied, []
        for minutes, other in sorted((self._minutes(unit, other), other.unit_id) for other in self._alike(unit)):
            free = self._free(self._dataset.unit[other])
            if free > 0:
                proposed = min(left, free)
                left -= proposed
                self._taken[other] += proposed
                found.append(Refuge(other, free, proposed, minutes))
        return tuple(found)

    def _alike(self, unit: Unit) -> list[Unit]:
        return [
            other
            for other in self._dataset.units
            if other.service_id == unit.service_id
            and other.unit_id not in self._leaving
            and not self._dataset.hospital[other.hospital_id].outside_network
            and self._days[other.unit_id]
            and all(day.ward_kind is unit.ward_kind for day in self._days[other.unit_id])
        ]

    def _minutes(self, unit: Unit, other: Unit) -> int:
        return self._travel.between_hospitals(unit.hospital_id, other.hospital_id)

    def _free(self, other: Unit) -> int:
        """Return the places free throughout, less what others were proposed; of sessions, whole stations."""
        sessions = sessions_a_day(self._dataset, other)
        least = min(day.effective - day.reserved - day.census for day in self._days[other.unit_id])
        return max(0, least) // sessions - self._taken[other.unit_id]

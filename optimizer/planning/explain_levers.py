"""What a planner could change to make room, as levers: beds or stations, a further shift, a designation, a conversion."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from optimizer.data.tables.plan import ConversionRow, DesignationRow
from optimizer.data.vocabulary import WardKind
from optimizer.designation.allowed import conversion_day, is_licensed, may_be_designated
from optimizer.planning.capacity import effective_capacity
from optimizer.planning.standing import Standing, kind_needed
from optimizer.routing.candidates import Search
from optimizer.routing.option import Option
from optimizer.routing.people import Person
from optimizer.routing.places import Place, places_of
from optimizer.routing.relief import Lever, Slot, Way, slots
from optimizer.routing.rules import Ground

Site = tuple[str, str, WardKind]  # hospital, service, ward kind
MOST_SHIFTS = 3  # a day has room for three sessions of four hours with cleaning between them
EVERY_UNIT = 50  # up to so many people units are not thinned out by distance


class Means(StrEnum):
    """What is changed."""

    BEDS = "beds"
    SHIFT = "shift"
    DESIGNATE = "designate"
    CONVERT = "convert"


@dataclass(frozen=True, slots=True)
class Change:
    """What one lever stands for.

    Parameters
    ----------
    place
        The unit as it would be, with one step of the lever; for a designation the unit as it is.
    rows
        Rows of the plan's tables that come with it.
    """

    means: Means
    place: Place
    designation: tuple[DesignationRow, ...] = ()
    conversion: tuple[ConversionRow, ...] = ()


@dataclass(frozen=True, slots=True)
class World:
    """One family of levers with the ways it opens."""

    levers: tuple[Lever, ...]
    changes: tuple[Change, ...]
    ways: Mapping[int, tuple[Way, ...]]


def plain_world(standing: Standing, people: Sequence[Person]) -> World:
    """Return: no change at all, but units farther away than planning considered, and others moved."""
    found = _options(standing, people, standing.instance.places, standing.instance.ground)
    return World((), (), {index: tuple(map(Way, some)) for index, some in found.items()})


def beds_world(standing: Standing, people: Sequence[Person], without: frozenset[str] = frozenset()) -> World:
    """Return: any number of further beds (or stations) in any unit that runs and is open to them."""
    wide = tuple(
        replace(place, effective=at_least_one(place)) if place.unit.unit_id not in without else place
        for place in standing.instance.places
    )
    found = _options(standing, people, wide, standing.instance.ground)
    used = _places(found.values())
    levers, changes = [], []
    for index in used:
        place = standing.instance.places[index]
        if place.unit.unit_id in without:
            continue
        room = {(index, day, 0): place.shifts for day in range(standing.instance.days) if place.open[day]}
        if place.sessions:
            room |= {
                (index, day, shift): 1
                for day in range(standing.instance.days)
                for shift in range(1, place.shifts + 1)
                if place.open[day]
            }
        levers.append(Lever(place.unit.unit_id, room, len(people)))
        changes.append(Change(Means.BEDS, place))
    return World(tuple(levers), tuple(changes), {index: tuple(map(Way, some)) for index, some in found.items()})


def shift_world(standing: Standing, people: Sequence[Person]) -> World:
    """Return: one further shift a day of treatment units that run fewer than `MOST_SHIFTS`."""
    more = {
        place.index: replace(
            place, shifts=place.shifts + 1, effective=tuple(room + room // place.shifts for room in place.effective)
        )
        for place in standing.instance.places
        if place.sessions and place.shifts < MOST_SHIFTS and any(place.effective)
    }
    wide = tuple(more.get(place.index, place) for place in standing.instance.places)
    found = _options(standing, people, wide, standing.instance.ground)
    numbers = {index: number for number, index in enumerate(i for i in _places(found.values()) if i in more)}
    levers = tuple(
        Lever(
            more[index].unit.unit_id,
            {(index, day, 0): more[index].per_shift(day) for day in range(standing.instance.days)},
            1,
        )
        for index in numbers
    )

    def asks(option: Option) -> tuple[int, ...]:
        new = (index for index, _, shift in slots(option) if index in numbers and shift == more[index].shifts)
        return tuple(numbers[index] for index in dict.fromkeys(new))

    ways = {index: tuple(Way(option, asks(option)) for option in some) for index, some in found.items()}
    return World(levers, tuple(Change(Means.SHIFT, more[index]) for index in numbers), ways)


def designation_world(standing: Standing, people: Sequence[Person]) -> World:
    """Return: designate hospitals that may be, for what their units can do already."""
    ground, sites = _designable(standing, standing.instance.places)
    found = _options(standing, people, standing.instance.places, ground)
    return _Sites(standing, standing.instance.places, sites, {}).world(found)


def conversion_world(standing: Standing, people: Sequence[Person]) -> World:
    """Return: convert or open units that the plan leaves empty, as far as they are listed and ready in time.

    Beds of a converted unit count as far as staff and supplies carry them; a place that is not designated for the new
    ward kind asks for that too.
    """
    changed: dict[int, Place] = {}
    rows: dict[int, ConversionRow] = {}
    wanted = {(person.service.service_id, kind_needed(person)) for person in people}
    for row in _conversions(standing, wanted):
        places = converted(standing, row)
        index = standing.place[row.unit_id].index
        emptied = [p.index for p in places if any(standing.instance.places[p.index].open) and not any(p.open)]
        if index not in changed and not any(any(standing.ledger.census[other]) for other in (index, *emptied)):
            changed[index], rows[index] = places[index], row
    wide = tuple(changed.get(place.index, place) for place in standing.instance.places)
    ground, sites = _designable(standing, tuple(changed.values()))
    found = _options(standing, people, wide, ground)
    return _Sites(standing, wide, sites, rows).world(found)


@dataclass(frozen=True, slots=True)
class _Sites:
    """Turns designations and conversions into levers, as options ask for them."""

    standing: Standing
    places: Sequence[Place]
    rows: Mapping[Site, DesignationRow]
    conversions: Mapping[int, ConversionRow]

    def world(self, found: Mapping[int, tuple[Option, ...]]) -> World:
        """Return a lever per site or converted unit; a converted unit brings its designation with it."""
        numbers: dict[object, int] = {}
        levers: list[Lever] = []
        changes: list[Change] = []

        def asks(option: Option) -> tuple[int, ...]:
            keys: dict[object, int] = {}
            for index, day, _ in slots(option):
                key = self._key(index, day)
                if key is not None and key not in keys:
                    keys[key] = numbers.setdefault(key, len(levers))
                    if keys[key] == len(levers):
                        levers.append(self._lever(index))
                        changes.append(self._change(index, day))
            return tuple(keys.values())

        ways = {index: tuple(Way(option, asks(option)) for option in some) for index, some in found.items()}
        return World(tuple(levers), tuple(changes), ways)

    def _site(self, index: int, day: int) -> Site:
        place = self.places[index]
        return place.unit.hospital_id, place.unit.service_id, place.kinds[day]

    def _key(self, index: int, day: int) -> object | None:
        if index in self.conversions:
            return index
        site = self._site(index, day)
        return site if site in self.rows else None

    def _lever(self, index: int) -> Lever:
        place = self.places[index]
        room = _room(place) if index in self.conversions else {}
        return Lever(place.unit.unit_id, room, 1)

    def _change(self, index: int, day: int) -> Change:
        row, conversion = self.rows.get(self._site(index, day)), self.conversions.get(index)
        means = Means.DESIGNATE if conversion is None else Means.CONVERT
        designation = () if row is None else (row,)
        return Change(means, self.places[index], designation, () if conversion is None else (conversion,))


def _room(place: Place) -> dict[Slot, int]:
    """Return all of a unit's room by slot."""
    room = {(place.index, day, 0): place.limit(day) for day in range(len(place.open))}
    for shift in range(1, place.shifts + 1) if place.sessions else ():
        room |= {(place.index, day, shift): place.per_shift(day) for day in range(len(place.open))}
    return {slot: beds for slot, beds in room.items() if beds}


def _options(
    standing: Standing, people: Sequence[Person], places: tuple[Place, ...], ground: Ground
) -> dict[int, tuple[Option, ...]]:
    search = Search(standing.dataset, places, ground)
    every = len(people) <= EVERY_UNIT
    return {person.index: search.options(person, every=every) for person in people}


def _places(found: Iterable[tuple[Option, ...]]) -> list[int]:
    return sorted({slot[0] for some in found for option in some for slot in slots(option)})


def at_least_one(place: Place) -> tuple[int, ...]:
    """Return the capacity with room for one at least, beside what is reserved, wherever the doors are open."""
    kept = place.reserved or (0,) * len(place.open)
    days = zip(place.effective, kept, place.open, strict=True)
    return tuple(max(room, place.shifts + held) if is_open else room for room, held, is_open in days)


def _designable(standing: Standing, places: Sequence[Place]) -> tuple[Ground, dict[Site, DesignationRow]]:
    """Return the ground with every site designated that may be, and the rows that takes."""
    data, ground = standing.dataset, standing.instance.ground
    days = dict(ground.designated_days)
    rows: dict[Site, DesignationRow] = {}
    for place in places:
        unit = place.unit
        for kind in dict.fromkeys(place.kinds):
            key = (unit.hospital_id, unit.service_id, kind)
            allowed = may_be_designated(data.hospital[unit.hospital_id]) and is_licensed(data, unit)
            if kind is not WardKind.GENERAL and key not in ground.designated_days and allowed:
                days[key] = frozenset(range(ground.days))
                rows[key] = DesignationRow(
                    hospital_id=key[0], service_id=key[1], ward_kind=kind, from_=data.horizon.start, to=data.horizon.last
                )
    return replace(ground, designated_days=days), rows


def _conversions(standing: Standing, wanted: Iterable[tuple[str, WardKind]]) -> list[ConversionRow]:
    data = standing.dataset
    wanted = set(wanted)
    done = {row.unit_id for row in standing.tables.conversions}
    rows = []
    for row in data.unit_conversions:
        day = conversion_day(data, row)
        fits = (data.unit[row.unit_id].service_id, row.to_ward_kind) in wanted
        if day is not None and fits and row.unit_id not in done:
            date = data.horizon.start + dt.timedelta(days=day)
            rows.append(
                ConversionRow(unit_id=row.unit_id, to_ward_kind=row.to_ward_kind, from_=date, capacity_after=row.capacity_after)
            )
    return sorted(rows, key=lambda row: (row.unit_id, row.to_ward_kind))


def converted(standing: Standing, row: ConversionRow) -> tuple[Place, ...]:
    """Return all units as they would be with one conversion more."""
    tables = standing.tables
    conversions = (*tables.conversions, row)
    capacity = effective_capacity(standing.dataset, conversions, tables.teams, tables.rotation)
    return places_of(standing.dataset, conversions, capacity)


WORLDS: Mapping[Means, Callable[[Standing, Sequence[Person]], World]] = {
    Means.BEDS: beds_world,
    Means.SHIFT: shift_world,
    Means.DESIGNATE: designation_world,
    Means.CONVERT: conversion_world,
}

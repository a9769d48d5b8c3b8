"""What designation chooses from, in integers: sites, the units behind them, conversions, and expected demand."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field, replace
from typing import Self

from optimizer.data.dataset import Dataset
from optimizer.data.physical import UnitDay, physical_capacity, sessions_a_day
from optimizer.data.tables.care import Unit, UnitConversion
from optimizer.data.tables.plan import ConversionRow
from optimizer.data.travel import Travel
from optimizer.data.vocabulary import Designable, Fixed, WardKind
from optimizer.designation.allowed import conversion_day, is_licensed, may_be_designated
from optimizer.designation.demand import expected_load
from optimizer.designation.emergency import emergency_buffers, takes_away
from optimizer.designation.rungs import Rungs


@dataclass(frozen=True, slots=True)
class Site:
    """A hospital, service and ward kind that may be designated."""

    hospital_id: str
    service_id: str
    ward_kind: WardKind


@dataclass(frozen=True, slots=True)
class Option:
    """A unit as it is, or as one conversion makes it.

    Parameters
    ----------
    site
        Index of the site it gives places to.
    places
        Bed-days, or sessions, over the horizon.
    conversion
        Index of the conversion that makes it so, None for the unit as it is.
    lost_by
        Indices of conversions that take it away: the unit's own, and those that empty its building.
    at_once
        Beds, or stations, on its best day.
    beside
        Indices of options for confirmed cases in the same building: where one of them serves, this one does not.
    """

    site: int
    places: int
    conversion: int | None
    lost_by: tuple[int, ...]
    at_once: int = 0
    beside: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Group:
    """Expected demand of one origin (or of several that are alike) for a service and ward kind.

    Parameters
    ----------
    load
        Bed-days, or sessions, over the horizon.
    high
        The same by the upper forecast; never below `load`.
    sites
        Indices of the sites that serve it, nearest first.
    minutes
        Travel to each of `sites`.
    near
        Which of `sites` lie within the service's travel limit.
    """

    origin_id: str
    service_id: str
    ward_kind: WardKind
    load: float
    sites: tuple[int, ...]
    minutes: tuple[float, ...]
    near: tuple[bool, ...]
    high: float = 0.0


@dataclass(frozen=True, slots=True)
class DesignationInstance:
    """All that designation decides about; hospitals and districts are groups of site indices.

    `held` and `held_conversions` are in force and stay: indices of sites, and of conversions.

    Parameters
    ----------
    least
        Places at once that a designated site must offer, by site.
    most_services, most_kinds
        Limits by hospital, of those in `hospitals` that have one.
    most_sites
        Sites designated at most, which then are no goal; None where they are to be few.
    rungs
        The numbers of sites, by service and ward kind, that are best with `most_sites`, where they are known.
    not_these
        A set of hospitals that is not to be the answer again; None where every set may be.
    emergency
        Per hospital with emergency buffers that could all be lost: of every such unit the conversions that take it away.
    """

    sites: tuple[Site, ...]
    options: tuple[Option, ...]
    conversions: tuple[ConversionRow, ...]
    groups: tuple[Group, ...]
    fill: float
    hospitals: dict[str, tuple[int, ...]]
    fixed_in: tuple[str, ...]
    coordinated: tuple[str, ...]
    districts: dict[str, tuple[int, ...]]  # only those where somebody could be designated
    one_per_district: bool
    least: tuple[int, ...] = ()
    most_services: dict[str, int] = field(default_factory=dict)
    most_kinds: dict[str, int] = field(default_factory=dict)
    emergency: tuple[tuple[tuple[int, ...], ...], ...] = ()
    most_sites: int | None = None
    rungs: Rungs | None = None
    not_these: frozenset[str] | None = None
    held: frozenset[int] = frozenset()
    held_conversions: frozenset[int] = frozenset()

    @classmethod
    def from_dataset(cls, dataset: Dataset) -> Self:
        """Build the instance; what the rules forbid (allowed, licence, lead time) is left out from the start."""
        conversions = _conversions(dataset)
        base = physical_capacity(dataset)
        drafts = _drafts(dataset, conversions, base)
        sites = tuple(sorted({site for site, _ in drafts}, key=lambda site: (site.hospital_id, site.service_id, site.ward_kind)))
        index = {site: position for position, site in enumerate(sites)}
        options = tuple(replace(option, site=index[site]) for site, option in drafts)
        hospitals: dict[str, list[int]] = defaultdict(list)
        for position, site in enumerate(sites):
            hospitals[site.hospital_id].append(position)
        return cls(
            sites=sites,
            options=options,
            conversions=tuple(row for row, _ in conversions),
            groups=_groups(dataset, sites),
            fill=dataset.scenario.policy.designation_fill,
            least=tuple(dataset.service[site.service_id].min_designated_places for site in sites),
            most_services={
                row.hospital_id: row.max_services
                for row in dataset.hospitals
                if row.max_services is not None and row.hospital_id in hospitals
            },
            most_kinds={
                row.hospital_id: row.max_ward_kinds
                for row in dataset.hospitals
                if row.max_ward_kinds is not None and row.hospital_id in hospitals
            },
            emergency=emergency_buffers(dataset, conversions),
            hospitals={name: tuple(found) for name, found in hospitals.items()},
            fixed_in=tuple(row.hospital_id for row in dataset.hospitals if row.fixed is Fixed.IN),
            coordinated=tuple(
                row.hospital_id
                for row in dataset.hospitals
                if row.can_designate is Designable.COORDINATE and row.hospital_id in hospitals
            ),
            districts={
                district: tuple(
                    position for position, site in enumerate(sites) if dataset.hospital[site.hospital_id].district == district
                )
                for district in possible_districts(dataset, base)
            },
            one_per_district=dataset.scenario.policy.one_institution_per_district,
        )


def options_left(instance: DesignationInstance, converted: frozenset[int], is_open: Collection[int] | None = None) -> list[int]:
    """Return the options that are there, given the conversions and the sites open (None: as if all were)."""
    there = [
        number
        for number, option in enumerate(instance.options)
        if (option.conversion is None or option.conversion in converted) and not converted.intersection(option.lost_by)
    ]
    serving = {number for number in there if is_open is None or instance.options[number].site in is_open}
    return [number for number in there if not serving.intersection(instance.options[number].beside)]


def places_left(instance: DesignationInstance, converted: frozenset[int], is_open: Collection[int] | None = None) -> list[int]:
    """Return the bed-days (or sessions) at every site, given the conversions and the sites open (None: as if all were)."""
    places = [0] * len(instance.sites)
    for number in options_left(instance, converted, is_open):
        places[instance.options[number].site] += instance.options[number].places
    return places


def places_at_once(instance: DesignationInstance, converted: frozenset[int], is_open: Collection[int] | None = None) -> list[int]:
    """Return the beds or stations at every site, each unit on its best day."""
    places = [0] * len(instance.sites)
    for number in options_left(instance, converted, is_open):
        places[instance.options[number].site] += instance.options[number].at_once
    return places


def possible_districts(dataset: Dataset, base: dict[str, tuple[UnitDay, ...]] | None = None) -> tuple[str, ...]:
    """Return districts with a hospital that may be designated and has, or can have, buffer or isolation places."""
    days = physical_capacity(dataset) if base is None else base
    able = {
        unit.hospital_id
        for unit in dataset.units
        if any(day.places and day.ward_kind is not WardKind.GENERAL for day in days[unit.unit_id])
    } | {
        dataset.unit[row.unit_id].hospital_id
        for row in dataset.unit_conversions
        if row.to_ward_kind is not WardKind.GENERAL and row.capacity_after and conversion_day(dataset, row) is not None
    }
    return tuple(dict.fromkeys(row.district for row in dataset.hospitals if row.hospital_id in able and may_be_designated(row)))


def _conversions(dataset: Dataset) -> list[tuple[ConversionRow, UnitConversion]]:
    """Return the conversions that are done in time and lead to a buffer or isolation unit that may be designated."""
    found = []
    for row in dataset.unit_conversions:
        unit, day = dataset.unit[row.unit_id], conversion_day(dataset, row)
        usable = row.to_ward_kind is not WardKind.GENERAL and row.capacity_after > 0
        if usable and day is not None and is_licensed(dataset, unit) and may_be_designated(dataset.hospital[unit.hospital_id]):
            date = dataset.horizon.start + dt.timedelta(days=day)
            found.append(
                (
                    ConversionRow(
                        unit_id=row.unit_id, to_ward_kind=row.to_ward_kind, from_=date, capacity_after=row.capacity_after
                    ),
                    row,
                )
            )
    return found


def _drafts(
    dataset: Dataset, conversions: list[tuple[ConversionRow, UnitConversion]], base: dict[str, tuple[UnitDay, ...]]
) -> list[tuple[Site, Option]]:
    drafts, units = [], []
    for unit in dataset.units:
        if not (is_licensed(dataset, unit) and may_be_designated(dataset.hospital[unit.hospital_id])):
            continue
        places, at_once = _places(dataset, unit, base, unit.ward_kind)
        if unit.ward_kind is not WardKind.GENERAL and places:
            lost = tuple(number for number, pair in enumerate(conversions) if takes_away(dataset, pair[1], unit))
            drafts.append((Site(unit.hospital_id, unit.service_id, unit.ward_kind), Option(0, places, None, lost, at_once)))
            units.append(unit)
    for number, (row, _) in enumerate(conversions):
        unit = dataset.unit[row.unit_id]
        places, at_once = _places(dataset, unit, physical_capacity(dataset, [row]), row.to_ward_kind)
        others = tuple(other for other, pair in enumerate(conversions) if other != number and pair[0].unit_id == row.unit_id)
        if places:
            drafts.append((Site(unit.hospital_id, unit.service_id, row.to_ward_kind), Option(0, places, number, others, at_once)))
            units.append(unit)
    large = _large_enough(dataset, drafts)
    pairs = [pair for pair, unit in zip(drafts, units, strict=True) if pair[0] in large]
    return _with_neighbours(pairs, [unit for pair, unit in zip(drafts, units, strict=True) if pair[0] in large])


def _large_enough(dataset: Dataset, drafts: list[tuple[Site, Option]]) -> set[Site]:
    """Return the sites that can offer as many places as designation_minimum asks for, with all of their units."""
    at_once: dict[Site, int] = defaultdict(int)
    for site, option in drafts:
        at_once[site] += option.at_once
    return {site for site, places in at_once.items() if places >= dataset.service[site.service_id].min_designated_places}


def _with_neighbours(drafts: list[tuple[Site, Option]], units: list[Unit]) -> list[tuple[Site, Option]]:
    """Say of every option for others which options for confirmed cases stand in its building."""
    confirmed: dict[tuple[str, str], list[int]] = defaultdict(list)
    for number, ((site, _), unit) in enumerate(zip(drafts, units, strict=True)):
        if site.ward_kind is WardKind.ISOLATION and unit.building_id is not None:
            confirmed[unit.hospital_id, unit.building_id].append(number)
    return [
        (site, option)
        if site.ward_kind is WardKind.ISOLATION or unit.building_id is None
        else (site, replace(option, beside=tuple(confirmed[unit.hospital_id, unit.building_id])))
        for (site, option), unit in zip(drafts, units, strict=True)
    ]


def _places(dataset: Dataset, unit: Unit, days: dict[str, tuple[UnitDay, ...]], kind: WardKind) -> tuple[int, int]:
    """Return what a unit offers over the horizon, and its beds or stations on the best day."""
    free = [day.places for day in days[unit.unit_id] if day.ward_kind is kind]
    return sum(free) * sessions_a_day(dataset, unit), max(free, default=0)


def _groups(dataset: Dataset, sites: tuple[Site, ...]) -> tuple[Group, ...]:
    travel, upper = Travel(dataset), expected_load(dataset, upper=True)
    serving: dict[tuple[str, WardKind], list[int]] = defaultdict(list)
    for position, site in enumerate(sites):
        serving[site.service_id, site.ward_kind].append(position)
    groups = []
    for (origin_id, service_id, kind), load in sorted(expected_load(dataset).items()):
        limit = dataset.service[service_id].max_travel_min
        trips = sorted(
            (travel.from_origin(origin_id, sites[position].hospital_id), position) for position in serving[service_id, kind]
        )
        groups.append(
            Group(
                origin_id=origin_id,
                service_id=service_id,
                ward_kind=kind,
                load=load,
                sites=tuple(position for _, position in trips),
                minutes=tuple(minutes for minutes, _ in trips),
                near=tuple(minutes <= limit for minutes, _ in trips),
                high=max(load, upper.get((origin_id, service_id, kind), 0.0)),
            )
        )
    return tuple(groups)

"""What designation chooses from, in integers: sites, the units behind them, conversions, and expected demand."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Self

from optimizer.data.dataset import Dataset
from optimizer.data.physical import UnitDay, physical_capacity, sessions_a_day
from optimizer.data.tables.care import Unit, UnitConversion
from optimizer.data.tables.plan import ConversionRow, DesignationRow
from optimizer.data.travel import Travel
from optimizer.data.vocabulary import Designable, Fixed, WardKind
from optimizer.designation.allowed import conversion_day, is_licensed, may_be_designated
from optimizer.designation.demand import expected_load


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
    """

    site: int
    places: int
    conversion: int | None
    lost_by: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """Expected demand of one origin (or of several that are alike) for a service and ward kind.

    Parameters
    ----------
    load
        Bed-days, or sessions, over the horizon.
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


@dataclass(frozen=True, slots=True)
class DesignationInstance:
    """All that designation decides about; hospitals and districts are groups of site indices.

    `held` and `held_conversions` are in force and stay: indices of sites, and of conversions.
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
        options = tuple(Option(index[site], option.places, option.conversion, option.lost_by) for site, option in drafts)
        hospitals: dict[str, list[int]] = defaultdict(list)
        for position, site in enumerate(sites):
            hospitals[site.hospital_id].append(position)
        return cls(
            sites=sites,
            options=options,
            conversions=tuple(row for row, _ in conversions),
            groups=_groups(dataset, sites),
            fill=dataset.scenario.policy.designation_fill,
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


def holding(
    instance: DesignationInstance, designation: Iterable[DesignationRow], conversions: Iterable[ConversionRow]
) -> DesignationInstance:
    """Return the instance with what is in force held, as far as it is still possible."""
    made = {(row.unit_id, row.to_ward_kind) for row in conversions}
    useful = {option.conversion for option in instance.options}
    kept = frozenset(
        number for number, row in enumerate(instance.conversions) if number in useful and (row.unit_id, row.to_ward_kind) in made
    )
    there = places_left(instance, kept)
    open_now = {Site(row.hospital_id, row.service_id, row.ward_kind) for row in designation}
    sites = frozenset(number for number, site in enumerate(instance.sites) if site in open_now and there[number])
    return replace(instance, held=sites, held_conversions=kept)


def places_left(instance: DesignationInstance, converted: frozenset[int]) -> list[int]:
    """Return the bed-days (or sessions) at every site, given the conversions."""
    places = [0] * len(instance.sites)
    for option in instance.options:
        chosen = option.conversion is None or option.conversion in converted
        if chosen and not converted.intersection(option.lost_by):
            places[option.site] += option.places
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
    drafts = []
    for unit in dataset.units:
        if not (is_licensed(dataset, unit) and may_be_designated(dataset.hospital[unit.hospital_id])):
            continue
        places = _places(dataset, unit, base, unit.ward_kind)
        if unit.ward_kind is not WardKind.GENERAL and places:
            lost = tuple(number for number, pair in enumerate(conversions) if _takes_away(dataset, pair[1], unit))
            drafts.append((Site(unit.hospital_id, unit.service_id, unit.ward_kind), Option(0, places, None, lost)))
    for number, (row, _) in enumerate(conversions):
        unit = dataset.unit[row.unit_id]
        places = _places(dataset, unit, physical_capacity(dataset, [row]), row.to_ward_kind)
        others = tuple(other for other, pair in enumerate(conversions) if other != number and pair[0].unit_id == row.unit_id)
        if places:
            drafts.append((Site(unit.hospital_id, unit.service_id, row.to_ward_kind), Option(0, places, number, others)))
    return drafts


def _places(dataset: Dataset, unit: Unit, days: dict[str, tuple[UnitDay, ...]], kind: WardKind) -> int:
    return sum(day.places for day in days[unit.unit_id] if day.ward_kind is kind) * sessions_a_day(dataset, unit)


def _takes_away(dataset: Dataset, conversion: UnitConversion, unit: Unit) -> bool:
    if conversion.unit_id == unit.unit_id:
        return True
    converted = dataset.unit[conversion.unit_id]
    same = (converted.hospital_id, converted.building_id) == (unit.hospital_id, unit.building_id)
    return conversion.empties_building and unit.building_id is not None and same


def _groups(dataset: Dataset, sites: tuple[Site, ...]) -> tuple[Group, ...]:
    travel = Travel(dataset)
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
            )
        )
    return tuple(groups)

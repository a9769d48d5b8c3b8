"""What designation chooses from, in integers: sites, the units behind them, conversions, and expected demand."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field, replace
from typing import Self

from optimizer.data.dataset import Dataset
from optimizer.data.physical import UnitDay, physical_capacity
from optimizer.data.tables.plan import ConversionRow
from optimizer.data.travel import Travel
from optimizer.data.vocabulary import Designable, Fixed, WardKind
from optimizer.designation.allowed import conversion_day, may_be_designated
from optimizer.designation.demand import Forecast, Kind, city_wide, daily_load, expected_load
from optimizer.designation.emergency import emergency_buffers
from optimizer.designation.option import Option, Site
from optimizer.designation.options import drafts_of, listed_conversions
from optimizer.designation.rungs import Rungs


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
    need
        People expected in a bed, or sessions, on every day of the horizon, by service and ward kind.
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
    need: dict[Kind, tuple[float, ...]] = field(default_factory=dict)
    most_sites: int | None = None
    rungs: Rungs | None = None
    not_these: frozenset[str] | None = None
    held: frozenset[int] = frozenset()
    held_conversions: frozenset[int] = frozenset()

    @classmethod
    def from_dataset(cls, dataset: Dataset) -> Self:
        """Build the instance; what the rules forbid (allowed, licence, lead time) is left out from the start."""
        conversions = listed_conversions(dataset)
        base = physical_capacity(dataset)
        drafts = drafts_of(dataset, conversions, base)
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
            need=city_wide(daily_load(dataset)),
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
    return _by_site(instance, options_left(instance, converted, is_open), lambda option: option.places)


def places_at_once(instance: DesignationInstance, converted: frozenset[int], is_open: Collection[int] | None = None) -> list[int]:
    """Return the beds or stations at every site, each unit on its best day."""
    return _by_site(instance, options_left(instance, converted, is_open), lambda option: option.at_once)


def _by_site(instance: DesignationInstance, options: Iterable[int], figure: Callable[[Option], int]) -> list[int]:
    total = [0] * len(instance.sites)
    for number in options:
        total[instance.options[number].site] += figure(instance.options[number])
    return total


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


def _groups(dataset: Dataset, sites: tuple[Site, ...]) -> tuple[Group, ...]:
    travel, upper = Travel(dataset), expected_load(dataset, Forecast.HIGH)
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

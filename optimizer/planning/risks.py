"""What a designation leaves at risk: full places, services that hang on one hospital, long ways, people without a place."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass

from optimizer.core.rounding import floor_int
from optimizer.data.planfolder import PlanRecord
from optimizer.data.travel import Travel
from optimizer.data.vocabulary import Designable, WardKind
from optimizer.designation.demand import expected_load

FULL_PCT = 90
LEAST = 0.005
"""Loads are written with six decimals; what rounds to nothing is nothing."""


@dataclass(frozen=True, slots=True)
class FullSite:
    """A designated site at `FULL_PCT` or more of its places: on its fullest day, or over the plan as expected.

    Parameters
    ----------
    used, places
        People and effective places on the fullest day; or expected and physical bed-days (sessions) over the plan.
    date
        The first such day; None where the figures are expected ones.
    """

    hospital_id: str
    service_id: str
    ward_kind: WardKind
    used: float
    places: int
    date: dt.date | None

    @property
    def pct(self) -> int:
        """Share of the places, in percent, rounded down; 100 is full."""
        return floor_int(100 * self.used / self.places) if self.places else 100


@dataclass(frozen=True, slots=True)
class FarOrigin:
    """A township part of whose load of a service travels beyond the limit: how much, how long, and to which hospital."""

    origin_id: str
    service_id: str
    hospital_id: str
    load: float
    minutes: int
    limit_min: float


@dataclass(frozen=True, slots=True)
class Uncovered:
    """A township part of whose load has no designated place."""

    origin_id: str
    service_id: str
    ward_kind: WardKind
    load: float


def full_sites(plan: PlanRecord) -> tuple[FullSite, ...]:
    """Return the designated sites at 90 % of their places or more, the fullest first.

    With patients placed, a site is judged on its fullest day; else by what is expected of it.
    """
    placed = any(row.census for row in plan.tables.capacity)
    found = [one for one in (_fullest_days(plan) if placed else _expected(plan)) if 100 * one.used >= FULL_PCT * one.places]
    return tuple(sorted(found, key=lambda one: (-one.used / max(1, one.places), one.hospital_id, one.service_id, one.ward_kind)))


def single_hospitals(plan: PlanRecord) -> tuple[tuple[str, WardKind, str], ...]:
    """Return each service and ward kind that one hospital alone is designated for, with that hospital."""
    serving: dict[tuple[str, WardKind], set[str]] = defaultdict(set)
    for row in plan.tables.designation:
        serving[row.service_id, row.ward_kind].add(row.hospital_id)
    order = {row.service_id: number for number, row in enumerate(plan.dataset.services)}
    alone = [(service, kind, next(iter(names))) for (service, kind), names in serving.items() if len(names) == 1]
    return tuple(sorted(alone, key=lambda one: (order[one[0]], one[1])))


def far_origins(plan: PlanRecord) -> tuple[FarOrigin, ...]:
    """Return the townships and services with trips beyond the limit, in order of services, the longest way first."""
    dataset, travel = plan.dataset, Travel(plan.dataset)
    order = {row.service_id: number for number, row in enumerate(dataset.services)}
    found: dict[tuple[str, str], FarOrigin] = {}
    for row in plan.tables.flows:
        minutes, limit = travel.from_origin(row.origin_id, row.hospital_id), dataset.service[row.service_id].max_travel_min
        if minutes <= limit or row.expected < LEAST:
            continue
        had = found.get((row.origin_id, row.service_id))
        load = row.expected + (0.0 if had is None else had.load)
        worst = had if had is not None and had.minutes >= minutes else None
        hospital, longest = (row.hospital_id, minutes) if worst is None else (worst.hospital_id, worst.minutes)
        found[row.origin_id, row.service_id] = FarOrigin(row.origin_id, row.service_id, hospital, load, longest, limit)
    return tuple(sorted(found.values(), key=lambda one: (order[one.service_id], -one.minutes, one.origin_id)))


def uncovered_origins(plan: PlanRecord) -> tuple[Uncovered, ...]:
    """Return what has no designated place, in order of services, the largest first."""
    left = dict(expected_load(plan.dataset))
    for row in plan.tables.flows:
        key = (row.origin_id, row.service_id, row.ward_kind)
        left[key] = left.get(key, 0.0) - row.expected
    order = {row.service_id: number for number, row in enumerate(plan.dataset.services)}
    found = [Uncovered(*key, load) for key, load in left.items() if load >= LEAST]
    return tuple(sorted(found, key=lambda one: (order[one.service_id], -one.load, one.origin_id)))


def coordinated(plan: PlanRecord) -> tuple[str, ...]:
    """Return the designated hospitals that need coordination, in table order."""
    names = {row.hospital_id for row in plan.tables.designation}
    rows = (row for row in plan.dataset.hospitals if row.hospital_id in names)
    return tuple(row.hospital_id for row in rows if row.can_designate is Designable.COORDINATE)


def districts_without(plan: PlanRecord) -> tuple[str, ...]:
    """Return the districts with a hospital but no designated one, in table order."""
    names = {row.hospital_id for row in plan.tables.designation}
    served = {row.district for row in plan.dataset.hospitals if row.hospital_id in names}
    return tuple(dict.fromkeys(row.district for row in plan.dataset.hospitals if row.district not in served))


def _fullest_days(plan: PlanRecord) -> list[FullSite]:
    days: dict[tuple[str, str, WardKind, dt.date], list[int]] = defaultdict(lambda: [0, 0])
    for row in plan.tables.capacity:
        unit = plan.dataset.unit[row.unit_id]
        total = days[unit.hospital_id, unit.service_id, row.ward_kind, row.date]
        total[0] += row.census
        total[1] += row.effective
    fullest: dict[tuple[str, str, WardKind], FullSite] = {}
    designated = {(row.hospital_id, row.service_id, row.ward_kind) for row in plan.tables.designation}
    for (hospital_id, service_id, kind, date), (used, places) in sorted(days.items()):
        site = (hospital_id, service_id, kind)
        had = fullest.get(site)
        if site in designated and used and (had is None or used * had.places > had.used * places):
            fullest[site] = FullSite(*site, used, places, date)
    return list(fullest.values())


def _expected(plan: PlanRecord) -> list[FullSite]:
    used: dict[tuple[str, str, WardKind], float] = defaultdict(float)
    places: dict[tuple[str, str, WardKind], int] = defaultdict(int)
    for flow in plan.tables.flows:
        used[flow.hospital_id, flow.service_id, flow.ward_kind] += flow.expected
    for row in plan.tables.capacity:
        unit = plan.dataset.unit[row.unit_id]
        places[unit.hospital_id, unit.service_id, row.ward_kind] += row.physical
    return [FullSite(*site, load, places[site], None) for site, load in used.items()]

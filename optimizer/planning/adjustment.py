"""What one designation changes against another (or against nothing), and for whom."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from optimizer.data.dataset import Dataset
from optimizer.data.physical import physical_capacity
from optimizer.data.planfolder import PlanRecord
from optimizer.data.tables.plan import FlowRow
from optimizer.data.travel import Travel
from optimizer.data.vocabulary import Pattern, WardKind

Site = tuple[str, str, WardKind]
"""Hospital, service and ward kind."""
_NOWHERE = ""


class Change(StrEnum):
    """What becomes of a site."""

    OPENED = "opened"
    CLOSED = "closed"
    KEPT = "kept"


@dataclass(frozen=True, slots=True)
class SiteChange:
    """A site and what becomes of it; `first` is the first day it has a place, None for one that is closed."""

    hospital_id: str
    service_id: str
    ward_kind: WardKind
    change: Change
    first: dt.date | None


@dataclass(frozen=True, slots=True)
class DistrictPeople:
    """Patients of the list who come from one district.

    Parameters
    ----------
    placed, unplaced
        With and without a place in the plan.
    minutes, worst_min
        Sum and longest of the trips of those placed.
    moved, moved_before_min, moved_after_min
        Those with a place in both plans, in another hospital now, and the minutes of their trips before and now.
    """

    district: str
    placed: int = 0
    unplaced: int = 0
    minutes: int = 0
    worst_min: int = 0
    moved: int = 0
    moved_before_min: int = 0
    moved_after_min: int = 0


@dataclass(frozen=True, slots=True)
class DistrictLoad:
    """Expected bed-days and sessions of one district.

    Parameters
    ----------
    load, minutes
        What is planned for, and Σ load × minutes of its trips.
    beyond
        Of the load, what travels beyond the limit of its service.
    moved, before_min, after_min
        Of the load whose places are known in both plans: what goes to another hospital, and Σ moved load × minutes of
        those trips before and now.
    """

    district: str
    load: float
    minutes: float
    beyond: float
    moved: float
    before_min: float
    after_min: float


def site_changes(plan: PlanRecord, previous: PlanRecord | None) -> tuple[SiteChange, ...]:
    """Return every site of either plan, in order of hospitals, services and ward kinds."""
    now, before = _sites(plan), frozenset[Site]() if previous is None else _sites(previous)
    first = first_open(plan)
    datasets = [plan.dataset] if previous is None else [plan.dataset, previous.dataset]
    hospitals = list(dict.fromkeys(row.hospital_id for dataset in datasets for row in dataset.hospitals))
    services = list(dict.fromkeys(row.service_id for dataset in datasets for row in dataset.services))
    order = {name: number for names in (hospitals, services) for number, name in enumerate(names)}
    return tuple(
        SiteChange(*site, _change(site, now, before), first.get(site) if site in now else None)
        for site in sorted(now | before, key=lambda site: (order[site[0]], order[site[1]], site[2]))
    )


def first_open(plan: PlanRecord) -> dict[Site, dt.date]:
    """Return the first day on which a hospital, service and ward kind is designated, if it is, and has a place."""
    begins: dict[Site, dt.date] = {}
    for row in plan.tables.designation:
        place = (row.hospital_id, row.service_id, row.ward_kind)
        begins[place] = min(row.from_, begins.get(place, row.from_))
    dataset, found = plan.dataset, dict[Site, dt.date]()
    days = physical_capacity(dataset, plan.tables.conversions)
    for unit in dataset.units:
        for date, day in zip(dataset.horizon, days[unit.unit_id], strict=True):
            site = (unit.hospital_id, unit.service_id, day.ward_kind)
            if day.places and date >= begins.get(site, date):
                found[site] = min(date, found.get(site, date))
    return found


def people_by_district(plan: PlanRecord, previous: PlanRecord | None) -> tuple[DistrictPeople, ...]:
    """Return the patients by district, most first; a blank district is that of patients with coordinates only."""
    dataset = plan.dataset
    now, before = _admitted(plan), {} if previous is None else _admitted(previous)
    figures: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for patient in dataset.patients:
        figure = figures[_district(dataset, patient.origin_id)]
        place, had = now.get(patient.patient_id), before.get(patient.patient_id)
        if place is None:
            figure["unplaced"] += 1
            continue
        figure["placed"] += 1
        figure["minutes"] += place[1]
        figure["worst_min"] = max(figure["worst_min"], place[1])
        if had is not None and had[0] != place[0]:
            figure["moved"] += 1
            figure["moved_before_min"] += had[1]
            figure["moved_after_min"] += place[1]
    found = [DistrictPeople(district, **figure) for district, figure in figures.items()]
    return tuple(sorted(found, key=lambda one: (-one.placed - one.unplaced, one.district)))


def transferred(plan: PlanRecord) -> int:
    """Return how many patients lie in one hospital now and are admitted to another by the plan; sessions begin at home."""
    data, now = plan.dataset, _admitted(plan)
    lying = {row.patient_id: data.unit[row.current_unit_id].hospital_id for row in data.patients if row.current_unit_id}
    return sum(
        patient_id in now and now[patient_id][0] != hospital_id
        for patient_id, hospital_id in lying.items()
        if data.service[data.patient[patient_id].service_id].pattern is Pattern.STAY
    )


def load_by_district(plan: PlanRecord, previous: PlanRecord | None) -> tuple[DistrictLoad, ...]:
    """Return the expected load by district, most first."""
    dataset, travel = plan.dataset, Travel(plan.dataset)
    limit = {row.service_id: row.max_travel_min for row in dataset.services}
    figures: dict[str, list[float]] = defaultdict(lambda: [0.0] * 6)
    for row in plan.tables.flows:
        minutes, figure = travel.from_origin(row.origin_id, row.hospital_id), figures[_district(dataset, row.origin_id)]
        figure[0] += row.expected
        figure[1] += row.expected * minutes
        figure[2] += row.expected if minutes > limit[row.service_id] else 0.0
    for origin_id, moved, before_min, after_min in () if previous is None else _moved_load(plan, previous):
        figure = figures[_district(dataset, origin_id)]
        figure[3] += moved
        figure[4] += before_min
        figure[5] += after_min
    found = [DistrictLoad(district, *figure) for district, figure in figures.items()]
    return tuple(sorted(found, key=lambda one: (-one.load, one.district)))


def _moved_load(plan: PlanRecord, previous: PlanRecord) -> Iterator[tuple[str, float, float, float]]:
    """Yield, per origin, service and ward kind of both plans, what moves and its minutes before and now.

    The plans may span different days, so shares of the load are compared. What leaves a hospital is what arrives
    elsewhere; minutes are means over what leaves and over what arrives.
    """
    now, before = _shares(plan.tables.flows), _shares(previous.tables.flows)
    trips, old_trips = Travel(plan.dataset), Travel(previous.dataset)
    for key, (load, share) in now.items():
        if key not in before or key[0] not in previous.dataset.origin:
            continue
        had = before[key][1]
        arrives = {name: part - had.get(name, 0.0) for name, part in share.items() if part > had.get(name, 0.0)}
        leaves = {name: part - share.get(name, 0.0) for name, part in had.items() if part > share.get(name, 0.0)}
        yield (
            key[0],
            load * sum(arrives.values()),
            load * sum(part * old_trips.from_origin(key[0], name) for name, part in leaves.items()),
            load * sum(part * trips.from_origin(key[0], name) for name, part in arrives.items()),
        )


def _shares(flows: Iterable[FlowRow]) -> Mapping[tuple[str, str, WardKind], tuple[float, dict[str, float]]]:
    """Return the load of every origin, service and ward kind, and the share of it that each hospital takes."""
    loads: dict[tuple[str, str, WardKind], dict[str, float]] = defaultdict(dict)
    for row in flows:
        loads[row.origin_id, row.service_id, row.ward_kind][row.hospital_id] = row.expected
    sums = {key: sum(parts.values()) for key, parts in loads.items()}
    return {
        key: (sums[key], {name: part / sums[key] for name, part in parts.items()}) for key, parts in loads.items() if sums[key]
    }


def _sites(plan: PlanRecord) -> frozenset[Site]:
    return frozenset((row.hospital_id, row.service_id, row.ward_kind) for row in plan.tables.designation)


def _change(site: Site, now: frozenset[Site], before: frozenset[Site]) -> Change:
    if site not in now:
        return Change.CLOSED
    return Change.KEPT if site in before else Change.OPENED


def _admitted(plan: PlanRecord) -> dict[str, tuple[str, int]]:
    """Return the hospital every patient is admitted to, and the minutes of that trip."""
    unit = plan.dataset.unit
    return {row.patient_id: (unit[row.unit_id].hospital_id, row.travel_min) for row in plan.tables.admissions}


def _district(dataset: Dataset, origin_id: str | None) -> str:
    origin = dataset.origin.get(origin_id or "")
    return _NOWHERE if origin is None else origin.district

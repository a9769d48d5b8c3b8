"""The goals of routing computed from the emitted rows alone, by the definitions of DESIGN section 3."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from optimizer.core.goals import URGENCY_WEIGHT
from optimizer.core.rounding import ceil_int
from optimizer.data.dataset import Dataset
from optimizer.data.inforce import InForce, differences
from optimizer.data.tables.people import CodeChange, Patient
from optimizer.data.tables.plan import CapacityRow, PlacementRow
from optimizer.data.vocabulary import EMERGENCY, STRICTNESS, Pattern, WardKind
from optimizer.routing.solution import RoutingSolution
from optimizer.routing.timeline import timeline_of

Capacity = Mapping[tuple[str, date], CapacityRow]


@dataclass(frozen=True, slots=True)
class _Stay:
    """One row of a placement with the horizon dates on which it uses a place; `first` unless the patient has moved there."""

    row: PlacementRow
    patient: Patient
    dates: tuple[date, ...]
    first: bool

    @property
    def urgency(self) -> int:
        return self.patient.urgency


def term_values(
    dataset: Dataset, capacity: Capacity, solution: RoutingSolution, previous: Iterable[PlacementRow]
) -> dict[str, int]:
    """Return the value of every routing goal.

    Parameters
    ----------
    capacity
        Ward kind and effective capacity per unit and date of the horizon.
    previous
        The plan in force.
    """
    stays = _stays(dataset, solution)
    census: Counter[tuple[str, date]] = Counter((stay.row.unit_id, day) for stay in stays for day in stay.dates)
    values = {f"unplaced_{level}": 0 for level in URGENCY_WEIGHT}
    for row in solution.unplaced:
        values[f"unplaced_{dataset.patient[row.patient_id].urgency}"] += 1
    values["lost_place"] = _lost_place(dataset, solution, previous)
    late = [_over_travel(dataset, stay) for stay in stays]
    values["urgent_late_min"] = sum(minutes for minutes, stay in zip(late, stays, strict=True) if stay.urgency == 1)
    values["travel_excess_min"] = sum(late) - values["urgent_late_min"]
    values["urgent_over_capacity"] = sum(max(0, count - capacity[key].effective) for key, count in census.items())
    values["wait_excess_days"] = sum(_over_wait(dataset, stay) for stay in stays)
    outside = {row.hospital_id for row in dataset.hospitals if row.outside_network}
    values["outside_network"] = len({s.row.patient_id for s in stays if dataset.unit[s.row.unit_id].hospital_id in outside})
    values["overstay_days"] = _overstay(dataset, capacity, stays)
    values["crossing"] = _crossing(dataset, capacity, census)
    values["concentration"] = len(_sites(dataset, capacity, stays))
    values["transfers"] = _transfers(dataset, stays)
    values["provider_changes"] = sum(_away(dataset, stay) for stay in stays)
    values["travel_weighted_min"] = sum(URGENCY_WEIGHT[stay.urgency] * stay.row.travel_min for stay in stays)
    values["worst_trip_min"] = max((stay.row.travel_min for stay in stays), default=0)
    values["wait_days"] = sum(stay.row.wait_days for stay in stays)
    shares = ((count, capacity[key].effective) for key, count in census.items())
    values["balance_pct"] = max((-(-100 * count // effective) for count, effective in shares if effective), default=0)
    values["changes"] = sum(one.counts for one in differences(dataset, InForce.of(dataset, previous), solution.placements))
    return values


def _lost_place(dataset: Dataset, solution: RoutingSolution, previous: Iterable[PlacementRow]) -> int:
    """Return how many are in treatment or accepted and not placed."""
    inforce = InForce.of(dataset, previous)
    left = (dataset.patient[row.patient_id] for row in solution.unplaced)
    return sum(one.current_unit_id is not None or inforce.bound_to(dataset, one) is not None for one in left)


def _stays(dataset: Dataset, solution: RoutingSolution) -> list[_Stay]:
    sessions: dict[tuple[str, str], list[date]] = {}
    for session in solution.sessions:
        sessions.setdefault((session.patient_id, session.unit_id), []).append(session.date)
    stays, seen = [], set()
    for row in solution.placements:
        nights = (min(row.to, dataset.horizon.last) - row.from_).days + 1
        treated = [day for day in sessions.get((row.patient_id, row.unit_id), ()) if row.from_ <= day <= row.to]
        dates = treated or [row.from_ + timedelta(days=number) for number in range(nights)]
        stays.append(_Stay(row, dataset.patient[row.patient_id], tuple(dates), row.patient_id not in seen))
        seen.add(row.patient_id)
    return stays


def _over_travel(dataset: Dataset, stay: _Stay) -> int:
    limit = ceil_int(dataset.service[stay.patient.service_id].max_travel_min)
    return max(0, stay.row.travel_min - limit) if stay.first else 0


def _over_wait(dataset: Dataset, stay: _Stay) -> int:
    return max(0, stay.row.wait_days - dataset.service[stay.patient.service_id].max_wait_days)


def _overstay(dataset: Dataset, capacity: Capacity, stays: Iterable[_Stay]) -> int:
    """Return the days in a ward stricter than needed; an emergency buffer is no stricter than the life-threatened need."""
    changes: dict[str, list[CodeChange]] = {}
    for change in dataset.code_changes:
        changes.setdefault(change.patient_id, []).append(change)
    days = 0
    for stay in stays:
        patient, unit = stay.patient, dataset.unit[stay.row.unit_id]
        buffered = patient.urgency == 1 and EMERGENCY in unit.capabilities and not _by_sessions(dataset, unit.service_id)
        needs = timeline_of(patient, changes.get(patient.patient_id, ()), dataset.horizon).needs
        for day in stay.dates:
            kind = capacity[unit.unit_id, day].ward_kind
            most = STRICTNESS[needs[dataset.horizon.day(day)].kind]
            days += STRICTNESS[kind] > (max(most, STRICTNESS[WardKind.BUFFER]) if buffered else most)
    return days


def _crossing(dataset: Dataset, capacity: Capacity, census: Mapping[tuple[str, date], int]) -> int:
    kinds: dict[tuple[str, date], set[WardKind]] = {}
    for unit_id, day in census:
        kinds.setdefault((dataset.unit[unit_id].hospital_id, day), set()).add(capacity[unit_id, day].ward_kind)
    return sum(len(present) - 1 for present in kinds.values())


def _sites(dataset: Dataset, capacity: Capacity, stays: Iterable[_Stay]) -> set[tuple[str, str, WardKind]]:
    sites: set[tuple[str, str, WardKind]] = set()
    for stay in stays:
        unit = dataset.unit[stay.row.unit_id]
        kind = capacity[unit.unit_id, stay.row.from_].ward_kind
        if kind is not WardKind.GENERAL:
            sites.add((unit.hospital_id, unit.service_id, kind))
    return sites


def _away(dataset: Dataset, stay: _Stay) -> bool:
    """Whether an admission is to another hospital than that of the patient's present provider."""
    here = dataset.unit[stay.row.unit_id].hospital_id
    return stay.first and stay.patient.provider_hospital_id not in {None, here}


def _transfers(dataset: Dataset, stays: Iterable[_Stay]) -> int:
    """Return how often a patient changes hospital, out of the one in which they lie included."""
    at: dict[str, str] = {}
    moves = 0
    for stay in stays:
        who, unit = stay.patient.patient_id, dataset.unit[stay.row.unit_id]
        lies = stay.patient.current_unit_id
        if stay.first and lies is not None and not _by_sessions(dataset, unit.service_id):
            at[who] = dataset.unit[lies].hospital_id
        moves += at.get(who, unit.hospital_id) != unit.hospital_id
        at[who] = unit.hospital_id
    return moves


def _by_sessions(dataset: Dataset, service_id: str) -> bool:
    return dataset.service[service_id].pattern is Pattern.SESSIONS

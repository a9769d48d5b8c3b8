"""Routing in ids and dates, and its goals computed from those rows alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from optimizer.core.goals import URGENCY_WEIGHT
from optimizer.core.rounding import ceil_int
from optimizer.data.dataset import Dataset
from optimizer.data.inforce import InForce, differences
from optimizer.data.tables.plan import CapacityRow, PlacementRow, SessionRow, UnplacedRow
from optimizer.data.vocabulary import WardKind
from optimizer.routing.ledger import Ledger
from optimizer.routing.reasons import Reasons
from optimizer.routing.shifts import settle_shifts
from optimizer.routing.vehicles import vehicle_for

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True)
class RoutingSolution:
    """Who is where from when, which sessions they have, and who is not yet placed, each in order of patient id."""

    placements: tuple[PlacementRow, ...] = ()
    sessions: tuple[SessionRow, ...] = ()
    unplaced: tuple[UnplacedRow, ...] = ()

    def to_frame(self) -> pd.DataFrame:
        """Return the placements as a table."""
        import pandas as pd

        names = ("patient_id", "unit_id", "from_", "to", "wait_days", "travel_min", "vehicle_kind")
        rows = [[getattr(row, name) for name in names] for row in self.placements]
        return pd.DataFrame(rows, columns=[name.rstrip("_") for name in names])


def solution_of(dataset: Dataset, ledger: Ledger) -> RoutingSolution:
    """Return a ledger as plan rows."""
    instance, horizon = ledger.instance, dataset.horizon
    shifts = settle_shifts(instance, ledger.placed())
    placements, sessions = [], []
    for person, option in ledger.placed():
        place = instance.places[option.place]
        who, unit_id = person.patient.patient_id, place.unit.unit_id
        placements.append(
            PlacementRow(
                patient_id=who,
                unit_id=unit_id,
                from_=horizon.date(option.start),
                to=horizon.date(option.end),
                wait_days=option.wait,
                travel_min=option.travel,
                vehicle_kind=vehicle_for(dataset, person, place, option.start) or "",
            )
        )
        if place.sessions:
            shift = shifts[person.index]
            sessions += [SessionRow(patient_id=who, unit_id=unit_id, date=horizon.date(day), shift=shift) for day in option.days]
    reasons = Reasons(dataset, ledger)
    unplaced = [reasons.row(person) for person in instance.people if ledger.chosen[person.index] is None]
    return RoutingSolution(
        tuple(sorted(placements, key=lambda row: row.patient_id)),
        tuple(sorted(sessions, key=lambda row: (row.patient_id, row.date))),
        tuple(sorted(unplaced, key=lambda row: row.patient_id)),
    )


@dataclass(frozen=True, slots=True)
class _Stay:
    """One placement with the horizon dates on which it uses a place."""

    row: PlacementRow
    urgency: int
    dates: tuple[date, ...]


def term_values(
    dataset: Dataset,
    capacity: Mapping[tuple[str, date], CapacityRow],
    solution: RoutingSolution,
    previous: Iterable[PlacementRow],
) -> dict[str, int]:
    """Return the value of every routing goal, from the emitted rows by the definitions of DESIGN section 3.

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
    late = [_over_travel(dataset, stay) for stay in stays]
    values["urgent_late_min"] = sum(minutes for minutes, stay in zip(late, stays, strict=True) if stay.urgency == 1)
    values["travel_excess_min"] = sum(late) - values["urgent_late_min"]
    values["urgent_over_capacity"] = sum(max(0, count - capacity[key].effective) for key, count in census.items())
    values["wait_excess_days"] = sum(_over_wait(dataset, stay.row) for stay in stays)
    values["crossing"] = _crossing(dataset, capacity, census)
    values["concentration"] = len(_sites(dataset, capacity, stays))
    values["travel_weighted_min"] = sum(URGENCY_WEIGHT[stay.urgency] * stay.row.travel_min for stay in stays)
    values["worst_trip_min"] = max((stay.row.travel_min for stay in stays), default=0)
    values["wait_days"] = sum(stay.row.wait_days for stay in stays)
    shares = ((count, capacity[key].effective) for key, count in census.items())
    values["balance_pct"] = max((-(-100 * count // effective) for count, effective in shares if effective), default=0)
    values["changes"] = sum(one.counts for one in differences(dataset, InForce.of(dataset, previous), solution.placements))
    return values


def _stays(dataset: Dataset, solution: RoutingSolution) -> list[_Stay]:
    sessions: dict[str, list[date]] = {}
    for session in solution.sessions:
        sessions.setdefault(session.patient_id, []).append(session.date)
    stays = []
    for row in solution.placements:
        nights = (min(row.to, dataset.horizon.last) - row.from_).days + 1
        dates = sessions.get(row.patient_id) or [row.from_ + timedelta(days=number) for number in range(nights)]
        stays.append(_Stay(row, dataset.patient[row.patient_id].urgency, tuple(dates)))
    return stays


def _over_travel(dataset: Dataset, stay: _Stay) -> int:
    service = dataset.service[dataset.patient[stay.row.patient_id].service_id]
    return max(0, stay.row.travel_min - ceil_int(service.max_travel_min))


def _over_wait(dataset: Dataset, row: PlacementRow) -> int:
    return max(0, row.wait_days - dataset.service[dataset.patient[row.patient_id].service_id].max_wait_days)


def _crossing(dataset: Dataset, capacity: Mapping[tuple[str, date], CapacityRow], census: Mapping[tuple[str, date], int]) -> int:
    kinds: dict[tuple[str, date], set[WardKind]] = {}
    for unit_id, day in census:
        kinds.setdefault((dataset.unit[unit_id].hospital_id, day), set()).add(capacity[unit_id, day].ward_kind)
    return sum(len(present) - 1 for present in kinds.values())


def _sites(
    dataset: Dataset, capacity: Mapping[tuple[str, date], CapacityRow], stays: Iterable[_Stay]
) -> set[tuple[str, str, WardKind]]:
    sites: set[tuple[str, str, WardKind]] = set()
    for stay in stays:
        unit = dataset.unit[stay.row.unit_id]
        kind = capacity[unit.unit_id, stay.row.from_].ward_kind
        if kind is not WardKind.GENERAL:
            sites.add((unit.hospital_id, unit.service_id, kind))
    return sites

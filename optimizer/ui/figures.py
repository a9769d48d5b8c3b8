"""Sums that only the screen shows: load per hospital, flows, ward shortfalls. Plain functions of a plan."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from dataclasses import dataclass

from optimizer.core.rounding import ceil_int
from optimizer.data.planfolder import PlanRecord
from optimizer.report.cover import CoverCell, cover_cells


@dataclass(frozen=True, slots=True)
class HospitalLoad:
    """Patients placed at a hospital, and its fullest day.

    Parameters
    ----------
    placed
        Patients with a place there, stays and sessions.
    peak_pct
        Highest share of its effective places in use on a day, rounded up; None when it has no places.
    """

    hospital_id: str
    placed: int
    peak_pct: int | None


@dataclass(frozen=True, slots=True)
class FlowLine:
    """Expected patients from one origin to one hospital, all services together."""

    origin_id: str
    hospital_id: str
    expected: float


@dataclass(frozen=True, slots=True)
class WardDay:
    """People of a ward on a day against its minimum, all shifts together.

    Parameters
    ----------
    present
        People with a shift there that day.
    shifts
        What the cover asks for, one requirement after the other.
    """

    ward_id: str
    date: dt.date
    present: int
    wanted: int
    missing: int
    shifts: tuple[CoverCell, ...] = ()


def hospital_loads(plan: PlanRecord) -> tuple[HospitalLoad, ...]:
    """Return the load of every hospital that has a unit, in table order."""
    home = {unit.unit_id: unit.hospital_id for unit in plan.dataset.units}
    placed = Counter(hospital for _, hospital in {(row.patient_id, home[row.unit_id]) for row in plan.tables.placements})
    days: dict[tuple[str, dt.date], list[int]] = defaultdict(lambda: [0, 0])
    for row in plan.tables.capacity:
        day = days[home[row.unit_id], row.date]
        day[0] += row.census
        day[1] += row.effective
    peak: dict[str, int] = {}
    for (hospital_id, _), (census, places) in days.items():
        if places > 0:
            peak[hospital_id] = max(peak.get(hospital_id, 0), ceil_int(100 * census / places))
    known = [row.hospital_id for row in plan.dataset.hospitals if row.hospital_id in set(home.values())]
    return tuple(HospitalLoad(hospital_id, placed[hospital_id], peak.get(hospital_id)) for hospital_id in known)


def flow_lines(plan: PlanRecord, most: int = 250) -> tuple[FlowLine, ...]:
    """Return the strongest expected flows between an origin and a hospital, strongest first."""
    total: dict[tuple[str, str], float] = defaultdict(float)
    for row in plan.tables.flows:
        total[row.origin_id, row.hospital_id] += row.expected
    strongest = sorted(total.items(), key=lambda item: (-item[1], item[0]))[:most]
    return tuple(FlowLine(origin_id, hospital_id, round(sum_, 1)) for (origin_id, hospital_id), sum_ in strongest)


def ward_days(plan: PlanRecord) -> tuple[WardDay, ...]:
    """Return, per ward and day, the people there, and the person-shifts wanted at least and missing; empty without a rota."""
    cells: dict[tuple[str, dt.date], list[CoverCell]] = defaultdict(list)
    for cell in cover_cells(plan):
        cells[cell.row.ward_id, cell.date].append(cell)
    present = Counter((row.ward_id, row.date) for row in plan.tables.rota)
    return tuple(
        WardDay(*key, present[key], sum(one.wanted for one in found), sum(one.missing for one in found), tuple(found))
        for key, found in cells.items()
    )

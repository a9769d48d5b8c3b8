"""Sums that only the screen shows: load per hospital, flows, ward shortfalls, alerts. Plain functions of a plan."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from dataclasses import dataclass

from optimizer.core.issue import Severity
from optimizer.core.outcome import Termination
from optimizer.core.rounding import ceil_int
from optimizer.core.text import Text
from optimizer.data.planfolder import PlanRecord
from optimizer.report.cover import CoverCell, cover_cells
from optimizer.report.summary import Summary
from optimizer.ui import alerts_texts as said


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


@dataclass(frozen=True, slots=True)
class Alert:
    """One line a planner should read first."""

    severity: Severity
    text: Text
    params: dict[str, object]


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


def alerts(plan: PlanRecord, summary: Summary) -> tuple[Alert, ...]:
    """Return what a planner should read first, gravest first."""
    by_urgency: dict[str, object] = {f"u{level}": count for level, count in summary.unplaced_by_urgency.items()}
    grave, watch, note = Severity.FAULT, Severity.WARNING, Severity.NOTE
    found: tuple[tuple[object, Severity, Text, dict[str, object]], ...] = (
        (summary.unplaced_by_urgency.get(1, 0), grave, said.URGENT_UNPLACED, {"count": summary.unplaced_by_urgency.get(1, 0)}),
        (summary.urgent_late, grave, said.URGENT_LATE, {"count": summary.urgent_late, "minutes": summary.urgent_late_min}),
        (summary.urgent_over_capacity, grave, said.OVER_CAPACITY, {"count": summary.urgent_over_capacity}),
        (plan.termination is Termination.FALLBACK, grave, said.FALLBACK, {}),
        (summary.unplaced, watch, said.UNPLACED, {"count": summary.unplaced, **by_urgency}),
        (summary.ward_days_without_team, watch, said.NO_TEAM, {"count": summary.ward_days_without_team}),
        (summary.wards_short, watch, said.WARDS_SHORT, {"count": summary.wards_short, "shifts": summary.cover_short}),
        (summary.supplies_short, watch, said.SUPPLIES_SHORT, {"count": summary.supplies_short}),
        (summary.supplies_below_reserve, watch, said.BELOW_RESERVE, {"count": summary.supplies_below_reserve}),
        (summary.stopped_at, note, said.STOPPED_AT, {"what": summary.stopped_at}),
        (not summary.reproducible, note, said.NOT_REPRODUCIBLE, {}),
    )
    return tuple(Alert(severity, text, params) for happens, severity, text, params in found if happens)

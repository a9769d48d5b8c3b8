"""A plan in plain numbers: what the command line prints, the screen shows and the report opens with."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from optimizer.core.issue import Severity
from optimizer.core.rounding import ceil_int
from optimizer.data.planfolder import PlanRecord
from optimizer.report.cover import CoverCell, cover_cells
from optimizer.report.stock import stock_lines


@dataclass(frozen=True, slots=True)
class ServiceUse:
    """How full one service is, over its designated units; over all its units when none is designated.

    Parameters
    ----------
    patients, placed
        Patients who need it, and those of them with a place (wherever that is).
    peak_pct
        Highest share of the effective places in use on a day, rounded up; None when there are no places.
    peak_date
        The first day of that peak.
    places, peak_census
        Effective places and people there on the peak day.
    worst_trip_min
        Longest trip of its patients; None when nobody is placed.
    """

    service_id: str
    name_zh: str
    name_en: str
    patients: int
    placed: int
    peak_pct: int | None
    peak_date: dt.date | None
    places: int
    peak_census: int
    worst_trip_min: int | None


@dataclass(frozen=True, slots=True)
class Summary:
    """Plain numbers of a verified plan; a step that was not run leaves its figures at 0 or None.

    Parameters
    ----------
    outcome, reproducible, exit_code, stopped_at
        How the plan ended: the worst step's termination, and what was not run.
    patients, placed, unplaced, unplaced_by_urgency, unplaced_by_reason
        People; `placed` + `unplaced` = `patients` once routing ran.
    urgent, urgent_late, urgent_late_min, urgent_over_capacity
        Patients of urgency 1, those whose trip is beyond their service's limit, the minutes beyond it, and the bed-days
        over capacity they cause.
    over_capacity_units, over_capacity_days
        Units over their effective capacity on some day, and unit-days of that.
    worst_trip_min, mean_trip_min, mean_wait_days
        Over all placed patients; None when there are none.
    designated_hospitals, designations, conversions
        Hospitals designated for anything, rows of the designation table, units converted.
    teams, team_members, ward_days_without_team
        Teams formed, people in them, ward-days without a team on duty.
    rota_shifts, rota_staff, cover_wanted, cover_short, rota_cover_pct, wards_short
        Person-shifts planned, people with shifts, person-shifts wanted at least and missing, share covered (rounded
        down to 0.1; None without a rota), wards that are short on some day.
    supplies_short, shortage, supplies_below_reserve, transfers, transferred
        Hospital items that run out, pieces missing, hospital items below the reserve, transfers and their quantity.
    warnings
        Issues of severity warning.
    """

    dataset: str
    start: dt.date
    last: dt.date
    days: int
    illustrative: bool
    outcome: str
    reproducible: bool
    exit_code: int
    stopped_at: str
    patients: int
    placed: int
    unplaced: int
    unplaced_by_urgency: Mapping[int, int]
    unplaced_by_reason: Mapping[str, int]
    urgent: int
    urgent_late: int
    urgent_late_min: int
    urgent_over_capacity: int
    over_capacity_units: int
    over_capacity_days: int
    worst_trip_min: int | None
    mean_trip_min: float | None
    mean_wait_days: float | None
    designated_hospitals: int
    designations: int
    conversions: int
    teams: int
    team_members: int
    ward_days_without_team: int
    rota_shifts: int
    rota_staff: int
    cover_wanted: int
    cover_short: int
    rota_cover_pct: float | None
    wards_short: int
    supplies_short: int
    shortage: float
    supplies_below_reserve: int
    transfers: int
    transferred: float
    warnings: int
    peak_use: tuple[ServiceUse, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Return a JSON-ready record; dates are ISO text."""
        record: dict[str, Any] = _plain(asdict(self))
        return record


def summarize(plan: PlanRecord) -> Summary:
    """Return the plain numbers of a plan."""
    horizon = plan.dataset.horizon
    cells = cover_cells(plan)
    return Summary(
        dataset=plan.dataset.name,
        start=horizon.start,
        last=horizon.last,
        days=horizon.days,
        illustrative=plan.dataset.illustrative,
        outcome=str(plan.termination),
        reproducible=plan.reproducible,
        exit_code=int(plan.exit_code),
        stopped_at=plan.stopped_at,
        **_people(plan),
        **_urgent(plan),
        **_fullness(plan),
        designated_hospitals=len({row.hospital_id for row in plan.tables.designation}),
        designations=len(plan.tables.designation),
        conversions=len(plan.tables.conversions),
        teams=len({row.team_id for row in plan.tables.teams}),
        team_members=len(plan.tables.teams),
        ward_days_without_team=_whole(plan, "ward_days_without_team"),
        **_rota(plan, cells),
        **_goods(plan),
        warnings=sum(issue.severity is Severity.WARNING for issue in plan.issues),
        peak_use=_peak_use(plan),
    )


def _people(plan: PlanRecord) -> dict[str, Any]:
    admissions = plan.tables.admissions
    trips = [row.travel_min for row in admissions]
    urgency = {patient.patient_id: patient.urgency for patient in plan.dataset.patients}
    by_urgency = Counter(urgency[row.patient_id] for row in plan.tables.unplaced if row.patient_id in urgency)
    return {
        "patients": len(plan.dataset.patients),
        "placed": len(trips),
        "unplaced": len(plan.tables.unplaced),
        "unplaced_by_urgency": {level: by_urgency[level] for level in (1, 2, 3, 4)},
        "unplaced_by_reason": dict(sorted(Counter(row.reason_code for row in plan.tables.unplaced).items())),
        "worst_trip_min": max((row.travel_min for row in plan.tables.placements), default=None),
        "mean_trip_min": round(sum(trips) / len(trips), 1) if trips else None,
        "mean_wait_days": round(sum(row.wait_days for row in admissions) / len(trips), 2) if trips else None,
    }


def _urgent(plan: PlanRecord) -> dict[str, Any]:
    late = [excess for excess in urgent_excess_min(plan).values() if excess > 0]
    return {
        "urgent": sum(patient.urgency == 1 for patient in plan.dataset.patients),
        "urgent_late": len(late),
        "urgent_late_min": sum(late),
        "urgent_over_capacity": _whole(plan, "urgent_over_capacity"),
    }


def urgent_excess_min(plan: PlanRecord) -> dict[str, int]:
    """Return minutes beyond the service's travel limit of every placed patient of urgency 1; not above 0 is in time."""
    excess = {}
    for row in plan.tables.admissions:
        patient = plan.dataset.patient.get(row.patient_id)
        if patient is not None and patient.urgency == 1:
            excess[row.patient_id] = row.travel_min - ceil_int(plan.dataset.service[patient.service_id].max_travel_min)
    return excess


def _fullness(plan: PlanRecord) -> dict[str, Any]:
    over = [row for row in plan.tables.capacity if row.census > row.effective]
    return {"over_capacity_units": len({row.unit_id for row in over}), "over_capacity_days": len(over)}


def _rota(plan: PlanRecord, cells: tuple[CoverCell, ...]) -> dict[str, Any]:
    wanted, short = sum(cell.wanted for cell in cells), sum(cell.missing for cell in cells)
    return {
        "rota_shifts": len(plan.tables.rota),
        "rota_staff": len({row.staff_id for row in plan.tables.rota}),
        "cover_wanted": wanted,
        "cover_short": short,
        "rota_cover_pct": (1000 * (wanted - short) // wanted) / 10 if wanted else None,
        "wards_short": len({cell.row.ward_id for cell in cells if cell.missing}),
    }


def _goods(plan: PlanRecord) -> dict[str, Any]:
    lines = stock_lines(plan)
    reserve = plan.dataset.scenario.policy.reserve_days
    shortage = plan.term("shortage")
    return {
        "supplies_short": sum(line.missing > 0 for line in lines),
        "shortage": 0.0 if shortage is None else float(shortage.value),
        "supplies_below_reserve": sum(line.first_days is not None and line.first_days < reserve - 1 for line in lines),
        "transfers": len(plan.tables.transfers),
        "transferred": float(sum(row.quantity for row in plan.tables.transfers)),
    }


def _peak_use(plan: PlanRecord) -> tuple[ServiceUse, ...]:
    totals = _service_days(plan)
    wanted = Counter(patient.service_id for patient in plan.dataset.patients)
    trips: dict[str, list[int]] = defaultdict(list)
    for placement in plan.tables.admissions:
        patient = plan.dataset.patient.get(placement.patient_id)
        if patient is not None:
            trips[patient.service_id].append(placement.travel_min)
    uses = []
    for service in plan.dataset.services:
        days = [(totals[service.service_id, date], date) for date in plan.dataset.horizon if (service.service_id, date) in totals]
        open_days = [((census, places), date) for (census, places), date in days if places > 0]
        (census, places), date = max(open_days, key=lambda day: day[0][0] / day[0][1], default=((0, 0), None))
        uses.append(
            ServiceUse(
                service_id=service.service_id,
                name_zh=service.name_zh,
                name_en=service.name_en or service.name_zh,
                patients=wanted[service.service_id],
                placed=len(trips[service.service_id]),
                peak_pct=None if date is None else ceil_int(100 * census / places),
                peak_date=date,
                places=places,
                peak_census=census,
                worst_trip_min=max(trips[service.service_id], default=None),
            )
        )
    return tuple(uses)


def _service_days(plan: PlanRecord) -> dict[tuple[str, dt.date], list[int]]:
    """Return people and effective places per service and day, over designated places where a service has any."""
    unit = plan.dataset.unit
    designated = {(row.hospital_id, row.service_id, row.ward_kind) for row in plan.tables.designation}
    special = {service_id for _, service_id, _ in designated}
    totals: dict[tuple[str, dt.date], list[int]] = defaultdict(lambda: [0, 0])
    for row in plan.tables.capacity:
        place = unit[row.unit_id]
        if place.service_id not in special or (place.hospital_id, place.service_id, row.ward_kind) in designated:
            total = totals[place.service_id, row.date]
            total[0] += row.census
            total[1] += row.effective
    return totals


def _whole(plan: PlanRecord, name: str) -> int:
    term = plan.term(name)
    return 0 if term is None else round(term.value)


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {str(key): _plain(entry) for key, entry in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(entry) for entry in value]
    return value.isoformat() if isinstance(value, dt.date) else value

"""Who comes to a hospital, when, from where, and by which vehicle."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from optimizer.core.text import Text
from optimizer.data.planfolder import PlanRecord
from optimizer.data.tables.plan import PlacementRow
from optimizer.data.tables.trips import TripRow
from optimizer.data.vocabulary import LABELS, Pattern
from optimizer.report.handouts.handout import Handout, Line, parts_of
from optimizer.report.handouts.places import Places
from optimizer.report.papers.content import Cell, Column
from optimizer.report.words import URGENCY, Names, vehicle

TITLE = Text("Intake list", "收治交接清单")
HOSPITAL = Text("Hospital", "机构")
CLOCK = Text(
    "Times of arrival are those of the vehicle plan, whose hours of day and treatment are illustrative.",
    "到达时间取自车辆安排，其中每日及治疗时段为示意。",
)
_COLUMNS = (
    Column(Text("Date", "日期"), 2),
    Column(Text("Arrives", "到达"), 1),
    Column(Text("Case", "病例编号"), 2),
    Column(Text("Urgency", "分诊级别"), 1),
    Column(Text("Service", "救治类别"), 2),
    Column(Text("Code and infection", "健康码与感染状态"), 2),
    Column(Text("Unit", "单元"), 3),
    Column(Text("Stays to, or session", "住至/场次"), 2),
    Column(Text("From", "来自"), 3),
    Column(Text("Vehicle", "车辆"), 3),
    Column(Text("Late, min", "迟到分钟"), 1, figures=True),
)
_SESSION = Text("session {shift}", "第 {shift} 场")
_UNTIL = Text("to {last}", "至 {last}")
_OWN_WAY = Text("none planned", "未安排车辆")
_NUMBERED = Text("{kind} {number}", "{kind} {number} 号")


@dataclass(frozen=True, slots=True)
class _Arrival:
    """Somebody enters a hospital; `left` is the unit they come from, None when they come from outside."""

    row: PlacementRow
    date: dt.date
    left: str | None
    shift: int = 0


def intake(plan: PlanRecord, trips: Sequence[TripRow]) -> Handout:
    """Return the list of every hospital that somebody comes to, in table order; who lies there already is not listed."""
    names, places = Names(plan.dataset), Places(plan.dataset)
    ride = {(row.patient_id, row.unit_id, row.date): row for row in trips if row.direction == "there"}
    kinds = {(row.unit_id, row.date): row.ward_kind for row in plan.tables.capacity}
    lists: dict[str, list[Line]] = defaultdict(list)
    for one in _arrivals(plan):
        patient, unit = plan.dataset.patient[one.row.patient_id], plan.dataset.unit[one.row.unit_id]
        trip = ride.get((one.row.patient_id, one.row.unit_id, one.date))
        stays = _SESSION.filled(shift=one.shift) if one.shift else _UNTIL.filled(last=one.row.to.isoformat())
        cells: tuple[Cell, ...] = (
            one.date.isoformat(),
            "" if trip is None else f"{trip.arrives:%H:%M}" + ("" if trip.arrives.date() == one.date else " +1"),
            one.row.patient_id,
            URGENCY[patient.urgency],
            names.service(patient.service_id),
            _joined(LABELS[patient.health_code], LABELS[patient.infection_status]),
            _joined(one.row.unit_id, LABELS[kinds.get((one.row.unit_id, one.date), unit.ward_kind)]),
            stays,
            places.of_unit(one.left) if one.left else places.of_patient(patient),
            _vehicle(one.row, trip),
            "" if trip is None or not trip.late_min else trip.late_min,
        )
        order = one.date, "" if trip is None else trip.arrives.isoformat(), one.row.patient_id
        lists[unit.hospital_id].append(Line(order, cells))
    parts = parts_of(lists, ((row.hospital_id, names.hospital(row.hospital_id)) for row in plan.dataset.hospitals))
    return Handout(TITLE, HOSPITAL, _COLUMNS, parts, plan.dataset, (CLOCK,) if trips else ())


def _vehicle(row: PlacementRow, trip: TripRow | None) -> Text:
    if trip is None:
        return vehicle(row.vehicle_kind) if row.vehicle_kind else _OWN_WAY
    return _NUMBERED.filled(kind=vehicle(trip.vehicle_kind), number=trip.vehicle_number)


def _joined(one: Text | str, other: Text) -> Text:
    first = Text(one, one) if isinstance(one, str) else one
    return Text(f"{first.en} · {other.en}", f"{first.zh} · {other.zh}")


def _arrivals(plan: PlanRecord) -> Iterator[_Arrival]:
    """Yield every entry into a hospital: stays by their legs, treatment in sessions by its days."""
    data = plan.dataset
    lies = {row.patient_id: row.current_unit_id for row in data.patients if row.current_unit_id}
    of = {(row.patient_id, row.unit_id): row for row in plan.tables.placements}
    for row in sorted(plan.tables.placements, key=lambda row: (row.patient_id, row.from_)):
        left, unit = lies.get(row.patient_id), data.unit[row.unit_id]
        lies[row.patient_id] = row.unit_id
        if data.service[unit.service_id].pattern is Pattern.SESSIONS:
            continue
        if left is None or data.unit[left].hospital_id != unit.hospital_id:
            yield _Arrival(row, row.from_, left)
    for session in plan.tables.sessions:
        yield _Arrival(of[session.patient_id, session.unit_id], session.date, None, session.shift)

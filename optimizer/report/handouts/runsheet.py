"""The run sheet of every vehicle: whom it fetches, where, when, and where to."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from optimizer.core.text import Text
from optimizer.data.dataset import Dataset
from optimizer.data.tables.trips import TripRow
from optimizer.report.handouts.handout import Handout, Part
from optimizer.report.handouts.places import Places
from optimizer.report.papers.content import Cell, Column
from optimizer.report.words import URGENCY, vehicle

TITLE = Text("Run sheet", "车辆任务单")
VEHICLE = Text("Vehicle", "车辆")
CLOCK = Text("Hours of day and of treatment are illustrative.", "每日及治疗时段为示意。")
_COLUMNS = (
    Column(Text("Date", "日期"), 2),
    Column(Text("Leaves", "出车"), 1),
    Column(Text("Collects", "接到"), 1),
    Column(Text("Arrives", "送达"), 1),
    Column(Text("Free again", "可再用"), 1),
    Column(Text("Case", "病例编号"), 2),
    Column(Text("Urgency", "分诊级别"), 1),
    Column(Text("Way", "方向"), 1),
    Column(Text("From", "起点"), 3),
    Column(Text("To", "终点"), 3),
    Column(Text("Unit", "单元"), 2),
    Column(Text("Seats", "占座"), 1, figures=True),
    Column(Text("Late, min", "迟到分钟"), 1, figures=True),
)
_WAYS = {"there": Text("there", "去程"), "back": Text("back", "回程")}


def run_sheet(dataset: Dataset, trips: Sequence[TripRow]) -> Handout:
    """Return a part per vehicle with trips, in the order in which it drives."""
    places, found = Places(dataset), defaultdict(list)
    for row in trips:
        found[row.vehicle_kind, row.vehicle_number].append(row)
    parts = []
    for (kind, number), rows in sorted(found.items()):
        called, ordered = vehicle(kind), sorted(rows, key=lambda row: (row.leaves, row.patient_id))
        title = Text(f"{called.en} {number}", f"{called.zh} {number} 号")
        parts.append(Part(f"{kind}-{number}", title, tuple(_row(row, places) for row in ordered)))
    return Handout(TITLE, VEHICLE, _COLUMNS, tuple(parts), dataset, (CLOCK,))


def _row(row: TripRow, places: Places) -> tuple[Cell, ...]:
    return (
        row.date.isoformat(),
        *(f"{moment:%H:%M}" for moment in (row.leaves, row.collects, row.arrives, row.free_again)),
        row.patient_id,
        URGENCY[row.urgency],
        _WAYS[row.direction],
        places.named(row.from_place, row.patient_id),
        places.named(row.to_place, row.patient_id),
        row.unit_id,
        row.seats,
        row.late_min or "",
    )

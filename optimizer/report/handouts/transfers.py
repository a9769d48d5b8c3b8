"""What every hospital sends to others and gets from them."""

from __future__ import annotations

from collections import defaultdict

from optimizer.core.text import Text
from optimizer.data.planfolder import PlanRecord
from optimizer.report.handouts.handout import Handout, Line, parts_of
from optimizer.report.papers.content import Cell, Column
from optimizer.report.words import Names, item, number

TITLE = Text("Supplies to send and to receive", "物资调拨清单")
HOSPITAL = Text("Hospital", "机构")
_COLUMNS = (
    Column(Text("Date", "日期"), 2),
    Column(Text("Item", "物资"), 2),
    Column(Text("Way", "方向"), 1),
    Column(Text("Other hospital", "对方机构"), 4),
    Column(Text("Pieces", "数量（件）"), 1, figures=True),
)
_SENDS, _GETS = Text("sends", "调出"), Text("receives", "调入")


def transfer_list(plan: PlanRecord) -> Handout:
    """Return a part for every hospital that sends or receives, by day; a transfer stands on both lists."""
    names = Names(plan.dataset)
    lists: dict[str, list[Line]] = defaultdict(list)
    for row in plan.tables.transfers:
        for way, mine, other in (
            (_SENDS, row.from_hospital_id, row.to_hospital_id),
            (_GETS, row.to_hospital_id, row.from_hospital_id),
        ):
            cells: tuple[Cell, ...] = (row.date.isoformat(), item(row.item), way, names.hospital(other), number(row.quantity))
            lists[mine].append(Line((row.date, way.en, row.item, other), cells))
    parts = parts_of(lists, ((row.hospital_id, names.hospital(row.hospital_id)) for row in plan.dataset.hospitals))
    return Handout(TITLE, HOSPITAL, _COLUMNS, parts, plan.dataset)

"""The rota with one shift a row: who, where, from when to when."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence

from optimizer.core.text import Text
from optimizer.data.planfolder import PlanRecord
from optimizer.report.handouts.handout import Handout, Line, parts_of
from optimizer.report.papers.content import Cell, Column
from optimizer.report.roster.grid import NOBODY
from optimizer.report.roster.signs import Signs
from optimizer.report.words import Names, label, weekday

TITLE = Text("Shifts", "班次清单")
HOSPITAL = Text("Hospital", "机构")
_NAME = Column(Text("Name", "姓名"), 2)
_COLUMNS = (
    Column(Text("Date", "日期"), 2),
    Column(Text("Day", "星期"), 1),
    Column(Text("Ward", "病区"), 3),
    Column(Text("Shift", "班次"), 1),
    Column(Text("From", "起"), 1),
    Column(Text("To", "止"), 1),
    Column(Text("Minutes", "分钟"), 1, figures=True),
    Column(Text("Role", "岗位"), 1),
    Column(Text("Staff", "工号"), 2),
    Column(Text("Team", "梯队"), 1),
)


def shift_list(
    plan: PlanRecord, wards: Sequence[str] = (), dates: Sequence[dt.date] = (), called: Mapping[str, str] = NOBODY
) -> Handout:
    """Return every shift of some wards (all by default) on some days, a part per hospital, by day, ward and hour."""
    data, names, signs = plan.dataset, Names(plan.dataset), Signs(plan.dataset)
    team = {row.staff_id: row.team_id for row in plan.tables.teams}
    wanted, days = set(wards or data.ward), set(dates or data.horizon)
    lists: dict[str, list[Line]] = defaultdict(list)
    for row in plan.tables.rota:
        if row.ward_id not in wanted or row.date not in days:
            continue
        kind = data.shift_type[row.shift_type_id]
        cells: tuple[Cell, ...] = (
            row.date.isoformat(),
            weekday(row.date),
            names.ward(row.ward_id),
            signs.of(row.shift_type_id),
            f"{kind.start:%H:%M}",
            f"{kind.end:%H:%M}",
            kind.minutes,
            label(row.role),
            row.staff_id,
            team.get(row.staff_id, ""),
            *((called.get(row.staff_id, ""),) if called else ()),
        )
        order = (row.date, row.ward_id, kind.start, kind.shift_type_id, row.role, row.staff_id)
        lists[names.hospital_of_ward(row.ward_id)].append(Line(order, cells))
    columns = (*_COLUMNS, _NAME) if called else _COLUMNS
    parts = parts_of(lists, ((row.hospital_id, names.hospital(row.hospital_id)) for row in data.hospitals))
    return Handout(TITLE, HOSPITAL, columns, parts, data)

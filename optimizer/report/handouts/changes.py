"""What is different between two publications of a rota, as a list for each hospital."""

from __future__ import annotations

from collections import defaultdict

from optimizer.core.text import Text
from optimizer.report.handouts.handout import Handout, Line, parts_of
from optimizer.report.papers.content import Cell, Column
from optimizer.report.roster.diff import RotaDiff
from optimizer.report.roster.signs import OFF, Signs
from optimizer.report.words import Names, label, weekday

TITLE = Text("Changes of the rota", "班表变动清单")
HOSPITAL = Text("Hospital", "机构")
_COLUMNS = (
    Column(Text("Date", "日期"), 2),
    Column(Text("Day", "星期"), 1),
    Column(Text("Staff", "工号"), 2),
    Column(Text("Role", "岗位"), 1),
    Column(Text("Before", "原班次"), 1),
    Column(Text("Ward before", "原病区"), 3),
    Column(Text("Now", "现班次"), 1),
    Column(Text("Ward now", "现病区"), 3),
)


def change_list(diff: RotaDiff) -> Handout:
    """Return the changes, a part for the hospital of everybody concerned, by day and person."""
    data, old = diff.after.dataset, Signs(diff.before.dataset)
    names, new = Names(data), Signs(data)
    lists: dict[str, list[Line]] = defaultdict(list)
    for row in diff.rows:
        member = data.member.get(row.staff_id)
        cells: tuple[Cell, ...] = (
            row.date.isoformat(),
            weekday(row.date),
            row.staff_id,
            label(row.role),
            old.of(row.before_shift) if row.before_shift else OFF,
            Names(diff.before.dataset).ward(row.before_ward) if row.before_ward else "",
            new.of(row.after_shift) if row.after_shift else OFF,
            names.ward(row.after_ward) if row.after_ward else "",
        )
        home = names.hospital_of_ward(row.after_ward or row.before_ward) if member is None else member.hospital_id
        lists[home].append(Line((row.date, row.staff_id), cells))
    parts = parts_of(lists, ((key, names.hospital(key)) for key in sorted(lists)))
    return Handout(TITLE, HOSPITAL, _COLUMNS, parts, data)

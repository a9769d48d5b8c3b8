"""Rosters as offices keep them: a row per person, a column per date, and a sign in each cell."""

from __future__ import annotations

import re
from collections.abc import Iterator

from optimizer.core.issue import Issue
from optimizer.core.text import Text
from optimizer.data.columns import Column, columns_of
from optimizer.data.complaint import fault
from optimizer.data.parsing.text import clean
from optimizer.data.reading.body import is_weekday_row
from optimizer.data.reading.grid import Line
from optimizer.data.reading.header import WIDE_TABLES, Header
from optimizer.data.reading.shift_codes import OFF, ShiftCodes, asked, unexplained
from optimizer.data.reading.wide_dates import is_undated, out_of_order, weekday_of
from optimizer.data.schema import INPUT_TABLES

HISTORY, REQUESTS = "roster_history", "requests"
_FEW = 2
_ROWS_OF_WEEKDAYS = 3
_ABOUT_PEOPLE = re.compile(
    r"序\s*号|姓\s*名|岗位|职级|职称|职务|梯队|小组|组别|病区|科室|班次数|夜班数|工时|周末数|备注|合计"
    r"|no\.?|name|role|grade|title|team|group|ward|department|shifts|nights|hours|weekends|remarks?|totals?",
    re.IGNORECASE,
)


def unpivot(table: str, header: Header, lines: list[Line]) -> tuple[Header, list[Line]]:
    """Return the long form of a wide sheet: one row per person and date; other tables are returned as they are."""
    if table not in WIDE_TABLES or not header.dates:
        return header, lines
    people = next((position for position, column in header.columns if column.name == "staff_id"), 0)
    days = [(day.position, day.date.isoformat()) for day in header.dates]
    long = [
        Line(line.number, (line.cell(people), date, line.cell(position)), header=date)
        for line in lines
        for position, date in days
        if clean(line.cell(position))
    ]
    return Header(header.row, len(days), _columns(table, "staff_id", "date", "shift_type"), (), (), ()), long


def decode_shifts(table: str, header: Header, lines: list[Line], codes: ShiftCodes) -> tuple[Header, list[Line], list[Issue]]:
    """Return the rows with signs replaced by shift types, and the faults of signs nobody explained.

    Days off are no history, and ``off`` in requests, where a sign with ``!`` must be kept.
    """
    position = next((position for position, column in header.columns if column.name == "shift_type"), None)
    if table not in WIDE_TABLES or position is None:
        return header, lines, []
    wide = any(line.header for line in lines)
    decoded: list[Line] = []
    issues: list[Issue] = []
    for line in lines:
        sign, must = asked(line.cell(position)) if wide and table == REQUESTS else (clean(line.cell(position)), False)
        meant = codes.meant(sign)
        if meant is None and wide:
            issues.append(unexplained(codes, table, line.number, line.header, sign))
            continue
        if table == HISTORY and meant == OFF:
            continue
        cells = (*line.cells[:position], meant or sign, *line.cells[position + 1 :])
        decoded.append(Line(line.number, (*cells, "yes" if must else "") if wide else cells, line.header))
    if wide and table == REQUESTS:
        columns = _columns(table, "staff_id", "date", "shift_type", "hard")
        header = Header(header.row, len(columns), columns, (), (), ())
    return header, decoded, issues


def date_faults(table: str, header: Header) -> list[Issue]:
    """Return what is wrong with the dates of a wide sheet: no year (dates are never guessed), order, day of the week."""
    if table not in WIDE_TABLES:
        return []
    undated = _undated(header)
    if undated:
        message = Text("The dates in the header have no year.", "表头日期缺少年份。")
        fix = Text(
            "Write them as 2022-03-18, or the year and month into the title above.",
            "请写成 2022-03-18 的形式，或在上方标题中写明年月，如 2022年3月。",
        )
        return [fault("date_without_year", message, fix, table=table, row=header.row, value=undated)]
    issues = [_misplaced(table, header.row, day.text) for day in out_of_order(header.dates)]
    issues += [_other_weekday(table, header.row, day.text, day.date.isoformat()) for day in header.dates if not day.agrees]
    return [*issues, *_weekdays_below(table, header)][:_FEW]


def about_people(table: str, header: Header, text: str) -> bool:
    """Return whether a column of a wide sheet is one that rosters have beside their dates, and that is not read."""
    return table in WIDE_TABLES and bool(header.dates) and _ABOUT_PEOPLE.fullmatch(text) is not None


def _columns(table: str, *names: str) -> tuple[tuple[int, Column], ...]:
    by_name = {column.name: column for column in columns_of(INPUT_TABLES[table].row_class)}
    return tuple(enumerate(by_name[name] for name in names))


def _undated(header: Header) -> str:
    """Return the first of the days above or below a header that lack a year; blank where there are none."""
    if header.dates or {"date", "shift_type"} <= {column.name for _, column in header.columns}:
        return ""
    rows = [[text for _, text in header.others], *(list(line.cells) for line in header.body[:1])]
    for row in rows:
        days = [clean(cell) for cell in row if clean(cell) and is_undated(cell)]
        if len(days) >= _FEW:
            return days[0]
    return ""


def _weekdays_below(table: str, header: Header) -> Iterator[Issue]:
    for line in header.body[:_ROWS_OF_WEEKDAYS]:
        if is_weekday_row(line, header):
            for day in header.dates:
                said = weekday_of(clean(line.cell(day.position)))
                if said not in (0, day.date.isoweekday()):
                    yield _other_weekday(table, line.number, clean(line.cell(day.position)), day.date.isoformat())


def _other_weekday(table: str, row: int, value: str, date: str) -> Issue:
    message = Text("{date} is another day of the week than the sheet says.", "{date} 的星期与表中不符。")
    fix = Text("Correct the date or its year, or the day of the week.", "请更正日期（或年份）或星期。")
    return fault("weekday_mismatch", message, fix, table=table, row=row, column=date, value=value, date=date)


def _misplaced(table: str, row: int, value: str) -> Issue:
    message = Text("The date does not follow the one left of it.", "该日期未接在左侧日期之后。")
    fix = Text("Put the dates in order, each once, from left to right.", "请将日期从左到右按顺序排列，不得重复。")
    return fault("dates_not_in_order", message, fix, table=table, row=row, value=value)

"""The rows under a header that are data: no blanks, totals, footnotes or repeated headers."""

from __future__ import annotations

import re
from collections.abc import Iterable

from optimizer.core.issue import Issue
from optimizer.core.text import Text
from optimizer.data.complaint import fault, note, warning
from optimizer.data.parsing.text import clean
from optimizer.data.reading.grid import Grid, Line
from optimizer.data.reading.header import Header, Repeats
from optimizer.data.reading.wide_dates import weekday_of

_TOTAL = re.compile(r"(合\s*计|总\s*计|小\s*计|共\s*计|sub-?\s?total|grand total|totals?)\s*([(:].*)?", re.IGNORECASE)
_FOOTNOTE = re.compile(
    r"(注|备注|说明|图例|legend|填表人?|制表人?|审核人?|填报人?|填报单位|单位负责人|联系人|notes?)\s*\d*\s*:", re.IGNORECASE
)
_WEEKDAY_LABEL = re.compile(r"星期|周|日期|week ?day|day|date|工号|人员编号|姓名|staff|staff_id|name", re.IGNORECASE)
_LABEL_CELLS = 3


def data_lines(grid: Grid, header: Header) -> tuple[list[Line], list[Issue]]:
    """Return the data rows with notes on rows left out, and faults on rows of another length than the header."""
    lines: list[Line] = []
    issues: list[Issue] = []
    repeats = Repeats(header, grid.table)
    for line in header.body:
        if line.blank or repeats.says(line) or is_weekday_row(line, header):
            continue
        label = next(filter(None, map(clean, line.cells[:_LABEL_CELLS])), "")
        if _TOTAL.fullmatch(label):
            message = Text("A row of totals was left out.", "合计行已略去。")
            issues.append(note("total_row_dropped", message, table=grid.table, row=line.number))
        elif _FOOTNOTE.match(label):
            message = Text("A footnote was left out.", "表尾附注已略去。")
            issues.append(note("footnote_dropped", message, table=grid.table, row=line.number))
        elif grid.even and _is_ragged(line, header.width):
            issues.append(_ragged(grid.table, line, header.width))
        else:
            lines.append(line)
    issues.extend(_values_without_header(grid.table, header, lines))
    return lines, issues


def _is_ragged(line: Line, width: int) -> bool:
    return len(line.cells) < width or any(map(clean, line.cells[width:]))


def _ragged(table: str, line: Line, width: int) -> Issue:
    return fault(
        "ragged_row",
        Text("The row has {cells} cells, the header {width}.", "该行有 {cells} 格，而表头有 {width} 格。"),
        Text("Put cells that hold a comma in quotation marks.", "含逗号的单元格请加引号。"),
        table=table,
        row=line.number,
        cells=len(line.cells),
        width=width,
    )


def is_weekday_row(line: Line, header: Header) -> bool:
    """Return whether a row only says the weekdays of the dates above it, and names nobody (日 may be a shift too).

    A header that is said again, at the top of a printed page, is such a row too.
    """
    if not header.dates:
        return False
    filled = [clean(line.cell(day.position)) for day in header.dates]
    person = next((clean(line.cell(position)) for position, column in header.columns if column.name == "staff_id"), "")
    if not any(filled):
        return False
    if _WEEKDAY_LABEL.fullmatch(person):
        return True
    return not person and all(weekday_of(cell) for cell in filled if cell)


def _values_without_header(table: str, header: Header, lines: Iterable[Line]) -> list[Issue]:
    named = {position for position, _ in (*header.columns, *header.others)} | {day.position for day in header.dates}
    lines = tuple(lines)
    bare = [position for position in range(max((len(line.cells) for line in lines), default=0)) if position not in named]
    for line in lines if bare else ():
        for position in bare:
            if clean(line.cell(position)):
                message = Text(
                    "Cell {position} of this row stands under no header; the column is ignored.",
                    "该行第 {position} 格上方无表头，该列已忽略。",
                )
                fix = Text("Give the column a header.", "请补上表头。")
                return [warning("column_without_header", message, fix, table=table, row=line.number, position=position + 1)]
    return []

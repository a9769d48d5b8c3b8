"""Rosters as offices keep them: a row per person, a column per date, and a letter in each cell."""

from __future__ import annotations

import re
from collections.abc import Mapping

from optimizer.core.issue import Issue
from optimizer.core.text import Text
from optimizer.data.columns import columns_of
from optimizer.data.complaint import fault
from optimizer.data.parsing.text import clean
from optimizer.data.reading.grid import Line
from optimizer.data.reading.header import WIDE_TABLES, Header
from optimizer.data.schema import INPUT_TABLES

OFF = "off"
_OFF_WORDS = frozenset(
    [
        "off",
        "o",
        "/",
        "-",
        "--",
        "—",
        "休",
        "休息",
        "公休",
        "轮休",
        "调休",
        "补休",
        "休假",
        "年假",
        "年休",
        "病假",
        "事假",
        "产假",
    ]
)
_DAY_ONLY = re.compile(r"[0-9]{1,2}\s*([/.\-月]\s*[0-9]{1,2}\s*)?[日号]?")
_FEW = 2


def unpivot(table: str, header: Header, lines: list[Line]) -> tuple[Header, list[Line]]:
    """Return the long form of a wide sheet: one row per person and date; other tables are returned as they are."""
    if table not in WIDE_TABLES or not header.dates:
        return header, lines
    by_name = {column.name: column for column in columns_of(INPUT_TABLES[table].row_class)}
    people = next((position for position, column in header.columns if column.name == "staff_id"), 0)
    long = [
        Line(line.number, (line.cell(people), date, line.cell(position)), header=date)
        for line in lines
        for position, date in header.dates
        if clean(line.cell(position))
    ]
    columns = tuple(enumerate(by_name[name] for name in ("staff_id", "date", "shift_type")))
    return Header(header.row, len(columns), columns, (), (), ()), long


def decode_shifts(table: str, header: Header, lines: list[Line], codes: Mapping[str, str]) -> list[Line]:
    """Return the rows with shift codes replaced by shift types; days off are no history, and ``off`` in requests."""
    position = next((position for position, column in header.columns if column.name == "shift_type"), None)
    if table not in WIDE_TABLES or position is None:
        return lines
    decoded: list[Line] = []
    for line in lines:
        word = clean(line.cell(position))
        meant = codes.get(word.casefold(), OFF if word.casefold() in _OFF_WORDS else word)
        if table == "roster_history" and meant.casefold() == OFF:
            continue
        cells = (*line.cells[:position], OFF if meant.casefold() == OFF else meant, *line.cells[position + 1 :])
        decoded.append(Line(line.number, cells, line.header))
    return decoded


def undated_headers(table: str, header: Header) -> list[Issue]:
    """Return the fault of a wide sheet whose dates carry no year: dates are never guessed."""
    undated = [text for _, text in header.others if _DAY_ONLY.fullmatch(text)]
    if table not in WIDE_TABLES or header.dates or len(undated) < _FEW:
        return []
    message = Text("The dates in the header have no year.", "表头日期缺少年份。")
    fix = Text("Write them as 2022-03-18.", "请写成 2022-03-18 的形式。")
    return [fault("date_without_year", message, fix, table=table, row=header.row, value=undated[0])]

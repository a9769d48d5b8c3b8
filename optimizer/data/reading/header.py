"""Where the header of a table stands and which column each cell of it means.

Offices put a title above it, spread it over two rows, or merge its cells; the best of the first rows is taken.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from optimizer.data.columns import Column
from optimizer.data.parsing.text import clean
from optimizer.data.reading.grid import Grid, Line
from optimizer.data.reading.naming import column_named, headers_of
from optimizer.data.reading.wide_dates import Dated, dated

ROWS_SEARCHED = 12
WIDE_TABLES = ("roster_history", "requests")
_WHO = r"(?:姓\s*名|人\s*员|员\s*工|职\s*工|日\s*期|staff|person|employee|name|date)"
_PEOPLE = re.compile(rf"{_WHO}(?:[\s/\\|、]*{_WHO})?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Header:
    """The cells of a header: those that name a column, those that are dates, and the others with their text."""

    row: int
    width: int
    columns: tuple[tuple[int, Column], ...]
    dates: tuple[Dated, ...]
    others: tuple[tuple[int, str], ...]
    body: tuple[Line, ...]

    @property
    def score(self) -> int:
        """How much of the header is understood."""
        return len({column.name for _, column in self.columns}) + len(self.dates)


def find_header(grid: Grid) -> Header | None:
    """Return the header of a grid, or None when no row among the first names a column."""
    names = headers_of(grid.table)
    candidates = [(index, line) for index, line in enumerate(grid.lines[: 4 * ROWS_SEARCHED]) if not line.blank]
    best: Header | None = None
    for index, line in candidates[:ROWS_SEARCHED]:
        single = _header(grid, names, line.number, line.cells, index + 1)
        for header in (single, _double(grid, names, index)):
            if header is not None and header.score > (best.score if best else 0):
                best = header
    long = best is not None and {"date", "shift_type"} <= {column.name for _, column in best.columns}
    if grid.table in WIDE_TABLES and not long:
        for header in (_roster(grid, names, index) for index, _ in candidates[:ROWS_SEARCHED]):
            if header is not None and header.score > (best.score if best else 0):
                best = header
    return best


class Repeats:
    """Knows whether a row says the header again (in the other language, or at a page break)."""

    def __init__(self, header: Header, table: str) -> None:
        self._by_position = dict(header.columns)
        self._names = headers_of(table)
        self._known: dict[str, Column | None] = {}

    def says(self, line: Line) -> bool:
        """Return whether every cell of a row that holds anything names the column it stands in."""
        filled = 0
        for position, cell in enumerate(line.cells):
            if not cell or not clean(cell):
                continue
            if position not in self._by_position or self._named(cell) != self._by_position[position]:
                return False
            filled += 1
        return filled >= min(2, len(self._by_position))

    def _named(self, cell: str) -> Column | None:
        if cell not in self._known:
            self._known[cell] = column_named(cell, self._names)
        return self._known[cell]


def _double(grid: Grid, names: Mapping[str, Column], index: int) -> Header | None:
    """Return a header made of two rows, when the second names columns too."""
    if index + 1 >= len(grid.lines) or grid.lines[index + 1].blank:
        return None
    top, bottom = grid.lines[index], grid.lines[index + 1]
    if not any(column_named(cell, names) for cell in bottom.cells if clean(cell)):
        return None
    width = max(len(top.cells), len(bottom.cells))
    return _header(grid, names, bottom.number, [_merge(names, top.cell(p), bottom.cell(p)) for p in range(width)], index + 2)


def _roster(grid: Grid, names: Mapping[str, Column], index: int) -> Header | None:
    """Return a roster's header of one row, with year or month in a row above, or of two rows: months above their days."""
    bottom = grid.lines[index]
    above = tuple(line.cells for line in grid.lines[:index])
    dates = dated(bottom.cells, above)
    if not dates:
        return None
    under = {day.position for day in dates}
    top = above[-1] if above and not _names_one(bottom.cells, names) else ()
    width = max(len(bottom.cells), len(top))
    words = ["" if position in under else _below(top, bottom, position) for position in range(width)]
    header = _header(grid, names, bottom.number, words, index + 1)
    whole = _with_people(replace(header, dates=dates), grid.table)
    named = any(column.name == "staff_id" for _, column in whole.columns)
    return whole if named else None  # signs and totals may be numbers, which look like days below a month


def _with_people(header: Header, table: str) -> Header:
    """Return a header in which a column of names, or one that says 日期 for the row of dates, holds the people."""
    if any(column.name == "staff_id" for _, column in header.columns):
        return header
    said = {position: column.zh for position, column in header.columns if column.name == "date"} | dict(header.others)
    found = next((p for p in sorted(said) if p < header.dates[0].position and _PEOPLE.fullmatch(said[p])), None)
    if found is None:
        return header
    staff = headers_of(table)["staffid"]
    columns = tuple((position, column) for position, column in header.columns if position != found)
    others = tuple((position, text) for position, text in header.others if position != found)
    return replace(header, columns=((found, staff), *columns), others=others)


def _names_one(cells: tuple[str, ...], names: Mapping[str, Column]) -> bool:
    return any(column_named(cell, names) for cell in cells if clean(cell))


def _below(top: tuple[str, ...], bottom: Line, position: int) -> str:
    """Return what a cell of the lower row says, or the one above it where that is empty."""
    return bottom.cell(position) if clean(bottom.cell(position)) or position >= len(top) else top[position]


def _merge(names: Mapping[str, Column], top: str, bottom: str) -> str:
    if not clean(bottom):
        return top
    together = f"{clean(top)}{clean(bottom)}"
    return together if column_named(together, names) else bottom


def _header(grid: Grid, names: Mapping[str, Column], row: int, cells: list[str] | tuple[str, ...], body_at: int) -> Header:
    columns: list[tuple[int, Column]] = []
    others: list[tuple[int, str]] = []
    for position, cell in enumerate(cells):
        text = clean(cell)
        column = column_named(cell, names) if text else None
        if column is not None:
            columns.append((position, column))
        elif text:
            others.append((position, text))
    return Header(row, len(cells), tuple(columns), (), tuple(others), grid.lines[body_at:])

"""Where the header of a table stands and which column each cell of it means.

Offices put a title above it, spread it over two rows, or merge its cells; the best of the first rows is taken.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from optimizer.data.columns import Column
from optimizer.data.parsing.dates import looks_like_date
from optimizer.data.parsing.text import clean
from optimizer.data.reading.grid import Grid, Line
from optimizer.data.reading.naming import column_named, headers_of

ROWS_SEARCHED = 12
WIDE_TABLES = ("roster_history", "requests")


@dataclass(frozen=True, slots=True)
class Header:
    """The cells of a header: those that name a column, those that are dates, and the others with their text."""

    row: int
    width: int
    columns: tuple[tuple[int, Column], ...]
    dates: tuple[tuple[int, str], ...]
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


def _merge(names: Mapping[str, Column], top: str, bottom: str) -> str:
    if not clean(bottom):
        return top
    together = f"{clean(top)}{clean(bottom)}"
    return together if column_named(together, names) else bottom


def _header(grid: Grid, names: Mapping[str, Column], row: int, cells: list[str] | tuple[str, ...], body_at: int) -> Header:
    columns: list[tuple[int, Column]] = []
    dates: list[tuple[int, str]] = []
    others: list[tuple[int, str]] = []
    for position, cell in enumerate(cells):
        text = clean(cell)
        column = column_named(cell, names) if text else None
        if column is not None:
            columns.append((position, column))
        elif grid.table in WIDE_TABLES and text and looks_like_date(text):
            dates.append((position, text))
        elif text:
            others.append((position, text))
    return Header(row, len(cells), tuple(columns), tuple(dates), tuple(others), grid.lines[body_at:])

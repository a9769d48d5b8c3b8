"""The cell that a fault speaks of."""

from __future__ import annotations

from dataclasses import dataclass

from optimizer.core.issue import Issue
from optimizer.data.columns import Column
from optimizer.data.reading.grid import Grid, Line
from optimizer.data.reading.header import Header, find_header
from optimizer.data.reading.sources import Found


@dataclass(frozen=True, slots=True)
class Spot:
    """A cell: its row as a person sees it, its place in the row (None when only the row is known), and its column."""

    grid: Grid
    header: Header
    row: int
    place: int | None
    column: Column | None

    @property
    def lines(self) -> tuple[Line, ...]:
        """The rows of the table that hold anything; the row of the header is one of them when it is the one meant."""
        head = tuple(line for line in self.grid.lines if line.number == self.header.row == self.row)
        return (*head, *(line for line in self.header.body if not line.blank or line.number == self.row))

    @property
    def text(self) -> str:
        """What stands in the cell."""
        line = next((line for line in self.grid.lines if line.number == self.row), None)
        return "" if line is None or self.place is None else line.cell(self.place)


def spot_of(found: Found, fault: Issue) -> Spot | None:
    """Return the cell a fault speaks of, None when it speaks of a file or a table as a whole."""
    grid = found.grids.get(fault.table)
    header = None if grid is None else find_header(grid)
    if grid is None or header is None or not any(line.number == fault.row for line in grid.lines):
        return None
    named = next(((place, column) for place, column in header.columns if column.name == fault.column), None)
    if named is not None:
        return Spot(grid, header, fault.row, *named)
    others = [*header.others, *((day.position, day.text) for day in header.dates)]
    place = next((place for place, text in others if text == fault.column), None)
    dated = next((day.position for day in header.dates if day.date.isoformat() == fault.column), None)
    return Spot(grid, header, fault.row, place if place is not None else dated, None)

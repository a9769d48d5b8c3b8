"""A table as it stands in a file or sheet, before anything is understood."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Line:
    """One row of cells as text; `number` is the row a person sees, `header` the column a value was unpivoted from."""

    number: int
    cells: tuple[str, ...]
    header: str = ""

    def cell(self, position: int) -> str:
        """Return the text at a position, '' beyond the end."""
        return self.cells[position] if position < len(self.cells) else ""

    @property
    def blank(self) -> bool:
        """Whether nothing stands in the row."""
        return not any(cell and not cell.isspace() for cell in self.cells)


@dataclass(frozen=True, slots=True)
class Grid:
    """All rows of a table; `even` when every row must be as long as the header (CSV)."""

    table: str
    lines: tuple[Line, ...]
    even: bool = False


MAX_BYTES = 64 * 2**20
MAX_ROWS = 200_000
MAX_COLUMNS = 1_000
MAX_CELLS = 5_000_000

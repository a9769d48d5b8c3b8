"""A small list of an office: the first two columns of a CSV file or of a workbook's first sheet."""

from __future__ import annotations

from pathlib import Path

from optimizer.core.errors import BadInputError
from optimizer.core.issue import Issue
from optimizer.core.text import Text
from optimizer.data.complaint import fault
from optimizer.data.parsing.text import clean
from optimizer.data.reading.csvfile import csv_grid
from optimizer.data.reading.grid import Line
from optimizer.data.reading.sources import WORKBOOKS, read_bytes
from optimizer.data.reading.workbook import workbook_sheets


def read_pairs(path: Path, empty: Text) -> tuple[tuple[str, str], ...]:
    """Return the rows that have both cells, in file order.

    Parameters
    ----------
    empty
        What is said of a list in which no row has both.

    Raises
    ------
    BadInputError
        The file cannot be read, or no row of it holds two cells.
    """
    issues: list[Issue] = []
    data = read_bytes(path, issues, path.name)
    lines: tuple[Line, ...] = ()
    if data is not None and path.suffix.lower() in WORKBOOKS:
        sheets, found = workbook_sheets(data, path.name)
        lines = next(iter(sheets.values()), ())
        issues += found
    elif data is not None:
        grid, found = csv_grid(path.name, data)
        lines = () if grid is None else grid.lines
        issues += found if grid is None else []
    if issues:
        raise BadInputError(issues)
    pairs = ((clean(line.cell(0)), clean(line.cell(1))) for line in lines)
    whole = tuple((first, second) for first, second in pairs if first and second)
    if not whole:
        raise BadInputError([fault("no_rows", empty, table=path.name)])
    return whole

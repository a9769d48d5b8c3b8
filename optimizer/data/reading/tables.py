"""One grid becomes the rows of its table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from optimizer.core.issue import Issue
from optimizer.core.text import Text
from optimizer.data.complaint import fault, warning
from optimizer.data.reading.body import data_lines
from optimizer.data.reading.columns_found import column_issues, missing_table_header
from optimizer.data.reading.convert import Converted, convert
from optimizer.data.reading.draft import Numbered
from optimizer.data.reading.grid import Grid
from optimizer.data.reading.header import find_header
from optimizer.data.reading.privacy import personal_data
from optimizer.data.reading.shift_codes import ShiftCodes
from optimizer.data.reading.wide import date_faults, decode_shifts, unpivot
from optimizer.data.schema import INPUT_TABLES

NEVER_EMPTY = frozenset({"hospitals", "services", "units", "origins", "wards", "shift_types", "contracts", "staff"})
"""Tables that others refer to: a header without rows is a slip there, and an answer elsewhere (no patients today)."""


@dataclass(frozen=True)
class TableRead:
    """What was read of one table; not `whole` when rows may be missing because of faults of the table itself."""

    rows: list[Numbered] = field(default_factory=list)
    ids: Mapping[str, set[str]] = field(default_factory=dict)
    issues: list[Issue] = field(default_factory=list)
    whole: bool = False
    filled: bool = False  # a row stood in it, usable or not


def read_table(grid: Grid, codes: ShiftCodes) -> TableRead:
    """Return the rows of a table and everything wrong with it; `codes` are the signs of rosters."""
    spec = INPUT_TABLES[grid.table]
    if all(line.blank for line in grid.lines):
        return TableRead(issues=[] if not grid.even else [_empty(grid)])
    header = find_header(grid)
    if header is None:
        return TableRead(issues=[missing_table_header(spec)], filled=True)
    lines, issues = data_lines(grid, header)
    ragged = any(issue.code == "ragged_row" for issue in issues)
    private = personal_data(grid.table, header, lines)
    undated = date_faults(grid.table, header)
    headers = undated or column_issues(spec, header)
    issues += [*headers, *private]
    if private:  # nothing of the table is echoed any further
        return TableRead(issues=issues, filled=True)
    if undated:
        return TableRead(issues=issues, filled=True)
    if not lines and not ragged and grid.even:
        issues.append(_empty(grid))
    header, lines = unpivot(grid.table, header, lines)
    header, lines, unexplained = decode_shifts(grid.table, header, lines, codes)
    issues += unexplained
    converted: Converted = convert(spec, header, lines)
    ids = {name: values for name, values in converted.ids.items()}
    whole = not ragged and not any(issue.code in {"missing_column", "duplicate_header"} for issue in headers)
    return TableRead(converted.rows, ids, issues + converted.issues, whole, filled=bool(lines) or ragged)


def _empty(grid: Grid) -> Issue:
    message = Text("The table has no rows.", "表中没有数据行。")
    if grid.table in NEVER_EMPTY:
        return fault("no_rows", message, Text("Fill it in, or delete the file.", "请填写，或删除该文件。"), table=grid.table)
    return warning("empty_table", message, table=grid.table)

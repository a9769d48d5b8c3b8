"""issues.csv of a plan folder: every warning and note in both languages."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

from optimizer.core.issue import Issue, Severity
from optimizer.core.text import Text
from optimizer.data.canonical import BOM, escape_cell, unescape_cell

COLUMNS = ("code", "severity", "table", "row", "column", "value", "message_en", "message_zh")


def issues_csv(issues: Iterable[Issue]) -> bytes:
    """Return issues.csv; a message carries its fix."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for issue in issues:
        place = (issue.table, str(issue.row or ""), issue.column, issue.value)
        said = (issue.describe("en"), issue.describe("zh"))
        writer.writerow([escape_cell(cell) for cell in (issue.code, str(issue.severity), *place, *said)])
    return BOM + out.getvalue().encode()


def read_issues(raw: bytes) -> tuple[Issue, ...]:
    """Return the issues of an issues.csv.

    Raises
    ------
    ValueError
        The file is not one of this format.
    """
    rows = list(csv.reader(io.StringIO(raw.decode("utf-8-sig"), newline=""), strict=True))
    if not rows or tuple(rows[0]) != COLUMNS or any(len(row) != len(COLUMNS) for row in rows[1:]):
        message = "issues.csv has other columns than " + ", ".join(COLUMNS)
        raise ValueError(message)
    return tuple(_issue([unescape_cell(cell) for cell in row]) for row in rows[1:])


def _issue(cells: list[str]) -> Issue:
    code, severity, table, row, column, value, en, zh = cells
    return Issue(code, Severity(severity), Text(en, zh), table=table, row=int(row or 0), column=column, value=value)

"""The tables of an emitted plan, read back by the parsers that read the inputs."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

from optimizer.core.issue import Issue
from optimizer.core.text import Text
from optimizer.data.canonical import unescape_cell
from optimizer.data.columns import Column, Kind, attribute
from optimizer.data.complaint import fault
from optimizer.data.parsing.cell import parser_of
from optimizer.data.parsing.text import CellError
from optimizer.data.schema import TableSpec

_FREE = frozenset({Kind.ID, Kind.TEXT})


def read_plan_table(folder: Path, spec: TableSpec, issues: list[Issue]) -> tuple[Any, ...]:
    """Return the rows of one table of a plan folder; whatever cannot be read is appended to `issues`."""
    file = f"{spec.name}.csv"
    try:
        text = (folder / file).read_bytes().decode("utf-8-sig")
        header, *lines = csv.reader(io.StringIO(text, newline=""), strict=True)
    except (OSError, ValueError, csv.Error) as error:
        issues.append(fault("plan_table_unreadable", _UNREADABLE, table=file, why=str(error)))
        return ()
    columns = spec.columns
    wanted = [column.name for column in columns]
    if header != wanted:
        issues.append(fault("plan_table_columns", _COLUMNS, table=file, row=1, columns=", ".join(wanted)))
        return ()
    parsers = [(attribute(column.name), column, _parser(column)) for column in columns]
    rows: list[Any] = []
    for number, line in enumerate(lines, start=2):
        if len(line) != len(columns):
            issues.append(fault("plan_table_columns", _COLUMNS, table=file, row=number, columns=", ".join(wanted)))
            continue
        values = _values(line, parsers, file, number, issues)
        if values is not None:
            rows.append(spec.row_class(**values))
    return tuple(rows)


def _values(
    line: list[str],
    parsers: list[tuple[str, Column, Callable[[str], object]]],
    file: str,
    number: int,
    issues: list[Issue],
) -> dict[str, object] | None:
    values: dict[str, object] = {}
    before = len(issues)
    for cell, (name, column, parse) in zip(line, parsers, strict=True):
        if cell == "" and column.kind not in _FREE:
            if column.required:
                issues.append(fault("plan_cell_empty", _EMPTY, table=file, row=number, column=column.name))
            values[name] = None
            continue
        try:
            values[name] = parse(cell)
        except CellError as error:
            issues.append(
                fault(
                    error.code, error.message, error.fix, table=file, row=number, column=column.name, value=cell, **error.params
                )
            )
    return None if len(issues) > before else values


def _parser(column: Column) -> Callable[[str], object]:
    """Return how a cell is read; ids and free text stand exactly as they were written, so that they compare equal."""
    return unescape_cell if column.kind in _FREE else parser_of(column)


_UNREADABLE = Text("The table cannot be read: {why}.", "无法读取该表：{why}。")
_COLUMNS = Text("The columns must be exactly: {columns}.", "列必须恰为：{columns}。")
_EMPTY = Text("The cell must not be empty.", "单元格不能为空。")

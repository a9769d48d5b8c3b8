"""A CSV file as a grid."""

from __future__ import annotations

import csv
import io

from optimizer.core.issue import Issue
from optimizer.core.text import Text
from optimizer.data.canonical import unescape_cell
from optimizer.data.complaint import fault
from optimizer.data.reading.decode import decode
from optimizer.data.reading.grid import MAX_BYTES, MAX_CELLS, MAX_COLUMNS, MAX_ROWS, Grid, Line

LONGEST_CELL = 32_767  # what a spreadsheet cell can hold


def csv_grid(table: str, data: bytes) -> tuple[Grid | None, list[Issue]]:
    """Return the rows of a CSV file as text, or None with the faults."""
    if not data.strip():
        message = Text("The file is empty.", "文件为空。")
        return None, [fault("empty_file", message, Text("Write a header and rows.", "请写入表头和数据。"), table=table)]
    if len(data) > MAX_BYTES:
        return None, [too_large(table)]
    text, issues = decode(data, table)
    if text is None:
        return None, issues
    lines: list[Line] = []
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    cells = 0
    try:
        for number, row in enumerate(reader, 1):
            cells += len(row)
            if number > MAX_ROWS or len(row) > MAX_COLUMNS or cells > MAX_CELLS or max(map(len, row), default=0) > LONGEST_CELL:
                return None, [too_large(table, number)]
            lines.append(Line(number, tuple(map(unescape_cell, row))))
    except csv.Error as error:
        message = Text("The CSV is broken here: {why}.", "CSV 在此处有误：{why}。")
        fix = Text("Check the quotation marks of this row.", "请检查该行的引号。")
        return None, [fault("broken_csv", message, fix, table=table, row=len(lines) + 1, why=str(error))]
    return Grid(table, tuple(lines), even=True), issues


def too_large(table: str, row: int = 0) -> Issue:
    """Return the fault of a table beyond what is read."""
    return fault(
        "too_large",
        Text(
            "The table is larger than {rows} rows, {columns} columns or {cells} cells.",
            "表格超过 {rows} 行、{columns} 列或 {cells} 格。",
        ),
        Text("Delete what does not belong to it, empty formatted cells too.", "请删除多余内容，包括仅有格式的空单元格。"),
        table=table,
        row=row,
        rows=MAX_ROWS,
        columns=MAX_COLUMNS,
        cells=MAX_CELLS,
    )


def _delimiter(text: str) -> str:
    """Return the separator of the first line with content: a tab, a comma, or a semicolon where there is no comma."""
    first = next((line for line in text.splitlines() if line.strip(' ,;\t"')), "")
    if "\t" in first:
        return "\t"
    return ";" if ";" in first and "," not in first else ","

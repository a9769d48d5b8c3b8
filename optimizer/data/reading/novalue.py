"""Cells of a workbook that have no value and must not pass for blank ones: formulas not calculated yet, and errors.

A program that writes workbooks stores a formula without its result; a spreadsheet program adds it when it saves the file. An
error (#REF!, #N/A …) is a kind of cell of its own, which the reader of sheets gives back as nothing.
"""

from __future__ import annotations

import html
import io
import posixpath
import re
import zipfile

from optimizer.core.issue import Issue
from optimizer.core.text import Text
from optimizer.data.complaint import fault
from optimizer.data.reading.naming import fold, tables_by_name

_SHEET = re.compile(rb"<(?:\w+:)?sheet\b([^>]*)>")
_RELATION = re.compile(rb"<(?:\w+:)?Relationship\b([^>]*)>")
_ATTRIBUTE = re.compile(rb"([\w:]+)\s*=\s*[\"']([^\"']*)[\"']")
_CELL = re.compile(rb"<(?:\w+:)?c\b([^>]*?\sr=[\"']([A-Z]+)([0-9]+)[\"'][^>/]*)>(.*?)</(?:\w+:)?c>", re.DOTALL)
_ERROR = re.compile(rb"\st=[\"']e[\"']")
_FORMULA = re.compile(rb"<(?:\w+:)?f\b")
_VALUE = re.compile(rb"<(?:\w+:)?v[^>/]*>[^<]|<(?:\w+:)?is\b")
_NOT_CALCULATED = (
    "formula_without_value",
    Text("The formula has no value yet.", "公式尚未计算，没有数值。"),
    Text(
        "Open the workbook in a spreadsheet program and save it, or paste the value over the formula.",
        "请用表格软件打开并保存该工作簿，或将公式粘贴为数值。",
    ),
)
_WRONG = (
    "error_in_cell",
    Text("The cell holds an error of the spreadsheet (#REF!, #N/A …).", "该单元格为表格软件的错误值（#REF!、#N/A 等）。"),
    Text("Mend the formula, or write the value.", "请修正公式，或直接填写数值。"),
)


def without_value(data: bytes) -> list[Issue]:
    """Return a fault for every formula without a value, and every error, in the tables of a packed workbook."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        names = set(archive.namelist())
        issues = []
        for sheet, member in _members(archive, names):
            content = archive.read(member) if member in names and fold(sheet) in tables_by_name() else b""
            if _FORMULA.search(content) or _ERROR.search(content):
                issues += [
                    fault(*wrong, table=sheet, row=int(row), column=column.decode())
                    for said, column, row, inside in _CELL.findall(content)
                    if (wrong := _wrong(said, inside)) is not None
                ]
        return issues


def _wrong(attributes: bytes, inside: bytes) -> tuple[str, Text, Text] | None:
    if _ERROR.search(attributes):
        return _WRONG
    return _NOT_CALCULATED if _FORMULA.search(inside) and not _VALUE.search(inside) else None


def _members(archive: zipfile.ZipFile, names: set[str]) -> list[tuple[str, str]]:
    """Return the name of every sheet and the member of the archive that holds it."""
    book, relations = "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
    if not {book, relations} <= names:
        return []
    targets = {}
    for found in _RELATION.findall(archive.read(relations)):
        said = _attributes(found)
        target = said.get("Target", "")
        targets[said.get("Id", "")] = target.lstrip("/") if target.startswith("/") else posixpath.normpath(f"xl/{target}")
    sheets = [_attributes(found) for found in _SHEET.findall(archive.read(book))]
    return [(html.unescape(said.get("name", "")), targets.get(said.get("r:id", ""), "")) for said in sheets]


def _attributes(tag: bytes) -> dict[str, str]:
    return {name.decode(): value.decode("utf-8", errors="replace") for name, value in _ATTRIBUTE.findall(tag)}

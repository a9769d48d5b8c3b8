"""Rows of text become rows of a table, once, each cell by the parser of its column."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from optimizer.core.issue import Issue
from optimizer.core.text import Text
from optimizer.data.columns import Column, Kind, attribute
from optimizer.data.complaint import fault, warning
from optimizer.data.parsing.cell import NUMERIC, Parser, parser_of
from optimizer.data.parsing.numbers import is_missing_mark, is_missing_number
from optimizer.data.parsing.text import CellError, clean, has_stacked_digits
from optimizer.data.reading.draft import Numbered
from optimizer.data.reading.grid import Line
from optimizer.data.reading.header import Header
from optimizer.data.schema import TableSpec

_MARKED_KINDS = frozenset({Kind.ID, Kind.DATE, Kind.DATETIME, Kind.TIME, Kind.CHOICE, Kind.BOOLEAN})
_BLANK = object()
_SENTINEL = Text("A mark for a missing figure stands here.", "此处是缺失数据的标记。")


@dataclass(frozen=True, slots=True)
class Converted:
    """The usable rows of a table, every id written in its id columns, and what was wrong."""

    rows: list[Numbered]
    ids: dict[str, set[str]]
    issues: list[Issue]


def convert(spec: TableSpec, header: Header, lines: Sequence[Line]) -> Converted:
    """Return the rows of a table; a row with a fault is left out."""
    readers = [_Reader(spec, position, column) for position, column in header.columns]
    present = {reader.column.name for reader in readers}
    absent = [column for column in spec.columns if column.required and column.name not in present]
    result = Converted([], {}, [])
    for line in lines:
        values: dict[str, Any] = {}
        usable = not absent
        for reader in readers:
            value = reader.sound.get(line.cell(reader.position))
            if value is None:
                value = reader.read(line, result.issues)
            if value is _UNUSABLE:
                usable = False
            elif value is not _BLANK:
                values[reader.attribute] = value
        if usable:
            result.rows.append((line.number, spec.row_class(**values)))
    result.ids.update({reader.column.name: reader.written for reader in readers if reader.column.kind is Kind.ID})
    return result


class _Unusable:
    """Stands for a value that could not be read."""


_UNUSABLE = _Unusable()


class _Reader:
    """Reads one column; equal texts are parsed once, and what nothing is wrong with stands in `sound`."""

    def __init__(self, spec: TableSpec, position: int, column: Column) -> None:
        self.column = column
        self.attribute = attribute(column.name)
        self.written: set[str] = set()
        self.position = position
        self._spec = spec
        self._parse: Parser = parser_of(column)
        self._fatal = column.required or _has_default(spec, column)
        self._seen: dict[str, object] = {}
        self.sound: dict[str, object] = {}

    def read(self, line: Line, issues: list[Issue]) -> object:
        """Return the value, `_BLANK` or an `_Unusable`; what is wrong goes to `issues`."""
        raw = line.cell(self.position)
        outcome = self._seen.get(raw)
        if outcome is None:
            outcome = self._seen[raw] = self._outcome(raw)
            if not isinstance(outcome, CellError) and not (outcome is _BLANK and self.column.required):
                self.sound[raw] = outcome
        if isinstance(outcome, CellError):
            issue = self._issue(line, clean(raw), outcome)
            issues.append(issue)
            return _BLANK if outcome.code == "sentinel" and not self._fatal else _UNUSABLE
        if outcome is _BLANK and self.column.required:
            issues.append(self._issue(line, "", _REQUIRED))
            return _UNUSABLE
        return outcome

    def _outcome(self, raw: str) -> object:
        text = clean(raw)
        if not text:
            return _BLANK
        numeric = self.column.kind in NUMERIC
        if (numeric and is_missing_number(text)) or (self.column.kind is Kind.ID and is_missing_mark(text)):
            return _missing()
        if self.column.kind is Kind.ID:
            self.written.add(text)
        try:
            if numeric and has_stacked_digits(raw):
                raise _stacked()
            return self._parse(text)
        except CellError as error:
            return _missing() if self.column.kind in _MARKED_KINDS and is_missing_mark(text) else self._renamed(error)

    def _renamed(self, error: CellError) -> CellError:
        if self.column.name == "lat" and error.code == "out_of_range":
            return swapped()
        return error

    def _issue(self, line: Line, text: str, error: CellError) -> Issue:
        complain = warning if error.code == "sentinel" and not self._fatal else fault
        column = line.header or self.column.name
        return complain(
            error.code,
            error.message,
            error.fix,
            table=self._spec.name,
            row=line.number,
            column=column,
            value=text,
            **error.params,
        )


def swapped() -> CellError:
    """Return the fault of coordinates in the wrong columns."""
    return CellError(
        Text("Longitude and latitude are swapped.", "经度与纬度颠倒。"),
        Text("Put the longitude under lon and the latitude under lat.", "请将经度填入 lon（经度）列，纬度填入 lat（纬度）列。"),
        code="swapped_coordinates",
    )


def _missing() -> CellError:
    fix = Text("Leave the cell empty, or write the figure.", "请留空或填写实际数值。")
    return CellError(_SENTINEL, fix, code="sentinel")


def _stacked() -> CellError:
    message = Text("Digits above or within a sign are not read as a number.", "上标或合成数字不能作为数值。")
    return CellError(message, Text("Write plain digits.", "请改用普通数字。"), code="not_a_number")


def _has_default(spec: TableSpec, column: Column) -> bool:
    """Return whether a blank would silently become a number that is computed with."""
    field = spec.row_class.__dataclass_fields__[attribute(column.name)]
    return column.kind in NUMERIC and field.default is not None


_REQUIRED = CellError(
    Text("A required cell is empty.", "必填单元格为空。"), Text("Fill it in.", "请填写。"), code="required_blank"
)

"""One way to write a table as CSV: the same rows always give the same bytes."""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
import io
import re
from collections.abc import Callable, Iterable, Sequence
from enum import StrEnum
from typing import Any

from optimizer.data.columns import Column, Kind, attribute
from optimizer.data.schema import TableSpec

BOM = b"\xef\xbb\xbf"

_RUNS_IN_A_SPREADSHEET = re.compile(r"'*[=+\-@\t\r]")
_FIRST = frozenset("'=+-@\t\r")
_ESCAPED = re.compile(r"'+[=+\-@\t\r]")
_PLAIN_KINDS = frozenset({Kind.INTEGER, Kind.NUMBER, Kind.DATE, Kind.DATETIME, Kind.TIME, Kind.BOOLEAN})


def table_csv(spec: TableSpec, rows: Iterable[Any], *, bom: bool = False) -> bytes:
    r"""Return the rows of a table as UTF-8 CSV with a header, every column in schema order, lines ended by ``\n``.

    Text that a spreadsheet would run as a formula gets a leading ``'``, which reading takes off again. `bom` puts the
    byte order mark in front that Excel needs to see the file as UTF-8.
    """
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    columns = spec.columns
    writer.writerow([column.name for column in columns])
    rows = tuple(rows)
    writer.writerows(zip(*(_texts(column, rows) for column in columns), strict=True))
    encoded = out.getvalue().encode("utf-8")
    return BOM + encoded if bom else encoded


def table_hash(spec: TableSpec, rows: Iterable[Any]) -> str:
    """Return the SHA-256 of the canonical CSV (without byte order mark)."""
    return hashlib.sha256(table_csv(spec, rows)).hexdigest()


def format_value(column: Column, value: object) -> str:
    """Return the canonical text of one value; None is an empty cell."""
    return _formatter(column)(value)


def escape_cell(text: str) -> str:
    """Return text that no spreadsheet takes for a formula."""
    return f"'{text}" if text[:1] in _FIRST and _RUNS_IN_A_SPREADSHEET.match(text) else text


def unescape_cell(text: str) -> str:
    """Undo `escape_cell`; other text is returned unchanged."""
    return text[1:] if text[:1] == "'" and _ESCAPED.match(text) else text


def format_number(value: float) -> str:
    """Return the shortest text that reads back as the same number; whole numbers carry no point."""
    number = float(value)
    return str(int(number)) if number.is_integer() and abs(number) < 1e15 else repr(number)


def format_moment(value: dt.datetime) -> str:
    """Return ``YYYY-MM-DD HH:MM``, with seconds only when there are any."""
    return value.isoformat(sep=" ", timespec="minutes" if value.second == value.microsecond == 0 else "auto")


def _texts(column: Column, rows: Sequence[Any]) -> list[str]:
    """Return one column as text; equal values are written once, most columns hold few different ones."""
    write, name = _writer_of(column), attribute(column.name)
    known: dict[Any, str] = {}
    texts = []
    for row in rows:
        value = getattr(row, name)
        text = known.get(value)
        if text is None:
            text = known[value] = write(value)
        texts.append(text)
    return texts


def _writer_of(column: Column) -> Callable[[object], str]:
    formatter = _formatter(column)
    if column.kind in _PLAIN_KINDS:
        return formatter
    return lambda value: escape_cell(formatter(value))


def _formatter(column: Column) -> Callable[[object], str]:
    return _FORMATTERS.get(column.kind, _text)


def _text(value: object) -> str:
    if value is None:
        return ""
    return str(value.value) if isinstance(value, StrEnum) else str(value)


def _number(value: Any) -> str:
    return "" if value is None else format_number(value)


def _moment(value: Any) -> str:
    return "" if value is None else format_moment(value)


def _time(value: Any) -> str:
    return "" if value is None else value.isoformat(timespec="minutes" if value.second == value.microsecond == 0 else "auto")


def _boolean(value: Any) -> str:
    return "" if value is None else ("yes" if value else "no")


def _list(value: Any) -> str:
    return ";".join(_text(entry) for entry in value)


def _counts(value: Any) -> str:
    return ";".join(f"{name}={count}" for name, count in value)


_FORMATTERS: dict[Kind, Callable[[Any], str]] = {
    Kind.NUMBER: _number,
    Kind.DATETIME: _moment,
    Kind.TIME: _time,
    Kind.BOOLEAN: _boolean,
    Kind.LIST: _list,
    Kind.COUNTS: _counts,
}

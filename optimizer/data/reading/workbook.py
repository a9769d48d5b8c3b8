"""The sheets of a workbook (.xlsx or the older .xls) as rows of text."""

from __future__ import annotations

import datetime as dt
import io
import re
import struct
from collections.abc import Mapping
from typing import Any

from python_calamine import CalamineWorkbook

from optimizer.core.issue import Issue
from optimizer.core.text import Text
from optimizer.data.canonical import format_number
from optimizer.data.complaint import fault
from optimizer.data.reading.csvfile import too_large
from optimizer.data.reading.grid import MAX_BYTES, MAX_CELLS, MAX_COLUMNS, MAX_ROWS, Line
from optimizer.data.reading.novalue import without_value
from optimizer.data.reading.zipguard import zip_faults

_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_SAVE_AS_XLSX = Text("Save it as an Excel workbook (.xlsx).", "请另存为 Excel 工作簿（.xlsx）。")
_DIMENSIONS = re.compile(rb"\x00\x02\x0e\x00(.{12})\x00\x00", re.DOTALL)
_XLS_ROWS, _XLS_COLUMNS = 65_536, 256
_LARGEST_MERGE = 20_000


def workbook_sheets(data: bytes, name: str) -> tuple[Mapping[str, tuple[Line, ...]], list[Issue]]:
    """Return the rows of every sheet by sheet name; merged cells all carry the text of their first cell."""
    problems = _refusals(data, name)
    if problems:
        return {}, problems
    try:
        return _read(data, name)
    except Exception as error:
        return {}, [_damaged(name, error)]
    except BaseException as error:
        if type(error).__name__ != "PanicException":  # what the reader's own language raises on a broken file
            raise
        return {}, [_damaged(name, error)]


def _refusals(data: bytes, name: str) -> list[Issue]:
    if len(data) > MAX_BYTES:
        return [too_large(name)]
    if data.startswith(_ZIP):
        return zip_faults(data, name)
    if not data.startswith(_OLE):
        message = Text("This is not a workbook, whatever its name says.", "该文件并非工作簿，尽管扩展名如此。")
        return [fault("not_a_workbook", message, _SAVE_AS_XLSX, table=name)]
    if _ENCRYPTED in data:
        message = Text("The workbook is protected by a password.", "工作簿设有密码。")
        return [fault("encrypted_workbook", message, Text("Save it without a password.", "请取消密码后另存。"), table=name)]
    return [too_large(name)] if _stated_cells(data) > MAX_CELLS else []


def _stated_cells(data: bytes) -> int:
    """Return the cells that the sheets of an .xls say they span (their DIMENSIONS records), before anything unpacks them."""
    spans = (struct.unpack("<IIHH", found[1]) for found in _DIMENSIONS.finditer(data))
    return sum(rows * columns for _, rows, _, columns in spans if rows <= _XLS_ROWS and columns <= _XLS_COLUMNS)


def _read(data: bytes, name: str) -> tuple[Mapping[str, tuple[Line, ...]], list[Issue]]:
    sheets: dict[str, tuple[Line, ...]] = {}
    with CalamineWorkbook.from_filelike(io.BytesIO(data)) as book:
        for sheet_name in book.sheet_names:
            sheet = book.get_sheet_by_name(sheet_name)
            rows, columns = sheet.total_height, sheet.total_width
            if rows > MAX_ROWS or columns > MAX_COLUMNS or rows * columns > MAX_CELLS:
                return {}, [too_large(f"{name}/{sheet_name}")]
            cells = [[_text(value) for value in row] for row in sheet.to_python(skip_empty_area=False)]
            for first, last in sheet.merged_cell_ranges or ():
                _spread(cells, first, last)
            sheets[sheet_name] = tuple(Line(number, tuple(row)) for number, row in enumerate(cells, 1))
    return sheets, without_value(data) if data.startswith(_ZIP) else []


def _spread(cells: list[list[str]], first: tuple[int, int], last: tuple[int, int]) -> None:
    if first[0] >= len(cells) or (last[0] - first[0] + 1) * (last[1] - first[1] + 1) > _LARGEST_MERGE:
        return
    source = cells[first[0]]
    text = source[first[1]] if first[1] < len(source) else ""
    for row in cells[first[0] : last[0] + 1]:
        row[first[1] : last[1] + 1] = [text] * len(row[first[1] : last[1] + 1])


def _text(value: Any) -> str:
    """Return a workbook's value as a person would type it."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float):
        return str(int(value)) if float(value).is_integer() else format_number(value)
    if isinstance(value, dt.datetime):
        moment = _to_the_second(value)
        return moment.date().isoformat() if moment.time() == dt.time(0) else moment.isoformat(sep=" ")
    if isinstance(value, dt.time):
        return _to_the_second(dt.datetime.combine(dt.date.min, value)).time().isoformat()
    if isinstance(value, dt.timedelta):
        seconds = round(value.total_seconds())
        return f"{seconds // 3600}:{seconds % 3600 // 60:02d}:{seconds % 60:02d}"
    return str(value)


def _to_the_second(moment: dt.datetime) -> dt.datetime:
    """Return the nearest whole second: a workbook keeps 09:30 as a fraction of a day, a hair off."""
    return (moment + dt.timedelta(microseconds=500_000)).replace(microsecond=0)


def _damaged(name: str, error: BaseException) -> Issue:
    message = Text("The workbook cannot be read: {why}.", "无法读取工作簿：{why}。")
    return fault("damaged_workbook", message, _SAVE_AS_XLSX, table=name, why=str(error)[:200])

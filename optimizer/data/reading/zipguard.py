"""What a workbook would unpack to, found out before anything loads it.

A 5 KB workbook with one cell at XFD1048576 takes an ordinary reader past 6 GB; here its sheets are streamed and the last
cell in use is noted, in constant memory.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from typing import IO

from optimizer.core.issue import Issue
from optimizer.core.text import Text
from optimizer.data.complaint import fault
from optimizer.data.reading.csvfile import too_large
from optimizer.data.reading.grid import MAX_CELLS, MAX_COLUMNS, MAX_ROWS

MAX_MEMBERS = 2_000
MAX_UNPACKED = 200 * 2**20
FREE_OF_RATIO = 8 * 2**20
MAX_RATIO = 200
_CHUNK = 2**20
_LONGEST_TAG = 64 * 2**10
_TAG = re.compile(rb"""<(?:\w+:)?(row|c)\b(?:[^>]*?\sr=["']([A-Za-z]*)([0-9]{1,10})["'])?[^>]*>(?:\s*(</(?:\w+:)?c>))?""")


def zip_faults(data: bytes, name: str) -> list[Issue]:
    """Return why the packed workbook must not be opened; nothing when it may."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return _archive_faults(archive, len(data), name)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError, ValueError):
        message = Text("The workbook is damaged or not complete.", "工作簿已损坏或不完整。")
        fix = Text("Open it in a spreadsheet program and save it again.", "请用表格软件打开后另存。")
        return [fault("damaged_workbook", message, fix, table=name)]


def _archive_faults(archive: zipfile.ZipFile, packed: int, name: str) -> list[Issue]:
    members = archive.infolist()
    stated = sum(member.file_size for member in members)
    if len(members) > MAX_MEMBERS or _is_bomb(stated, packed):
        return [_bomb(name)]
    unpacked = 0
    for member in members:
        is_sheet = re.search(r"worksheets/[^/]*\.xml$", member.filename, re.IGNORECASE) is not None
        with archive.open(member) as stream:
            extent = Extent()
            for chunk in _chunks(stream):
                unpacked += len(chunk)
                if _is_bomb(unpacked, packed):
                    return [_bomb(name)]
                if is_sheet and not extent.take(chunk):
                    return [too_large(name)]
    return []


def _is_bomb(unpacked: int, packed: int) -> bool:
    return unpacked > MAX_UNPACKED or (unpacked > FREE_OF_RATIO and unpacked > MAX_RATIO * packed)


class Extent:
    """The last row and column in use and the number of cells, of one sheet read chunk by chunk."""

    def __init__(self) -> None:
        self.rows = self.columns = self.cells = 0
        self._row = self._column = 0
        self._rest = b""

    def take(self, chunk: bytes) -> bool:
        """Note the cells of the next chunk; False when the sheet is too large."""
        text = self._rest + chunk
        end = text.rfind(b">") + 1
        self._rest = text[end:]
        for tag in _TAG.finditer(text, 0, end):
            if tag.end() == end and tag.group(1) == b"c" and not _is_empty(tag):
                self._rest = text[tag.start() :]  # what follows says whether it is empty
                break
            self._note(tag)
        return (
            self.rows <= MAX_ROWS
            and self.columns <= MAX_COLUMNS
            and self.rows * self.columns <= MAX_CELLS
            and self.cells <= MAX_CELLS
            and len(self._rest) <= _LONGEST_TAG
        )

    def _note(self, tag: re.Match[bytes]) -> None:
        kind, letters, digits, _ = tag.groups()
        if kind == b"row":
            self._row, self._column = int(digits) if digits else self._row + 1, 0
            return
        self._column = _column_number(letters) if letters else self._column + 1
        if digits and letters:
            self._row = int(digits)
        self.cells += 1
        if not _is_empty(tag):
            self.rows, self.columns = max(self.rows, self._row), max(self.columns, self._column)


def _is_empty(tag: re.Match[bytes]) -> bool:
    """Whether a cell has nothing but a format, and ends at once: it takes no room."""
    return tag.group(4) is not None or tag.group().endswith(b"/>")


def _chunks(stream: IO[bytes]) -> Iterator[bytes]:
    while chunk := stream.read(_CHUNK):
        yield chunk


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number


def _bomb(name: str) -> Issue:
    message = Text("The workbook unpacks to far more than a table can hold.", "工作簿解压后远超正常表格的大小。")
    fix = Text("Copy the values into a new workbook.", "请将数据复制到新的工作簿。")
    return fault("zip_bomb", message, fix, table=name)

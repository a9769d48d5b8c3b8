"""The file of a backup: lines of JSON under gzip, the last with the hash of all before it; read as written, or not at all."""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import zlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

import psutil

from optimizer.core.failpoint import failpoint
from optimizer.core.text import Text
from optimizer.data.complaint import fault
from optimizer.data.planfolder_atomic import flush_folder
from optimizer.store.errors import StoreError

FORMAT = "hospital-optimizer store 1"
LONGEST_LINE = 1 << 24

Line = Mapping[str, Any] | list[Any]
"""What a line holds: a row of a table as a list, anything else as an object."""


def write_lines(path: Path, lines: Iterable[Line]) -> str:
    """Write a backup, whole or not at all, for this user alone; return the hash of what it holds.

    Raises
    ------
    StoreError
        Something else stands there, or it cannot be written; what stood there still does.
    """
    path = path.resolve()
    if path.exists() and not _is_backup(path):
        raise StoreError([fault("out_not_empty", _SOMETHING_ELSE, value=str(path))])
    temporary = path.with_name(f".{path.name}.new-{os.getpid()}")
    try:
        _sweep(path)
        digest = _write(temporary, lines)
        failpoint("backup.written")
        temporary.replace(path)
        failpoint("backup.in_place")
        flush_folder(path.parent)
    except OSError as error:
        raise StoreError([fault("out_not_writable", _NOT_WRITABLE, value=str(path), why=error.strerror or str(error))]) from error
    finally:
        with suppress(OSError):
            temporary.unlink(missing_ok=True)
    return digest


def read_lines(path: Path) -> Iterator[Line]:
    """Yield the lines in order, the hash last; a reader keeps nothing of it before that one is through.

    Raises
    ------
    StoreError
        The file is no backup, is cut off, or holds what was not written into it.
    """
    digest, ended = hashlib.sha256(), False
    try:
        with gzip.open(path, "rb") as file:
            first = True
            while raw := file.readline(LONGEST_LINE):
                line = json.loads(raw)
                if first and not (isinstance(line, dict) and line.get("format") == FORMAT):
                    raise StoreError([fault("backup_unknown", _UNKNOWN, value=str(path))])
                if ended:
                    raise _damaged(path)
                first = False
                if isinstance(line, dict) and "sha256" in line:
                    ended = line["sha256"] == digest.hexdigest()
                    if not ended:
                        raise _damaged(path)
                digest.update(raw)
                yield line
    except (EOFError, zlib.error, ValueError) as error:
        raise _damaged(path) from error
    except OSError as error:  # gzip's own complaint of a bad checksum is one, too
        if error.errno is None:
            raise _damaged(path) from error
        raise StoreError([fault("backup_unreadable", _UNREADABLE, value=str(path), why=error.strerror or "")]) from error
    if not ended:
        raise _damaged(path)


def _write(temporary: Path, lines: Iterable[Line]) -> str:
    digest = hashlib.sha256()
    handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_BINARY", 0), 0o600)
    with os.fdopen(handle, "wb") as file:
        failpoint("backup.begun")
        with gzip.GzipFile(filename="", mode="wb", compresslevel=6, fileobj=file, mtime=0) as packed:
            for line in lines:
                raw = (json.dumps(line, ensure_ascii=False, separators=(",", ":")) + "\n").encode()
                digest.update(raw)
                packed.write(raw)
            packed.write((json.dumps({"sha256": digest.hexdigest()}) + "\n").encode())
        file.flush()
        os.fsync(file.fileno())
    return digest.hexdigest()


def _is_backup(path: Path) -> bool:
    """Whether the file begins as a backup does, so that a newer one may replace it."""
    try:
        with gzip.open(path, "rb") as file:
            return bool(json.loads(file.readline(LONGEST_LINE))["format"] == FORMAT)
    except (OSError, EOFError, zlib.error, ValueError, KeyError, TypeError):
        return False


def _sweep(path: Path) -> None:
    """Remove what killed writers of this backup left beside it."""
    start = f".{path.name}.new-"
    for left in path.parent.iterdir():
        number = left.name.removeprefix(start)
        if left.name.startswith(start) and number.isdigit() and not psutil.pid_exists(int(number)):
            left.unlink(missing_ok=True)


def _damaged(path: Path) -> StoreError:
    return StoreError([fault("backup_damaged", _DAMAGED, _ANOTHER, value=str(path))])


_SOMETHING_ELSE = Text("The file is no backup and is not replaced.", "该文件不是备份，未予覆盖。")
_NOT_WRITABLE = Text("The backup cannot be written: {why}.", "无法写入备份：{why}。")
_UNREADABLE = Text("The backup cannot be read: {why}.", "无法读取备份：{why}。")
_UNKNOWN = Text("The file is no backup of a store.", "该文件不是存储备份。")
_DAMAGED = Text("The backup is cut off or was changed.", "备份不完整或已被改动。")
_ANOTHER = Text("Take another one; nothing was restored.", "请换用其他备份；未恢复任何内容。")

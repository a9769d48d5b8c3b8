"""What arrived in an inbox: data folders and workbooks in the order of their names, and the key of a run on one of them."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from optimizer.core.errors import BadInputError
from optimizer.core.issue import Issue, Severity
from optimizer.core.text import Text
from optimizer.data.reading.naming import fold, tables_by_name
from optimizer.data.reading.sources import SCENARIO, WORKBOOKS

_CHUNK = 1 << 20
_SILENT = {SCENARIO, "thumbs.db", "desktop.ini"}
_ARRIVING = (".part", ".partial", ".tmp", ".crdownload", ".filepart")


@dataclass(frozen=True, slots=True)
class Arrival:
    """A data folder or workbook of an inbox."""

    name: str
    path: Path

    def files(self) -> Iterator[Path]:
        """Yield the files a run reads: those of the folder itself, or the workbook and the scenario beside it."""
        if self.path.is_dir():
            yield from sorted(path for path in self.path.iterdir() if path.is_file() and not _hidden(path))
            return
        yield self.path
        beside = (self.path.with_suffix(".toml"), self.path.parent / SCENARIO)
        yield from [path for path in beside if path.is_file()][:1]


@dataclass(frozen=True, slots=True)
class Inbox:
    """What an inbox holds: arrivals in the order of their names, and what is neither folder nor workbook."""

    arrivals: tuple[Arrival, ...]
    passed_over: tuple[str, ...]


def scan(inbox: Path) -> Inbox:
    """Return what arrived; hidden entries and files still on their way (``.part``, ``~$…``) are not there yet.

    Raises
    ------
    BadInputError
        There is no such folder, it cannot be listed, or it is a data folder itself.
    """
    try:
        entries = sorted(inbox.iterdir(), key=lambda path: path.name)
    except NotADirectoryError:
        raise BadInputError([_fault("no_inbox", _NOT_A_FOLDER, inbox)]) from None
    except OSError as error:
        raise BadInputError([_fault("no_inbox", _NO_INBOX, inbox, why=error.strerror or str(error))]) from None
    tables = [path.name for path in entries if path.suffix.lower() == ".csv" and fold(path.stem) in tables_by_name()]
    if tables:
        raise BadInputError([_fault("inbox_is_data", _IS_DATA, inbox, tables=", ".join(tables[:3]), parent=inbox.parent)])
    there = [path for path in entries if not _hidden(path) and path.suffix.lower() not in _ARRIVING]
    arrived = [path for path in there if path.is_dir() or (path.is_file() and path.suffix.lower() in WORKBOOKS)]
    toml = {path.with_suffix(".toml").name for path in arrived if path.is_file()}
    others = [path.name for path in there if path not in arrived and path.name not in toml | _SILENT]
    return Inbox(tuple(Arrival(path.name, path) for path in arrived), tuple(others))


def run_key(arrival: Arrival, configuration: Mapping[str, str]) -> str:
    """Return the key of a run: SHA-256 of the bytes it reads and of its configuration, the program's version among it.

    The name of a folder or workbook is no part of it: the same bytes under another name are the same run.

    Raises
    ------
    OSError
        A file cannot be read, or vanished.
    """
    digest = hashlib.sha256(json.dumps(configuration, sort_keys=True).encode())
    folder = arrival.path.is_dir()
    for path in arrival.files():
        name = path.name if folder else ("scenario" if path.suffix.lower() == ".toml" else "workbook" + path.suffix.lower())
        digest.update(f"\n{len(os.fsencode(name))} {path.stat().st_size} ".encode() + os.fsencode(name))
        with path.open("rb") as file:
            while chunk := file.read(_CHUNK):
                digest.update(chunk)
    return digest.hexdigest()


def _hidden(path: Path) -> bool:
    return path.name.startswith((".", "~$"))


def _fault(code: str, message: Text, inbox: Path, **params: object) -> Issue:
    return Issue(code, Severity.FAULT, message, value=str(inbox), params={"inbox": str(inbox), **params})


_NO_INBOX = Text(
    "The inbox {inbox} cannot be read: {why}. Make the folder, and put a data folder or workbook into it.",
    "无法读取收件箱 {inbox}：{why}。请先建立该文件夹，并放入数据文件夹或工作簿。",
)
_NOT_A_FOLDER = Text(
    "{inbox} is a file. Name the folder in which data folders and workbooks arrive.",
    "{inbox} 是文件。请给出存放数据文件夹和工作簿的收件箱文件夹。",
)
_IS_DATA = Text(
    "{inbox} holds tables itself ({tables}). Name the folder that it lies in ({parent}), or use `route` for this one alone.",
    "{inbox} 本身就是数据文件夹（{tables}）。请给出其上级文件夹（{parent}），或用 route 命令单独运行。",
)

"""Files that a planner brings: opened by the product's own reader, kept in memory until they are accepted.

What a browser says of a file counts for nothing: names lose their folders, and the content decides. The files themselves
are gone from the disk once they are read, for they may hold what must not be kept.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path, PurePosixPath, PureWindowsPath

from optimizer.core.text import Text
from optimizer.data.complaint import fault
from optimizer.data.dataset import Dataset
from optimizer.data.outlines import load_outlines
from optimizer.data.planfolder import input_files
from optimizer.data.planfolder_atomic import replace_folder
from optimizer.data.reading.grid import MAX_BYTES
from optimizer.data.reading.sources import SCENARIO, WORKBOOKS, Found, find
from optimizer.data.template import write_template

MOST_FILES = 60
WORKBOOK_ALONE = Text("A workbook is read by itself; the other files were not read.", "工作簿须单独读取，其他文件未读取。")
ALONE_FIX = Text("Upload the workbook alone, or CSV files together.", "请单独上传工作簿，或一并上传多个 CSV 文件。")
TOO_MANY = Text("More than {most} files, or more than {size} MB together.", "文件超过 {most} 个，或总计超过 {size} MB。")
_ODD = re.compile(r"[^\w.\-（）() ]+")


@dataclass(frozen=True, slots=True)
class Intake:
    """Files that were read: what they hold, and what they are called together."""

    name: str
    found: Found
    outlines: bytes = b""


def take_in(files: Mapping[str, bytes]) -> Intake:
    """Read files by their names; what is wrong with a file as such is among the issues of what was found."""
    named = {_plain(name): content for name, content in files.items()}
    books = [name for name in named if Path(name).suffix.lower() in WORKBOOKS]
    with tempfile.TemporaryDirectory(prefix="hospital-optimizer-") as place:
        folder = Path(place)
        kept = {name: named[name] for name in named if name == books[0] or name.lower() == SCENARIO} if books else named
        if len(kept) > MOST_FILES or sum(map(len, kept.values())) > MAX_BYTES:
            return Intake("", Found("", issues=[fault("too_large", TOO_MANY, most=MOST_FILES, size=MAX_BYTES // 2**20)]))
        for name, content in kept.items():
            (folder / name).write_bytes(content)
        found = find(folder / books[0] if books else folder)
        outlines = load_outlines(folder)
    rest = [name for name in named if name not in kept]
    if rest:
        found.issues.append(fault("workbook_alone", WORKBOOK_ALONE, ALONE_FIX, value=", ".join(rest[:5])))
    return Intake(_called(kept), replace(found, name=_called(kept)), outlines)


def _plain(name: str) -> str:
    """Return a file's name without folders and without what a file system may take amiss."""
    last = PurePosixPath(PureWindowsPath(name).name).name
    return _ODD.sub("_", last).lstrip(".")[-120:] or "file"


def _called(files: Mapping[str, bytes]) -> str:
    tables = [name for name in files if name.lower() != SCENARIO]
    stem = Path(tables[0]).stem if len(tables) == 1 else ""
    return re.sub(r"[^\w\-]+", "-", stem).strip("-")[:40]


def keep_dataset(dataset: Dataset, root: Path, name: str) -> Path:
    """Write accepted data as a folder of canonical tables under a name that nothing has yet, and return it."""
    folder, number = root / name, 1
    while folder.exists():
        number += 1
        folder = root / f"{name}-{number}"
    write_dataset(dataset, folder)
    return folder


def write_dataset(dataset: Dataset, folder: Path) -> None:
    """Write a dataset as a folder that reads back as the same, whole or not at all."""
    replace_folder(folder, input_files(dataset), SCENARIO)


@cache
def template_bytes(lang: str) -> bytes:
    """Return the workbook that `template` writes."""
    with tempfile.TemporaryDirectory() as place:
        path = Path(place) / "template.xlsx"
        write_template(path, "zh" if lang == "zh" else "en")
        return path.read_bytes()

"""A single file that a command writes on request: outside any plan folder, and whole or absent."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from optimizer.core.errors import BadInputError
from optimizer.core.issue import Issue, Severity
from optimizer.core.text import Text
from optimizer.data.planfolder import holds_plan

_NO_PLACE = Text(
    "{path} cannot be written: name a file that ends in {suffixes}, in an existing folder, outside any plan folder.",
    "无法写入 {path}：请指定现有文件夹中以 {suffixes} 结尾的文件，且不在方案文件夹内。",
)


def check_file(out: Path, suffixes: Sequence[str]) -> None:
    """Refuse a place that a file must not be written to, before anything is computed.

    Raises
    ------
    BadInputError
        Of another kind, in no folder, or within a plan folder, whose manifest it would break.
    """
    inside = any(holds_plan(parent) for parent in out.resolve().parents)
    if out.suffix.lower() not in suffixes or out.is_dir() or not out.resolve().parent.is_dir() or inside:
        raise BadInputError([_no_place(out, suffixes)])


def write_file(out: Path, content: bytes) -> None:
    """Write beside the file, then put it in its place."""
    temporary = out.with_name(f".{out.name}.{os.getpid()}")
    try:
        with temporary.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(out)
    except OSError as error:
        temporary.unlink(missing_ok=True)
        raise BadInputError([_no_place(out, (out.suffix,))]) from error


def _no_place(path: Path, suffixes: Sequence[str]) -> Issue:
    params = {"path": str(path), "suffixes": ", ".join(suffixes)}
    return Issue("out_not_writable", Severity.FAULT, _NO_PLACE, value=str(path), params=params)

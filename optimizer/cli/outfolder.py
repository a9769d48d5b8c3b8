"""A folder that a command fills with files for people: replaced as a whole or not at all, and never somebody else's."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from optimizer.core.errors import BadInputError
from optimizer.core.issue import Issue, Severity
from optimizer.core.text import DISCLAIMER, Text
from optimizer.data.planfolder import holds_plan
from optimizer.data.planfolder_atomic import recover, replace_folder

INDEX = "index.json"
"""Says what a folder holds, with a fingerprint of every file; written last."""


def check_folder(out: Path, kind: str) -> None:
    """Refuse a place that files must not be written to, before anything is computed.

    Parameters
    ----------
    kind
        What the folder will hold; one that holds the same is replaced.

    Raises
    ------
    BadInputError
        It is a file, holds something else, or lies within a plan folder, whose manifest it would break.
    """
    place = out.resolve()
    if any(holds_plan(folder) for folder in (place, *place.parents)):
        raise BadInputError([_fault("out_in_plan", _IN_PLAN, out)])
    if place.parent.is_dir():
        recover(place)
    if place.exists() and not (place.is_dir() and (_holds(place, kind) or not any(place.iterdir()))):
        raise BadInputError([_fault("out_not_empty", _NOT_EMPTY, out)])


def write_folder(out: Path, kind: str, files: Mapping[str, bytes], facts: Mapping[str, Any]) -> None:
    """Put the files in place as the folder, with an index of them and `facts`.

    Raises
    ------
    BadInputError
        The place cannot be written; nothing was changed.
    """
    digests = {name: hashlib.sha256(content).hexdigest() for name, content in sorted(files.items())}
    record = {"format": _format(kind), "disclaimer": {"zh": DISCLAIMER.zh, "en": DISCLAIMER.en}, **facts, "sha256": digests}
    index = (json.dumps(record, ensure_ascii=False, indent=1) + "\n").encode()
    try:
        replace_folder(out.resolve(), {**files, INDEX: index}, last=INDEX)
    except OSError as error:
        raise BadInputError([_fault("out_not_writable", _NOT_WRITABLE, out, why=error.strerror or str(error))]) from error


def _holds(folder: Path, kind: str) -> bool:
    try:
        return bool(json.loads((folder / INDEX).read_bytes())["format"] == _format(kind))
    except (OSError, ValueError, KeyError, TypeError):
        return False


def _format(kind: str) -> str:
    return f"hospital-optimizer {kind} 1"


def _fault(code: str, message: Text, folder: Path, **params: object) -> Issue:
    return Issue(code, Severity.FAULT, message, value=str(folder), params={"folder": str(folder), **params})


_NOT_EMPTY = Text(
    "{folder} is not empty and holds something else. Name another folder, or empty it.",
    "{folder} 不是空文件夹，且存有其他内容。请另选文件夹，或先清空。",
)
_IN_PLAN = Text(
    "{folder} is, or lies within, a plan folder, which would no longer pass its check. Name a folder outside.",
    "{folder} 是方案文件夹或在其中，写入后方案将无法通过核验。请另选文件夹。",
)
_NOT_WRITABLE = Text("{folder} cannot be written: {why}.", "无法写入 {folder}：{why}。")

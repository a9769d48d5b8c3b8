"""What a line of the log may say: known keys, figures, codes and our own sentences, and nothing of any table.

A patient's case number is no exception: what a run did to whom stands in its plan and in the store. Of an error the log tells
kind and place, never its words, since they repeat what was at hand; of other libraries' messages, whose they are.
"""

from __future__ import annotations

import datetime as dt
import logging
import re
import traceback
from collections.abc import Mapping, MutableMapping
from enum import Enum
from pathlib import Path
from types import TracebackType
from typing import Any

from optimizer.data.reading.privacy import identifies_somebody

KNOWN = frozenset(
    {"attempt", "code", "command", "count", "faults", "job", "period", "rows", "run", "seconds", "state", "step", "version"}
)
WITHHELD = "***"
_OURS = "optimizer"
_PACKAGE = Path(__file__).parents[1]
_CODE = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.:/+-]{0,79}( [a-z-]{1,20})?")
_LONG_NUMBER = re.compile(r"[0-9]{7}")
_KEY = re.compile(r"[0-9a-f]{10,64}")  # a hash, whose figures are nobody's number
_MOST_FRAMES = 8


def only_what_is_known(_: object, __: str, given: MutableMapping[str, Any]) -> Mapping[str, Any]:
    """Return the line for an event of ours, or a record of the standard library's logging."""
    record: logging.LogRecord = given["_record"]
    line: dict[str, Any] = {
        "at": dt.datetime.fromtimestamp(record.created, dt.UTC).isoformat(timespec="milliseconds"),
        "level": record.levelname.lower(),
        "logger": record.name,
        "pid": record.process,
    }
    if given["_from_structlog"]:
        line["event"] = str(given["event"])
        line |= {key: _told(key, value) for key, value in given.items() if key in KNOWN and value is not None}
    elif record.name.split(".")[0] == _OURS:
        line["event"] = sentence(str(record.msg), given.get("positional_args"))
    else:
        line["event"] = f"a message of {record.name.split('.')[0]}, withheld"
    error = given.get("exc_info") or record.exc_info
    if isinstance(error, tuple) and error[0] is not None:
        line |= {"error": error[0].__name__, "where": where(error[2])}
    return line


def sentence(said: str, given: object) -> str:
    """Return our own sentence with those of its values that tell nothing of anybody."""
    values = list(given) if isinstance(given, tuple) else []
    parts = re.split(r"(%[a-z])", said)
    return "".join(str(plain(values.pop(0))) if re.fullmatch(r"%[a-z]", part) and values else part for part in parts)


def plain(value: object) -> object:
    """Return a value as the log may have it: a figure, or a code."""
    if isinstance(value, bool | int | float):
        return value
    text = str(value.value) if isinstance(value, Enum) else value
    if not isinstance(text, str):
        return WITHHELD
    fine = _CODE.fullmatch(text) and not _LONG_NUMBER.search(text) and not identifies_somebody(text)
    return text if fine else WITHHELD


def _told(key: str, value: object) -> object:
    return value if key == "run" and _KEY.fullmatch(str(value)) else plain(value)


def where(trace: TracebackType | None) -> list[str]:
    """Return where an error came from: file, line and function, the innermost last."""
    frames = traceback.extract_tb(trace)[-_MOST_FRAMES:]
    return [f"{_short(frame.filename)}:{frame.lineno} {frame.name}" for frame in frames]


def _short(file: str) -> str:
    path = Path(file)
    return str(path.relative_to(_PACKAGE.parent)) if path.is_relative_to(_PACKAGE) else path.name

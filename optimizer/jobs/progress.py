"""Reads what a running command says: progress lines on stderr, and the last line of stdout."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from optimizer.core.params import Progress
from optimizer.jobs.logs import is_log_line

STDOUT_FILE = "stdout.log"
STDERR_FILE = "stderr.log"
_TAIL_BYTES = 200_000  # enough for thousands of lines; a page asks once a second


def _tail(path: Path) -> list[str]:
    if not path.exists():
        return []
    with path.open("rb") as stream:
        start = max(0, stream.seek(0, 2) - _TAIL_BYTES)
        stream.seek(start)
        lines = stream.read().decode("utf-8", errors="replace").splitlines()
    return lines[1:] if start else lines  # the first line of a cut file may be half a line


def _record(line: str) -> dict[str, Any] | None:
    if not line.startswith("{"):
        return None
    try:
        value = json.loads(line)
    except ValueError:
        return None
    return value if isinstance(value, dict) else None


def _number(value: object) -> float | None:
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


def progress_of(line: str) -> Progress | None:
    """Return the sign of life that a line of stderr is, if it is one."""
    record = _record(line)
    if record is None or "step" not in record or is_log_line(record):
        return None
    return Progress(
        step=str(record["step"]),
        stage=str(record.get("stage") or ""),
        value=_number(record.get("value")),
        bound=_number(record.get("bound")),
        seconds=_number(record.get("seconds")) or 0.0,
        at=_number(record.get("at")) or 0.0,
    )


def log_line(line: str) -> bool:
    """Whether a line of stderr is one of the command's log."""
    return is_log_line(_record(line))


def read_progress(folder: Path) -> tuple[Progress, ...]:
    """Return the signs of life of a job in order; lines that are no progress records are passed over."""
    signs = (progress_of(line) for line in _tail(folder / STDERR_FILE))
    return tuple(sign for sign in signs if sign is not None)


def read_messages(folder: Path, lines: int = 20) -> str:
    """Return the last plain lines of stderr: what a person reads when a job failed."""
    plain = [line for line in _tail(folder / STDERR_FILE) if _record(line) is None and line.strip()]
    return "\n".join(plain[-lines:])


def read_result(folder: Path) -> dict[str, Any]:
    """Return the JSON object on the last line of stdout; empty when there is none."""
    lines = [line for line in _tail(folder / STDOUT_FILE) if line.strip()]
    return (_record(lines[-1]) if lines else None) or {}

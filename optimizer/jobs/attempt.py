"""One command in a child process that ends with this one; whatever happens to it, the caller lives on and knows how it ended."""

from __future__ import annotations

import ctypes
import json
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

import psutil

from optimizer.core.errors import ExitCode
from optimizer.core.params import Progress, room_s
from optimizer.jobs.job import PROGRAM
from optimizer.jobs.progress import log_line, progress_of

WITH_PLAN = frozenset({ExitCode.OK, ExitCode.FALLBACK, ExitCode.URGENT_LATE})
_PR_SET_PDEATHSIG = 1
_TAIL = 20
OVERRAN = "overran"
"""The reason given for a run that did not answer within its limit and was ended."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """How a command ended.

    Parameters
    ----------
    exit_code
        As the command said; 70 where it was killed or said nothing.
    facts
        The JSON object it printed last.
    said
        Its last plain lines on stderr, for a log that only this office reads.
    """

    exit_code: int
    facts: dict[str, Any] = field(default_factory=dict)
    said: str = ""

    @property
    def has_result(self) -> bool:
        """Whether it wrote what it was asked for."""
        return self.exit_code in WITH_PLAN

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes of the issues it named, each once."""
        return tuple(dict.fromkeys(str(issue.get("code")) for issue in self.issues))

    @property
    def issues(self) -> tuple[dict[str, Any], ...]:
        """The issues it named; a plan that was made tells their number only."""
        told = self.facts.get("issues")
        return tuple(issue for issue in told if isinstance(issue, dict)) if isinstance(told, list) else ()


def attempt(
    words: Sequence[str],
    *,
    tell: Callable[[Progress], None] | None = None,
    program: Sequence[str] = PROGRAM,
    within_s: float = 0.0,
) -> Attempt:
    """Run ``python -m optimizer WORDS --json`` to its end, and pass its signs of life on.

    Parameters
    ----------
    within_s
        Limit that the command was told, 0 for none: one that still runs a tenth and two seconds later is ended, with
        all that it started, and what it was doing counts as not done (`OVERRAN`).
    """
    lines: list[str] = []
    with tempfile.TemporaryFile() as answer:
        with subprocess.Popen(
            [*program, *words, "--json"],
            stdin=subprocess.DEVNULL,
            stdout=answer,
            stderr=subprocess.PIPE,
            encoding="utf-8",
            errors="replace",
            preexec_fn=_die_with_parent if sys.platform == "linux" else None,
        ) as child:
            overran = threading.Event()
            guard = threading.Timer(room_s(within_s), _end, (child.pid, overran))
            guard.daemon = True
            if within_s:
                guard.start()
            for line in child.stderr or ():
                sign = progress_of(line)
                if log_line(line):
                    sys.stderr.write(line)
                elif sign is None:
                    lines = [*lines, line.rstrip()][-_TAIL:]
                elif tell is not None:
                    tell(sign)
            child.wait()
            guard.cancel()
        if overran.is_set() and child.returncode < 0:
            return Attempt(int(ExitCode.INTERNAL), {"error": OVERRAN}, "\n".join(lines))
        answer.seek(0)
        facts = _last_object(answer.read().decode("utf-8", errors="replace"))
    killed = child.returncode < 0 or (not facts and child.returncode == 0)
    return Attempt(int(ExitCode.INTERNAL) if killed else child.returncode, facts, "\n".join(lines))


def _end(pid: int, overran: threading.Event) -> None:
    """End a process and all that it started."""
    overran.set()
    with suppress(psutil.Error):
        leader = psutil.Process(pid)
        for process in (*leader.children(recursive=True), leader):
            with suppress(psutil.Error):
                process.kill()


def _die_with_parent() -> None:
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


def _last_object(text: str) -> dict[str, Any]:
    lines = text.strip().splitlines()
    try:
        found = json.loads(lines[-1]) if lines else {}
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}

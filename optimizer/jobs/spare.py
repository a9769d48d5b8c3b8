"""Processes of a job started before it is asked for, so that nobody who waits for its answer waits for its start as well.

The app expects a job while somebody puts a what-if together. Leader and command are then the same processes as those of any
job, with all that takes long to load in them; they are told what to do on their standard input, whose end ends them.
"""

from __future__ import annotations

import json
import os
import select
import subprocess
import sys
import threading
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import IO, Any

WAIT = "--wait"
LEADER: tuple[str, ...] = (sys.executable, "-m", "optimizer.jobs.runner", WAIT)
COMMAND: tuple[str, ...] = (sys.executable, "-m", "optimizer.cli.waiting")
IDLE_S = 300.0  # after which a process nobody asked anything of leaves its memory to others
_LOCK = threading.Lock()
_spare: list[subprocess.Popen[bytes]] = []


def expect_job() -> None:
    """Have a job's processes at hand; they end with this one, and by themselves when nobody asks for them."""
    if os.name != "posix":  # elsewhere nobody can wait for a pipe and a clock at once
        return
    with _LOCK:
        if any(one.poll() is None for one in _spare):
            return
        for one in _spare:
            if one.stdin is not None:
                one.stdin.close()
        _spare[:] = [started(LEADER, stdin=subprocess.PIPE)]


def started(words: Sequence[str], stdin: int) -> subprocess.Popen[bytes]:
    """Start the leader of a job in a session of its own."""
    process = subprocess.Popen(words, stdin=stdin, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)
    threading.Thread(target=process.wait, daemon=True).start()  # reaps it, so that no zombie is taken for a running job
    return process


def handed_over(folder: Path, command: Sequence[str]) -> subprocess.Popen[bytes] | None:
    """Give a job to the processes at hand; None when there are none."""
    with _LOCK:
        ready = _spare.pop() if _spare else None
    asked = {"folder": str(folder), "command": list(command), "environment": dict(os.environ), "cwd": str(Path.cwd())}
    return ready if ready is not None and tell(ready, asked) else None


def tell(process: subprocess.Popen[bytes], asked: dict[str, Any]) -> bool:
    """Tell a waiting process what to do; whether it was there to hear it."""
    heard = False
    if process.stdin is not None:
        with suppress(BrokenPipeError):
            process.stdin.write(json.dumps(asked).encode() + b"\n")
            process.stdin.flush()
            heard = process.poll() is None
        with suppress(BrokenPipeError):
            process.stdin.close()
    return heard


def told(source: IO[bytes], idle_s: float | None = None) -> dict[str, Any] | None:
    """Wait until this process is told what to do; None when whoever might have asked is gone, or it takes too long.

    The environment and the folder this process works in are those of who asks from then on.
    """
    if idle_s is not None and not select.select([source], [], [], idle_s)[0]:
        return None
    line = source.readline()
    if not line.endswith(b"\n"):
        return None
    asked: dict[str, Any] = json.loads(line)
    os.environ.clear()
    os.environ.update(asked["environment"])
    os.chdir(asked["cwd"])
    return asked

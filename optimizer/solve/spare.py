"""Solving processes: started when one is asked for, or a little before, so that a small solve need not wait for its start."""

from __future__ import annotations

import atexit
import os
import subprocess
import sys
import tempfile
import threading
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO

CHILD = "HOSPITAL_OPTIMIZER_SOLVER"
"""Environment variable that names the module to start as a solving process, so that tests can put a faulty one in its place."""
LOADED = "--loaded"  # tells a child to load the linear solver before it is asked anything
_PACKAGE_ROOT = Path(__file__).resolve().parents[2]
_LOCK = threading.Lock()
_spare: list[Started] = []


@dataclass(frozen=True, slots=True)
class Started:
    """A process that waits for its request on stdin, and the file that takes its stderr."""

    process: subprocess.Popen[bytes]
    errors: IO[bytes]

    def end(self) -> None:
        """Kill the process if it still runs, and close what leads to it; somebody may still read what it said."""
        with suppress(ProcessLookupError):
            self.process.kill()
        self.process.wait()
        for pipe in (self.process.stdin, self.errors):
            with suppress(BrokenPipeError):
                if pipe is not None:
                    pipe.close()

    def close(self) -> None:
        """End it, and close what comes from it too."""
        self.end()
        if self.process.stdout is not None:
            self.process.stdout.close()


def started() -> Started:
    """Return a process for one request: the spare one, else a new one."""
    with _LOCK:
        ready = _spare.pop() if _spare else None
    if ready is not None and ready.process.poll() is None:
        return ready
    if ready is not None:
        ready.close()
    return _start()


def warm() -> None:
    """Have a process at hand for the next solve; it is ended with this one when nobody asks for it."""
    with _LOCK:
        if not _spare:
            _spare.append(_start(LOADED))


def put_back(unused: Started) -> None:
    """Keep a process that nothing was asked of for the next solve."""
    with _LOCK:
        _spare.append(unused)


def _start(*words: str) -> Started:
    paths = [str(_PACKAGE_ROOT), *filter(None, [os.environ.get("PYTHONPATH")])]
    errors = tempfile.TemporaryFile()  # noqa: SIM115 - closed by `end`
    process = subprocess.Popen(
        [sys.executable, "-P", "-m", os.environ.get(CHILD, "optimizer.solve.child"), *words],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=errors,
        process_group=0,  # a Ctrl-C in the terminal is the parent's business; in its session, to be weighed as it is
        env={**os.environ, "PYTHONPATH": os.pathsep.join(paths)},
    )
    return Started(process, errors)


@atexit.register
def _end_spare() -> None:
    with _LOCK:
        while _spare:
            _spare.pop().close()

"""How a running command is told to stop and keep the best it has: a file that appears in the job's folder.

A signal would reach the solver's processes too, and end them with what they had; a file is seen by the command alone.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

STOP_FILE = "stop"
STOP_VARIABLE = "HOSPITAL_OPTIMIZER_STOP_FILE"
_POLL_S = 0.2


@contextmanager
def stop_when_told() -> Iterator[threading.Event | None]:
    """Give an event that is set once the file named by HOSPITAL_OPTIMIZER_STOP_FILE is there; None when none is named."""
    named = os.environ.get(STOP_VARIABLE)
    if not named:
        yield None
        return
    told, over = threading.Event(), threading.Event()
    watcher = threading.Thread(target=_watch, args=(Path(named), told, over), daemon=True)
    watcher.start()
    try:
        yield told
    finally:
        over.set()
        watcher.join()


def _watch(file: Path, told: threading.Event, over: threading.Event) -> None:
    while not over.is_set():
        if file.exists():
            told.set()
            return
        over.wait(_POLL_S)

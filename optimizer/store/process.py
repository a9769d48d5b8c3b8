"""Which process does a run, and whether it still lives."""

from __future__ import annotations

import datetime as dt
import os
import platform
from dataclasses import dataclass

import psutil

SILENCE_S = 600.0
"""A process on another machine that gave no sign of life for so long is held for dead."""


@dataclass(frozen=True, slots=True)
class Process:
    """A process: its number alone may be somebody else's by now, so when it began counts too."""

    host: str
    pid: int
    born: float

    @classmethod
    def this(cls) -> Process:
        """Return the process that asks."""
        return cls(platform.node(), os.getpid(), float(psutil.Process().create_time()))

    def gone(self, heard: dt.datetime, now: dt.datetime) -> bool:
        """Whether the process is over: looked up on this machine, by its silence on another."""
        if self.host != platform.node():
            return (now - heard).total_seconds() > SILENCE_S
        try:
            other = psutil.Process(self.pid)
            return bool(abs(other.create_time() - self.born) >= 1.0 or other.status() == psutil.STATUS_ZOMBIE)
        except psutil.NoSuchProcess:
            return True
        except psutil.Error:  # it lives, and is somebody else's
            return False

"""When the program began, as far as it can tell: loaded before anything that takes long to load."""

from __future__ import annotations

import time

_moment = [time.monotonic()]


def begun() -> float:
    """Return the moment of `time.monotonic` at which this program began."""
    return _moment[0]


def begin_again() -> None:
    """Count from now: a process that waited to be asked begins when it is."""
    _moment[0] = time.monotonic()

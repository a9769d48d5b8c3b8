"""The solving child process: ``python -m optimizer.solve.child``; request on stdin, frames on stdout.

A process of its own, because only that can be stopped, capped in memory and survived. Started by the module's name
rather than by multiprocessing, which would import the caller's main module again.
"""

from __future__ import annotations

import contextlib
import os
import pickle
import sys
import threading
import time
from collections.abc import Callable
from importlib import import_module
from typing import BinaryIO

from optimizer.core.outcome import Termination
from optimizer.solve.messages import CoreRequest, CpSatRequest, Done, Found, Frame, MilpRequest, Request
from optimizer.solve.spare import LOADED

HARD_MEMORY_FACTOR = 3  # address space beyond which the system refuses, should memory grow faster than it is watched


class Channel:
    """The child's end of the pipes: sends frames, and knows whether somebody asked to stop."""

    def __init__(self, source: BinaryIO, target: BinaryIO, wall_s: float) -> None:
        self._source = source
        self._target = target
        self._lock = threading.Lock()
        self._latest: Frame | None = None
        self._halt: Callable[[], None] | None = None
        self.end = time.monotonic() + wall_s
        self.stopped = False
        self.finished = False
        threading.Thread(target=self._listen, daemon=True).start()
        threading.Thread(target=self._pump, daemon=True).start()

    @property
    def left_s(self) -> float:
        """Wall-clock seconds left."""
        return self.end - time.monotonic()

    @property
    def stopped_by(self) -> str:
        """Why a solve that did not finish ended."""
        if self.stopped:
            return "stop"
        return "deadline" if self.left_s <= 0.01 else "limit"

    def send(self, frame: Frame) -> None:
        """Write one frame at once; a solution that still waits is older and goes first."""
        with self._lock:
            self._flush()
            self._write(frame)

    def offer(self, frame: Found) -> None:
        """Take note of a better solution; it is sent within a tenth of a second unless a better one comes."""
        self._latest = frame

    def interruptible(self, halt: Callable[[], None] | None) -> None:
        """Name what ends the running solve; it is called until the solve ends, since an early call can be lost."""
        self._halt = halt

    def _write(self, frame: Frame) -> None:
        pickle.dump(frame, self._target, protocol=pickle.HIGHEST_PROTOCOL)
        self._target.flush()

    def _flush(self) -> None:
        latest, self._latest = self._latest, None
        if latest is not None:
            self._write(latest)

    def _listen(self) -> None:
        line = self._source.readline()
        if not line:  # the parent is gone
            os._exit(1)
        self.stopped = True

    def _pump(self) -> None:
        while not self.finished:
            with self._lock, contextlib.suppress(BrokenPipeError):
                self._flush()
            if self.stopped and self._halt is not None:
                self._halt()
            time.sleep(0.1)


def _limit_memory(megabytes: int) -> None:
    try:
        import resource
    except ImportError:  # not on this system; the parent watches all the same
        return
    size = (megabytes * HARD_MEMORY_FACTOR + 4096) << 20
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    if hard == resource.RLIM_INFINITY or size < hard:
        resource.setrlimit(resource.RLIMIT_AS, (size, hard))


def _solve(request: Request, channel: Channel) -> None:
    # only the solver that is asked for is imported: a start must be quick
    if isinstance(request, CpSatRequest):
        from optimizer.solve.cpsat_child import solve_stages

        solve_stages(request, channel)
    elif isinstance(request, MilpRequest) and request.faces:
        from optimizer.solve.faces_child import solve_stages as solve_on_faces

        solve_on_faces(request, channel)
    elif isinstance(request, MilpRequest) and request.lean:
        from optimizer.solve.lean_child import solve_stages as solve_lean_stages

        solve_lean_stages(request, channel)
    elif isinstance(request, MilpRequest):
        from optimizer.solve.milp_child import solve_stages as solve_milp_stages

        solve_milp_stages(request, channel)
    elif isinstance(request, CoreRequest):
        from optimizer.solve.conflict_child import find_core

        find_core(request, channel)


def main() -> None:
    """Read one request, solve it, leave."""
    target = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever a library prints must not get between the frames
    source = sys.stdin.buffer
    if LOADED in sys.argv:
        import_module("optimizer.solve.milp_child")
    try:
        request: Request = pickle.load(source)
    except EOFError:  # started in case it were needed, and it was not
        return
    _limit_memory(request.limits.memory_mb)
    channel = Channel(source, target, request.wall_s)
    try:
        _solve(request, channel)
    except MemoryError:
        channel.send(Done(Termination.UNKNOWN, "memory"))
    channel.finished = True
    target.flush()
    os._exit(0)


if __name__ == "__main__":
    main()

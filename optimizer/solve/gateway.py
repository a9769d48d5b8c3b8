"""The one way to run a solver: in a child process with a deadline, a memory cap and a stop, whose best answer survives it."""

from __future__ import annotations

import logging
import pickle
import queue
import threading
import time
from array import array
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace

import psutil

from optimizer.core.outcome import Run, Termination
from optimizer.core.params import Control, Limits, Progress, left_s
from optimizer.solve.messages import STOP, Bound, Done, Found, Frame, Invalid, LinearStage, Request
from optimizer.solve.result import SolverResult, StageResult
from optimizer.solve.spare import started as a_process

log = logging.getLogger(__name__)
GRACE_S = 0.5  # the child ends itself at the deadline; this much later it is killed
POLL_S = 0.05
LEAST_S = 0.3  # with less left until an answer is due, no child would be up in time


@dataclass(slots=True)
class Answer:
    """What the child said until it ended, or was ended."""

    values: array[int] | array[float] | None = None
    bounds: dict[int, float] = field(default_factory=dict)
    proven: set[int] = field(default_factory=set)
    done: Done | None = None
    stopped_by: str = ""
    seconds: float = 0.0


class _Child:
    """A started child process; frames arrive in a queue, None after the last."""

    def __init__(self, request: Request) -> None:
        self._started = a_process()
        self.process = self._started.process
        self.frames: queue.SimpleQueue[Frame | None] = queue.SimpleQueue()
        self._write(pickle.dumps(request, protocol=pickle.HIGHEST_PROTOCOL))
        threading.Thread(target=self._read, daemon=True).start()
        self._watched = psutil.Process(self.process.pid)

    def ask_to_stop(self) -> None:
        """Ask for an orderly end."""
        self._write(STOP)

    def memory_mb(self) -> float:
        """Return the resident memory."""
        try:
            return float(self._watched.memory_info().rss) / (1 << 20)
        except psutil.Error:
            return 0.0

    def end(self) -> None:
        """Kill it if it still runs, and close what leads to it."""
        self._started.end()

    def last_words(self) -> bytes:
        """Return the end of what it wrote to stderr."""
        self._started.errors.seek(0)
        return self._started.errors.read()[-2000:]

    def _write(self, data: bytes) -> None:
        with suppress(BrokenPipeError, ValueError):
            if self.process.stdin is not None:
                self.process.stdin.write(data)
                self.process.stdin.flush()

    def _read(self) -> None:
        stdout = self.process.stdout
        with suppress(Exception):  # whatever comes out of a broken process, it only ends the reading
            while stdout is not None:
                self.frames.put(pickle.load(stdout))
        self.frames.put(None)
        if stdout is not None:
            stdout.close()


def run_child(
    request: Request, stages: Sequence[LinearStage], limits: Limits, control: Control | None, step: str, started: float
) -> Answer:
    """Run a request and return what came of it; never raises for a child that ends early.

    Raises
    ------
    ValueError
        When the solver calls the model itself invalid.
    """
    answer = Answer()
    if control is not None and control.stopped:
        answer.stopped_by = "stop"
        return answer
    left = left_s(control)
    if left < LEAST_S:
        answer.stopped_by = "deadline"
        return answer
    child = _Child(replace(request, wall_s=min(request.wall_s, left)))
    try:
        _follow(child, answer, stages, limits, control, step, started)
        if answer.done is None and not answer.stopped_by:
            # told to stop in its first moments, a solver may abort instead
            answer.stopped_by = "stop" if control is not None and control.stopped else "crash"
            log.warning("solver process ended with %s: %s", child.process.wait(), child.last_words())
    finally:
        child.end()
    answer.seconds = time.monotonic() - started
    return answer


def _follow(
    child: _Child,
    answer: Answer,
    stages: Sequence[LinearStage],
    limits: Limits,
    control: Control | None,
    step: str,
    started: float,
) -> None:
    deadline = min(started + limits.wall_s, time.monotonic() + left_s(control)) + GRACE_S
    asked = False
    while True:
        with suppress(queue.Empty):
            frame = child.frames.get(timeout=POLL_S)
            if frame is None:
                return
            _take(frame, answer)
            if control is not None:
                control.report(_progress(frame, answer, stages, step, started))
            if isinstance(frame, Done) or answer.stopped_by:
                return
        now = time.monotonic()
        if control is not None and control.stopped and not asked:
            child.ask_to_stop()
            asked = True
            deadline = min(deadline, now + 2 * GRACE_S)
        if now > deadline:
            answer.stopped_by = "stop" if asked else "deadline"
            return
        if child.memory_mb() > limits.memory_mb:
            answer.stopped_by = "memory"
            return


def _take(frame: Frame, answer: Answer) -> None:
    if isinstance(frame, Found):
        answer.values = frame.values
    elif isinstance(frame, Bound):
        answer.bounds[frame.stage] = max(frame.bound, answer.bounds.get(frame.stage, frame.bound))
        if frame.proven:
            answer.proven.add(frame.stage)
    elif isinstance(frame, Invalid):
        raise ValueError(frame.message)
    elif isinstance(frame, Done):
        answer.done = frame
        answer.stopped_by = frame.stopped_by
    else:
        answer.stopped_by = "wrong"


def _progress(frame: Frame, answer: Answer, stages: Sequence[LinearStage], step: str, started: float) -> Progress:
    seconds = time.monotonic() - started
    position = frame.stage if isinstance(frame, Bound) else len(answer.proven)
    if position >= len(stages):
        return Progress(step, seconds=seconds)
    stage = stages[position]
    value = None if answer.values is None else float(stage.value(answer.values))
    return Progress(step, stage.name, value, answer.bounds.get(position), seconds)


def result_of(
    answer: Answer,
    stages: Sequence[LinearStage],
    floors: Sequence[float],
    limits: Limits,
    solver: str,
    names: Mapping[str, int] | None = None,
) -> SolverResult:
    """Return the answer as a result; values of all stages are those of the solution itself.

    `floors` are the stages' lowest values by the variables' own bounds: a stage that was never reached still has that
    bound.
    """
    version = answer.done.version if answer.done is not None else ""
    run = Run(solver, version, limits.seed, limits.workers, answer.seconds, answer.stopped_by)
    if answer.values is None:
        ended = answer.done.termination if answer.done is not None else Termination.UNKNOWN
        return SolverResult(ended, run=run)
    results = []
    for position, stage in enumerate(stages):
        value = float(stage.value(answer.values))
        bound = max(floors[position], answer.bounds.get(position, floors[position]))
        # what later stages gave back within the tolerance does not make a bound wrong, but nothing may stand above the value
        results.append(StageResult(stage.name, value, min(bound, value) if bound > -float("inf") else None))
    ended = answer.done.termination if answer.done is not None else Termination.FEASIBLE
    if not ended.has_plan:
        ended = Termination.FEASIBLE
    possible = answer.done.possible if answer.done is not None else b""
    return SolverResult(ended, answer.values, tuple(results), run, names or {}, possible)

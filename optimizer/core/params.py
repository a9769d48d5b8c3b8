"""Limits under which a step is solved."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from threading import Event
from typing import Self


@dataclass(frozen=True, slots=True)
class Limits:
    """Seed, workers and limits of one solve.

    Parameters
    ----------
    seed, workers
        Fixed by default, so that the same input gives the same plan.
    deterministic_s
        CP-SAT deterministic time over all stages together (about a second of one core each); 0 means none.
    nodes
        Branch-and-bound nodes for HiGHS; 0 means none.
    deadline_s
        Wall-clock guard; when it strikes the plan says so. 0 derives it as three times `deterministic_s`, at least 30.
    memory_mb
        Cap on the solving process.
    relative_gap
        Proven gap at which a stage is good enough.
    """

    seed: int = 0
    workers: int = 2
    deterministic_s: float = 10.0
    nodes: int = 20_000
    deadline_s: float = 0.0
    memory_mb: int = 4096
    relative_gap: float = 0.0

    def __post_init__(self) -> None:
        for name in ("deterministic_s", "deadline_s", "relative_gap", "nodes"):
            if getattr(self, name) < 0:
                message = f"limits.{name} must not be negative"
                raise ValueError(message)
        if self.workers < 1 or self.memory_mb < 64:
            message = "limits.workers must be at least 1 and limits.memory_mb at least 64"
            raise ValueError(message)

    @property
    def wall_s(self) -> float:
        """Wall-clock guard in seconds."""
        return self.deadline_s or max(30.0, 3.0 * self.deterministic_s)

    def but(self, **changes: float) -> Self:
        """Return a copy with some values changed."""
        return replace(self, **changes)  # type: ignore[arg-type]


@dataclass(frozen=True, slots=True)
class Progress:
    """One sign of life of a running step.

    Parameters
    ----------
    seconds
        Since the step, or the solve in it, began.
    at
        When it was heard, in seconds since the epoch; 0 when nobody noted it.
    """

    step: str
    stage: str = ""
    value: float | None = None
    bound: float | None = None
    seconds: float = 0.0
    at: float = 0.0


@dataclass(frozen=True, slots=True)
class Control:
    """How the caller watches and stops a run: `stop` may be set from any thread, `tell` is called with signs of life.

    Parameters
    ----------
    until
        Moment of `time.monotonic` by which there must be an answer; solvers end by then, the best so far is taken.
    """

    stop: Event | None = None
    tell: Callable[[Progress], None] | None = None
    until: float = math.inf

    def report(self, progress: Progress) -> None:
        """Pass a sign of life on, when somebody listens."""
        if self.tell is not None:
            self.tell(progress)

    @property
    def stopped(self) -> bool:
        """Whether somebody asked to stop."""
        return self.stop is not None and self.stop.is_set()

    def by(self, moment: float) -> Self:
        """Return the same with an answer due by a moment, unless it is due sooner."""
        return replace(self, until=min(self.until, moment))


def room_s(seconds: float) -> float:
    """Return what a run with a limit may take at the very most; whoever started it ends it then."""
    return 1.1 * seconds + 2.0


def left_s(control: Control | None) -> float:
    """Return the seconds until an answer is due: infinite where none is, none once somebody asked to stop."""
    if control is None:
        return math.inf
    return 0.0 if control.stopped else control.until - time.monotonic()


def no_time(control: Control | None, since: float) -> bool:
    """Whether less is left than was used since a moment: what comes next takes as long at least, and is not begun."""
    return is_over(control) or left_s(control) < time.monotonic() - since


def is_over(control: Control | None) -> bool:
    """Whether an answer is due now, or somebody asked to stop: the best so far is taken, and nothing more is begun."""
    return left_s(control) <= 0.0


def guard(control: Control | None, seconds: float) -> Callable[[], float]:
    """Return what tells the seconds that one solve of many may take: the same for each, less once an answer is due."""
    return lambda: min(seconds, left_s(control))


def why_over(control: Control | None) -> str:
    """Return what ends a run that is over, as `Run.stopped_by` says it."""
    return "stop" if control is not None and control.stopped else "deadline"

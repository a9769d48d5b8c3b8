"""What a planning step returns: how it ended, the plan if there is one, and every named term with its bound."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Generic, TypeVar

from optimizer.core.issue import Issue

T = TypeVar("T")


class Termination(StrEnum):
    """How a step ended. Nothing of a solution is read before this."""

    OPTIMAL = "optimal"
    FEASIBLE = "feasible"
    INFEASIBLE = "infeasible"
    UNKNOWN = "unknown"
    FALLBACK = "fallback"  # the plan comes from the greedy planner, not from a solver

    @property
    def has_plan(self) -> bool:
        """Whether a solution goes with it."""
        return self in {Termination.OPTIMAL, Termination.FEASIBLE, Termination.FALLBACK}


@dataclass(frozen=True, slots=True)
class Term:
    """One named goal of a plan with its value and, where a solver proved one, its bound.

    The bound of a stage holds given what the earlier stages kept. All terms are minimised.
    """

    name: str
    value: float
    bound: float | None = None

    @property
    def gap(self) -> float | None:
        """Return |value − bound| / max(1, |value|), or None without a bound."""
        return None if self.bound is None else abs(self.value - self.bound) / max(1.0, abs(self.value))


@dataclass(frozen=True, slots=True)
class Run:
    """Facts of the run itself; the clock facts never take part in reproducible output."""

    solver: str = ""
    version: str = ""
    seed: int = 0
    workers: int = 1
    seconds: float = 0.0
    stopped_by: str = ""
    """"" or "limit" (deterministic), "deadline" (wall clock), "stop" (a person), "memory", "crash", "wrong" (an answer that did
    not stand), "unconfirmed" (called impossible by one solver alone)."""

    @property
    def reproducible(self) -> bool:
        """Whether the same input gives the same plan again."""
        return self.stopped_by in {"", "limit"}


@dataclass(frozen=True, slots=True)
class Outcome(Generic[T]):
    """The typed answer of one step: solution is None unless ``termination.has_plan``."""

    step: str
    termination: Termination
    solution: T | None
    terms: tuple[Term, ...] = ()
    run: Run = field(default_factory=Run)
    issues: tuple[Issue, ...] = ()

    def term(self, name: str) -> float:
        """Return the value of one term; KeyError when the step has no such term."""
        for term in self.terms:
            if term.name == name:
                return term.value
        raise KeyError(name)

    @property
    def objective(self) -> float | None:
        """Value of the first goal that is not fully met, the figure a planner asks for first; 0 when all are."""
        return next((term.value for term in self.terms if term.value), 0.0) if self.terms else None

    @property
    def bound(self) -> float | None:
        """Bound of the same goal as `objective`."""
        return next((term.bound for term in self.terms if term.value), 0.0) if self.terms else None

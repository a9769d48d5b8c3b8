"""What every solve gives back, whichever solver did it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from optimizer.core.outcome import Run, Termination
from optimizer.core.params import Control, Limits, why_over

FAULTS = ("crash", "memory", "wrong", "unconfirmed")
"""What stopped a solve that says that a solver failed, worst first; `stopped_by` of a run."""


@dataclass(frozen=True, slots=True)
class StageResult:
    """Value of one stage's expression in the solution, and the bound proven given what earlier stages kept."""

    name: str
    value: float
    bound: float | None


@dataclass(frozen=True, slots=True)
class SolverResult:
    """How a solve ended and, when ``termination.has_plan``, its values.

    Parameters
    ----------
    termination
        OPTIMAL when every stage is proven, FEASIBLE with a solution, INFEASIBLE when two routes agree, else UNKNOWN.
    values
        One number per variable, by index; empty without a solution.
    stages
        Value and bound of every stage, in order; empty without a solution.
    names
        Index of a variable by name, where the model has names (MILP).
    possible
        Per variable, whether it can be other than 0 in any solution that keeps what every stage achieved; empty when
        not asked for.
    """

    termination: Termination
    values: Sequence[float] = ()
    stages: tuple[StageResult, ...] = ()
    run: Run = field(default_factory=Run)
    names: Mapping[str, int] = field(default_factory=dict)
    possible: bytes = b""

    def value_of(self, name: str) -> float:
        """Return the value of a variable by name; KeyError when the model has no such variable."""
        return self.values[self.names[name]]

    def bound_of(self, stage: str) -> float | None:
        """Return the bound of a stage, None when unknown or when there is no such stage."""
        return next((result.bound for result in self.stages if result.name == stage), None)


def late(limits: Limits, control: Control | None = None) -> Run:
    """Return the facts of a solve that was not begun, because an answer is due or somebody asked to stop."""
    return Run(seed=limits.seed, workers=limits.workers, stopped_by=why_over(control))


def not_begun(limits: Limits, control: Control | None) -> SolverResult | None:
    """Return the answer to a solve that somebody asked to stop before it began; None where nobody did.

    Writing a large model down takes seconds, which would be for nothing.
    """
    stopped = control is not None and control.stopped
    return SolverResult(Termination.UNKNOWN, run=late(limits, control)) if stopped else None

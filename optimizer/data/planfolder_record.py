"""A plan with everything that explains it, and its plan.json."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import optimizer
from optimizer.core.issue import Issue
from optimizer.core.outcome import Term, Termination
from optimizer.core.text import DISCLAIMER
from optimizer.data.dataset import Dataset
from optimizer.data.plantables import PlanTables
from optimizer.data.tables.plan import PlacementRow, RotaRow, RotationRow

FORMAT = "hospital-optimizer plan 1"
_WORST_FIRST = (
    Termination.INFEASIBLE,
    Termination.UNKNOWN,
    Termination.FALLBACK,
    Termination.FEASIBLE,
    Termination.OPTIMAL,
)
_STEP_SECONDS = "step_seconds"


@dataclass(frozen=True, slots=True)
class StepRecord:
    """How one step ended: its terms with value and bound, its solver, and what stopped it.

    `seconds` is a clock fact: it is kept under ``run`` in plan.json and takes no part in anything else.
    """

    step: str
    termination: Termination
    terms: tuple[Term, ...] = ()
    solver: str = ""
    version: str = ""
    seed: int = 0
    workers: int = 1
    stopped_by: str = ""
    reproducible: bool = True
    seconds: float = 0.0


@dataclass(frozen=True)
class PlanRecord:
    """A verified plan, its inputs and how it came about.

    Parameters
    ----------
    stopped_at
        The step that was not run and why; blank when all were.
    run
        Clock facts only (when it started, how long it took): the sole part that differs between two runs.
    previous
        Placements of the plan in force when this one was made, which the term `changes` counts against.
    previous_rota
        The rota in force when this one was made, which the term `rota_changes` counts against.
    previous_rotation
        Its rotation, which the term `rotation_changes` counts against and whose duties under way go on.
    rotas_before
        How many other rotas this one follows, each made while the one before was in force.
    """

    dataset: Dataset
    tables: PlanTables
    steps: tuple[StepRecord, ...] = ()
    issues: tuple[Issue, ...] = ()
    stopped_at: str = ""
    exit_code: int = 0
    run: Mapping[str, Any] = field(default_factory=dict)
    previous: tuple[PlacementRow, ...] = ()
    previous_rota: tuple[RotaRow, ...] = ()
    previous_rotation: tuple[RotationRow, ...] = ()
    rotas_before: int = 0

    @property
    def termination(self) -> Termination:
        """The worst step's ending; unknown when no step ran."""
        ended = {step.termination for step in self.steps}
        return next((word for word in _WORST_FIRST if word in ended), Termination.UNKNOWN)

    @property
    def reproducible(self) -> bool:
        """Whether the same input gives the same plan again."""
        return all(step.reproducible for step in self.steps)

    def term(self, name: str) -> Term | None:
        """Return a term of any step by name, None when its step did not run."""
        return next((term for step in self.steps for term in step.terms if term.name == name), None)


def plan_json(plan: PlanRecord) -> bytes:
    """Return plan.json; everything but its last entry, ``run``, is the same for the same input."""
    horizon = plan.dataset.horizon
    record = {
        "format": FORMAT,
        "product": "hospital-optimizer",
        "version": optimizer.__version__,
        "disclaimer": {"zh": DISCLAIMER.zh, "en": DISCLAIMER.en},
        "illustrative": plan.dataset.illustrative,
        "dataset": plan.dataset.name,
        "horizon": {"start": horizon.start.isoformat(), "days": horizon.days, "time_zone": horizon.time_zone},
        "outcome": str(plan.termination),
        "reproducible": plan.reproducible,
        "exit_code": int(plan.exit_code),
        "stopped_at": plan.stopped_at,
        "rotas_before": plan.rotas_before,
        "steps": [_step_dict(step) for step in plan.steps],
        "input_hashes": dict(sorted(plan.dataset.input_hashes.items())),
        "run": {**plan.run, _STEP_SECONDS: {step.step: step.seconds for step in plan.steps}},
    }
    return (json.dumps(record, ensure_ascii=False, indent=1, default=str) + "\n").encode()


def steps_of(record: Mapping[str, Any]) -> tuple[StepRecord, ...]:
    """Return the steps a plan.json tells of.

    Raises
    ------
    KeyError, TypeError, ValueError
        The record is not one of this format.
    """
    seconds = record["run"].get(_STEP_SECONDS, {})
    return tuple(
        StepRecord(
            step=str(step["step"]),
            termination=Termination(step["termination"]),
            terms=tuple(Term(str(term["name"]), _number(term["value"]), _bound(term["bound"])) for term in step["terms"]),
            solver=str(step["solver"]),
            version=str(step["version"]),
            seed=int(step["seed"]),
            workers=int(step["workers"]),
            stopped_by=str(step["stopped_by"]),
            reproducible=bool(step["reproducible"]),
            seconds=float(seconds.get(step["step"], 0.0)),
        )
        for step in record["steps"]
    )


def clock_facts(record: Mapping[str, Any]) -> dict[str, Any]:
    """Return the clock facts of a plan.json."""
    return dict(record["run"])


def _step_dict(step: StepRecord) -> dict[str, Any]:
    return {
        "step": step.step,
        "termination": str(step.termination),
        "solver": step.solver,
        "version": step.version,
        "seed": step.seed,
        "workers": step.workers,
        "stopped_by": step.stopped_by,
        "reproducible": step.reproducible,
        "terms": [
            {
                "name": term.name,
                "value": term.value,
                "bound": term.bound,
                "gap": None if term.gap is None else round(term.gap, 6),
            }
            for term in step.terms
        ],
    }


def _number(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        message = f"{value!r} is not a number"
        raise TypeError(message)
    return value


def _bound(value: Any) -> float | None:
    return None if value is None else _number(value)

"""An answer of a solving process, believed only as far as it is checked here, by other means than it was made.

* Values that do not keep the model are thrown away, and bounds that a known solution refutes with them.
* OPTIMAL needs a bound for every goal; on a small model another solver then looks for something better.
* INFEASIBLE needs a second route that agrees; where it finds a solution, that is the answer.
* Where a process ended without an answer, or with a wrong one, the linear solver tries once more in a process of its own.
"""

from __future__ import annotations

import logging
import math
import time
from array import array
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from optimizer.core.outcome import Termination
from optimizer.core.params import Control, Limits, left_s
from optimizer.solve.gateway import LEAST_S, Answer, result_of, run_child
from optimizer.solve.kept import is_solution
from optimizer.solve.messages import LinearStage, MilpRequest
from optimizer.solve.result import SolverResult
from optimizer.solve.stages import allowed

log = logging.getLogger(__name__)
LOOSE = 1e-4  # what rounding to whole numbers may do to a row of large coefficients
MARGIN = 1e-3  # of a value, or of 1: less does not tell a wrong bound from rounding
SMALL_COLUMNS, SMALL_ENTRIES = 3000, 30_000  # up to such a model a proof is looked at again
LOOK_S, LOOK_NODES = 1.0, 200
CONFIRM_S = 5.0
_RETRIED = frozenset({"crash", "memory", "wrong"})


@dataclass(frozen=True, slots=True)
class Question:
    """What was asked: the model (ValueError when it is not linear), its goals with their floors, limits, and the solver."""

    model: Callable[[], MilpRequest]
    stages: tuple[LinearStage, ...]
    floors: tuple[float, ...]
    limits: Limits
    control: Control | None
    step: str
    solver: str
    started: float
    names: Mapping[str, int] = field(default_factory=dict)

    @property
    def left_s(self) -> float:
        """Seconds that are left of the limits, and until an answer is due."""
        return min(self.started + self.limits.wall_s - time.monotonic(), left_s(self.control))

    def result(self, answer: Answer) -> SolverResult:
        """Return an answer as a result."""
        return result_of(answer, self.stages, self.floors, self.limits, self.solver, self.names)


def trusted(asked: Question, answer: Answer) -> SolverResult:
    """Return what of an answer stands, with another solver's where nothing does."""
    if answer.values is None and not _is_infeasible(answer) and answer.stopped_by not in _RETRIED:
        return asked.result(answer)
    try:
        model = asked.model()
    except ValueError:  # not linear: nothing here can judge it
        return asked.result(answer)
    checked = _checked(asked, model, answer)
    if checked.values is not None or checked.stopped_by not in _RETRIED or asked.left_s < LEAST_S:
        return asked.result(checked)
    log.warning("%s: %s of %s; another solver is asked", asked.step, checked.stopped_by, asked.solver)
    limits = asked.limits.but(seed=asked.limits.seed + 1)
    again = replace(model, faces=False, lean=False, limits=limits, wall_s=asked.left_s)
    other = replace(asked, solver="HiGHS")
    second = _checked(other, model, run_child(again, asked.stages, asked.limits, asked.control, asked.step, asked.started))
    result = other.result(second)
    return replace(result, run=replace(result.run, stopped_by=checked.stopped_by))


def _is_infeasible(answer: Answer) -> bool:
    return answer.done is not None and answer.done.termination is Termination.INFEASIBLE


def _checked(asked: Question, model: MilpRequest, answer: Answer) -> Answer:
    """Return an answer without what does not stand."""
    if answer.values is None:
        return _confirmed(asked, model, answer) if _is_infeasible(answer) else answer
    if not keeps(model, answer.values):
        return _without(answer, None)
    values = [float(stage.value(answer.values)) for stage in asked.stages]
    bounds = [max(floor, answer.bounds.get(number, floor)) for number, floor in enumerate(asked.floors)]
    if any(bound > value + _margin(value) for value, bound in zip(values, bounds, strict=True)):
        return _without(answer, answer.values)
    if answer.done is None or answer.done.termination is not Termination.OPTIMAL:
        return answer
    if _is_worse(values, _hint_values(asked, model), asked.stages):
        return _without(answer, array("d", model.hint))
    if not all(_reached(asked, stage, value, bound) for stage, value, bound in zip(asked.stages, values, bounds, strict=True)):
        return _without(answer, answer.values)
    better = _better(asked, model, values)
    return answer if better is None else _without(answer, better)


def keeps(model: MilpRequest, values: Sequence[float]) -> bool:
    """Whether values are a solution of a model."""
    if len(values) != len(model.lower):
        return False
    found = np.array(values, dtype=np.float64)
    return bool(np.isfinite(found).all()) and is_solution(model, found, LOOSE)


def _without(answer: Answer, values: array[int] | array[float] | None) -> Answer:
    """Return an answer that was found to be wrong: other values or none, no bounds, nothing proven."""
    done = answer.done if values is None or answer.done is None else replace(answer.done, termination=Termination.FEASIBLE)
    if values is None and done is not None:
        done = replace(done, termination=Termination.UNKNOWN)
    return Answer(values, {}, set(), None if done is None else replace(done, possible=b""), "wrong", answer.seconds)


def _margin(value: float) -> float:
    return MARGIN * max(1.0, abs(value))


def _reached(asked: Question, stage: LinearStage, value: float, bound: float) -> bool:
    """Whether a bound proves a value, up to what later goals may give back and the gap that is good enough."""
    if not math.isfinite(bound):
        return False
    return value <= allowed(bound, stage.tolerance) + asked.limits.relative_gap * abs(value) + _margin(value)


def _hint_values(asked: Question, model: MilpRequest) -> list[float] | None:
    """Return what the goals are in the solution that was known before; None where there is none."""
    if not len(model.hint) or not keeps(model, model.hint):
        return None
    return [float(stage.value(model.hint)) for stage in asked.stages]


def _is_worse(values: Sequence[float], known: Sequence[float] | None, stages: Sequence[LinearStage]) -> bool:
    """Whether goals are worse than those of a known solution, in their order."""
    for value, before, stage in zip(values, known or (), stages, strict=False):
        if value < before - _margin(before) or stage.tolerance:
            return False
        if value > before + _margin(before):
            return True
    return False


def _confirmed(asked: Question, model: MilpRequest, answer: Answer) -> Answer:
    """Return whether there is no solution as a second route sees it: agreed, refuted by a solution, or not known."""
    from optimizer.solve.second import solution

    if _hint_values(asked, model) is not None:
        return _without(answer, array("d", model.hint))
    infeasible, values = solution(model, max(LEAST_S, min(CONFIRM_S, asked.left_s)))
    if values is not None and keeps(model, values):
        return _without(answer, values)
    if infeasible:
        return answer
    log.warning("%s: called infeasible by %s, which another solver could not confirm", asked.step, asked.solver)
    return replace(_without(answer, None), stopped_by="unconfirmed")


def _better(asked: Question, model: MilpRequest, values: Sequence[float]) -> array[float] | None:
    """Return a solution that shows that small goals called proven are not; None where none is found."""
    open_ = [number for number, value in enumerate(values) if value > asked.floors[number] + _margin(value)]
    large = len(model.lower) > SMALL_COLUMNS or len(model.index) > SMALL_ENTRIES
    if not open_ or large or not any(model.integer) or asked.left_s < LOOK_S:
        return None
    from optimizer.solve.second import lower

    for number, found in lower(model, asked.stages, values, open_, LOOK_S, LOOK_NODES):
        stage, value = asked.stages[number], float(asked.stages[number].value(found))
        if keeps(model, found) and not _reached(asked, stage, values[number], value):
            log.warning(
                "%s: %s called %s of %s proven, %s is possible", asked.step, asked.solver, values[number], stage.name, value
            )
            return found
    return None

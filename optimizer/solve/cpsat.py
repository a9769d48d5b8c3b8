"""Solve a CP-SAT model goal by goal."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ortools.sat.python import cp_model
from ortools.sat.python import cp_model_helper as cmh

from optimizer.core.params import Control, Limits
from optimizer.solve.gateway import run_child
from optimizer.solve.messages import CpSatRequest, LinearStage
from optimizer.solve.result import SolverResult, not_begun
from optimizer.solve.rows import request_of
from optimizer.solve.stages import least
from optimizer.solve.trusted import Question, trusted


@dataclass(frozen=True, slots=True)
class Stage:
    """One goal, minimised after those before it.

    Parameters
    ----------
    expr
        Linear expression with integer coefficients.
    tolerance
        What later stages may give back: relative to the value achieved, absolute where that is 0.
    share
        Relative part of the deterministic time left that the stage may use.
    """

    name: str
    expr: cp_model.LinearExprT
    tolerance: float = 0.0
    share: float = 1.0


def linear(stage: Stage) -> LinearStage:
    """Return a stage as plain numbers."""
    if isinstance(stage.expr, int):
        return LinearStage(stage.name, (), (), stage.expr, stage.tolerance, stage.share)
    flat = cmh.FlatIntExpr(stage.expr)  # type: ignore[arg-type]
    if not flat.ok:
        message = f"stage {stage.name!r} is no linear expression with integer coefficients"
        raise ValueError(message)
    return LinearStage(
        stage.name,
        tuple(variable.index for variable in flat.vars),
        tuple(flat.coeffs),
        flat.offset,
        stage.tolerance,
        stage.share,
    )


def solve_cpsat(
    model: cp_model.CpModel,
    stages: Sequence[Stage],
    limits: Limits,
    *,
    hint: Mapping[int, int] | None = None,
    control: Control | None = None,
    step: str = "",
    tight: bool = False,
) -> SolverResult:
    """Minimise the stages in order, each keeping what those before it achieved.

    The same input gives the same answer as long as the wall clock does not strike (DESIGN, Determinism).

    Parameters
    ----------
    hint
        Value by variable index. It is checked first; when it is a solution, or can be completed to one, it is the
        answer to beat from the start.
    control, step
        Whom to tell about progress, and who may stop.
    tight
        Whether the linear relaxation has every constraint in it: slower, with bounds that prove more.

    Raises
    ------
    ValueError
        When the model is invalid.
    """
    if (unasked := not_begun(limits, control)) is not None:
        return unasked
    started = time.monotonic()
    chosen = tuple(linear(stage) for stage in stages)
    domains = [variable.domain for variable in model.proto.variables]
    lower, upper = [domain[0] for domain in domains], [domain[len(domain) - 1] for domain in domains]
    floors = [least(stage, lower, upper) for stage in chosen]
    text = str(model.proto)
    left = limits.wall_s - (time.monotonic() - started)
    request = CpSatRequest(text, chosen, dict(hint or {}), limits, max(0.01, left), tight)
    answer = run_child(request, chosen, limits, control, step, started)
    asked = Question(
        lambda: request_of(model, chosen, limits, hint or {}), chosen, tuple(floors), limits, control, step, "CP-SAT", started
    )
    return trusted(asked, answer)

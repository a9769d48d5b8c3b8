"""Solve a mixed-integer model, written with PuLP, goal by goal with HiGHS."""

from __future__ import annotations

import time
from array import array
from collections.abc import Sequence
from dataclasses import dataclass

import highspy
import numpy as np
import pulp

from optimizer.core.outcome import Termination
from optimizer.core.params import Control, Limits
from optimizer.solve.gateway import run_child
from optimizer.solve.highs import highs_here
from optimizer.solve.kept import room_of
from optimizer.solve.lean import solve_lean
from optimizer.solve.lean_child import matrix_of
from optimizer.solve.lp import LinearProgram, Matrix
from optimizer.solve.matrix import solve_matrix
from optimizer.solve.messages import LinearStage, MilpRequest
from optimizer.solve.milp_child import model_of
from optimizer.solve.result import SolverResult, not_begun
from optimizer.solve.stages import least
from optimizer.solve.switches import switches
from optimizer.solve.trusted import Question, trusted

INFINITY = float("inf")


@dataclass(frozen=True, slots=True)
class MilpStage:
    """One goal, minimised after those before it; the tolerance is relative, absolute where the value achieved is 0."""

    name: str
    expr: pulp.LpAffineExpression
    tolerance: float = 0.0


def solve_milp(
    problem: pulp.LpProblem,
    stages: Sequence[MilpStage],
    limits: Limits,
    *,
    control: Control | None = None,
    step: str = "",
    lean: bool = False,
) -> SolverResult:
    """Minimise the stages in order, each keeping what those before it achieved.

    The problem's own objective is not used. When every variable has an initial value (``setInitialValue``), and these
    are a solution, it is the answer to beat. ``limits.nodes`` holds for each stage.

    Parameters
    ----------
    lean
        Whether rows that switch quantities on and off wait until they bind, and the relaxation decides what is searched
        (see `lean`): for one stage, from a solution, of a model with many such rows.

    Raises
    ------
    ValueError
        When the model is invalid or unbounded, or when two variables share a name.
    """
    if (unasked := not_begun(limits, control)) is not None:
        return unasked
    started = time.monotonic()
    variables = _variables(problem, stages)
    index = {variable.name: position for position, variable in enumerate(variables)}
    if len(index) != len(variables):
        message = "two variables share a name"
        raise ValueError(message)
    chosen = tuple(_linear(stage, index) for stage in stages)
    request = _request(problem, variables, index, chosen, limits, started, lean=lean)
    floors = [least(stage, request.lower, request.upper) for stage in chosen]
    answer = run_child(request, chosen, limits, control, step, started)
    asked = Question(lambda: request, chosen, tuple(floors), limits, control, step, "HiGHS", started, index)
    return trusted(asked, answer)


def solve_here(
    problem: pulp.LpProblem, stages: Sequence[MilpStage], *, nodes: int, seconds: float, seed: int = 0
) -> tuple[float, ...] | None:
    """Return the least value of each stage given those before it, in this very process.

    All are infinite where there is no solution; None where one is not proven.

    For a model of some hundred columns, whose solve would take less than the start of a child. Tolerances are not used.
    """
    end = time.monotonic() + seconds
    variables = _variables(problem, stages)
    index = {variable.name: position for position, variable in enumerate(variables)}
    values: list[float] = []
    for stage in stages:
        linear = _linear(stage, index)
        left = end - time.monotonic()
        request = _request(problem, variables, index, (linear,), Limits(deadline_s=max(0.01, left)), time.monotonic(), lean=False)
        answer = solve_matrix(matrix_of(request), nodes=nodes, seconds=left, seed=seed)
        if answer.termination is Termination.INFEASIBLE and not values:
            return (INFINITY,) * len(stages)
        if answer.termination is not Termination.OPTIMAL or answer.objective is None:
            return None
        values.append(answer.objective + linear.offset)
        if linear.variables:
            problem += stage.expr <= values[-1] + room_of(values[-1])
    return tuple(values)


def shortest_here(
    problem: pulp.LpProblem,
    stage: MilpStage,
    *,
    nodes: int,
    share: float = 0.0,
    gap: float = 0.0,
    seconds: float,
    cutoff: float | None = None,
    seed: int = 0,
) -> tuple[dict[str, float] | None, float]:
    """Return the values by name that minimise one stage, in this very process, None without any, and the bound proven.

    For a model of some thousand columns with many rows that switch quantities on and off (see `lean`). The bound is
    infinite where there is no solution.

    Parameters
    ----------
    share, gap
        Distance between value and bound that is good enough, in parts of the value and absolute.
    cutoff
        Value above which no answer is of use: where there is none below it, there counts as none.
    """
    variables = _variables(problem, [stage])
    index = {variable.name: position for position, variable in enumerate(variables)}
    linear = _linear(stage, index)
    request = _request(problem, variables, index, (linear,), Limits(), time.monotonic(), lean=True)
    matrix = matrix_of(request)
    late, implied = switches(matrix)
    below = None if cutoff is None else cutoff - linear.offset
    found = solve_lean(
        matrix, late, implied, seconds=seconds, nodes=nodes, gap=gap, share=share, seed=seed, cutoff=below, looking=True
    )
    if found.termination is Termination.INFEASIBLE:
        return None, INFINITY
    bound = -INFINITY if found.bound is None else found.bound + linear.offset
    if found.values is None:
        return None, bound
    return {variable.name: float(value) for variable, value in zip(variables, found.values, strict=True)}, bound


def least_values(problem: pulp.LpProblem, expressions: Sequence[pulp.LpAffineExpression], seconds: float) -> list[float]:
    """Return the least value of each expression in the relaxation, −∞ where the clock struck; in this very process."""
    started = time.monotonic()
    stages = [MilpStage("", expression) for expression in expressions]
    variables = _variables(problem, stages)
    index = {variable.name: position for position, variable in enumerate(variables)}
    request = _request(problem, variables, index, (), Limits(deadline_s=seconds), started, lean=False)
    rows = np.repeat(np.arange(len(request.row_lower)), np.diff(np.array(request.starts)))
    program = LinearProgram(
        Matrix(rows, np.array(request.index, np.int64), np.array(request.coefficient)),
        (np.array(request.lower), np.array(request.upper)),
        (np.array(request.row_lower), np.array(request.row_upper)),
    )
    found = []
    for stage in stages:
        linear, cost = _linear(stage, index), np.zeros(len(variables))
        np.add.at(cost, list(linear.variables), list(linear.coefficients))
        answer = program.minimise(cost, seconds - (time.monotonic() - started))
        found.append(answer.objective + linear.offset if answer.optimal else -INFINITY)
    return found


def least_here(problem: pulp.LpProblem, stages: Sequence[MilpStage], seconds: float) -> list[float] | None:
    """Return the values of the stages of a small model, minimised in order, in this very process.

    None when there is no solution, or the clock struck. Without stages the question is whether there is a solution.
    """
    started = time.monotonic()
    variables = _variables(problem, stages)
    index = {variable.name: position for position, variable in enumerate(variables)}
    if not variables:
        return [stage.expr.constant for stage in stages] if all(row.valid() for row in problem.constraints()) else None
    chosen = [_linear(stage, index) for stage in stages]
    solver = highs_here(seconds=seconds)
    solver.passModel(model_of(_request(problem, variables, index, (), Limits(deadline_s=seconds), started, lean=False)))
    found = []
    for stage in chosen or [LinearStage("", (), (), 0.0, 0.0)]:
        where, coefficients = np.array(stage.variables, np.int32), np.array(stage.coefficients)
        costs = np.zeros(len(variables))
        np.add.at(costs, where, coefficients)
        solver.changeColsCost(len(variables), np.arange(len(variables), dtype=np.int32), costs)
        solver.run()
        if solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            return None
        value = float(solver.getObjectiveValue())
        found.append(value + stage.offset)
        used = np.flatnonzero(costs).astype(np.int32)
        solver.addRow(-INFINITY, value + room_of(value), len(used), used, costs[used])
    return found if chosen else []


def _variables(problem: pulp.LpProblem, stages: Sequence[MilpStage]) -> list[pulp.LpVariable]:
    found = {id(variable): variable for variable in problem.variables()}
    for stage in stages:
        found.update((id(variable), variable) for variable in stage.expr)
    return sorted(found.values(), key=lambda variable: str(variable.name))


def _linear(stage: MilpStage, index: dict[str, int]) -> LinearStage:
    terms = [(index[variable.name], float(coefficient)) for variable, coefficient in stage.expr.items() if coefficient]
    return LinearStage(
        stage.name, tuple(v for v, _ in terms), tuple(c for _, c in terms), float(stage.expr.constant), stage.tolerance
    )


def _request(
    problem: pulp.LpProblem,
    variables: Sequence[pulp.LpVariable],
    index: dict[str, int],
    stages: tuple[LinearStage, ...],
    limits: Limits,
    started: float,
    *,
    lean: bool,
) -> MilpRequest:
    starts, columns, coefficients = array("i", [0]), array("i"), array("d")
    row_lower, row_upper = array("d"), array("d")
    for row in problem.constraints():
        for variable, coefficient in row.items():
            if coefficient:
                columns.append(index[variable.name])
                coefficients.append(float(coefficient))
        starts.append(len(columns))
        low, high = row.getLb(), row.getUb()
        row_lower.append(-INFINITY if low is None else float(low))
        row_upper.append(INFINITY if high is None else float(high))
    values = [variable.varValue for variable in variables]
    return MilpRequest(
        lower=array("d", [-INFINITY if v.lowBound is None else float(v.lowBound) for v in variables]),
        upper=array("d", [INFINITY if v.upBound is None else float(v.upBound) for v in variables]),
        integer=array("b", [v.cat == pulp.LpInteger for v in variables]),
        row_lower=row_lower,
        row_upper=row_upper,
        starts=starts,
        index=columns,
        coefficient=coefficients,
        stages=stages,
        hint=array("d") if any(value is None for value in values) else array("d", values),
        limits=limits,
        wall_s=max(0.01, limits.wall_s - (time.monotonic() - started)),
        lean=lean,
    )

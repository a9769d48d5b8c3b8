"""Solve a CP-SAT model whose constraints are all linear with HiGHS: the same model, the other solver.

Where the linear relaxation is nearly whole (assignment with capacities), HiGHS proves in a second what CP-SAT's search
does not find in a minute; where logic rules, it is the other way round. Having both for one model costs nothing.
"""

from __future__ import annotations

import time
from array import array
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from ortools.sat.python import cp_model

from optimizer.core.params import Control, Limits
from optimizer.solve.cpsat import Stage, linear
from optimizer.solve.gateway import result_of, run_child
from optimizer.solve.messages import LinearStage, MilpRequest
from optimizer.solve.result import SolverResult
from optimizer.solve.stages import least

INFINITY = float("inf")
_HUGE = 1 << 60  # CP-SAT writes an open side as the largest integer
Row = tuple[list[int], list[int], float, float]


def solve_linear(
    model: cp_model.CpModel,
    stages: Sequence[Stage],
    limits: Limits,
    *,
    hint: Mapping[int, int] | None = None,
    control: Control | None = None,
    step: str = "",
    relaxed: bool = False,
    faces: bool = False,
) -> SolverResult:
    """Minimise the stages in order like `solve_cpsat`, by branch and bound over the linear relaxation.

    Parameters
    ----------
    hint
        Value of every variable; when it is a solution, it is the answer to beat.
    relaxed
        Whether to solve the relaxation only: its values are no plan, its bounds hold.
    faces
        Whether to go from goal to goal on what reduced costs leave of the relaxation, kept warm (see `faces_child`).
        For models whose relaxation is nearly whole; all variables must be whole numbers.

    Raises
    ------
    ValueError
        When a constraint is not linear.
    """
    started = time.monotonic()
    chosen = tuple(linear(stage) for stage in stages)
    request = _request(model, chosen, limits, hint or {}, relaxed=relaxed, faces=faces)
    floors = [least(stage, request.lower, request.upper) for stage in chosen]
    answer = run_child(request, chosen, limits, control, step, started)
    return result_of(answer, chosen, floors, limits, "HiGHS")


def _request(
    model: cp_model.CpModel,
    stages: tuple[LinearStage, ...],
    limits: Limits,
    hint: Mapping[int, int],
    *,
    relaxed: bool,
    faces: bool,
) -> MilpRequest:
    domains = [variable.domain for variable in model.proto.variables]
    starts, index, coefficient = array("i", [0]), array("i"), array("d")
    row_lower, row_upper = array("d"), array("d")
    for variables, weights, low, high in _rows(model.proto):
        index.extend(variables)
        coefficient.extend(weights)
        starts.append(len(index))
        row_lower.append(low)
        row_upper.append(high)
    complete = len(hint) == len(domains)
    return MilpRequest(
        lower=array("d", [float(domain[0]) for domain in domains]),
        upper=array("d", [float(domain[len(domain) - 1]) for domain in domains]),
        integer=array("b", [not relaxed] * len(domains)),
        row_lower=row_lower,
        row_upper=row_upper,
        starts=starts,
        index=index,
        coefficient=coefficient,
        stages=stages,
        hint=array("d", [float(hint[number]) for number in range(len(domains))] if complete and not relaxed else []),
        limits=limits,
        wall_s=limits.wall_s,
        faces=faces,
    )


def _rows(proto: Any) -> Iterator[Row]:
    """Yield every constraint as rows; a literal −1 − v stands for 1 − v."""
    for constraint in proto.constraints:
        if constraint.has_linear() and not len(constraint.enforcement_literal):
            row = constraint.linear
            yield list(row.vars), list(row.coeffs), _open(row.domain[0]), _open(row.domain[len(row.domain) - 1])
        elif constraint.has_exactly_one():
            yield _sum_of_literals(list(constraint.exactly_one.literals), 1, 1)
        elif constraint.has_at_most_one():
            yield _sum_of_literals(list(constraint.at_most_one.literals), -INFINITY, 1)
        elif constraint.has_bool_or() and not len(constraint.enforcement_literal):
            yield _sum_of_literals(list(constraint.bool_or.literals), 1, INFINITY)
        elif constraint.has_bool_and():
            for cause in constraint.enforcement_literal:
                for effect in constraint.bool_and.literals:
                    yield _sum_of_literals([-1 - cause, effect], 1, INFINITY)
        else:
            message = "a constraint of the model is not linear"
            raise ValueError(message)


def _sum_of_literals(literals: list[int], low: float, high: float) -> Row:
    negated = sum(literal < 0 for literal in literals)
    variables = [literal if literal >= 0 else -1 - literal for literal in literals]
    return variables, [1 if literal >= 0 else -1 for literal in literals], low - negated, high - negated


def _open(side: int) -> float:
    return float(side) if abs(side) < _HUGE else INFINITY * (1 if side > 0 else -1)

"""A CP-SAT model whose constraints are all linear, as columns and rows."""

from __future__ import annotations

from array import array
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from ortools.sat.python import cp_model

from optimizer.core.params import Limits
from optimizer.solve.messages import LinearStage, MilpRequest

INFINITY = float("inf")
_HUGE = 1 << 60  # CP-SAT writes an open side as the largest integer
Row = tuple[list[int], list[int], float, float]


def request_of(
    model: cp_model.CpModel,
    stages: tuple[LinearStage, ...],
    limits: Limits,
    hint: Mapping[int, int],
    *,
    relaxed: bool = False,
    faces: bool = False,
    held: Collection[int] | None = None,
) -> MilpRequest:
    """Return a model as a request to the linear solver; `held` as in `rows_of`.

    Raises
    ------
    ValueError
        When a constraint is not linear.
    """
    domains = [variable.domain for variable in model.proto.variables]
    starts, index, coefficient = array("i", [0]), array("i"), array("d")
    row_lower, row_upper = array("d"), array("d")
    for variables, weights, low, high in rows_of(model.proto, held):
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


def rows_of(proto: Any, held: Collection[int] | None = None) -> Iterator[Row]:
    """Yield every constraint as rows; a literal −1 − v stands for 1 − v.

    Parameters
    ----------
    held
        Literals that are true: what else enforces a constraint that is no clause is taken as false, so that less is asked.

    Raises
    ------
    ValueError
        When a constraint is not linear.
    """
    for constraint in proto.constraints:
        causes = [literal for literal in constraint.enforcement_literal if literal not in (held or ())]
        unless = [-1 - cause for cause in causes]
        if constraint.has_bool_or():
            yield _sum_of_literals([*unless, *constraint.bool_or.literals], 1, INFINITY)
        elif constraint.has_bool_and():
            yield from (_sum_of_literals([*unless, effect], 1, INFINITY) for effect in constraint.bool_and.literals)
        elif causes and held is not None:
            continue
        elif constraint.has_linear() and not causes:
            row = constraint.linear
            yield list(row.vars), list(row.coeffs), _open(row.domain[0]), _open(row.domain[len(row.domain) - 1])
        elif constraint.has_exactly_one() and not causes:
            yield _sum_of_literals(list(constraint.exactly_one.literals), 1, 1)
        elif constraint.has_at_most_one() and not causes:
            yield _sum_of_literals(list(constraint.at_most_one.literals), -INFINITY, 1)
        else:
            message = "a constraint of the model is not linear"
            raise ValueError(message)


def _sum_of_literals(literals: list[int], low: float, high: float) -> Row:
    negated = sum(literal < 0 for literal in literals)
    variables = [literal if literal >= 0 else -1 - literal for literal in literals]
    return variables, [1 if literal >= 0 else -1 for literal in literals], low - negated, high - negated


def _open(side: int) -> float:
    return float(side) if abs(side) < _HUGE else INFINITY * (1 if side > 0 else -1)

"""The same CP-SAT model by the other solver."""

from __future__ import annotations

import pytest
from ortools.sat.python import cp_model

from optimizer.core.outcome import Termination
from optimizer.core.params import Limits
from optimizer.solve.cpsat import Stage, solve_cpsat
from optimizer.solve.linear import solve_linear

LIMITS = Limits(deterministic_s=2.0)


def knapsack() -> tuple[cp_model.CpModel, list[Stage]]:
    """Every kind of constraint that is linear at heart."""
    model = cp_model.CpModel()
    x = [model.new_bool_var(f"x{number}") for number in range(5)]
    count = model.new_int_var(0, 9, "count")
    model.add_exactly_one(x[0], x[1].negated())
    model.add_at_most_one(x[1:4])
    model.add_bool_or(x[2], x[3], x[4].negated())
    model.add_implication(x[4], x[0])
    model.add(sum(x) + count == 4)
    model.add(2 * x[2] + 3 * x[4] <= 4)
    return model, [Stage("first", 3 * count - 2 * x[4] + 1), Stage("second", x[0] + 5 * x[3])]


def test_both_solvers_agree() -> None:
    model, stages = knapsack()
    one, other = solve_cpsat(model, stages, LIMITS), solve_linear(model, stages, LIMITS)
    assert one.termination is other.termination is Termination.OPTIMAL
    assert [(s.value, s.bound) for s in one.stages] == [(s.value, s.bound) for s in other.stages]
    assert other.run.solver == "HiGHS"


def test_a_relaxation_bounds() -> None:
    model, stages = knapsack()
    exact = solve_linear(model, stages[:1], LIMITS).stages[0].value
    bound = solve_linear(model, stages[:1], LIMITS, relaxed=True).stages[0].bound
    assert bound is not None
    assert bound <= exact


def test_infeasible_is_said() -> None:
    model, stages = knapsack()
    model.add(sum(model.get_int_var_from_proto_index(number) for number in range(6)) >= 9)
    assert solve_linear(model, stages, LIMITS).termination is Termination.INFEASIBLE


def test_what_is_not_linear_is_refused() -> None:
    model, stages = knapsack()
    model.add_multiplication_equality(model.new_int_var(0, 4, "p"), [model.new_int_var(0, 2, "a"), model.new_int_var(0, 2, "b")])
    with pytest.raises(ValueError, match="not linear"):
        solve_linear(model, stages, LIMITS)

"""Rows that come as they bind: the same optimum as with all of them, and which rows are such."""

from __future__ import annotations

import numpy as np
import pulp
import pytest

from optimizer.core.outcome import Termination
from optimizer.core.params import Limits
from optimizer.solve.lean import ByRow, relax_lean, solve_lean
from optimizer.solve.matrix import Matrix, solve_matrix
from optimizer.solve.milp import MilpStage, solve_milp
from optimizer.solve.switches import switches


def facilities(number: int, sites: int = 5, demands: int = 12) -> Matrix:
    """Return a location program: open columns first, then shares; rows of demands, of capacity, and of every pair."""
    random = np.random.default_rng(number)
    size, pairs = random.integers(1, 5, demands).astype(float), sites * demands
    where, who = np.repeat(np.arange(sites), demands), np.tile(np.arange(demands), sites)
    share = sites + np.arange(pairs)
    row = np.concatenate([who, demands + where, demands + np.arange(sites), demands + sites + np.arange(pairs)])
    row = np.concatenate([row, demands + sites + np.arange(pairs)])
    column = np.concatenate([share, share, np.arange(sites), share, where])
    capacity = np.full(sites, np.ceil(0.5 * size.sum()))
    value = np.concatenate([np.ones(pairs), size[who], -capacity, np.ones(pairs), -np.ones(pairs)])
    order = np.lexsort((row, column))
    return Matrix(
        cost=np.concatenate([random.integers(10, 40, sites), random.integers(1, 30, pairs)]).astype(float),
        upper=np.ones(sites + pairs),
        starts=np.concatenate(([0], np.cumsum(np.bincount(column, minlength=sites + pairs)))),
        rows=row[order],
        values=value[order],
        least=np.concatenate([np.ones(demands), np.full(sites + pairs, -np.inf)]),
        most=np.concatenate([np.ones(demands), np.zeros(sites + pairs)]),
        whole=np.arange(sites + pairs) < sites,
    )


def test_switches_are_found_and_follow_from_capacity() -> None:
    matrix = facilities(0)
    late, implied = switches(matrix)
    assert np.flatnonzero(late).tolist() == list(range(17, 77))
    assert np.array_equal(late, implied)


def test_a_switch_whose_limit_nothing_else_keeps_is_not_implied() -> None:
    # share 0 has no capacity row; share 1 has one, but may be 2 without its own row
    matrix = Matrix(
        cost=np.array([1.0, -1.0, -1.0]),
        upper=np.array([1.0, 1.0, 2.0]),
        starts=np.array([0, 3, 4, 6]),
        rows=np.array([0, 1, 2, 0, 1, 2]),
        values=np.array([-1.0, -1.0, -5.0, 1.0, 1.0, 1.0]),
        least=np.full(3, -np.inf),
        most=np.zeros(3),
        whole=np.array([True, False, False]),
    )
    late, implied = switches(matrix)
    assert late.tolist() == [True, True, True]
    assert not implied.any()
    assert solve_lean(matrix, late, implied).objective == pytest.approx(-1.0)


@pytest.mark.parametrize("number", range(12))
def test_the_optimum_is_the_same_as_with_all_rows(number: int) -> None:
    matrix = facilities(number)
    late, implied = switches(matrix)
    whole = solve_matrix(matrix)
    assert whole.objective is not None
    lean = solve_lean(matrix, late, implied)
    assert lean.termination is Termination.OPTIMAL
    assert lean.objective == pytest.approx(whole.objective)
    assert lean.bound == pytest.approx(whole.objective)
    near = solve_lean(matrix, late, implied, cutoff=whole.objective + 0.5, looking=True)
    assert near.objective == pytest.approx(whole.objective)
    below = solve_lean(matrix, late, implied, cutoff=whole.objective - 0.5, looking=True)
    assert below.termination is Termination.INFEASIBLE


def test_the_relaxation_is_the_one_with_all_rows() -> None:
    matrix = facilities(3)
    late, _ = switches(matrix)
    relaxed = relax_lean(matrix, late, 10.0)
    assert relaxed is not None
    assert relaxed.complete
    plain = Matrix(matrix.cost, matrix.upper, matrix.starts, matrix.rows, matrix.values, matrix.least, matrix.most)
    assert relaxed.value == pytest.approx(solve_matrix(plain).objective)
    assert (ByRow.of(matrix).times(relaxed.values) <= matrix.most + 1e-5).all()


def test_nothing_that_keeps_the_rows_is_infeasible() -> None:
    matrix = facilities(1)
    late, implied = switches(matrix)
    none = Matrix(
        matrix.cost, 0 * matrix.upper, matrix.starts, matrix.rows, matrix.values, matrix.least, matrix.most, matrix.whole
    )
    assert solve_lean(none, late, implied).termination is Termination.INFEASIBLE


def written(number: int) -> tuple[pulp.LpProblem, pulp.LpAffineExpression]:
    """Return a location program written with PuLP, with everything open and served by the first site as its start."""
    random = np.random.default_rng(number)
    problem = pulp.LpProblem("facilities", pulp.LpMinimize)
    opened = [problem.add_variable(f"open_{site}", cat=pulp.LpBinary) for site in range(4)]
    share = {(d, s): problem.add_variable(f"share_{d}_{s}", 0) for d in range(8) for s in range(4)}
    for demand in range(8):
        problem += pulp.lpSum(share[demand, site] for site in range(4)) == 1
    for site in range(4):
        problem += pulp.lpSum(share[demand, site] for demand in range(8)) <= (8 if site == 0 else 4) * opened[site]
    for (_, site), part in share.items():
        problem += part <= opened[site]
    for (_, site), part in share.items():
        part.setInitialValue(float(site == 0))
    for each in opened:
        each.setInitialValue(1)
    travel = pulp.lpSum(int(random.integers(1, 20)) * part for part in share.values())
    return problem, travel + pulp.lpSum(int(random.integers(5, 30)) * each for each in opened) + 3


@pytest.mark.parametrize("number", range(3))
def test_a_written_model_solved_lean_ends_as_it_does_otherwise(number: int) -> None:
    problem, cost = written(number)
    plain = solve_milp(problem, [MilpStage("cost", cost)], Limits())
    lean = solve_milp(problem, [MilpStage("cost", cost)], Limits(), lean=True)
    assert lean.termination is plain.termination is Termination.OPTIMAL
    assert lean.stages[0].value == pytest.approx(plain.stages[0].value)
    assert lean.bound_of("cost") == pytest.approx(plain.stages[0].value, rel=1e-5)

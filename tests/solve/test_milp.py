import itertools

import pulp
import pytest

from optimizer.core.outcome import Termination
from optimizer.core.params import Limits
from optimizer.solve.milp import MilpStage, least_values, solve_milp
from tests.solve.models import hard_milp


def pair(need=7.5):
    problem = pulp.LpProblem("pair", pulp.LpMinimize)
    x = problem.add_variable("x", 0, 10, cat="Integer")
    y = problem.add_variable("y", 0)
    problem += x + y >= need
    return problem, x, y


def test_stages_are_lexicographic():
    problem, x, y = pair()
    result = solve_milp(problem, [MilpStage("cost", x + 2 * y - 3), MilpStage("rest", 10 - x)], Limits())
    assert result.termination is Termination.OPTIMAL
    assert [stage.value for stage in result.stages] == [5, 2]
    assert [stage.bound for stage in result.stages] == [5, 2]
    assert result.value_of("x") == 8
    assert result.bound_of("cost") == 5


def test_tolerance_gives_room():
    problem, x, y = pair()
    strict = solve_milp(problem, [MilpStage("cost", x + 2 * y), MilpStage("y", y + 0)], Limits())
    loose = solve_milp(problem, [MilpStage("cost", 2 * x + y, 0.2), MilpStage("y", y + 0)], Limits())
    assert strict.value_of("y") == pytest.approx(0)
    assert loose.value_of("y") == pytest.approx(6.5)
    assert loose.stages[0].bound == pytest.approx(7.5)


def test_brute_force():
    for seed in range(4):
        weights = [(seed * 7 + i * 5) % 9 + 1 for i in range(6)]
        prices = [(seed * 3 + i * 11) % 6 + 1 for i in range(6)]
        problem = pulp.LpProblem("b", pulp.LpMinimize)
        take = [problem.add_variable(f"t{i}", cat="Binary") for i in range(6)]
        problem += pulp.lpSum(w * t for w, t in zip(weights, take, strict=True)) >= 12
        price = pulp.lpSum(p * t for p, t in zip(prices, take, strict=True))
        result = solve_milp(problem, [MilpStage("price", price), MilpStage("count", pulp.lpSum(take))], Limits())
        expected = min(
            (sum(p for p, x in zip(prices, pick, strict=True) if x), sum(pick))
            for pick in itertools.product((0, 1), repeat=6)
            if sum(w for w, x in zip(weights, pick, strict=True) if x) >= 12
        )
        assert tuple(stage.value for stage in result.stages) == expected


def test_linear_model_has_its_bound():
    problem = pulp.LpProblem("lp", pulp.LpMinimize)
    x, y = problem.add_variable("x", 0), problem.add_variable("y", 0)
    problem += x + y >= 7.5
    result = solve_milp(problem, [MilpStage("cost", 2 * x + y)], Limits())
    assert result.termination is Termination.OPTIMAL
    assert result.stages[0].value == pytest.approx(7.5)
    assert result.stages[0].bound == pytest.approx(7.5)


def test_infeasible():
    problem, x, y = pair()
    problem += x + y <= 5
    result = solve_milp(problem, [MilpStage("x", x + 0)], Limits())
    assert result.termination is Termination.INFEASIBLE
    assert not result.values


def test_unbounded_is_an_error():
    problem, x, y = pair()
    with pytest.raises(ValueError, match="unbounded"):
        solve_milp(problem, [MilpStage("y", x - y)], Limits())


def test_without_stages():
    problem, _, _ = pair()
    result = solve_milp(problem, [], Limits())
    assert result.termination is Termination.OPTIMAL
    assert result.value_of("x") + result.value_of("y") >= 7.5 - 1e-6


def test_initial_values_are_the_answer_to_beat():
    problem, x, goal = hard_milp()
    for variable in x:
        variable.setInitialValue(0)
    for variable in problem.variables():
        if variable.varValue is None:
            variable.setInitialValue(10_000)
    result = solve_milp(problem, [MilpStage("slack", goal)], Limits(nodes=1, deadline_s=20))
    assert result.termination is Termination.FEASIBLE
    assert result.run.stopped_by == "limit"
    assert result.stages[0].value <= 80_000


def test_a_node_limit_is_not_called_optimal():
    problem, _, goal = hard_milp()
    result = solve_milp(problem, [MilpStage("slack", goal)], Limits(nodes=50, deadline_s=30))
    assert result.termination is Termination.FEASIBLE
    assert result.run.reproducible
    assert result.stages[0].bound < result.stages[0].value


def test_same_input_same_answer():
    runs = []
    for _ in range(3):
        problem, _, goal = hard_milp(40)
        runs.append(solve_milp(problem, [MilpStage("slack", goal)], Limits(nodes=50)))
    assert len({tuple(run.values) for run in runs}) == 1


def test_a_stage_variable_without_row_counts():
    problem, x, y = pair()
    z = problem.add_variable("z", 2, 5)
    assert solve_milp(problem, [MilpStage("z", z + x + y)], Limits()).value_of("z") == pytest.approx(2)


def test_least_values_are_those_of_the_relaxation():
    problem, x, y = pair()
    problem += x <= 3 * y
    assert least_values(problem, [x + 0, y + 1, x + 2 * y - 1], 10.0) == pytest.approx([0, 1 + 7.5 / 4, 7.5 + 7.5 / 4 - 1])

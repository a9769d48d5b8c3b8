import itertools
import time

import pytest
from ortools.sat.python import cp_model

from optimizer.core.outcome import Termination
from optimizer.core.params import Limits
from optimizer.solve.cpsat import Stage, solve_cpsat
from tests.solve.models import best_by_hand, hard, knapsack

LIMITS = Limits(deterministic_s=5)


@pytest.mark.parametrize(("need", "tolerance"), [(13, 0.0), (13, 0.1), (9, 0.3), (20, 0.0)])
def test_stages_are_lexicographic(need, tolerance):
    weights = (3, 5, 7, 11)
    model, _, (total, pieces) = knapsack(weights, need)
    result = solve_cpsat(model, [Stage("total", total.expr, tolerance), pieces], LIMITS)
    least, fewest = best_by_hand(weights, need, tolerance)
    assert result.termination is Termination.OPTIMAL
    assert result.stages[1].value == fewest
    assert result.stages[0].bound == least
    assert least <= result.stages[0].value <= least * (1 + tolerance)


def test_tolerance_is_absolute_at_zero():
    model = cp_model.CpModel()
    x = model.new_int_var(0, 5, "x")
    result = solve_cpsat(model, [Stage("x", x, 2.0), Stage("back", 5 - x)], LIMITS)
    assert [stage.value for stage in result.stages] == [2, 3]


def test_random_models_agree_with_brute_force():
    for seed in range(6):
        a = [(seed * 31 + i * 17) % 7 - 3 for i in range(5)]
        b = [(seed * 13 + i * 5) % 5 - 2 for i in range(5)]
        model = cp_model.CpModel()
        x = [model.new_int_var(0, 2, f"x{i}") for i in range(5)]
        model.add(sum(x) >= 4)
        first, second = (sum(c * v for c, v in zip(row, x, strict=True)) + 1 for row in (a, b))
        result = solve_cpsat(model, [Stage("a", first), Stage("b", second)], LIMITS)
        every = [p for p in itertools.product(range(3), repeat=5) if sum(p) >= 4]
        expected = min(tuple(sum(c * v for c, v in zip(row, p, strict=True)) + 1 for row in (a, b)) for p in every)
        assert tuple(stage.value for stage in result.stages) == expected
        assert [stage.bound for stage in result.stages] == list(expected)


def test_without_stages_any_solution_will_do():
    model, take, _ = knapsack()
    result = solve_cpsat(model, [], LIMITS)
    assert result.termination is Termination.OPTIMAL
    assert sum(w * result.values[x.index] for w, x in zip((3, 5, 7, 11), take, strict=True)) >= 13


def test_constant_stage():
    model, _, stages = knapsack()
    result = solve_cpsat(model, [Stage("none", 0), *stages], LIMITS)
    assert (result.stages[0].value, result.stages[0].bound) == (0, 0)
    assert result.termination is Termination.OPTIMAL


def test_infeasible_is_confirmed():
    model, take, stages = knapsack()
    model.add(sum(take) <= 1)
    for chosen in (stages, []):
        result = solve_cpsat(model, chosen, LIMITS)
        assert result.termination is Termination.INFEASIBLE
        assert not result.values
        assert not result.stages


def test_invalid_model_is_an_error():
    model, _, stages = knapsack()
    model.proto.constraints[0].linear.vars.append(99)
    with pytest.raises(ValueError, match="constraint"):
        solve_cpsat(model, stages, LIMITS)


def test_float_coefficients_are_refused():
    model, take, _ = knapsack()
    with pytest.raises((ValueError, TypeError)):
        solve_cpsat(model, [Stage("x", 0.5 * take[0])], LIMITS)


def test_a_complete_hint_is_the_answer_to_beat():
    model, x, stages = hard()
    hint = {variable.index: 1 for variable in x}
    result = solve_cpsat(model, stages, Limits(deterministic_s=0.01), hint=hint)
    assert result.termination is Termination.FEASIBLE
    assert result.run.stopped_by == "limit"
    assert result.stages[1].value <= len(x)
    assert all(stage.bound is not None and stage.bound <= stage.value for stage in result.stages)


def test_a_partial_hint_is_completed():
    model = cp_model.CpModel()
    x, y = model.new_int_var(0, 9, "x"), model.new_int_var(0, 9, "y")
    model.add(x + y == 9)
    result = solve_cpsat(model, [Stage("x", x)], LIMITS, hint={y.index: 9})
    assert list(result.values) == [0, 9]


def test_a_wrong_hint_does_no_harm():
    model, take, stages = knapsack()
    result = solve_cpsat(model, stages, LIMITS, hint={x.index: 0 for x in take})
    assert result.stages[0].value == 14


def test_same_input_same_answer():
    model, _, stages = hard(40)
    limits = Limits(deterministic_s=0.6, workers=2, seed=7)
    runs = [solve_cpsat(model, stages, limits) for _ in range(3)]
    assert len({tuple(run.values) for run in runs}) == 1
    assert len({run.stages for run in runs}) == 1
    assert all(run.run.reproducible for run in runs)


def test_a_small_solve_is_quick():
    model, _, stages = knapsack()
    started = time.monotonic()
    solve_cpsat(model, stages, LIMITS)
    assert time.monotonic() - started < 1.5


def test_the_model_is_left_as_it_was():
    model, _, stages = knapsack()
    before = str(model.proto)
    solve_cpsat(model, stages, LIMITS)
    assert str(model.proto) == before


def test_relative_gap_ends_a_stage_early():
    model, x, stages = hard(30)
    result = solve_cpsat(model, stages[:1], Limits(relative_gap=0.9), hint={v.index: 1 for v in x})
    assert result.termination is Termination.OPTIMAL
    stage = result.stages[0]
    assert stage.value - stage.bound <= 0.9 * stage.value + 1

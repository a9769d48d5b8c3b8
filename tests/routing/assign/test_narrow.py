from dataclasses import replace

import numpy as np
import pytest

from optimizer.core.outcome import Termination
from optimizer.routing.assign import narrow as module
from optimizer.routing.assign.ascent import ascend
from optimizer.routing.assign.instance import AssignmentInstance
from optimizer.routing.assign.narrow import Found, narrow
from optimizer.routing.assign.plan import Plan
from optimizer.routing.assign.pool import pool_prices
from optimizer.routing.assign.prices import dearer, relax
from optimizer.routing.assign.program import Window, program_of
from optimizer.routing.assign.relaxation import Linear, relaxation
from optimizer.routing.assign.window import Effort
from optimizer.solve.matrix import solve_matrix
from tests.routing.assign.test_dive import kept
from tests.routing.assign.towns import best, town


def linear_of(instance: AssignmentInstance, steps: int = 100) -> Linear:
    return relaxation(instance, ascend(instance, steps), lambda: 60.0)


def last(instance: AssignmentInstance, linear: Linear) -> Found:
    return list(narrow(instance, linear, lambda _: Effort(nodes=0, seconds=60.0)))[-1]


def whole_relaxation(instance: AssignmentInstance) -> float:
    """Return the value of the linear program of all pairs."""
    item, site = np.nonzero(np.isfinite(instance.cost))
    items, row = np.unique(item, return_inverse=True)
    program = program_of(Plan(instance), Window(item, site), items, row)
    answer = solve_matrix(replace(program, whole=False))
    assert answer.objective is not None
    left_out = instance.left_out[np.isfinite(instance.left_out)]
    return float(answer.objective + left_out.sum())


@pytest.mark.parametrize(("uses", "periods"), [(False, 10), (True, 1), (True, 6)])
def test_the_relaxation_by_columns_has_the_value_of_the_one_with_all_pairs(uses: bool, periods: int) -> None:
    for seed in range(4):
        instance = town(seed, 400, 6, periods, uses=uses)
        for prices in (ascend(instance, steps=60), pool_prices(instance, 200.0)):
            assert relaxation(instance, prices, lambda: 60.0).bound == pytest.approx(whole_relaxation(instance), rel=1e-6)


def test_prices_of_the_relaxation_prove_its_bound() -> None:
    instance = town(3, 500, 7, 12)
    linear = linear_of(instance)
    assert relax(instance, linear.prices).bound == pytest.approx(linear.bound)


def test_without_time_the_relaxation_keeps_the_prices_it_began_with() -> None:
    instance = town(3, 500, 7, 12)
    prices = ascend(instance, steps=100)
    assert relaxation(instance, prices, lambda: 0.0).bound >= relax(instance, prices).bound


@pytest.mark.parametrize("must", [False, True])
def test_every_plan_with_a_pair_is_as_much_above_the_bound_as_is_said(must: bool) -> None:
    for seed in range(6):
        instance = town(seed, 6, 3, 3, must=must)
        prices = np.random.default_rng(seed).random((3, 3)) * 20
        bound, extra = relax(instance, prices).bound, dearer(instance, prices)
        for item, site in np.argwhere(np.isfinite(extra[:, :-1])).tolist():
            costs = np.full(instance.cost.shape, np.inf)
            others = np.arange(instance.items) != item
            costs[others] = instance.cost[others]
            costs[item, site] = instance.cost[item, site]
            left_out = np.where(others, instance.left_out, np.inf)
            held = AssignmentInstance(costs, left_out, instance.begin, instance.end, instance.capacity)
            assert best(held) >= bound + extra[item, site] - 1e-6


@pytest.mark.parametrize(("pairs", "share"), [(0, 0.0), (20, 0.0), (800, 0.2)])
def test_however_narrow_at_first_the_last_program_has_the_optimum(
    pairs: int, share: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "PAIRS", pairs)
    monkeypatch.setattr(module, "PER_ITEM", share)
    for seed in range(8):
        for must, uses in ((False, False), (False, True), (True, True)):
            instance = town(seed, 6, 3, 3, must=must, uses=uses)
            least = best(instance)
            found = last(instance, linear_of(instance))
            if np.isinf(least):
                assert found.termination is Termination.INFEASIBLE
            else:
                assert found.plan is not None
                assert found.plan.objective == pytest.approx(least)
                assert found.bound == pytest.approx(least)


def test_bounds_on_the_way_hold_and_plans_keep_the_capacity() -> None:
    for seed in range(5):
        instance = town(seed, 300, 6, 8)
        linear = linear_of(instance)
        exact = last(instance, linear)
        assert exact.plan is not None
        assert kept(instance, exact.plan.choice)
        for found in narrow(instance, linear, lambda _: Effort(nodes=1, seconds=60.0)):
            assert found.bound <= exact.plan.objective + 1e-6
            assert found.plan is None or kept(instance, found.plan.choice)

from dataclasses import replace

import numpy as np
import pytest

from optimizer.core.outcome import Termination
from optimizer.routing.assign.ascent import ascend
from optimizer.routing.assign.check import faults
from optimizer.routing.assign.greedy import greedy
from optimizer.routing.assign.instance import LEFT_OUT, AssignmentInstance
from optimizer.routing.assign.model import Assigned, AssignLimits, assign
from optimizer.routing.assign.prices import relax
from optimizer.routing.assign.whole import is_small
from tests.routing.assign.towns import best, town

CLOSE = AssignLimits(gap=0.0, seconds=60.0)


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize(("periods", "must", "uses"), [(1, False, False), (4, False, False), (3, False, True), (1, True, True)])
def test_a_small_instance_is_solved_as_well_as_by_trying_everything(seed: int, periods: int, must: bool, uses: bool) -> None:
    instance = town(seed, 6, 3, periods, must=must, uses=uses)
    found = assign([instance], CLOSE)[0]
    least = best(instance)
    if np.isinf(least):
        assert found.termination is Termination.INFEASIBLE
        assert found.choice is None
    else:
        assert found.termination is Termination.OPTIMAL
        assert found.objective == pytest.approx(least)
        assert faults(instance, found) == []


@pytest.fixture(scope="module")
def large() -> AssignmentInstance:
    return town(1, 900, 8, 14)


@pytest.fixture(scope="module")
def solved(large: AssignmentInstance) -> Assigned:
    assert not is_small(large)
    return assign([large], AssignLimits(gap=2e-3, seconds=60.0))[0]


def test_a_large_instance_has_a_plan_close_to_a_bound_that_its_prices_prove(large: AssignmentInstance, solved: Assigned) -> None:
    assert faults(large, solved) == []
    assert solved.prices is not None
    assert solved.objective - solved.bound <= 2e-3 * solved.objective


def test_the_same_instance_gives_the_same_plan(large: AssignmentInstance, solved: Assigned) -> None:
    again = assign([large], AssignLimits(gap=2e-3, seconds=60.0, workers=1))[0]
    assert again.choice is not None
    assert solved.choice is not None
    assert (again.choice == solved.choice).all()


def test_several_instances_are_answered_in_their_order(large: AssignmentInstance, solved: Assigned) -> None:
    small = town(3, 6, 3)
    first, second = assign([small, large], AssignLimits(gap=2e-3, seconds=60.0))
    assert first.objective == pytest.approx(best(small))
    assert second.objective == solved.objective


def test_the_bound_of_the_large_way_never_exceeds_the_optimum_of_the_small_way() -> None:
    for seed in range(10):
        instance = town(seed, 40, 5, 6)
        exact = assign([instance], CLOSE)[0]
        prices = ascend(instance)
        assert relax(instance, prices).bound <= exact.objective + 1e-6
        plan = greedy(instance, prices)
        assert exact.objective <= plan.objective + 1e-6
        assert (plan.free >= -1e-9).all()


def test_any_prices_prove_a_bound_and_no_price_is_negative() -> None:
    instance, rng = town(2, 6, 3, 3), np.random.default_rng(0)
    least = best(instance)
    for _ in range(50):
        assert relax(instance, rng.random((3, 3)) * 30).bound <= least + 1e-9
    with pytest.raises(ValueError, match="negative"):
        relax(instance, np.full((3, 3), -1.0))


def test_one_place_more_never_worsens() -> None:
    for seed in range(8):
        instance = town(seed, 30, 4, 5)
        more = instance.capacity.copy()
        more[seed % 4] += 1
        roomier = replace(instance, capacity=more)
        assert assign([roomier], CLOSE)[0].objective <= assign([instance], CLOSE)[0].objective + 1e-6


def test_order_and_numbering_change_no_cost() -> None:
    instance, rng = town(5, 60, 5, 6), np.random.default_rng(1)
    items, sites = rng.permutation(60), rng.permutation(5)
    other = AssignmentInstance(
        instance.cost[items][:, sites],
        instance.left_out[items],
        instance.begin[items],
        instance.end[items],
        instance.capacity[sites],
    )
    assert assign([other], CLOSE)[0].objective == pytest.approx(assign([instance], CLOSE)[0].objective)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"cost": np.zeros((2, 3))}, "items"),
        ({"begin": np.array([0, 0, 2])}, "begin < end"),
        ({"capacity": np.ones((2, 2))}, "sites"),
    ],
)
def test_shapes_that_do_not_agree_are_refused(change: dict[str, np.ndarray], words: str) -> None:
    parts = {
        "cost": np.zeros((3, 3)),
        "left_out": np.ones(3),
        "begin": np.zeros(3, np.int64),
        "end": np.full(3, 2),
        "capacity": np.ones((3, 2)),
    }
    with pytest.raises(ValueError, match=words):
        AssignmentInstance(**(parts | change))


def _wrong(instance: AssignmentInstance, right: Assigned) -> dict[str, Assigned]:
    assert right.choice is not None
    assert right.prices is not None
    crowd = np.full_like(right.choice, int(np.isfinite(instance.cost).all(axis=0).argmax()))
    away = right.choice.copy()
    item = int(np.flatnonzero(np.isinf(instance.cost).any(axis=1))[0])
    away[item] = int(np.isinf(instance.cost[item]).argmax())
    return {
        "holds too much": replace(right, choice=crowd),
        "cannot go": replace(right, choice=away),
        "the cost is": replace(right, objective=right.objective - 5),
        "do not prove": replace(right, priced=right.priced + 5),
        "is above": replace(right, bound=right.objective * 1.1),
    }


@pytest.mark.parametrize("word", ["holds too much", "cannot go", "the cost is", "do not prove", "is above"])
def test_the_check_finds_what_is_wrong(large: AssignmentInstance, solved: Assigned, word: str) -> None:
    assert any(word in fault for fault in faults(large, _wrong(large, solved)[word]))


def test_nobody_can_be_placed_where_there_are_no_places() -> None:
    instance = replace(town(4, 20, 3, 2), capacity=np.zeros((3, 2)))
    found = assign([instance], CLOSE)[0]
    assert found.choice is not None
    assert (found.choice == LEFT_OUT).all()
    assert found.bound == pytest.approx(found.objective)

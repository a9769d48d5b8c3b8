from dataclasses import replace

import numpy as np
import pytest

from optimizer.core.outcome import Termination
from optimizer.routing.assign.check import faults
from optimizer.routing.assign.instance import LEFT_OUT, AssignmentInstance
from optimizer.routing.assign.model import AssignLimits, assign
from optimizer.routing.assign.prices import relax
from optimizer.routing.assign.transport.flow import Network
from optimizer.routing.assign.transport.structure import is_transport, solve_transport
from optimizer.solve.matrix import Matrix, solve_matrix
from tests.routing.assign.towns import best, town


def plane(
    seed: int, items: int, sites: int, origins: int | None = None, kind: type[np.floating] = np.float64
) -> AssignmentInstance:
    """Return a day of items on a square, of few origins or each with its own, and 3 % too few places."""
    rng = np.random.default_rng(seed)
    home = rng.random((items, 2)) if origins is None else rng.random((origins, 2))[rng.integers(0, origins, items)]
    site = rng.random((sites, 2))
    share = rng.random(sites)
    return AssignmentInstance(
        cost=(100 * np.hypot(*(home[:, None, axis] - site[None, :, axis] for axis in (0, 1)))).astype(kind),
        left_out=rng.choice([2000.0, 600.0, 200.0], items),
        begin=np.zeros(items, np.int64),
        end=np.ones(items, np.int64),
        capacity=np.floor(0.97 * items * share / share.sum())[:, None],
    )


def linear_optimum(instance: AssignmentInstance) -> float:
    """Return the optimum of the linear program, which is whole on these, by HiGHS."""
    items, sites = instance.items, instance.sites
    item, site = np.divmod(np.arange(items * sites), sites)
    result = solve_matrix(
        Matrix(
            cost=(instance.cost - instance.left_out[:, None]).ravel().astype(float),
            upper=np.ones(items * sites),
            starts=np.arange(items * sites + 1) * 2,
            rows=np.stack([item, items + site], axis=1).ravel(),
            values=np.ones(2 * items * sites),
            least=np.full(items + sites, -np.inf),
            most=np.concatenate([np.ones(items), instance.capacity.min(axis=1)]),
        )
    )
    assert result.objective is not None
    return result.objective + float(instance.left_out.sum())


@pytest.mark.parametrize("seed", range(15))
@pytest.mark.parametrize("must", [False, True])
def test_a_small_day_is_solved_as_well_as_by_trying_everything(seed: int, must: bool) -> None:
    drawn = town(seed, 6, 3, must=must)
    instance = replace(drawn, cost=np.round(drawn.cost / 10)) if seed % 2 else drawn  # every other one full of ties
    least, found = best(instance), solve_transport(instance)
    if np.isinf(least):
        assert found.termination is Termination.INFEASIBLE
        assert found.choice is None
        return
    assert found.choice is not None
    assert found.termination is Termination.OPTIMAL
    assert instance.objective(found.choice) == pytest.approx(least)
    assert (instance.load(found.choice) <= instance.capacity).all()
    if not must:
        assert relax(instance, found.prices).bound == pytest.approx(least)


@pytest.mark.parametrize(("items", "sites", "origins"), [(150, 9, None), (300, 12, 5), (200, 30, 1)])
def test_a_middling_day_reaches_the_linear_optimum(items: int, sites: int, origins: int | None) -> None:
    instance = plane(items, items, sites, origins)
    found = solve_transport(instance)
    assert found.choice is not None
    assert instance.objective(found.choice) == pytest.approx(linear_optimum(instance), rel=1e-9)


@pytest.mark.parametrize(
    ("items", "sites", "origins", "kind"),
    [(30_000, 60, None, np.float32), (26_000, 15, 40, np.float64)],
    ids=["each with its own way, in single precision", "alike patients of few origins"],
)
def test_a_large_day_is_proven_over_all_pairs(items: int, sites: int, origins: int | None, kind: type[np.floating]) -> None:
    instance = plane(1, items, sites, origins, kind)
    found = assign([instance], AssignLimits(gap=1e-6))[0]
    assert found.termination is Termination.OPTIMAL
    assert found.prices is not None
    assert found.objective - relax(instance, found.prices).bound <= 1e-8 * found.objective
    assert faults(instance, found) == []


def test_days_apart_are_solved_each_for_itself() -> None:
    first, second = plane(1, 90, 6), plane(2, 70, 6)
    both = AssignmentInstance(
        cost=np.concatenate([first.cost, second.cost]),
        left_out=np.concatenate([first.left_out, second.left_out]),
        begin=np.repeat([0, 2], [90, 70]),
        end=np.repeat([2, 3], [90, 70]),
        capacity=np.concatenate([first.capacity + 3, first.capacity, second.capacity], axis=1),
    )
    assert is_transport(both)
    found = assign([both], AssignLimits(gap=0.0))[0]
    assert faults(both, found) == []
    apart = assign([first, second], AssignLimits(gap=0.0))
    assert found.objective == pytest.approx(sum(one.objective for one in apart))


def test_a_day_with_room_for_everybody_sends_all_to_the_nearest_at_no_price() -> None:
    instance = replace(plane(3, 200, 5), capacity=np.full((5, 1), 200.0))
    found = solve_transport(instance)
    assert found.choice is not None
    assert (found.choice == instance.cost.argmin(axis=1)).all()
    assert (found.prices == 0).all()


@pytest.mark.parametrize("sites", [0, 4])
def test_without_places_everybody_is_left_out_or_it_cannot_be(sites: int) -> None:
    instance = plane(4, 50, 4)
    closed = replace(instance, cost=instance.cost[:, :sites], capacity=np.zeros((sites, 1)))
    found = solve_transport(closed)
    assert found.choice is not None
    assert (found.choice == LEFT_OUT).all()
    assert found.bound == pytest.approx(float(instance.left_out.sum()))
    must = replace(closed, left_out=np.full(50, np.inf))
    assert solve_transport(must).termination is Termination.INFEASIBLE


def test_what_is_no_transportation_problem_goes_the_other_way() -> None:
    day = plane(5, 40, 4)
    assert is_transport(day)
    assert is_transport(replace(day, use=np.ones((40, 4))))
    assert not is_transport(replace(day, use=np.full((40, 4), 2.0)))
    assert not is_transport(replace(day, capacity=day.capacity + 0.5))
    assert not is_transport(town(6, 40, 4, 3))
    nobody = AssignmentInstance(np.zeros((0, 4)), np.zeros(0), np.zeros(0, np.int64), np.zeros(0, np.int64), day.capacity)
    assert not is_transport(nobody)
    assert assign([nobody])[0].objective == 0.0


def test_stopped_at_once_there_is_still_a_plan_and_a_bound() -> None:
    instance = plane(6, 30_000, 40)
    found = solve_transport(instance, stop=lambda: True)
    assert found.choice is not None
    assert (instance.load(found.choice) <= instance.capacity).all()
    assert found.bound <= instance.objective(found.choice) * (1 + 1e-12)
    assert relax(instance, found.prices).bound == pytest.approx(found.bound)


def test_the_same_day_gives_the_same_plan() -> None:
    instance = plane(7, 5000, 12)
    one, other = solve_transport(instance), solve_transport(instance)
    assert one.choice is not None
    assert other.choice is not None
    assert (one.choice == other.choice).all()


def test_prices_of_a_flow_lie_between_what_draws_nobody_in_and_what_drives_nobody_out() -> None:
    # two rows, one place at the near site: the second row saves 3 by it, the first 5
    network = Network(
        rows=2,
        sites=2,
        row=np.array([0, 0, 0, 1, 1, 1]),
        choice=np.array([0, 1, 2, 0, 1, 2]),
        cost=np.array([1.0, 6.0, 50.0, 2.0, 5.0, 50.0]),
        weight=1,
        room=np.array([1, 9]),
    )
    taken = network.solve(np.zeros(2))
    assert taken is not None
    assert taken.tolist() == [1, 0, 0, 0, 1, 0]
    low, high = network.prices(taken)
    assert low == pytest.approx([3.0, 0.0])
    assert high == pytest.approx([5.0, 0.0])

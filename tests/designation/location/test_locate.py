"""The location core against trying everything, its bounds, and what must not change its answer."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from optimizer.core.outcome import Termination
from optimizer.designation.location import model
from optimizer.designation.location.check import faults
from optimizer.designation.location.instance import LocationInstance, OpenRows
from optimizer.designation.location.model import LocateLimits, locate
from tests.designation.location.brute import least_cost
from tests.designation.location.small import plane, tiny


@pytest.mark.parametrize("single", [False, True], ids=["split", "whole"])
@pytest.mark.parametrize("small", [0, 10_000], ids=["prices", "program"])
def test_tiny_instances_against_every_plan(single: bool, small: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(model, "SMALL", small)
    possible = 0
    for number in range(25):
        instance = tiny(number, single=single)
        best, found = least_cost(instance), locate(instance)
        assert not faults(instance, found), number
        if math.isinf(best):
            assert found.termination in {Termination.INFEASIBLE, Termination.UNKNOWN}, number
            continue
        possible += 1
        assert found.termination is Termination.OPTIMAL, number
        assert found.objective == pytest.approx(best), number
        assert found.bound == pytest.approx(best), number
    assert possible >= 10


def test_infeasible_is_said() -> None:
    instance = tiny(0, single=True)
    assert locate(replace(instance, capacity=np.zeros(instance.sites), size=np.ones(4))).termination is Termination.INFEASIBLE
    alone = replace(instance, cost=np.full(instance.cost.shape, np.inf))
    assert locate(alone).termination is Termination.INFEASIBLE
    forbidden = OpenRows(np.ones((1, instance.sites)), np.array([-np.inf]), np.array([0.0]))
    assert locate(replace(instance, rows=forbidden)).termination is Termination.INFEASIBLE


CASES = [
    plane(1, 24, 50, single=False),
    plane(2, 24, 50, single=True),
    plane(3, 36, 36, single=True, most_open=6),
    plane(4, 30, 60, single=False, most_open=6),
    plane(5, 12, 40, single=False, enemies=30),
    plane(6, 12, 40, single=True, enemies=30),
]


@pytest.mark.parametrize("instance", CASES, ids=["split", "whole", "median", "median-split", "enemies", "enemies-whole"])
def test_plans_keep_the_rules_and_bounds_hold(instance: LocationInstance) -> None:
    limits = LocateLimits(nodes=50)
    found = locate(instance, limits)
    assert found.termination.has_plan
    assert not faults(instance, found)
    assert found.bound <= found.objective
    assert found.objective <= 1.05 * found.bound
    again = locate(instance, limits)
    assert found.plan is not None
    assert again.plan is not None
    assert (again.objective, again.bound) == (found.objective, found.bound)
    assert np.array_equal(again.plan.site, found.plan.site)


def test_a_start_is_never_made_worse() -> None:
    instance = plane(7, 16, 40, single=True)
    first = locate(instance, LocateLimits(nodes=20))
    again = locate(instance, LocateLimits(nodes=1), first.plan)
    assert again.objective <= first.objective + 1e-6


def test_rows_over_open_sites_hold() -> None:
    instance = plane(8, 16, 40, single=False)
    pairs = np.zeros((8, 16))
    pairs[np.arange(8), np.arange(0, 16, 2)] = pairs[np.arange(8), np.arange(1, 16, 2)] = 1.0
    free, bound = locate(instance), OpenRows(pairs, np.full(8, -np.inf), np.ones(8))
    held = locate(replace(instance, rows=bound))
    assert not faults(replace(instance, rows=bound), held)
    assert held.objective >= free.bound - 1e-6


def test_a_candidate_more_never_worsens() -> None:
    instance = plane(9, 16, 40, single=True)
    fewer = replace(instance, cost=instance.cost[:, :-1], capacity=instance.capacity[:-1], opening=instance.opening[:-1])
    assert locate(instance, LocateLimits(nodes=0)).objective <= locate(fewer, LocateLimits(nodes=0)).objective + 1e-6

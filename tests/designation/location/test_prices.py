"""Any prices prove a bound, ascent improves it, and what they rule out no better plan has."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from optimizer.designation.location.ascent import ascend
from optimizer.designation.location.instance import cliques_over
from optimizer.designation.location.narrow import within
from optimizer.designation.location.prices import Choice, relax
from tests.designation.location.brute import least_cost
from tests.designation.location.small import plane, tiny


@pytest.mark.parametrize("single", [False, True], ids=["split", "whole"])
def test_any_prices_prove_a_bound(single: bool) -> None:
    for number in range(40):
        instance = tiny(number, single=single)
        best = least_cost(instance)
        if np.isfinite(best):
            choice, random = Choice(instance), np.random.default_rng(number)
            for _ in range(5):
                assert relax(instance, choice, random.uniform(-5, 60, instance.demands)).bound <= best + 1e-6, number
            assert ascend(instance, 100).priced.bound <= best + 1e-6, number


def test_ascent_comes_close_and_repeats_itself() -> None:
    instance = plane(1, 30, 60, single=False)
    short, long = ascend(instance, 20), ascend(instance, 400)
    assert long.priced.bound >= short.priced.bound
    assert np.array_equal(ascend(instance, 400).prices, long.prices)


def test_the_optimum_lies_within_its_reach() -> None:
    for number in range(40):
        instance = tiny(number, single=True)
        best = least_cost(instance)
        if np.isfinite(best):
            climbed = ascend(instance, 100)
            rest = within(instance, climbed, best - climbed.priced.bound)
            outside = np.where(rest.inside, instance.cost, np.inf)
            assert least_cost(replace(instance, cost=outside)) == pytest.approx(best), number


def test_cliques_cover_all_pairs_and_nothing_else() -> None:
    instance = plane(5, 20, 60, single=False, enemies=200)
    found = cliques_over(instance.enemies)
    covered = {(a, b) for members in found for a in members for b in members if a < b}
    assert covered == {(a, b) for a, each in enumerate(instance.enemies) for b in each if a < b}

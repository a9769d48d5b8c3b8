"""Sending arrivals elsewhere, against trying everything, and the check against plans broken by hand."""

from __future__ import annotations

import itertools
from typing import Any

import numpy as np
import pytest

from optimizer.core.outcome import Termination
from optimizer.routing.balance.check import Transfer, check, pairs_needed, proven_bound
from optimizer.routing.balance.instance import BalanceInstance, pairs_within
from optimizer.routing.balance.model import balance, front
from tests.benchmarks.common import need_shared
from tests.benchmarks.redistribution import read


def county(admissions: Any, capacity: Any, **changes: Any) -> BalanceInstance:
    """Hospitals that may all send to each other; a patient stays two days, half of them a third."""
    arriving = np.array(admissions, dtype=np.int64)
    size, days = arriving.shape
    plain: dict[str, Any] = {
        "hospitals": tuple(f"H{number}" for number in range(size)),
        "days": tuple(f"day {number}" for number in range(days)),
        "admissions": arriving,
        "residual": np.zeros((size, days)),
        "still_in_bed": np.array([1.0, 1.0, 0.5]),
        "capacity": np.array(capacity, dtype=float),
        "pairs": pairs_within([None] * size, [None] * size, None),
    }
    return BalanceInstance(**{**plain, **changes})


def random_county(seed: int) -> BalanceInstance:
    """Three hospitals over two days, few enough patients to try everything."""
    rng = np.random.default_rng(seed)
    residual = rng.integers(0, 3, (3, 2)) + rng.integers(0, 2, (3, 2)) * 0.25
    return county(
        rng.integers(0, 3, (3, 2)), rng.integers(1, 5, 3), residual=residual, still_in_bed=rng.choice([0.5, 0.8, 1.0], 2)
    )


def every_plan(instance: BalanceInstance) -> list[tuple[float, int]]:
    """Overflow and pairs of every plan that keeps the rules."""
    columns = []
    for day, sender in itertools.product(range(len(instance.days)), range(len(instance.hospitals))):
        receivers = [int(j) for i, j in instance.pairs if i == sender]
        most = int(instance.admissions[sender, day])
        ways = itertools.product(range(most + 1), repeat=len(receivers))
        columns.append(
            [
                [Transfer(day, sender, to, count) for to, count in zip(receivers, way, strict=True) if count]
                for way in ways
                if sum(way) <= most
            ]
        )
    seen = [check(instance, itertools.chain(*choice)) for choice in itertools.product(*columns)]
    return [(one.overflow, one.pairs) for one in seen if not one.faults]


@pytest.mark.parametrize("seed", range(6))
def test_against_every_plan(seed: int) -> None:
    instance = random_county(seed)
    plans = every_plan(instance)
    least = min(overflow for overflow, _ in plans)
    outcome = balance(instance)
    overflow, pairs, _ = outcome.terms
    assert overflow.bound is not None
    assert overflow.bound <= least + 1e-6
    assert least - 1e-6 <= overflow.value <= check(instance, ()).overflow
    assert outcome.solution is not None
    assert not check(instance, outcome.solution.transfers).faults
    enough = min(used for over, used in plans if over <= overflow.value + 1e-6)
    assert pairs.bound is not None
    assert pairs.bound <= enough <= pairs.value


@pytest.mark.parametrize("seed", range(6))
def test_any_prices_give_valid_bounds(seed: int) -> None:
    instance = random_county(seed)
    plans = every_plan(instance)
    for again in range(20):
        prices = np.random.default_rng(again).random(instance.admissions.shape) * (0.5 + again / 10)
        assert proven_bound(instance, prices) <= min(overflow for overflow, _ in plans) + 1e-9
        for budget in (0.0, 1.0, 3.0):
            within = [used for overflow, used in plans if overflow <= budget]
            assert not within or pairs_needed(instance, prices, budget) <= min(within)


def test_the_overflow_goes_where_beds_are_free() -> None:
    outcome = balance(county([[4, 0, 0], [0, 0, 0]], [2, 2]))
    assert outcome.termination is Termination.OPTIMAL
    assert outcome.term("overflow") == 0
    assert outcome.solution is not None
    assert [(t.day, t.sender, t.receiver, t.patients) for t in outcome.solution.transfers] == [(0, 0, 1, 2)]


def test_nothing_to_do() -> None:
    outcome = balance(county([[1, 1], [1, 0]], [9, 9]))
    assert outcome.termination is Termination.OPTIMAL
    assert outcome.solution is not None
    assert outcome.solution.transfers == ()


def test_nobody_may_send() -> None:
    outcome = balance(county([[4, 0]], [2], pairs=np.zeros((0, 2), dtype=np.int64)))
    assert outcome.term("overflow") == 4
    assert outcome.terms[0].bound == pytest.approx(4)


@pytest.mark.parametrize(
    ("transfer", "words"),
    [
        (Transfer(0, 0, 1, 5), "more than arrive"),
        (Transfer(0, 1, 0, 1), "may not send"),
        (Transfer(0, 0, 1, 0), "no positive whole number"),
        (Transfer(0, 0, 1, 3), "more than its beds"),
    ],
)
def test_the_check_names_what_is_broken(transfer: Transfer, words: str) -> None:
    instance = county([[4, 0], [0, 0]], [2, 2], pairs=np.array([[0, 1]]))
    assert any(words in fault for fault in check(instance, [transfer]).faults)
    assert not check(instance, [Transfer(0, 0, 1, 2)]).faults


def test_the_front_trades_overflow_for_pairs() -> None:
    rng = np.random.default_rng(3)
    points = list(front(county(rng.integers(0, 5, (6, 8)), [4, 4, 30, 30, 6, 30]), seconds=20))
    assert len(points) >= 2
    assert [point.pairs for point in points] == sorted({point.pairs for point in points}, reverse=True)


def test_far_hospitals_and_those_without_a_place_take_no_part() -> None:
    pairs = pairs_within([40.0, 40.3, 41.0, None], [-74.0, -74.0, -74.0, None], 40)  # 0.3 degrees are 33 km
    assert pairs.tolist() == [[0, 1], [1, 0]]


@pytest.mark.parametrize(
    "changes", [{"still_in_bed": np.array([[1.0]])}, {"residual": np.full((2, 2), -1.0)}, {"pairs": np.array([[0, 0]])}]
)
def test_what_does_not_fit_is_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"capacity|negative|pair"):
        county([[1, 1], [1, 1]], [1, 1], **changes)


def test_texas_overflows_no_more() -> None:
    instance = read(need_shared("redistribution", "texas"), 0)
    outcome = balance(instance)
    assert outcome.solution is not None
    seen = check(instance, outcome.solution.transfers)
    assert (seen.overflow, seen.faults) == (0, ())
    assert seen.pairs <= 10

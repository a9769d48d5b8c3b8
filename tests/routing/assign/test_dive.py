import time

import numpy as np
import pytest

from optimizer.routing.assign.ascent import ascend
from optimizer.routing.assign.dive import dive
from optimizer.routing.assign.instance import AssignmentInstance
from optimizer.routing.assign.prices import relax
from tests.routing.assign.towns import town


def kept(instance: AssignmentInstance, choice: np.ndarray) -> bool:
    served = np.flatnonzero(choice >= 0)
    allowed = np.isfinite(instance.cost[served, choice[served]]).all()
    return bool(allowed and (instance.load(choice) <= instance.capacity + 1e-9).all())


@pytest.mark.parametrize(("must", "uses"), [(False, False), (False, True), (True, False)])
def test_a_dive_keeps_the_capacity(must: bool, uses: bool) -> None:
    instance = town(5, 400, 6, 10, must=must, uses=uses)
    plan = dive(instance, ascend(instance, steps=200), time.monotonic() + 60)
    assert kept(instance, plan.choice)


def test_a_dive_comes_close_to_the_bound_and_is_the_same_each_time() -> None:
    instance = town(1, 1500, 8, 14)
    prices = ascend(instance)
    first, second = (dive(instance, prices, time.monotonic() + 60) for _ in range(2))
    assert first.objective <= 1.01 * relax(instance, prices).bound
    assert (first.choice == second.choice).all()


def test_when_the_clock_strikes_what_stands_keeps_the_capacity() -> None:
    instance = town(1, 1500, 8, 14)
    plan = dive(instance, ascend(instance, steps=100), time.monotonic() - 1)
    assert kept(instance, plan.choice)

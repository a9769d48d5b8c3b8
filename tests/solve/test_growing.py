import numpy as np
import pytest

from optimizer.solve.growing import GrowingLp


def test_columns_are_added_and_decided_one_after_the_other() -> None:
    lp = GrowingLp(np.array([4.0]))
    lp.add(np.array([-5.0, -4.0]), np.array([0, 1, 2]), np.array([0, 0]), np.array([2.0, 3.0]))
    first = lp.solve(10)
    assert first is not None
    assert first.objective == pytest.approx(-5 - 4 * 2 / 3)
    assert first.prices == pytest.approx([-4 / 3])
    lp.add(np.array([-3.0]), np.array([0, 1]), np.array([0]), np.array([1.0]))
    second = lp.solve(10)
    assert second is not None
    assert second.objective == pytest.approx(-5 - 3 - 4 / 3)
    lp.decide(np.array([1]))
    third = lp.solve(10)
    assert third is not None
    assert third.values == pytest.approx([0, 1, 1])

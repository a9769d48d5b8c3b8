import pytest

from optimizer.solve.prices import NoOptimumError, PricedLp


def test_values_and_prices():
    lp = PricedLp([10, 10])
    total = lp.add_row({0: -1, 1: -1}, -5)  # at least five in all
    cheap = lp.add_row({0: 1}, 3)
    first = lp.minimise({0: 1, 1: 4}, "cost")
    assert first.value == pytest.approx(11)
    assert first.prices[cheap] == pytest.approx(-3)
    assert first.prices[total] == pytest.approx(-4)
    lp.let(cheap, 4)
    assert lp.minimise({0: 1, 1: 4}, "cost").value == pytest.approx(8)


def test_one_more_never_gains_more_than_the_price():
    lp = PricedLp([10, 10])
    lp.add_row({0: 1, 1: 1}, 5, equal=True)
    cheap = lp.add_row({0: 1}, 4.5)
    before = lp.minimise({0: 1, 1: 4}, "cost")
    lp.let(cheap, 5.5)
    gain = before.value - lp.minimise({0: 1, 1: 4}, "cost").value
    assert 0 < gain < -before.prices[cheap]


def test_no_optimum_is_said():
    lp = PricedLp([1])
    lp.add_row({0: 1}, 2, equal=True)
    with pytest.raises(NoOptimumError):
        lp.minimise({0: 1}, "cost")

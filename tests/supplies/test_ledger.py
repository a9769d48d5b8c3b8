import pytest

from optimizer.supplies.instance import Store, SuppliesInstance
from optimizer.supplies.ledger import Transfer, days_of_cover, is_below_reserve, keep_books


def store(on_hand=10.0, use=(4.0, 4.0), arrivals=(0.0, 0.0), hospital="H1"):
    return Store(hospital, "mask", on_hand, arrivals, use)


def books(*stores, transfers=(), reserve_days=3):
    return keep_books(SuppliesInstance(stores, 2, reserve_days), transfers)


def test_stock_follows_from_use_and_arrivals():
    (kept,) = books(store(arrivals=(0.0, 5.0)))
    assert kept.stock == (6, 7)
    assert kept.shortage == 0


def test_stock_is_never_negative_and_the_rest_is_shortage():
    (kept,) = books(store(on_hand=5.0))
    assert kept.stock == (1, 0)
    assert kept.shortage == 3


def test_what_was_lacking_is_not_made_up_later():
    (kept,) = books(store(on_hand=1.0, arrivals=(0.0, 9.0)))
    assert kept.stock == (0, 5)
    assert kept.shortage == 3


def test_transfers_leave_and_arrive_at_the_start_of_the_day():
    one, other = books(store(), store(hospital="H2", on_hand=0.0), transfers=[Transfer(0, 1, 0, 4)])
    assert one.stock == (2, 0)
    assert other.stock == (0, 0)
    assert (one.shortage, other.shortage) == (2, 4)


@pytest.mark.parametrize(("stock", "cover"), [(0, 0), (4, 1), (10, 2.5), (9.9, 2.5)])
def test_days_of_cover(stock, cover):
    assert days_of_cover(store(), stock) == cover


def test_cover_is_blank_when_nothing_is_used():
    assert days_of_cover(store(use=(0.0, 0.0)), 7) is None


@pytest.mark.parametrize(("on_hand", "below"), [(12, False), (11.81, False), (11.5, True), (0, True)])
def test_reserve_is_counted_after_the_first_day(on_hand, below):
    instance = SuppliesInstance((store(on_hand=on_hand),), 2, 3)
    assert is_below_reserve(instance, instance.stores[0], keep_books(instance)[0]) is below

"""A sample of what the torture does by the hundred thousand, and that it can fail."""

from __future__ import annotations

import pytest

from tests.properties import large, route_columns, two_routes
from tests.properties.lexico import Program
from tests.properties.rota_columns import best_by_columns


def test_some_towns_and_rotas() -> None:
    assert [two_routes.town_alike(number) for number in range(1000, 1020)] == ["same"] * 20
    assert [two_routes.rota_alike(number) for number in range(1000, 1010)] == ["same"] * 10


def test_a_plan_that_puts_somebody_where_nobody_is_wanted_gives_no_number_of_nights_to_the_floor() -> None:
    assert two_routes.rota_alike(15749) == "same"


def test_some_rotas_are_impossible_and_most_are_not() -> None:
    none = [best_by_columns(two_routes.small_rota(number).instance()) is None for number in (10, 11, 12, 13, 47)]
    assert 0 < sum(none) < 5


def test_a_rule_forgotten_by_one_of_them_shows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(route_columns, "_conflicts", lambda *_: None)
    assert any(two_routes.town_alike(number) != "same" for number in (15, 44, 53))


def test_goals_in_order_and_rows_that_contradict() -> None:
    program = Program()
    one, other = program.variable(3), program.variable(3)
    program.at_most({one: -1, other: -1}, -4)
    program.goal("one", {one: 2})
    program.goal("other", {other: 1}, 5)
    assert program.best() == {"one": 2, "other": 8}
    program.exactly({one: 1, other: 1}, 7)
    assert program.best() is None


def test_a_large_core_by_two_routes() -> None:
    assert large.cores_alike(1) == "same"


def test_bounds_that_cross_show() -> None:
    assert large._crossed(large.Route(10.0, 9.0), large.Route(11.0, 9.5)) == "same"
    assert large._crossed(large.Route(10.0, 9.0), large.Route(8.0, 7.0)) != "same"
    assert large._crossed(large.Route(10.0, 9.0), large.Route(11.0, 10.5)) != "same"

"""A sample of what the torture does by the hundred thousand, and that it can fail."""

from __future__ import annotations

import pytest

from tests.properties import route_columns, two_routes
from tests.properties.lexico import Program
from tests.properties.rota_columns import best_by_columns


def test_some_towns_and_rotas() -> None:
    assert [two_routes.town_alike(number) for number in range(1000, 1030)] == ["same"] * 30
    assert [two_routes.rota_alike(number) for number in range(1000, 1020)] == ["same"] * 20


def test_some_rotas_are_impossible_and_most_are_not() -> None:
    none = [best_by_columns(two_routes.small_rota(number).instance()) is None for number in range(60)]
    assert 0 < sum(none) < 30


def test_a_rule_forgotten_by_one_of_them_shows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(route_columns, "_room", lambda *_: None)
    assert any(two_routes.town_alike(number) != "same" for number in range(40))


def test_goals_in_order_and_rows_that_contradict() -> None:
    program = Program()
    one, other = program.variable(3), program.variable(3)
    program.at_most({one: -1, other: -1}, -4)
    program.goal("one", {one: 2})
    program.goal("other", {other: 1}, 5)
    assert program.best() == {"one": 2, "other": 8}
    program.exactly({one: 1, other: 1}, 7)
    assert program.best() is None

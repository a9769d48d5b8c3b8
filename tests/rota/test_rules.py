"""Every rule of a line: trivial, just inside, just outside; its constraints allow exactly the lines it does not call broken."""

from __future__ import annotations

import itertools
from typing import Any

import pytest
from ortools.sat.python import cp_model

from optimizer.rota.entities import OFF
from optimizer.rota.rules import LINE_RULES, Rule, broken_rules
from optimizer.rota.variables import Book, PersonLine
from tests.factories import contract, cover, request, shift, worked
from tests.rota.small import instance_of, ward_data

A, N, P = 0, 1, 2
_ = OFF
RULE = {rule.name: rule for rule in LINE_RULES}

# rule, tables that differ, a line just inside, a line just outside
CASES: list[tuple[str, dict[str, Any], list[int], list[int]]] = [
    ("rest_between", {"contracts": [contract(min_rest_h=25)]}, [N, _, A, _, N], [N, A, _, _, _]),
    ("rest_between", {"shift_types": [shift("A", forbidden_next=("N",)), shift("N", 23, 7)]}, [A, A, _, N, _], [A, N, _, _, _]),
    ("rest_between", {"roster_history": [worked("S1", -1, "N")]}, [_, A, _, _, _], [A, _, _, _, _]),
    ("max_minutes", {"contracts": [contract(max_minutes=960, period_days=3)]}, [A, A, _, N, N], [A, A, A, _, _]),
    ("max_shifts_per_type", {"contracts": [contract(max_shifts_per_type=(("N", 1),))]}, [N, _, A, A, A], [N, _, _, _, N]),
    ("max_consecutive", {"contracts": [contract(max_consecutive_shifts=2)]}, [A, A, _, A, A], [_, A, A, A, _]),
    (
        "max_consecutive",
        {"contracts": [contract(max_consecutive_shifts=2)], "roster_history": [worked("S1", -1)]},
        [A, _, A, A, _],
        [A, A, _, _, _],
    ),
    ("min_consecutive", {"contracts": [contract(min_consecutive_shifts=2)]}, [A, _, A, A, _], [_, A, _, A, A]),
    (
        "min_consecutive",
        {"contracts": [contract(min_consecutive_shifts=3)], "roster_history": [worked("S1", -1)]},
        [A, A, _, _, A],
        [A, _, _, _, _],
    ),
    ("days_off", {"contracts": [contract(min_consecutive_days_off=2)]}, [A, _, _, A, _], [A, _, A, _, _]),
    (
        "days_off",
        {"contracts": [contract(min_consecutive_days_off=3)], "roster_history": [worked("S1", -2)]},
        [_, _, A, _, _],
        [_, A, _, _, _],
    ),
    ("max_weekends", {"contracts": [contract(max_weekends=0)]}, [A, A, A, A, A], [_, _, _, _, _, A]),
    ("hard_request", {"requests": [request("S1", 1, "N", hard=True)]}, [_, N, _, _, _], [_, A, _, _, _]),
    ("hard_request", {"requests": [request("S1", 1, hard=True)]}, [A, _, A, _, _], [A, A, _, _, _]),
]
IDS = [f"{name}-{number}" for number, (name, *_rest) in enumerate(CASES)]


@pytest.mark.parametrize(("name", "tables", "inside", "outside"), CASES, ids=IDS)
def test_just_inside_and_just_outside(name: str, tables: dict[str, Any], inside: list[int], outside: list[int]) -> None:
    instance = instance_of(ward_data(max(len(inside), len(outside)), **tables))
    person = instance.people[0]
    trivial = [N if wish.shift == N and wish.day == day else OFF for day in range(5) for wish in person.fixed or [_Nothing]]
    assert not RULE[name].broken(instance, person, trivial)
    assert not RULE[name].broken(instance, person, inside)
    assert RULE[name].broken(instance, person, outside)
    assert name in broken_rules(instance, person, outside)


class _Nothing:
    shift, day = OFF, -1


def _allowed(rule: Rule, tables: dict[str, Any], days: int) -> tuple[set[tuple[int, ...]], set[tuple[int, ...]]]:
    """Lines the rule does not call broken, and lines its constraints allow."""
    instance = instance_of(ward_data(days, **tables))
    person = instance.people[0]
    shifts = range(len(instance.shifts))
    by_hand = {line for line in itertools.product((OFF, *shifts), repeat=days) if not rule.broken(instance, person, line)}
    book = Book()
    line = PersonLine(book, instance, person, [OFF] * days)
    RULE["one_shift_a_day"].post(instance, person, line)
    rule.post(instance, person, line)
    found: set[tuple[int, ...]] = set()

    class Collect(cp_model.CpSolverSolutionCallback):
        def on_solution_callback(self) -> None:
            found.add(tuple(next((s for s, x in line.picks(day).items() if self.value(x)), OFF) for day in range(days)))

    solver = cp_model.CpSolver()
    solver.parameters.enumerate_all_solutions = True
    solver.parameters.num_workers = 1
    solver.solve(book.model, Collect())
    return by_hand, found


@pytest.mark.parametrize(("name", "tables"), [case[:2] for case in CASES], ids=IDS)
def test_model_allows_exactly_what_is_not_broken(name: str, tables: dict[str, Any]) -> None:
    by_hand, found = _allowed(RULE[name], {"ward_cover": [cover("A"), cover("N")], **tables}, 5)
    assert found == by_hand


def test_weekends_in_the_model() -> None:
    by_hand, found = _allowed(RULE["max_weekends"], {"contracts": [contract(max_weekends=0)]}, 7)
    assert found == by_hand
    assert len(found) == 3**5


def test_one_shift_a_day_in_the_model() -> None:
    by_hand, found = _allowed(RULE["one_shift_a_day"], {}, 3)
    assert found == by_hand
    assert len(found) == 3**3

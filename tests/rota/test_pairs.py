"""Two people who share every shift, or none: the rule, the rota, the desk, and requests that contradict it."""

from __future__ import annotations

import itertools
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ortools.sat.python import cp_model

from optimizer.core.errors import ContradictionError
from optimizer.core.outcome import Termination
from optimizer.data.dataset import Dataset
from optimizer.data.tables.staff import StaffPair
from optimizer.data.vocabulary import PairRule
from optimizer.rota.desk.swap import swapped
from optimizer.rota.entities import OFF
from optimizer.rota.instance import RotaInstance
from optimizer.rota.measure import measure
from optimizer.rota.pairs import keeps_pairs, post_pairs
from optimizer.rota.rules import LINE_RULES, keeps_rules
from optimizer.rota.split import whole
from optimizer.rota.variables import Book, PersonLine
from tests.factories import contract, cover, day, nurse, request, unit, ward
from tests.rota.small import instance_of, solve, ward_data, worked_on
from tests.rota.test_desk import broken, desk_of
from tests.rota.test_held import again, published, row

SHARE, NEVER = PairRule.SHARE_SHIFT, PairRule.NO_SHARED_SHIFT
TWO = [nurse("S1"), nurse("S2")]
A, N, _ = 0, 1, OFF


def pair(rule: PairRule, one: str = "S1", other: str = "S2") -> StaffPair:
    return StaffPair(staff_id=one, other_id=other, rule=rule)


def paired(rule: PairRule, days: int = 2, **tables: Any) -> Dataset:
    return ward_data(days, **{"staff": TWO, "staff_pairs": [pair(rule)], **tables})


@pytest.mark.parametrize(
    ("rule", "inside", "outside"),
    [
        (SHARE, ([A, _], [A, _]), ([A, _], [_, _])),
        (SHARE, ([_, N], [_, N]), ([A, N], [N, N])),
        (NEVER, ([A, A], [N, _]), ([A, N], [N, N])),
    ],
)
def test_just_inside_and_just_outside(rule: PairRule, inside: tuple[list[int], ...], outside: tuple[list[int], ...]) -> None:
    instance = instance_of(paired(rule))
    assert keeps_pairs(instance, dict(enumerate(([_, _], [_, _]))))
    assert keeps_pairs(instance, dict(enumerate(inside)))
    assert not keeps_pairs(instance, dict(enumerate(outside)))


@pytest.mark.parametrize("rule", [SHARE, NEVER])
def test_model_allows_exactly_what_keeps_pairs(rule: PairRule) -> None:
    instance = instance_of(paired(rule, staff=[nurse("S1"), nurse("S2", available_to=day(0))]))
    book = Book()
    lines = {index: PersonLine(book, instance, person, [_, _]) for index, person in enumerate(instance.people)}
    for index, line in lines.items():
        LINE_RULES[0].post(instance, instance.people[index], line)
    post_pairs(instance, lines)
    found = set()

    class Collect(cp_model.CpSolverSolutionCallback):
        def on_solution_callback(self) -> None:
            found.add(
                tuple(
                    tuple(next((s for s, x in line.picks(d).items() if self.value(x)), OFF) for d in range(2))
                    for line in lines.values()
                )
            )

    solver = cp_model.CpSolver()
    solver.parameters.enumerate_all_solutions = True
    solver.parameters.num_workers = 1
    solver.solve(book.model, Collect())
    every = itertools.product(itertools.product((_, A, N), repeat=2), itertools.product((_, A, N), (_,)))
    assert found == {both for both in every if keeps_pairs(instance, dict(enumerate(both)))}


def test_a_pair_comes_as_one_even_beyond_what_is_useful() -> None:
    outcome = solve(paired(SHARE, days=3))
    assert worked_on(outcome, "S1") == worked_on(outcome, "S2")
    assert len(worked_on(outcome, "S1")) == 3
    assert outcome.term("short_of_min") == 3
    assert outcome.term("over_cover") == 3


def test_a_pair_kept_apart_covers_two_shifts() -> None:
    outcome = solve(paired(NEVER, days=1, ward_cover=[cover("A", 2), cover("N")]))
    assert outcome.term("short_of_min") == 1
    assert outcome.solution is not None
    assert {one.shift_type_id for one in outcome.solution.rota} == {"A", "N"}


def test_whoever_cannot_come_binds_nobody() -> None:
    data = paired(SHARE, staff=[nurse("S1"), nurse("S2", available_to=day(0))], ward_cover=[cover("A")])
    assert worked_on(solve(data), "S1").keys() == {0, 1}


def test_a_request_of_one_binds_the_other() -> None:
    data = paired(SHARE, requests=[request("S1", 0, "N", hard=True), request("S2", 1, hard=True)])
    outcome = solve(data)
    assert worked_on(outcome, "S1") == worked_on(outcome, "S2") == {0: "N"}


CONTRADICTIONS = {
    "shares, asks for another": (SHARE, [request("S1", 0, "A", hard=True), request("S2", 0, "N", hard=True)]),
    "shares, asks to be off": (SHARE, [request("S1", 0, "A", hard=True), request("S2", 0, hard=True)]),
    "apart, asks for the same": (NEVER, [request("S1", 0, "A", hard=True), request("S2", 0, "A", hard=True)]),
}


@pytest.mark.parametrize("name", CONTRADICTIONS)
def test_requests_that_contradict_a_pair_are_named(name: str) -> None:
    rule, asked = CONTRADICTIONS[name]
    with pytest.raises(ContradictionError) as caught:
        solve(paired(rule, requests=asked))
    (issue,) = caught.value.issues
    assert (issue.code, issue.table, issue.row) == (str(rule), "staff_pairs", 2)


def test_published_days_stay_though_a_pair_would_not_have_it() -> None:
    before = (row("S1", 0), row("S2", 1))
    outcome = again(published(paired(SHARE, days=3, ward_cover=[cover("A")]), 1), before)
    assert worked_on(outcome, "S1").keys() == {0, 2}
    assert worked_on(outcome, "S2").keys() == {1, 2}


def test_the_desk_knows_who_belongs_together_and_who_does_not() -> None:
    staff = [*TWO, nurse("S3")]
    apart = desk_of(paired(NEVER, staff=staff), row("S1", 0), row("S3", 1))
    moves = {(1, 0): (A, 0)}
    assert not apart.may(1, moves)
    assert [one.rule for one in apart.obstacles(1, moves)] == [str(NEVER)] == sorted(broken(apart, moves))
    assert not swapped(apart, 1, 2, [1]).legal or apart.may(1, {(1, 1): (A, 0)})
    share = desk_of(paired(SHARE, staff=staff), row("S1", 0), row("S2", 0))
    found = swapped(share, 1, 2, [0])
    assert [one.rule for one in found.obstacles[0][1]] == [str(SHARE)]
    assert swapped(share, 0, 1, [0]).legal


WARDS = {"units": [unit("U1"), unit("U2")], "wards": [ward(), ward("W2", "U2")]}


@st.composite
def towns(draw: st.DrawFn) -> Dataset:
    rules = draw(st.lists(st.sampled_from([SHARE, NEVER]), min_size=1, max_size=2))
    ends = [("S0", "S1"), ("S1", "S2")]
    asked = draw(st.lists(st.tuples(st.integers(0, 2), st.integers(0, 2), st.sampled_from(["A", "N", "off"])), max_size=2))
    wishes = {(who, number): request(f"S{who}", number, shift, hard=False, weight=2) for who, number, shift in asked}
    run: dict[str, Any] = draw(st.sampled_from([{}, {"min_consecutive_shifts": 2}, {"max_consecutive_shifts": 1}]))
    rows = [cover("A", draw(st.integers(0, 2))), cover("N", 1, preferred=2), cover("A", draw(st.integers(0, 1)), ward_id="W2")]
    return ward_data(
        3,
        **WARDS,
        staff=[nurse("S0"), nurse("S1"), nurse("S2", available_from=day(draw(st.integers(0, 1))))],
        contracts=[replace(contract(min_rest_h=0), **run)],
        ward_cover=rows,
        requests=list(wishes.values()),
        staff_pairs=[pair(rule, *two) for rule, two in zip(rules, ends, strict=False)],
    )


def least_short(instance: RotaInstance) -> int:
    """The fewest people missing over every set of lines that keeps the rules; wards are dealt as well as can be."""
    choices = []
    for person in instance.people:
        days = [(OFF, *sorted(person.options[number])) for number in range(instance.days)]
        choices.append([line for line in itertools.product(*days) if keeps_rules(instance, person, line)])
    return min(_short(instance, lines) for lines in itertools.product(*choices) if keeps_pairs(instance, dict(enumerate(lines))))


def _short(instance: RotaInstance, lines: tuple[tuple[int, ...], ...]) -> int:
    short = 0
    for number in range(instance.days):
        for shift in (A, N):
            there = sum(line[number] == shift for line in lines)
            wanted = sum(need.least for need in instance.needs if (need.day, need.shift) == (number, shift))
            short += max(0, wanted - there)
    return short


@given(towns())
@settings(max_examples=20, deadline=None)
def test_no_rota_that_keeps_the_pairs_is_less_short(data: Dataset) -> None:
    outcome = again(data, ())
    assert outcome.termination is Termination.OPTIMAL
    instance = instance_of(data)
    assert outcome.term("short_of_min") == least_short(instance)
    assert measure(instance, whole(instance), {})["short_of_min"] >= outcome.term("short_of_min")

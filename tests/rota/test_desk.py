"""A rota on the desk: what keeps somebody from a shift, what a change costs, who may come, who may swap."""

from __future__ import annotations

import itertools
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from optimizer.core.rulebook import RULES
from optimizer.data.dataset import Dataset
from optimizer.data.plantables import PlanTables
from optimizer.data.tables.plan import RotaRow
from optimizer.data.vocabulary import Role
from optimizer.rota.desk.book import Moves, RotaDesk
from optimizer.rota.desk.facts import facts_of
from optimizer.rota.desk.replace import Vacancy, replacements
from optimizer.rota.desk.swap import swapped
from optimizer.rota.measure import measure
from optimizer.rota.split import whole
from optimizer.verify import faults_of
from tests.factories import contract, cover, day, nurse, request, unit, ward, worked
from tests.rota.small import pools_of, team_data, ward_data

A, N = 0, 1


def row(staff_id: str, number: int, shift: str = "A", ward_id: str = "W1") -> RotaRow:
    return RotaRow(staff_id=staff_id, date=day(number), shift_type_id=shift, ward_id=ward_id, role=Role.NURSE)


def desk_of(data: Dataset, *rows: RotaRow) -> RotaDesk:
    return RotaDesk.of(data, pools_of(data), rows)


def rows_after(desk: RotaDesk, moves: Moves) -> tuple[RotaRow, ...]:
    found = {**desk.assigned, **moves}
    return tuple(
        RotaRow(
            staff_id=desk.instance.people[index].staff_id,
            date=day(number),
            shift_type_id=desk.instance.shifts[where[0]].shift_type_id,
            ward_id=desk.instance.wards[where[1]],
            role=desk.instance.people[index].role,
        )
        for (index, number), where in found.items()
        if where is not None
    )


def broken(desk: RotaDesk, moves: Moves) -> set[str]:
    """Rules of the rota that the independent check finds broken after some moves."""
    tables = PlanTables(rota=rows_after(desk, moves), capacity=tuple(desk.pools.capacity.values()))
    found = faults_of(desk.dataset, tables, ("rota",))
    return {issue.code for issue in found if issue.code in RULES and RULES[issue.code].step == "rota"}


EDGES: dict[str, tuple[dict[str, Any], list[RotaRow], int, str]] = {
    "no rest": ({}, [row("S1", 1, "N")], 2, "rest_between"),
    "minutes": ({"contracts": [contract(max_minutes=960)]}, [row("S1", 0), row("S1", 1)], 2, "max_minutes"),
    "nights": ({"contracts": [contract(max_shifts_per_type=(("A", 1),))]}, [row("S1", 0)], 2, "max_shifts_per_type"),
    "run": ({"contracts": [contract(max_consecutive_shifts=2)]}, [row("S1", 0), row("S1", 1)], 2, "max_consecutive"),
    "short run": ({"contracts": [contract(min_consecutive_shifts=2)]}, [], 2, "min_consecutive"),
    "days off": ({"contracts": [contract(min_consecutive_days_off=2)]}, [row("S1", 0)], 2, "days_off"),
    "weekend": ({"contracts": [contract(max_weekends=0)]}, [], 5, "max_weekends"),
    "asked": ({"requests": [request("S1", 2, hard=True)]}, [], 2, "hard_request"),
    "away": ({"staff": [nurse("S1", available_to=day(1))]}, [], 2, "staff_available"),
    "other hospital": ({"staff": [nurse("S1", hospital_id="H2")]}, [], 2, "ward_staff"),
    "no such shift": ({"ward_cover": [cover("N")]}, [], 2, "role_match"),
}


@pytest.mark.parametrize(("tables", "rows", "number", "rule"), EDGES.values(), ids=EDGES)
def test_what_stands_against_a_shift_is_named(tables: dict[str, Any], rows: list[RotaRow], number: int, rule: str) -> None:
    desk = desk_of(ward_data(7, **tables), *rows)
    moves = {(0, number): (A, 0)}
    assert [one.rule for one in desk.obstacles(0, moves)] == [rule]
    assert broken(desk, moves) == {rule}
    assert not desk.may(0, moves)
    [obstacle] = desk.obstacles(0, moves)
    for lang in ("en", "zh"):
        said = obstacle.describe(lang)  # type: ignore[arg-type]
        assert "{" not in said
        assert RULES[rule].title.to(lang) in said  # type: ignore[arg-type]


def test_history_counts() -> None:
    data = ward_data(3, contracts=[contract(max_consecutive_shifts=2)], roster_history=[worked("S1", -2), worked("S1", -1)])
    [obstacle] = desk_of(data).obstacles(0, {(0, 0): (A, 0)})
    assert obstacle.describe("en").endswith("3 days in a row from 03-19, at most 2")


WARDS = {
    "units": [unit("U1"), unit("U2")],
    "wards": [ward("W1", "U1"), ward("W2", "U2")],
    "ward_cover": [cover("A", preferred=2), cover("N", skill="icu"), cover("N"), cover("A", ward_id="W2")],
    "staff": [nurse("S1"), nurse("S2", skills=("icu",)), nurse("S3"), nurse("S4", hospital_id="H2")],
    "contracts": [contract(max_minutes=1920, max_consecutive_shifts=3, min_consecutive_days_off=2, min_minutes=960)],
    "requests": [request("S1", 1, weight=3), request("S2", 2, "N", weight=2), request("S3", 4, hard=True)],
}


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_verdicts_and_costs_are_those_of_the_check(draw: st.DataObject) -> None:
    """Any moves from a rota that stands: legal exactly when the check finds nothing, and the goals as measured whole."""
    desk = desk_of(ward_data(7, **WARDS))
    places = st.sampled_from([None, (A, 0), (N, 0), (A, 1), (N, 1)])
    keys = list(itertools.product(range(4), range(7)))
    start = desk_of(desk.dataset)
    for key in draw.draw(st.lists(st.sampled_from(keys), max_size=20, unique=True)):
        moves = {key: draw.draw(places)}
        if start.may(key[0], moves):
            start = desk_of(desk.dataset, *rows_after(start, moves))
    chosen = draw.draw(st.lists(st.sampled_from(keys), min_size=1, max_size=4, unique=True))
    moves = {key: draw.draw(places) for key in chosen}
    own = [{key: where for key, where in moves.items() if key[0] == index} for index in range(4)]
    legal = all(start.may(index, mine) for index, mine in enumerate(own))
    named = {one.rule for index, mine in enumerate(own) for one in start.obstacles(index, mine)}
    assert legal == (not named)
    if not broken(start, {}):
        assert named == broken(start, moves)
    after = {key: where for key, where in {**start.assigned, **moves}.items() if where is not None}
    one, other = (measure(start.instance, whole(start.instance), rota) for rota in (start.assigned, after))
    assert start.change(moves) == {name: other[name] - one[name] for name in one}


def test_who_may_come_is_ranked_and_the_others_are_named() -> None:
    data = ward_data(
        5,
        staff=[nurse("S1"), nurse("S2"), nurse("S3"), nurse("S4"), nurse("S5", hospital_id="H2"), nurse("D", role=Role.DOCTOR)],
        requests=[request("S2", 2, weight=3)],
    )
    desk = desk_of(data, row("S1", 2), row("S4", 1, "N"))
    found = replacements(desk, Vacancy((0, Role.NURSE, A, 2), 0))
    assert found.left_open["short_of_min"] == 1
    assert [one.facts[0].staff_id for one in found.replacements] == ["S3", "S2"]  # S2 asked for the day off
    assert found.replacements[0].change["short_of_min"] == 0
    assert found.replacements[1].change["requests_refused"] == 3
    kept = {data.staff[index].staff_id: [one.rule for one in rules] for index, rules in found.kept}
    assert kept == {"S4": ["rest_between"], "S5": ["ward_staff"]}


def test_a_skill_that_would_be_missed_comes_first() -> None:
    data = ward_data(
        3,
        ward_cover=[cover("A"), cover("A", skill="icu")],
        staff=[nurse(f"S{n}", skills=("icu",) * (n in {1, 3})) for n in (1, 2, 3)],
    )
    found = replacements(desk_of(data, row("S1", 1)), Vacancy((0, Role.NURSE, A, 1), 0))
    assert [one.facts[0].staff_id for one in found.replacements] == ["S3", "S2"]
    assert found.replacements[0].facts[0].skills == ("icu",)
    assert found.replacements[1].facts[0].lacking == ("icu",)


def test_who_is_on_standby_is_called_first() -> None:
    data = team_data(2, staff=[nurse("S1"), nurse("S2"), nurse("S3")], ward_cover=[cover("A")])
    pools = pools_of(data, "S1", "S2", "S3")
    for called in ("S2", "S3"):
        named = replace(pools, teams=tuple(replace(member, standby=member.staff_id == called) for member in pools.teams))
        found = replacements(RotaDesk.of(data, named, (row("S1", 1),)), Vacancy((0, Role.NURSE, A, 1), 0))
        assert found.replacements[0].facts[0].staff_id == called
        assert "on standby in the team: to be called first" in list(found.replacements[0].facts[0].lines("en"))


def test_two_exchange_when_nobody_can_alone() -> None:
    """S2 is free but works the night before; S3 could take that night, not the early shift."""
    data = ward_data(4, staff=[nurse("S1"), nurse("S2"), nurse("S3")], requests=[request("S3", 2, hard=True)])
    desk = desk_of(data, row("S1", 2), row("S2", 1, "N"))
    found = replacements(desk, Vacancy((0, Role.NURSE, A, 2), 0))
    best = found.replacements[0]
    assert best.moves == {(1, 2): (A, 0), (1, 1): None, (2, 1): (N, 0)}
    assert best.people == 2
    assert best.change["short_of_min"] == 0
    assert not broken(desk, {(0, 2): None, **best.moves})


def test_nobody_at_all() -> None:
    found = replacements(desk_of(ward_data(2), row("S1", 1)), Vacancy((0, Role.NURSE, A, 1), 0))
    assert found.replacements == ()
    assert found.complete


def test_an_open_shift_without_an_absence() -> None:
    found = replacements(desk_of(ward_data(2)), Vacancy((0, Role.NURSE, A, 1)))
    assert found.left_open == {}
    assert found.replacements[0].change["short_of_min"] == -1


def test_everybody_who_may_come_keeps_the_rules() -> None:
    tables = {**WARDS, "staff": [*WARDS["staff"], *(nurse(f"T{n}") for n in range(5))]}
    desk = desk_of(ward_data(7, **tables), *(row(f"T{n}", d, "AN"[n % 2]) for n in range(5) for d in (n % 3, n % 3 + 1)))
    for (index, number), (shift, place) in desk.assigned.items():
        found = replacements(desk, Vacancy((place, Role.NURSE, shift, number), index))
        assert len(found.kept) + sum(one.people == 1 for one in found.replacements) == 8
        for one in found.replacements:
            assert not broken(desk, {(index, number): None, **one.moves}) - broken(desk, {(index, number): None})


def test_facts_of_a_shift() -> None:
    data = ward_data(
        7,
        staff=[nurse("S1"), nurse("S2")],
        contracts=[contract(max_minutes=2400, max_weekends=1)],
        requests=[request("S1", 5, "A")],
    )
    desk = desk_of(data, row("S1", 4), row("S2", 1, "N"))
    facts = facts_of(desk, 0, 5, {(0, 5): (A, 0)})
    assert (facts.minutes, facts.minutes_before, facts.nights, facts.others_nights) == (960, 480, 0, (1, 1))
    assert (facts.rest_before_min, facts.rest_after_min, facts.home_days) == (16 * 60, None, 1)
    assert facts.wish == ("A", 1)
    assert "asked for this shift" in list(facts.lines("en"))
    assert all("{" not in line for line in facts.lines("zh"))


def test_a_swap_is_legal_or_names_its_rules() -> None:
    data = ward_data(5, staff=[nurse("S1"), nurse("S2"), nurse("S3")])
    desk = desk_of(data, row("S1", 2), row("S2", 1, "N"), row("S3", 3))
    legal = swapped(desk, 0, 2, [2, 3])
    assert legal.legal
    assert legal.moves == {(0, 2): None, (2, 2): (A, 0), (0, 3): (A, 0), (2, 3): None}
    refused = swapped(desk, 0, 1, [2])
    assert not refused.legal
    assert {one.rule for _, rules in refused.obstacles for one in rules} == {"rest_between"}
    nothing = swapped(desk, 0, 1, [4])
    assert nothing.legal
    assert nothing.moves == {}


def test_every_swap_is_judged_as_the_check_judges_it() -> None:
    tables = {**WARDS, "requests": []}
    rows = [row("S1", 0), row("S1", 1), row("S2", 0, "N"), row("S2", 1, "N"), row("S3", 4, "A", "W2"), row("S3", 5, "A", "W2")]
    desk = desk_of(ward_data(7, **tables), *rows)
    assert not broken(desk, {})
    for one, other in itertools.combinations(range(4), 2):
        for days in [(d,) for d in range(7)] + [(d, d + 1) for d in range(6)]:
            found = swapped(desk, one, other, days)
            named = {obstacle.rule for _, rules in found.obstacles for obstacle in rules}
            assert named == broken(desk, found.moves), (one, other, days)

"""Whole rotas: against brute force, around planted rosters, twice the same, contradictions named, the sizes of the city."""

from __future__ import annotations

import itertools
from itertools import product
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from optimizer.core.errors import ContradictionError
from optimizer.core.goals import GOALS
from optimizer.core.outcome import Termination
from optimizer.core.params import Limits
from optimizer.data.dataset import Dataset
from optimizer.data.vocabulary import CoverPer, Role
from optimizer.rota.entities import OFF
from optimizer.rota.fixed import start_lines
from optimizer.rota.greedy import greedy_roster
from optimizer.rota.instance import RotaInstance
from optimizer.rota.measure import measure
from optimizer.rota.model import roster
from optimizer.rota.rules import broken_rules, keeps_rules
from optimizer.rota.solution import RotaSolution, from_rows, term_values
from optimizer.rota.split import split, whole
from tests.factories import START, contract, cover, nurse, request, shift, team_unit, unit, ward
from tests.rota.small import instance_of, pools_of, solve, team_data, ward_data, worked_on

NAMES = tuple(name for name, spec in GOALS.items() if spec.step == "rota")


def broken(data: Dataset, solution: RotaSolution, *staff_ids: str) -> list[tuple[str, ...]]:
    """Rules that any person's line breaks."""
    instance = instance_of(data, *staff_ids)
    found = from_rows(data, instance, solution.rota)
    lines = [[found.get((index, day), (OFF, 0))[0] for day in range(instance.days)] for index in range(len(instance.people))]
    return [names for person, line in zip(instance.people, lines, strict=True) if (names := broken_rules(instance, person, line))]


def test_nobody_and_nothing() -> None:
    outcome = solve(ward_data(2, staff=[], ward_cover=[]))
    assert outcome.termination is Termination.OPTIMAL
    assert tuple(term.name for term in outcome.terms) == NAMES
    assert all(term.value == term.bound == 0 for term in outcome.terms)


def test_what_is_short_is_named() -> None:
    outcome = solve(ward_data(1))
    assert outcome.solution is not None
    assert outcome.term("short_of_min") == 1
    (one,) = outcome.solution.shortfalls
    assert (one.ward_id, one.date, one.role, one.wanted, one.assigned) == ("W1", START, Role.NURSE, 1, 0)


def test_a_team_ward_without_a_team_is_short() -> None:
    outcome = solve(team_data(2))
    assert outcome.term("short_of_min") == 8  # two inside on each of two shifts
    assert outcome.terms[0].bound == 8


def test_nobody_works_more_than_useful() -> None:
    data = ward_data(2, staff=[nurse(f"S{n}") for n in range(9)], contracts=[contract(min_minutes=960, period_days=2)])
    outcome = solve(data)
    assert outcome.solution is not None
    assert len(outcome.solution.rota) == 4


def test_skills_and_several_wards() -> None:
    rows = [cover("A"), cover("A", skill="icu"), cover("A", ward_id="W2"), cover("A", ward_id="W2", skill="icu")]
    data = ward_data(
        1,
        units=[unit("U1"), unit("U2")],
        wards=[ward("W1", "U1"), ward("W2", "U2")],
        ward_cover=rows,
        staff=[nurse("S1"), nurse("S2", skills=("icu",)), nurse("S3"), nurse("S4", skills=("icu",))],
    )
    outcome = solve(data)
    assert outcome.term("short_of_min") == 0
    assert outcome.solution is not None
    assert {(row.staff_id, row.ward_id) for row in outcome.solution.rota} == {("S2", "W1"), ("S4", "W2")}


def test_hard_requests_are_kept_and_soft_ones_weighed() -> None:
    data = ward_data(
        1,
        staff=[nurse("S1"), nurse("S2"), nurse("S3")],
        requests=[request("S1", 0, "N", hard=True), request("S2", 0, weight=5), request("S3", 0, weight=2)],
    )
    outcome = solve(data)
    assert worked_on(outcome, "S1") == {0: "N"}
    assert worked_on(outcome, "S3") == {0: "A"}
    assert outcome.term("requests_refused") == 2


CONTRADICTIONS: dict[str, tuple[dict[str, Any], set[str], int]] = {
    "away": (
        {"staff": [nurse("S1", available_from=START.replace(day=23))], "requests": [request("S1", 0, "A", hard=True)]},
        {"hard_request", "staff_available"},
        2,
    ),
    "other hospital": (
        {"staff": [nurse("S1", hospital_id="H2")], "requests": [request("S1", 0, "A", hard=True)]},
        {"hard_request", "ward_staff"},
        2,
    ),
    "two shifts": ({"requests": [request("S1", 0, s, hard=True) for s in "AN"]}, {"hard_request", "one_shift_a_day"}, 3),
    "off and on": ({"requests": [request("S1", 0, s, hard=True) for s in ("off", "A")]}, {"hard_request"}, 3),
    "no rest": (
        {"requests": [request("S1", 3, "A", hard=True), request("S1", 0, "N", hard=True), request("S1", 1, "A", hard=True)]},
        {"hard_request", "rest_between"},
        3,
    ),
    "too long": (
        {"contracts": [contract(max_minutes=480)], "requests": [request("S1", n, "A", hard=True) for n in (0, 2)]},
        {"hard_request", "max_minutes"},
        2,
    ),
    "too short a run": (
        {
            "contracts": [contract(min_consecutive_shifts=2)],
            "requests": [request("S1", 2, "A", hard=True), request("S1", 1, hard=True), request("S1", 3, hard=True)],
        },
        {"hard_request", "min_consecutive"},
        2,
    ),
}


@pytest.mark.parametrize(("tables", "names", "row"), CONTRADICTIONS.values(), ids=CONTRADICTIONS)
def test_contradictions_are_named(tables: dict[str, Any], names: set[str], row: int) -> None:
    with pytest.raises(ContradictionError) as caught:
        solve(ward_data(5, **tables))
    assert {issue.code for issue in caught.value.issues} == names
    assert row in {issue.row for issue in caught.value.issues}
    assert all(issue.table == "requests" and issue.describe("zh") for issue in caught.value.issues)


def _best(data: Dataset) -> tuple[int, ...]:
    """The terms of the best rota, overstaffing aside, by trying every one."""
    instance = instance_of(data)
    everything = whole(instance)
    lines = [
        [line for line in itertools.product((OFF, 0, 1), repeat=instance.days) if keeps_rules(instance, person, line)]
        for person in instance.people
    ]
    best: tuple[int, ...] | None = None
    for chosen in itertools.product(*lines):
        assigned = {(i, d): (s, 0) for i, line in enumerate(chosen) for d, s in enumerate(line) if s != OFF}
        crowd = max((sum(line[d] == s for line in chosen) for d in range(instance.days) for s in (0, 1)), default=0)
        if crowd > 1:
            continue
        values = tuple(measure(instance, everything, assigned).values())
        best = values if best is None else min(best, values)
    assert best is not None
    return best


TINY = [
    {"contracts": [contract(max_consecutive_shifts=2)], "staff": [nurse("S1"), nurse("S2")]},
    {"contracts": [contract(min_minutes=960, period_days=3, min_rest_h=12)], "staff": [nurse("S1"), nurse("S2")]},
    {
        "contracts": [contract(max_shifts_per_type=(("N", 1),))],
        "staff": [nurse("S1"), nurse("S2")],
        "requests": [request("S1", 1, weight=3), request("S2", 1, "A", weight=2), request("S2", 2, "N", weight=2)],
    },
    {"contracts": [contract(max_minutes=960, period_days=3)], "staff": [nurse("S1"), nurse("S2", isolation_eligible=False)]},
]


@pytest.mark.parametrize("tables", TINY, ids=range(len(TINY)))
def test_as_good_as_trying_everything(tables: dict[str, Any]) -> None:
    data = ward_data(3, **tables)
    outcome = solve(data)
    best = _best(data)
    assert outcome.termination is Termination.OPTIMAL
    names = [name for name in NAMES if name != "group_apart"]  # nobody is in a group
    assert tuple(outcome.term(name) for name in names) == tuple(
        round(value / 60, 2) if name == "under_minutes" else value for name, value in zip(names, best, strict=True)
    )
    assert all(term.bound == term.value for term in outcome.terms)


@settings(max_examples=10, deadline=None)
@given(st.data())
def test_a_planted_roster_is_never_called_infeasible(draw: st.DataObject) -> None:
    shifts = [shift("A", 8, 16), shift("N", 23, 7, night=True)]
    terms = contract(
        max_consecutive_shifts=draw.draw(st.integers(2, 4)),
        min_consecutive_shifts=draw.draw(st.integers(1, 2)),
        min_consecutive_days_off=draw.draw(st.integers(1, 2)),
        max_weekends=1,
    )
    plain = ward_data(7, contracts=[terms], shift_types=shifts, staff=[nurse("S1"), nurse("S2")])
    instance = instance_of(plain)
    lines = [
        draw.draw(st.sampled_from([line for line in product([OFF, 0, 1], repeat=7) if keeps_rules(instance, one, line)]))
        for one in instance.people
    ]
    wanted = [
        request(f"S{i + 1}", d, "off" if s == OFF else "AN"[s], hard=draw.draw(st.booleans()))
        for i, line in enumerate(lines)
        for d, s in enumerate(line)
    ]
    data = ward_data(7, contracts=[terms], shift_types=shifts, staff=plain.staff, requests=wanted)
    outcome = solve(data, limits=Limits(deterministic_s=1.0))
    assert outcome.termination.has_plan
    assert outcome.solution is not None
    assert not broken(data, outcome.solution)


def team_of_80(days: int = 14) -> tuple[Dataset, list[str]]:
    """A first team of 80 with 60 nurses, six four-hour shifts a day, for 130 beds."""
    shifts = [shift(f"E{n + 1}", 4 * n, 4 * n + 4, minutes=300, ward_minutes=240, night=n in {0, 5}) for n in range(6)]
    rows = [cover(one.shift_type_id, 0.05, preferred=0.055, per=CoverPer.PATIENT) for one in shifts]
    rows += [cover(one.shift_type_id, 1, skill="leader") for one in shifts]
    rows += [cover(one.shift_type_id, 2, role=Role.DOCTOR) for one in shifts]
    staff = [nurse(f"N{n:02}", skills=("leader",) if n % 5 == 0 else ()) for n in range(60)]
    staff += [nurse(f"D{n:02}", role=Role.DOCTOR) for n in range(20)]
    terms = contract(max_minutes=2400, max_consecutive_shifts=6, min_rest_h=8)
    data = ward_data(days, units=[team_unit(capacity=130)], shift_types=shifts, ward_cover=rows, staff=staff, contracts=[terms])
    return data, [one.staff_id for one in staff]


def test_sixty_nurses_are_enough_for_130_beds_not_for_678() -> None:
    data, team = team_of_80()
    outcome = solve(data, *team, census=130)
    assert outcome.solution is not None
    assert outcome.term("short_of_min") == 0
    assert outcome.term("night_spread") <= 4  # doctors and nurses apart
    assert not broken(data, outcome.solution, *team)
    crowded = solve(data, *team, census=678, limits=Limits(deterministic_s=1.0))
    assert crowded.term("short_of_min") > 1000
    assert crowded.terms[0].bound is not None
    assert crowded.terms[0].bound >= 0.9 * crowded.term("short_of_min")


def test_greedy_alone_keeps_the_rules_and_covers_the_minimum() -> None:
    data, team = team_of_80(7)
    pools = pools_of(data, *team, census=130)
    instance = RotaInstance.from_dataset(data, pools)
    lines = start_lines(data, pools, instance)
    for piece in split(instance):
        plan = greedy_roster(instance, piece, lines)
        assert all(keeps_rules(instance, instance.people[index], line) for index, line in plan.lines.items())
        assert measure(instance, piece, plan.assigned)["short_of_min"] == 0


def test_same_input_same_rota_and_terms_are_of_the_rows() -> None:
    data = ward_data(
        14,
        staff=[nurse(f"S{n:02}", skills=("icu",) if n % 3 else ()) for n in range(9)],
        contracts=[contract(max_consecutive_shifts=5, min_consecutive_shifts=2, min_minutes=1440, max_minutes=2400)],
        ward_cover=[cover("A", 2, preferred=4), cover("N", 1, preferred=2), cover("N", 1, skill="icu")],
        requests=[request(f"S{n:02}", n, weight=n + 1) for n in range(9)],
    )
    first, second = solve(data), solve(data)
    assert first.solution == second.solution
    assert first.terms == second.terms
    assert first.solution is not None
    assert not broken(data, first.solution)
    assert {term.name: term.value for term in first.terms} == term_values(data, instance_of(data), first.solution.rota)
    assert all(term.bound is None or term.bound <= term.value for term in first.terms)


def test_no_solver_still_a_rota(monkeypatch: pytest.MonkeyPatch) -> None:
    from optimizer.rota import piece
    from optimizer.solve.result import SolverResult

    monkeypatch.setattr(piece, "solve_cpsat", lambda *_, **__: SolverResult(Termination.UNKNOWN))
    data = ward_data(5, staff=[nurse("S1"), nurse("S2")], ward_cover=[cover("A", 1, preferred=2), cover("N", 1, preferred=2)])
    pools = pools_of(data)
    outcome = roster(data, (), (), pools.capacity, Limits())
    assert outcome.termination is Termination.FALLBACK
    assert outcome.solution is not None
    assert outcome.solution.rota

"""What contradicts each other when a shift stays open, and what would cover it most cheaply."""

from __future__ import annotations

import itertools
from collections.abc import Collection
from typing import Any

import pytest

from optimizer.core.params import Limits
from optimizer.core.text import LANGS
from optimizer.data.vocabulary import Role
from optimizer.planning.explain_rota_repairs import Case, case_lines, cases
from optimizer.rota.desk.book import RotaDesk
from optimizer.rota.desk.conflict import Conflict
from optimizer.rota.desk.eased import RULE, easings
from optimizer.rota.entities import OFF
from tests.factories import contract, cover, nurse, request, worked
from tests.rota.small import instance_of, solve, ward_data
from tests.rota.test_desk import desk_of

LIMITS = Limits(deterministic_s=2.0)


def planned(**tables: Any) -> RotaDesk:
    """A desk with the best rota there is."""
    days = tables.pop("days", 3)
    data = ward_data(days, **tables)
    outcome = solve(data)
    assert outcome.solution is not None
    return desk_of(data, *outcome.solution.rota)


def the_case(desk: RotaDesk) -> Case:
    [case] = cases(desk, limits=LIMITS)
    return case


def can_cover(desk: RotaDesk, days: Collection[int], rules: Collection[str]) -> bool:
    """Whether some rota covers the minima of some days and keeps some rules, by trying every one."""
    instance = desk.instance
    choices = (OFF, *range(len(instance.shifts)))
    lines = [
        [
            line
            for line in itertools.product(choices, repeat=instance.days)
            if all(shift == OFF or shift in person.options[day] for day, shift in enumerate(line))
            and not any(RULE[rule].broken(instance, person, line) for rule in rules)
        ]
        for person in instance.people
    ]
    needs = [need for need in instance.needs if need.day in days and need.least]
    return any(
        all(sum(line[need.day] == need.shift for line in chosen) >= need.least for need in needs)
        for chosen in itertools.product(*lines)
    )


TIGHT: dict[str, dict[str, Any]] = {
    "nights": {"contracts": [contract(max_shifts_per_type=(("N", 1),), min_rest_h=0)], "ward_cover": [cover("N")]},
    "too few": {"ward_cover": [cover("A", 3)]},
    "run": {"contracts": [contract(max_consecutive_shifts=1)], "ward_cover": [cover("A", 2)]},
    "rest": {"ward_cover": [cover("A"), cover("N")], "contracts": [contract(max_consecutive_shifts=2)]},
    "asked": {"ward_cover": [cover("A", 2)], "requests": [request("S1", 1, hard=True)]},
    "minutes": {"contracts": [contract(max_minutes=480)], "ward_cover": [cover("A")]},
    "history": {
        "contracts": [contract(max_consecutive_shifts=2)],
        "ward_cover": [cover("A", 2)],
        "roster_history": [worked("S1", -1), worked("S1", -2)],
    },
}


@pytest.mark.parametrize("tables", TIGHT.values(), ids=TIGHT)
def test_the_smallest_contradiction(tables: dict[str, Any]) -> None:
    """What is named cannot hold together, and without any part of it the rest can; something repairs it all."""
    desk = planned(staff=[nurse("S1"), nurse("S2")], **tables)
    case = the_case(desk)
    found = case.conflict
    assert isinstance(found, Conflict)
    days = {one.day for one in found.cover}
    assert not can_cover(desk, days, found.rules)
    for day in days:
        assert can_cover(desk, days - {day}, found.rules), day
    for rule in found.rules:
        assert can_cover(desk, days, set(found.rules) - {rule}), rule
    assert any(repair.missing == 0 for repair in case.repairs)
    for lang in LANGS:
        lines = list(case_lines(desk, case, lang))
        assert len(lines) >= 2
        assert not any("{" in line for line in lines)


def test_nights_one_more_each_or_more_people() -> None:
    desk = planned(
        days=7,
        staff=[nurse(f"S{n}") for n in range(1, 5)],
        contracts=[contract(max_shifts_per_type=(("N", 1),))],
        ward_cover=[cover("N")],
    )
    case = the_case(desk)
    assert case.missing == 3
    assert case.conflict is not None
    assert case.conflict.rules == ("max_shifts_per_type",)
    people = next(repair for repair in case.repairs if repair.hired)
    assert (people.missing, people.hired, people.proven) == (0, (((Role.NURSE, ""), 3),), True)
    eased = next(repair for repair in case.repairs if repair.eased)
    assert (eased.missing, eased.steps, eased.proven, eased.held) == (0, 3, True, True)
    assert len({one.index for one in eased.eased}) == 3
    assert "one N more each for 3 people" in "\n".join(case_lines(desk, case, "en"))


def test_a_skill_is_what_is_missing() -> None:
    desk = planned(staff=[nurse("S1"), nurse("S2")], ward_cover=[cover("A", 1, skill="icu")])
    case = the_case(desk)
    assert case.missing == 3
    [repair] = [one for one in case.repairs if one.missing == 0]
    assert repair.hired == (((Role.NURSE, "icu"), 1),)
    assert "[icu]" in "\n".join(case_lines(desk, case, "en"))


def test_a_request_withdrawn() -> None:
    desk = planned(staff=[nurse("S1"), nurse("S2")], ward_cover=[cover("A", 2)], requests=[request("S1", 1, hard=True)])
    case = the_case(desk)
    eased = next(repair for repair in case.repairs if repair.eased)
    assert [(one.rule, one.index, one.day) for one in eased.eased] == [("hard_request", 0, 1)]


def test_rest_is_never_eased() -> None:
    desk = planned(days=2, staff=[nurse("S1")], ward_cover=[cover("A"), cover("N")])
    case = the_case(desk)
    assert all(not repair.eased or {one.rule for one in repair.eased} != {"rest_between"} for repair in case.repairs)
    assert easings(desk.instance, desk.instance.people[0], "rest_between") == ()


def test_an_eased_rule_allows_one_step_more() -> None:
    data = ward_data(
        7,
        contracts=[
            contract(
                max_minutes=480,
                max_shifts_per_type=(("A", 1),),
                max_consecutive_shifts=2,
                max_weekends=0,
                min_consecutive_days_off=2,
            )
        ],
        requests=[request("S1", 0, hard=True)],
    )
    instance = instance_of(data)
    person = instance.people[0]
    for rule in ("max_minutes", "max_shifts_per_type", "max_consecutive", "max_weekends", "days_off", "hard_request"):
        for way in easings(instance, person, rule):
            lines = list(itertools.product((OFF, 0), repeat=7))
            plain = {line for line in lines if not RULE[rule].broken(instance, way.plain, line)}
            eased = {line for line in lines if not RULE[rule].broken(instance, way.eased, line)}
            assert plain < eased, rule

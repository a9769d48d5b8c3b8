"""What is wanted on a shift: the cover table, and what every shift of an isolation ward needs."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import Any

import pytest

from optimizer.data.dataset import Dataset
from optimizer.data.scenario import Policy
from optimizer.data.vocabulary import CoverPer, Role
from optimizer.rota.required import wanted
from tests.factories import capacity, cover, nurse, team_unit, unit
from tests.rota.small import pools_of, solve, team_data

CARRIERS = [nurse("S1", skills=("leader",)), nurse("S2", skills=("infection_control",)), nurse("S3")]


def asked(data: Dataset, census: int = 0) -> dict[tuple[Role, str, str], int]:
    """The minima of the only day, by role, skill and shift."""
    pools = pools_of(data, census=census)
    rows = wanted(data, capacity(data, {"U1": census}), pools.is_isolation)
    return {(one.row.role, one.row.skill, one.row.shift_type): one.least for one in rows if one.most}


def with_policy(data: Dataset, **changes: Any) -> Dataset:
    return replace(data, scenario=replace(data.scenario, policy=replace(Policy(), **changes)))


def nurses(skill: str = "", shift: str = "A") -> tuple[Role, str, str]:
    return Role.NURSE, skill, shift


def test_a_general_ward_is_asked_for_nothing_more() -> None:
    data = team_data(1, units=[unit()], staff=CARRIERS, ward_cover=[cover("A")])
    assert asked(data) == {nurses(): 1}


def test_an_isolation_ward_has_a_leader_a_supervisor_and_two_inside() -> None:
    data = team_data(1, staff=CARRIERS, ward_cover=[cover("A"), cover("N", 3)])
    assert asked(data) == {
        nurses(): 2,
        nurses("leader"): 1,
        nurses("infection_control"): 1,
        nurses(shift="N"): 3,
        nurses("leader", "N"): 1,
        nurses("infection_control", "N"): 1,
    }


def test_people_of_all_roles_are_inside_together() -> None:
    both = [cover("A"), cover("A", role=Role.DOCTOR)]
    assert asked(team_data(1, staff=[nurse("S1")], ward_cover=both)) == {nurses(): 1, (Role.DOCTOR, "", "A"): 1}
    shorter = [cover("A"), cover("A", 0, preferred=1, role=Role.DOCTOR)]
    assert asked(team_data(1, staff=[nurse("S1")], ward_cover=shorter))[nurses()] == 2


def test_what_the_cover_table_says_of_a_skill_counts_instead() -> None:
    rows = [cover("A"), cover("N"), cover("A", 0, skill="leader"), cover("N", 2, skill="infection_control")]
    found = asked(team_data(1, staff=CARRIERS, ward_cover=rows))
    assert nurses("leader") not in found
    assert found[nurses("leader", "N")] == 1
    assert found[nurses("infection_control", "N")] == 2


def test_a_shift_on_which_nobody_is_wanted_is_left_alone() -> None:
    rows = [cover("A", 0.5, per=CoverPer.PATIENT), cover("N", role=Role.DOCTOR)]
    data = team_data(1, staff=CARRIERS, ward_cover=rows)
    assert asked(data) == {(Role.DOCTOR, "", "N"): 1}
    assert asked(data, census=1)[nurses()] == 2


def test_skills_that_nobody_has_are_not_asked_for() -> None:
    assert asked(team_data(1, staff=[nurse("S1")], ward_cover=[cover("A")])) == {nurses(): 2}


@pytest.mark.parametrize(
    ("changes", "least", "skills"),
    [
        ({"isolation_inside_min": 0}, 1, {"leader", "infection_control"}),
        ({"isolation_inside_min": 3, "isolation_shift_skills": ("leader",)}, 3, {"leader"}),
        ({"isolation_shift_skills": ()}, 2, set()),
    ],
)
def test_the_policy_says_what_is_asked(changes: dict[str, Any], least: int, skills: set[str]) -> None:
    found = asked(with_policy(team_data(1, staff=CARRIERS, ward_cover=[cover("A")]), **changes))
    assert found[nurses()] == least
    assert {skill for _, skill, _ in found} == {"", *skills}


def test_the_rota_keeps_it_or_names_what_is_missing() -> None:
    enough = [nurse("S1", skills=("leader",)), nurse("S2"), nurse("S3", skills=("infection_control", "leader"))]
    data = team_data(1, staff=enough, ward_cover=[cover("A")])
    outcome = solve(data, "S1", "S2", "S3")
    assert outcome.solution is not None
    assert outcome.solution.shortfalls == ()
    assert "S3" in {row.staff_id for row in outcome.solution.rota}
    alone = solve(data, "S1")
    assert alone.solution is not None
    assert Counter((short.skill, short.wanted, short.assigned) for short in alone.solution.shortfalls) == {
        ("", 2, 1): 1,
        ("infection_control", 1, 0): 1,
    }


def test_a_ward_that_becomes_an_isolation_ward_is_asked_from_then_on() -> None:
    data = team_data(2, units=[team_unit()], staff=CARRIERS, ward_cover=[cover("A")])
    rows = wanted(data, {}, lambda _, date: date == data.horizon.date(1))
    assert [(data.horizon.day(one.date), one.least) for one in rows if not one.row.skill] == [(0, 1), (1, 2)]

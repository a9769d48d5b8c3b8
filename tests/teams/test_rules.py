"""Every rule of a team: trivial, just inside, just outside (the smallest contradiction names it)."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from optimizer.core.errors import ContradictionError
from optimizer.core.params import Limits
from optimizer.data.dataset import Dataset
from optimizer.data.tables.staff import DonorMinimum, StaffPair
from optimizer.data.vocabulary import IneligibleReason, PairRule, Role
from optimizer.teams.model import form_teams
from tests.factories import START, dataset, nurse
from tests.teams.pool import doctor, team

LIMITS = Limits(deterministic_s=2.0)


def members(data: Dataset) -> dict[str, set[str]]:
    outcome = form_teams(data, LIMITS)
    assert outcome.solution is not None
    found: dict[str, set[str]] = {row.team_id: set() for row in data.teams_wanted}
    for row in outcome.solution.teams:
        found[row.team_id].add(row.staff_id)
    assert sum(len(one) for one in found.values()) == len(outcome.solution.teams)
    return found


def pool(*people: Any, **tables: Any) -> Dataset:
    return dataset(3, staff=people, **{"teams_wanted": [team()], **tables})


def apart(*pairs: tuple[str, str]) -> list[StaffPair]:
    return [StaffPair(staff_id=one, other_id=other, rule=PairRule.APART) for one, other in pairs]


A, B, C = nurse("A"), nurse("B"), nurse("C")

INSIDE = {
    "trivial": dataset(3, staff=[A]),
    "team_size": pool(A, B),
    "one_team": pool(A, B, C, doctor("D"), teams_wanted=[team("T1"), team("T2")]),
    "team_role": pool(A, doctor("D"), teams_wanted=[team(role_min=(("doctor", 1), ("nurse", 1)))]),
    "team_skill": pool(A, nurse("B", skills=("icu",)), teams_wanted=[team(skill_min=(("icu", 1),))]),
    "team_grade": pool(A, nurse("B", grade="senior"), teams_wanted=[team(grade_min=(("senior", 1),))]),
    "team_key_members": pool(A, nurse("B", key_member=True), teams_wanted=[team(key_members_min=1)]),
    "team_donor": pool(A, B, nurse("C", hospital_id="H2"), teams_wanted=[team(donor_ids=("H1",))]),
    "team_mix": pool(A, B, nurse("C", hospital_id="H2"), teams_wanted=[team(max_share_one_hospital=0.5)]),
    "team_eligible": pool(A, nurse("B", available_to=START + dt.timedelta(days=2)), nurse("C", isolation_eligible=False)),
    "group_whole": pool(A, nurse("B", group_id="G"), nurse("C", group_id="G")),
    "pair_together": pool(A, B, C, staff_pairs=[StaffPair(staff_id="A", other_id="B", rule=PairRule.TOGETHER)]),
    "pair_apart": pool(A, B, C, staff_pairs=apart(("A", "B"), ("B", "C"))),
    "donor_minimum": pool(A, B, C, donor_minimum=[DonorMinimum(hospital_id="H1", role=Role.NURSE, headcount=1)]),
}
OUTSIDE = {
    "team_size": pool(A),
    "one_team": pool(A, B, C, teams_wanted=[team("T1"), team("T2")]),
    "team_role": pool(A, B, teams_wanted=[team(role_min=(("doctor", 1),))]),
    "team_skill": pool(A, B, teams_wanted=[team(skill_min=(("icu", 1),))]),
    "team_grade": pool(A, nurse("B", grade="senior"), teams_wanted=[team(grade_min=(("senior", 2),))]),
    "team_key_members": pool(A, B, teams_wanted=[team(key_members_min=1)]),
    "team_donor": pool(A, nurse("C", hospital_id="H2"), teams_wanted=[team(donor_ids=("H1",))]),
    "team_mix": pool(A, B, teams_wanted=[team(max_share_one_hospital=0.5)]),
    "team_eligible": pool(A, nurse("B", available_to=START + dt.timedelta(days=1))),
    "team_eligible_by_reason": pool(A, nurse("B", ineligible_reason=IneligibleReason.PROTECTED)),
    "group_whole": pool(*(nurse(one, group_id="G") for one in "ABC")),
    "pair_together": pool(
        A, B, C, staff_pairs=[StaffPair(staff_id=a, other_id=b, rule=PairRule.TOGETHER) for a, b in ("AB", "BC")]
    ),
    "pair_apart": pool(A, B, C, staff_pairs=apart(("A", "B"), ("B", "C"), ("C", "A"))),
    "donor_minimum": pool(A, B, C, donor_minimum=[DonorMinimum(hospital_id="H1", role=Role.NURSE, headcount=2)]),
}


@pytest.mark.parametrize("data", INSIDE.values(), ids=INSIDE)
def test_just_inside(data: Dataset) -> None:
    found = members(data)
    assert all(len(found[row.team_id]) == row.size for row in data.teams_wanted)


@pytest.mark.parametrize(("rule", "data"), OUTSIDE.items(), ids=OUTSIDE)
def test_just_outside_names_the_rule(rule: str, data: Dataset) -> None:
    with pytest.raises(ContradictionError) as caught:
        form_teams(data, LIMITS)
    assert rule.removesuffix("_by_reason") in {issue.code for issue in caught.value.issues}
    assert all(issue.describe("zh") and issue.describe("en") for issue in caught.value.issues)


def test_groups_and_pairs_hold() -> None:
    data = INSIDE["group_whole"]
    assert members(data)["T1"] == {"B", "C"}
    assert members(INSIDE["pair_together"])["T1"] == {"A", "B"}
    assert members(INSIDE["pair_apart"])["T1"] == {"A", "C"}
    assert "C" in members(INSIDE["team_mix"])["T1"]
    assert members(INSIDE["team_eligible"])["T1"] == {"A", "B"}

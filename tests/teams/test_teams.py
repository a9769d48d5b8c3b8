"""Whole teams: figures that add up, the best spread on tiny pools, the city's own case, the same plan twice."""

from __future__ import annotations

import dataclasses
import itertools
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from optimizer.core.errors import ContradictionError
from optimizer.core.outcome import Termination
from optimizer.core.params import Limits
from optimizer.data.tables.plan import TeamRow
from optimizer.data.tables.staff import DonorMinimum, Rotation
from optimizer.data.vocabulary import Phase, Role
from optimizer.teams.greedy import greedy_teams
from optimizer.teams.instance import TeamsInstance
from optimizer.teams.model import form_teams
from optimizer.teams.solution import TeamsSolution, deal, term_values
from optimizer.teams.standby import with_standby
from tests.factories import dataset, nurse, service, unit
from tests.teams.pool import city, doctor, team

LIMITS = Limits(deterministic_s=3.0)


def test_four_teams_of_55_share_the_key_staff() -> None:
    data = city()
    outcome = form_teams(data, LIMITS)
    assert outcome.termination is Termination.OPTIMAL
    assert outcome.solution is not None
    key = Counter(row.team_id for row in outcome.solution.teams if data.member[row.staff_id].key_member)
    assert key == {f"T{number}": 5 for number in range(1, 5)}
    assert outcome.term("ward_days_without_team") == 0
    assert outcome.term("duty_spread") == 0
    assert outcome.term("pair_spread") <= 1  # 67 with the skill over four teams
    assert [term.name for term in outcome.terms] == list(term_values(data, outcome.solution))
    assert {term.name: term.value for term in outcome.terms} == term_values(data, outcome.solution)


def test_a_first_team_of_80_with_60_nurses() -> None:
    staff = [*(nurse(f"N{n:03}") for n in range(70)), *(doctor(f"D{n:03}") for n in range(25))]
    data = dataset(14, staff=staff, teams_wanted=[team("T", 80, role_min=(("doctor", 20), ("nurse", 60)))])
    outcome = form_teams(data, LIMITS)
    assert outcome.solution is not None
    roles = Counter(data.member[row.staff_id].role for row in outcome.solution.teams)
    assert roles == {Role.NURSE: 60, Role.DOCTOR: 20}
    assert outcome.term("donor_share_pct") == 86  # 60 of 70 nurses, rounded up


def test_same_input_same_teams() -> None:
    data = city()
    first, second = form_teams(data, LIMITS), form_teams(data, LIMITS)
    assert first.solution == second.solution
    assert first.terms == second.terms


def test_rotation_follows_duty_with_observation_and_rest() -> None:
    outcome = form_teams(city(), LIMITS)
    assert outcome.solution is not None
    for name in ("T1", "T2", "T3", "T4"):
        rows = [row for row in outcome.solution.rotation if row.team_id == name]
        assert all((later.from_ - row.to).days == 1 for row, later in itertools.pairwise(rows))
        duty = next(number for number, row in enumerate(rows) if row.phase is Phase.DUTY)
        assert [row.phase for row in rows[duty : duty + 3]] == [Phase.DUTY, Phase.OBSERVATION, Phase.REST]
        assert [(row.to - row.from_).days + 1 for row in rows[duty : duty + 3]] == [14, 7, 7]


def test_a_ward_nobody_can_serve_is_counted() -> None:
    rotation = [Rotation(ward_id=one, duty_days=3, observation_days=2, rest_days=2) for one in ("W1", "W2")]
    data = dataset(7, staff=[nurse("A")], teams_wanted=[team("T", 1, ward_id=("W1",))], rotation=rotation)
    outcome = form_teams(data, LIMITS)
    assert outcome.term("ward_days_without_team") == 7 + 4  # W2 all week; W1 while the one team is away


def test_no_team_wanted_is_no_problem() -> None:
    outcome = form_teams(dataset(3, staff=[nurse("A")]), LIMITS)
    assert outcome.solution == TeamsSolution()
    assert set(outcome.terms) == {term for term in outcome.terms if term.value == 0}


def test_greedy_keeps_the_rules_of_the_city() -> None:
    data = city()
    instance = TeamsInstance.from_dataset(data)
    taken = greedy_teams(instance)
    assert taken is not None
    rows = deal(instance, taken)
    assert len({row.staff_id for row in rows}) == 220
    places = Counter((row.team_id, data.member[row.staff_id].hospital_id) for row in rows)
    assert max(places.values()) <= 33


@settings(max_examples=8, deadline=None)
@given(
    st.lists(
        st.tuples(st.sampled_from(["H1", "H2"]), st.booleans(), st.booleans(), st.sampled_from(["", "senior"])),
        min_size=4,
        max_size=6,
    )
)
def test_as_good_as_trying_everything(people: list[tuple[str, bool, bool, str]]) -> None:
    staff = [
        nurse(f"S{n}", hospital_id=place, skills=("icu",) if skilled else (), key_member=key, grade=grade)
        for n, (place, skilled, key, grade) in enumerate(people)
    ]
    teams = [team("T1", 2, skill_min=(("icu", 1),)), team("T2", 2, skill_min=(("icu", 1),))]
    data = dataset(2, staff=staff, teams_wanted=teams)
    best = None
    for chosen in itertools.permutations(staff, 4):
        halves = chosen[:2], chosen[2:]
        if all(any("icu" in one.skills for one in half) for half in halves):
            rows = tuple(TeamRow(team_id=f"T{n + 1}", staff_id=one.staff_id) for n, half in enumerate(halves) for one in half)
            values = tuple(term_values(data, TeamsSolution(rows)).values())
            best = values if best is None else min(best, values)
    if best is None:
        with pytest.raises(ContradictionError):
            form_teams(data, LIMITS)
        return
    outcome = form_teams(data, LIMITS)
    assert tuple(term.value for term in outcome.terms) == best
    assert all(term.bound == term.value for term in outcome.terms)


def test_standby_people_are_named_in_proportion_and_no_key_member() -> None:
    data = city()
    wanted = [dataclasses.replace(one, standby_share=0.1) for one in data.teams_wanted]
    outcome = form_teams(dataclasses.replace(data, teams_wanted=tuple(wanted)), LIMITS)
    assert outcome.solution is not None
    named = [data.member[row.staff_id] for row in outcome.solution.teams if row.standby]
    assert Counter(row.team_id for row in outcome.solution.teams if row.standby) == {f"T{n}": 6 for n in range(1, 5)}
    assert not any(one.key_member for one in named)
    assert {one.role for one in named} == {Role.NURSE, Role.DOCTOR}
    again = with_standby(dataclasses.replace(data, teams_wanted=tuple(wanted)), outcome.solution.teams)
    assert again == outcome.solution.teams


def test_eighty_out_of_a_donor_cost_people_and_beds() -> None:
    staff = [*(nurse(f"N{n:03}") for n in range(70)), *(doctor(f"D{n:03}") for n in range(25))]
    wanted = [team("T", 80, role_min=(("doctor", 20), ("nurse", 60)), donor_ids=("H1",))]
    care = {"units": [unit(capacity=100)], "services": [service(nurses_headcount_per_bed=0.4)]}
    minimum = [DonorMinimum(hospital_id="H1", role=Role.NURSE, headcount=10)]
    outcome = form_teams(dataset(14, staff=staff, teams_wanted=wanted, donor_minimum=minimum, **care), LIMITS)
    assert outcome.solution is not None
    nurses = next(row for row in outcome.solution.draws if row.role is Role.NURSE)
    assert (nurses.employed, nurses.drawn, nurses.remaining, nurses.must_remain, nurses.beds) == (70, 60, 10, 10, 150)
    assert [row.beds for row in outcome.solution.draws if row.role is Role.DOCTOR] == [None]

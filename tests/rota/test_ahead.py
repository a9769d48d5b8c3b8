"""The days after the plan: its last days leave enough people for them, and nothing becomes impossible by looking there."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from optimizer.core.outcome import Outcome, Termination
from optimizer.core.params import Limits
from optimizer.data.dataset import Dataset
from optimizer.data.scenario import Policy
from optimizer.data.tables.staff import Contract
from optimizer.data.vocabulary import CoverPer
from optimizer.rota.ahead import Ahead
from optimizer.rota.model import roster
from optimizer.rota.solution import RotaSolution
from tests.benchmarks.fairness import periods, ward
from tests.factories import capacity, contract, cover, nurse, request, unit, worked
from tests.rota.small import pools_of, solve, team_data, ward_data, worked_on

NURSES = [nurse("S1"), nurse("S2")]


def looking(data: Dataset, days: int) -> Dataset:
    return replace(data, scenario=replace(data.scenario, policy=replace(data.scenario.policy, rota_ahead_days=days)))


def busy(days: int = 4, **tables: Any) -> Dataset:
    """Two people, wanted every day if possible, one of them at least; nobody may work more than four days in a row."""
    plain: dict[str, Any] = {"contracts": [contract(max_consecutive_shifts=4)], "ward_cover": [cover("A", 1, preferred=2)]}
    return ward_data(days, staff=NURSES, **{**plain, **tables})


def both_at_the_end(outcome: Outcome[RotaSolution]) -> bool:
    return all(set(worked_on(outcome, who)) >= {0, 1, 2, 3} for who in ("S1", "S2"))


def test_not_everybody_ends_the_longest_run_on_the_last_day() -> None:
    assert both_at_the_end(solve(busy()))
    outcome = solve(looking(busy(), 3))
    assert not both_at_the_end(outcome)
    assert outcome.term("short_of_min") == 0
    assert outcome.term("short_of_preferred") == 1
    assert outcome.termination is Termination.OPTIMAL


def test_the_plan_itself_comes_first() -> None:
    """Both are wanted at least: what the next days lack is no reason to go short now."""
    outcome = solve(looking(busy(ward_cover=[cover("A", 2)]), 3))
    assert outcome.term("short_of_min") == 0


def test_days_off_and_minutes_of_a_period_go_on_over_the_end() -> None:
    later = {"ward_cover": [cover("A", 1, preferred=2)], "contracts": [contract(max_minutes=960, period_days=6)]}
    alone = solve(busy(4, **later))
    ahead = solve(looking(busy(4, **later), 2))
    assert sum(len(worked_on(alone, who)) for who in ("S1", "S2")) == 4
    assert sum(len(worked_on(ahead, who)) for who in ("S1", "S2")) == 4  # one a day: nothing is left for days 4 and 5


def test_leave_after_the_plan_is_known() -> None:
    """S2 is away from day 4 on: S1 is spared for the first of these days."""
    away = [request("S2", number, hard=True) for number in range(4, 8)]
    outcome = solve(looking(busy(requests=away), 1))
    assert set(worked_on(outcome, "S1")) < {0, 1, 2, 3}
    assert outcome.term("short_of_min") == 0


@pytest.mark.parametrize("days", [1, 7, 60])
def test_nothing_becomes_impossible(days: int) -> None:
    """A run that has just begun must go on, into days on which its owner is away."""
    wishes = [
        request("S1", 3, "A", hard=True),
        request("S1", 2, hard=True),
        request("S1", 4, hard=True),
        request("S2", 5, "A", hard=True),
    ]
    data = busy(contracts=[contract(min_consecutive_shifts=3)], requests=wishes, roster_history=[worked("S1", -1)])
    outcome = solve(looking(data, days))
    assert outcome.termination.has_plan
    assert 3 in worked_on(outcome, "S1")


def test_a_team_whose_duty_ends_is_not_waited_for() -> None:
    data = looking(team_data(2, staff=NURSES), 7)
    pools = pools_of(data, "S1", "S2", last=1)
    ahead = Ahead.of(data, pools.teams, pools.rotation, pools.capacity)
    assert ahead is not None
    assert not any(any(person.options) for person in ahead.instance.people)
    assert solve(data, "S1", "S2", last=1).termination is Termination.OPTIMAL


def test_beds_and_patients_stay_as_in_the_last_week() -> None:
    data = looking(ward_data(9, staff=NURSES, units=[unit()], ward_cover=[cover("A", 0.5, per=CoverPer.PATIENT)]), 7)
    rows = {key: replace(row, census=key[1].isoweekday()) for key, row in capacity(data).items()}
    ahead = Ahead.of(data, (), (), rows)
    assert ahead is not None
    wanted = {need.day: need.least for need in ahead.instance.needs}
    assert wanted == {day: -(-data.horizon.date(day).isoweekday() // 2) for day in range(9, 16)}


def test_twelve_weeks_in_a_row_have_cover_as_good_as_in_one_piece() -> None:
    """Nobody is missing to the minimum in any week, which no plan in one piece can do better; every week passes the check."""
    data = ward(8, 7, limits=Limits(deterministic_s=2.0), policy=Policy(rota_ahead_days=7))
    more = tuple(replace(row, preferred=row.min + 2) for row in data.ward_cover)
    limits = (Contract(contract_id="C", max_consecutive_shifts=5, min_consecutive_days_off=2, min_rest_h=11),)
    data = replace(data, ward_cover=more, contracts=limits)
    short = [
        next(term.value for term in record.steps[0].terms if term.name == "short_of_min")
        for record in periods(data, 12, seed=1, leave=0.0)
    ]
    assert sum(short) == 0


def test_without_days_to_look_at_there_is_no_tail() -> None:
    data = looking(busy(), 0)
    assert Ahead.of(data, (), (), capacity(data)) is None
    assert roster(data, (), (), capacity(data), Limits(deterministic_s=1.0)).termination.has_plan

"""What is to be even: counted on top of what everybody carries over, by the planner as by the check."""

from __future__ import annotations

import itertools
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from optimizer.core.horizon import Horizon
from optimizer.core.outcome import Outcome, Termination
from optimizer.data.dataset import Dataset
from optimizer.data.plantables import PlanTables
from optimizer.data.scenario import Policy
from optimizer.data.tables.staff import TeamWanted
from optimizer.rota.carried import carried
from optimizer.rota.fairness import level_spread
from optimizer.rota.model import roster
from optimizer.rota.solution import RotaSolution
from optimizer.verify import verify
from tests.factories import contract, cover, day, had, nurse, request, service, shift, worked
from tests.rota.small import LIMITS, pools_of, team_data, ward_data, worked_on

NURSES = [nurse(f"S{n}") for n in range(4)]


def checked(data: Dataset, *staff_ids: str) -> Outcome[RotaSolution]:
    """Plan; the check recomputes every term as stated."""
    pools = pools_of(data, *staff_ids)
    outcome = roster(data, pools.teams, pools.rotation, pools.capacity, LIMITS)
    assert outcome.solution is not None
    tables = PlanTables(
        teams=pools.teams, rotation=pools.rotation, rota=outcome.solution.rota, capacity=tuple(pools.capacity.values())
    )
    stated = {"rota": {term.name: term.value for term in outcome.terms}}
    found = verify(data, tables, stated, steps=("teams", "rota"))
    assert [issue for issue in found if issue.table == "rota" or issue.column in stated["rota"]] == []
    return outcome


def from_day(data: Dataset, number: int) -> Dataset:
    return replace(data, scenario=replace(data.scenario, horizon=Horizon(day(number), data.horizon.days)))


def test_nights_go_to_whoever_had_fewest() -> None:
    data = ward_data(2, staff=NURSES, ward_cover=[cover("N")], fairness_carry=[had(f"S{n}", nights=n) for n in range(4)])
    outcome = checked(data)
    assert worked_on(outcome, "S0")
    assert not worked_on(outcome, "S3")
    assert outcome.term("night_spread") == 2  # 2, 1, 2, 3 or 1, 2, 2, 3
    assert outcome.termination is Termination.OPTIMAL


def test_history_after_the_totals_counts_and_what_they_hold_does_not_count_twice() -> None:
    history = [worked("S1", -3, "N"), worked("S1", -1, "N"), worked("S2", -1, "N")]
    data = ward_data(1, staff=NURSES, roster_history=history, fairness_carry=[had("S1", -2, nights=5)])
    found = carried(data)
    assert [found[f"S{n}"].nights for n in range(4)] == [0, 6, 1, 0]
    checked(data)


def test_a_weekend_cut_by_the_start_counts_once() -> None:
    """Saturday was worked before the plan, which starts on Sunday: whoever comes then has had that weekend already."""
    sunday = from_day(ward_data(1, staff=NURSES[:2], ward_cover=[cover("A")], roster_history=[worked("S1", 5)]), 6)
    outcome = checked(sunday)
    assert worked_on(outcome, "S0") == {6: "A"}  # then both have one weekend
    assert outcome.term("weekend_spread") == 0
    both = replace(sunday, ward_cover=(cover("A", 2),), fairness_carry=(had("S1", 5, weekends=3), had("S0", 5, weekends=2)))
    assert checked(both).term("weekend_spread") == 0  # S0 has three now, as S1 had


def test_weekends_are_shared() -> None:
    plain: dict[str, Any] = {"staff": NURSES[:2], "ward_cover": [cover("A")], "contracts": [contract(max_consecutive_shifts=3)]}
    data = ward_data(14, **plain, fairness_carry=[had("S0", weekends=2)])
    outcome = checked(data)
    assert outcome.term("weekend_spread") == 0
    assert not {5, 6, 12, 13} & set(worked_on(outcome, "S0"))


def test_who_was_refused_before_is_not_refused_again() -> None:
    wishes = [request("S0", 0), request("S1", 0)]
    data = ward_data(1, staff=NURSES[:2], ward_cover=[cover("A")], requests=wishes, fairness_carry=[had("S0", refused=1)])
    outcome = checked(data)
    assert worked_on(outcome, "S0") == {}
    assert outcome.term("request_spread") == 0


def test_inside_a_closed_loop_entries_and_time_inside_are_shared_not_weekends() -> None:
    shifts = [shift("A", 8, 12, ward_minutes=240), shift("B", 13, 17, ward_minutes=120)]
    people = [one.staff_id for one in NURSES]
    rows = [had("S0", entries=2, inside_min=480), had("S1", entries=2, inside_min=480, weekends=9)]
    more: dict[str, Any] = {"teams_wanted": [TeamWanted(team_id="T1", size=4)], "services": [service()], "fairness_carry": rows}
    data = team_data(2, staff=NURSES, shift_types=shifts, ward_cover=[cover("A"), cover("B")], **more)
    data = replace(data, scenario=replace(data.scenario, policy=Policy(isolation_inside_min=0, isolation_shift_skills=())))
    outcome = checked(data, *people)
    assert not worked_on(outcome, "S0")
    assert not worked_on(outcome, "S1")
    assert outcome.term("entry_spread") == 0
    assert outcome.term("inside_spread") == 2.0  # 8 h before against a long and a short entry now
    assert outcome.term("weekend_spread") == outcome.term("request_spread") == 0


def test_minutes_of_a_shift_outside_are_no_entry() -> None:
    data = ward_data(1, roster_history=[worked("S1", -1)])
    assert carried(data)["S1"].entries == 0
    data = team_data(1, roster_history=[worked("S1", -1), worked("S1", -2, "N")])
    assert (carried(data)["S1"].entries, carried(data)["S1"].inside_min) == (2, 480)


@given(st.lists(st.integers(0, 4), min_size=1, max_size=4), st.integers(0, 6))
def test_the_least_spread_is_that_of_handing_out_every_way(figures: list[int], units: int) -> None:
    ways = itertools.product(range(units + 1), repeat=len(figures))
    totals = ([a + b for a, b in zip(figures, way, strict=True)] for way in ways if sum(way) == units)
    assert level_spread(figures, units) == min(max(one) - min(one) for one in totals)


@pytest.mark.parametrize("goal", ["night_spread", "weekend_spread", "request_spread"])
def test_nobody_alone_is_even(goal: str) -> None:
    data = ward_data(7, fairness_carry=[had("S1", nights=3, weekends=2, refused=4)])
    assert checked(data).term(goal) == 0

"""On call: nobody inside, minutes as stated, rest as after any shift; people on standby first, and called first."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

from optimizer.data.dataset import Dataset
from optimizer.data.tables.goods import Supply, SupplyUse
from optimizer.data.tables.plan import TeamRow
from optimizer.data.vocabulary import UsePer
from optimizer.rota.desk.replace import Vacancy, replacements
from optimizer.rota.model import roster
from optimizer.rota.required import wanted
from optimizer.supplies.use import daily_use
from tests.factories import START, capacity, contract, cover, nurse, shift, team_unit
from tests.rota.small import LIMITS, on_duty, pools_of, solve, team_data, ward_data, worked_on
from tests.rota.test_desk import desk_of, row

ENTRY = shift("A", 8, 12, ward_minutes=240)
CALL = shift("C", 20, 8, minutes=180, on_call=True)


def team(days: int = 1, **tables: Any) -> Dataset:
    """Two people wanted inside by day, one on call by night."""
    return team_data(days, **{"shift_types": [ENTRY, CALL], "ward_cover": [cover("A", 2), cover("C")], **tables})


def test_a_team_ward_may_have_people_on_call_who_are_not_inside() -> None:
    data = team(staff=[nurse("S1"), nurse("S2"), nurse("S3")])
    outcome = solve(data, "S1", "S2", "S3")
    assert outcome.term("short_of_min") == 0
    never = replace(data, shift_types=(ENTRY, replace(CALL, on_call=False)))
    assert solve(never, "S1", "S2", "S3").term("short_of_min") > 0


def test_isolation_asks_nothing_of_a_call() -> None:
    data = team(staff=[nurse("S1", skills=("leader",))], ward_cover=[cover("A"), cover("C")])
    rows = wanted(data, capacity(data), pools_of(data).is_isolation)
    assert {(one.row.skill, one.least) for one in rows if one.row.shift_type == "C"} == {("", 1)}
    assert {(one.row.skill, one.least) for one in rows if one.row.shift_type == "A"} == {("", 2), ("leader", 1)}


def test_a_call_counts_its_minutes_and_is_rested_after() -> None:
    staff = [nurse("S1")]
    data = ward_data(2, shift_types=[shift("A", 8, 16), CALL], ward_cover=[cover("A"), cover("C")], staff=staff)
    assert solve(data).term("short_of_min") == 2  # a call each night, or a day each day, or a day and a call after it
    assert sorted(worked_on(solve(data), "S1")) == [0, 1]
    assert "CA" not in "".join(worked_on(solve(data), "S1")[number] for number in (0, 1))
    tight = replace(data, contracts=(contract(max_minutes=360),))
    assert worked_on(solve(tight), "S1") == {0: "C", 1: "C"}


def test_calls_use_nothing_up() -> None:
    data = team(
        staff=[nurse("S1")],
        units=[team_unit(hospital_id="H1")],
        supplies=[Supply(item="mask", hospital_id="H1", on_hand=10.0)],
        supply_use=[
            SupplyUse(item="mask", per=UsePer.SHIFT, quantity=2.0),
            SupplyUse(item="mask", per=UsePer.ENTRY, quantity=1.0),
        ],
    )
    assert daily_use(data, [row("S1", 0, "C")], capacity(data))["H1", "mask", START] == 0
    assert daily_use(data, [row("S1", 0, "A")], capacity(data))["H1", "mask", START] == 3


def test_people_on_standby_are_on_call_before_others() -> None:
    data = team(4, staff=[nurse(f"S{n}") for n in range(1, 5)], contracts=[contract(min_rest_h=8)])
    members, rotation = on_duty("S1", "S2", "S3", "S4")
    rows = tuple(TeamRow(team_id=one.team_id, staff_id=one.staff_id, standby=one.staff_id == "S4") for one in members)
    outcome = roster(data, rows, rotation, capacity(data), LIMITS)
    assert outcome.term("short_of_min") == outcome.term("on_call_others") == 0
    assert worked_on(outcome, "S4") == dict.fromkeys(range(4), "C")
    away = tuple(replace(one, standby=False) for one in rows)
    assert roster(data, away, rotation, capacity(data), LIMITS).term("on_call_others") == 0


def test_a_call_of_others_is_counted_when_standby_does_not_reach() -> None:
    data = team(2, staff=[nurse("S1"), nurse("S2"), nurse("S3")], ward_cover=[cover("A", 1), cover("C", 2)])
    members, rotation = on_duty("S1", "S2", "S3")
    rows = tuple(TeamRow(team_id=one.team_id, staff_id=one.staff_id, standby=one.staff_id == "S3") for one in members)
    outcome = roster(data, rows, rotation, capacity(data), LIMITS)
    calls = [one for one in (outcome.solution.rota if outcome.solution else ()) if one.shift_type_id == "C"]
    assert outcome.term("on_call_others") == sum(one.staff_id != "S3" for one in calls)


def test_whoever_is_on_call_is_called_first_and_leaves_no_shortage() -> None:
    day_call = replace(CALL, start=dt.time(8), end=dt.time(16))
    data = ward_data(
        1,
        shift_types=[shift("A", 8, 16), day_call],
        ward_cover=[cover("A"), cover("C")],
        staff=[nurse("S1"), nurse("S2"), nurse("S3")],
    )
    desk = desk_of(data, row("S1", 0), row("S3", 0, "C"))
    ranking = replacements(desk, Vacancy((0, data.staff[0].role, 0, 0), absent=0))
    first, second = ranking.replacements[:2]
    assert first.facts[0].staff_id == "S3"
    assert first.facts[0].on_call
    assert any("on call" in line for line in first.facts[0].lines("en"))
    assert second.facts[0].staff_id == "S2"

"""Terms of the base plan, counted by hand."""

from __future__ import annotations

from dataclasses import replace

import pytest

from optimizer.core.goals import GOALS
from optimizer.data.dataset import Dataset
from optimizer.data.plantables import PlanTables
from optimizer.data.scenario import Policy
from optimizer.data.tables.plan import PlacementRow, RotaRow
from optimizer.data.tables.staff import StandIn
from optimizer.data.vocabulary import Role
from optimizer.verify import STEPS, recompute, verify
from optimizer.verify.ids import TABLES_OF
from optimizer.verify.terms import TERMS
from tests.verify.base_plan import base_plan
from tests.verify.case import DAY
from tests.verify.city import day
from tests.verify.edges import Edit, base, given, row
from tests.verify.refresh import with_supplies
from tests.verify.told import with_changes

BY_HAND = {
    "uncovered": 0.75,  # 27.5 + 4 + 15 + 5 bed-days and 9 sessions, less 59.75
    "uncovered_days": 0,
    "districts_without": 0,  # D1 and D2 have one; H5 in D3 is fixed out
    "coordination": 1,  # H2
    "mixed_kinds": 2,  # H1 and H2 have buffer and isolation
    "sites": 6,
    "conversions": 1,
    "donor_share_pct": 50,  # two of four doctors of H1
    "hospital_spread": 0,
    "ward_days_without_team": 0,
    "duty_spread": 0,
    "urgent_over_capacity": 6,  # U07: 3 people on days 3 and 4, 2 on days 2 and 5, one bed
    "unplaced_1": 1,
    "unplaced_3": 3,
    "unplaced_4": 1,
    "wait_days": 5,  # P03 1, P05 1, P06 1, P14 1, P18 1
    "wait_excess_days": 0,
    "concentration": 7,
    "balance_pct": 300,
    "changes": 0,
    "requests_refused": 2,  # n12 wanted day 0 off
    "rota_changes": 0,
    "group_apart": 0,
    "night_spread": 13,  # T1 4, T2 4, own nurses of H1 5 with the night n13 had before
    "weekend_spread": 2,  # own nurses of H1 and H2 one each
    "request_spread": 2,  # n12 against everybody else of H1
    "entry_spread": 4,  # nurses of T1 and T2 four entries against two
    "inside_spread": 16.0,  # at 4 h each
    "shortage": 92.0,
    "transferred": 50.0,
}


@pytest.mark.parametrize("name", sorted(BY_HAND))
def test_term_by_hand(name: str) -> None:
    assert recompute(*base_plan(), STEPS)[GOALS[name].step][name] == BY_HAND[name]


def test_every_goal_has_one_term_function() -> None:
    assert set(TERMS) == set(GOALS)


def test_steps_that_were_not_run_have_no_terms() -> None:
    assert set(recompute(*base_plan(), ("routing",))) == {"routing"}


@pytest.mark.parametrize(
    ("name", "change", "value"),
    [
        ("districts_without", row("designation", {"hospital_id": "H3"}), 1),
        ("beyond_limit", given("services", {"service_id": "fever"}, max_travel_min=1000.0), 0),
        ("pair_spread", given("staff", {"staff_id": "n02"}, skills=()), 1),
        ("ward_days_without_team", row("rotation", {"team_id": "T2", "ward_id": "W1"}), 7),
        ("duty_spread", row("rotation", {"team_id": "T2", "ward_id": "W1"}), 7),
        ("wait_excess_days", given("services", {"service_id": "fever"}, max_wait_days=0), 3),
        ("urgent_late_min", given("services", {"service_id": "icu"}, max_travel_min=0.0), 28),
        ("short_of_min", given("ward_cover", {"ward_id": "W4"}, min=3.0), 51),
        ("over_cover", given("ward_cover", {"ward_id": "W1", "role": Role.DOCTOR}, min=0.0), 5 + 10),  # a1 and a2, five days each
        # W4 by hours, day after day: inside are D from 10 to 14 and L from 10 to 18; two are wanted, one is there till 14
        ("short_of_min", given("ward_cover", {"ward_id": "W4"}, shift_type="", interval="08:00-16:00"), 37 + 14 * 2),
        ("requests_refused", row("rota", {"staff_id": "m05", "date": day(1)}), 5),
        ("below_reserve", row("supplies", {"item": "mask", "hospital_id": "H2"}, days_of_cover=18.9), 2),
    ],
)
def test_term_follows_its_definition(name: str, change: Edit, value: float) -> None:
    before = base()
    after = change(before)
    assert recompute(before.dataset, before.tables, STEPS)[GOALS[name].step][name] != value
    assert recompute(after.dataset, after.tables, STEPS)[GOALS[name].step][name] == value


def test_calls_of_others_than_those_on_standby() -> None:
    dataset, tables = base_plan()
    calls = tuple(replace(one, on_call=one.shift_type_id == "N") for one in dataset.shift_types)
    on_call = replace(dataset, shift_types=calls)
    assert recompute(on_call, tables, STEPS)["rota"]["on_call_others"] == 0  # no team names anybody
    for named, others in (("n01", 7), ("n03", 3)):  # nights of T1: n03 has four, m01 three; T2 and the own wards do not count
        teams = tuple(replace(one, standby=one.staff_id == named) for one in tables.teams)
        assert recompute(on_call, replace(tables, teams=teams), STEPS)["rota"]["on_call_others"] == others


def test_changes_are_counted_against_the_plan_in_force() -> None:
    dataset, tables = base_plan()
    kept, moved, gone = (next(one for one in tables.placements if one.patient_id == who) for who in ("P01", "P02", "P03"))
    lost = replace(gone, patient_id="P24")  # had a place, has none now
    before: tuple[PlacementRow, ...] = (kept, replace(moved, unit_id="U19"), lost)
    tables = with_changes(dataset, tables, before)
    terms = recompute(dataset, tables, STEPS, before)
    assert terms["routing"]["changes"] == 2
    assert verify(dataset, tables, terms, previous=before) == ()
    alone = verify(dataset, replace(tables, changes=()), terms)
    assert [issue.column for issue in alone] == ["changes"]


def test_rota_changes_are_person_days_that_the_rota_in_force_speaks_of() -> None:
    dataset, tables = base_plan()
    one, two, *_ = (row for row in tables.rota if row.staff_id == "n07")
    gone = replace(one, staff_id="left")  # somebody who is no longer in the tables
    other = tuple(row for row in tables.rota if row is not two)
    before = (*other, gone, replace(one, date=one.date - DAY))
    assert _changes(dataset, tables, before) == 1  # a day off that is worked now
    assert _changes(dataset, tables, tuple(replace(row, ward_id="W9") if row is one else row for row in tables.rota)) == 1
    soon = tuple(row for row in tables.rota if row.date <= day(3))
    assert _changes(dataset, tables, soon) == 0  # it says nothing of later days
    assert _changes(dataset, tables, ()) == 0


def _changes(dataset: Dataset, tables: PlanTables, before: tuple[RotaRow, ...]) -> float:
    return recompute(dataset, tables, ("rota",), (), before)["rota"]["rota_changes"]


def test_a_plan_of_no_step_is_no_plan() -> None:
    dataset, tables = base_plan()
    empty = type(tables)()
    assert [issue.code for issue in verify(dataset, empty, {}, steps=())] == ["term_value"]


def test_tables_of_a_step_that_was_not_run_are_named() -> None:
    dataset, tables = base_plan()
    steps = [step for step in STEPS if step != "supplies"]
    issues = verify(dataset, tables, recompute(dataset, tables, steps), steps=steps)
    assert {(issue.code, issue.table) for issue in issues} == {("row_valid", "supplies"), ("row_valid", "transfers")}


PARTS = {
    "teams": ("hospitals", "services", "units", "staff", "teams_wanted", "staff_pairs", "donor_minimum"),
    "designation": (
        "hospitals",
        "services",
        "units",
        "unit_conversions",
        "capacity_changes",
        "origins",
        "travel_times",
        "demand",
    ),
    "supplies": ("hospitals", "supplies", "supply_use", "wards", "units"),
}


@pytest.mark.parametrize("step", sorted(PARTS))
def test_partial_tables_are_normal(step: str) -> None:
    """One step alone, on the few tables it needs, is checked like any other."""
    whole, _ = base_plan()
    dataset = Dataset(whole.scenario, **{name: whole.rows(name) for name in PARTS[step]})
    tables = _only(step, dataset)
    assert verify(dataset, tables, recompute(dataset, tables, (step,)), steps=(step,)) == ()


def _only(step: str, dataset: Dataset) -> PlanTables:
    _, tables = base_plan()
    if step == "supplies":
        return with_supplies(dataset, PlanTables(transfers=tables.transfers))
    names = [name for name in TABLES_OF[step] if name != "rotation"]
    return PlanTables(**{name: tables.rows(name) for name in names})


ISOLATION = {
    "as the policy says": (Policy(), 37),
    "nobody beyond the cover table": (Policy(isolation_inside_min=0), 9),
    "three inside": (Policy(isolation_inside_min=3), 75),
    "a skill that nobody has": (Policy(isolation_shift_skills=("midwife",)), 37),
    "a skill that the cover table names on one shift": (Policy(isolation_shift_skills=("icu",)), 65),
}


@pytest.mark.parametrize("name", ISOLATION)
def test_isolation_asks_for_more_than_the_cover_table(name: str) -> None:
    policy, value = ISOLATION[name]
    dataset, tables = base_plan()
    asked = replace(dataset, scenario=replace(dataset.scenario, policy=replace(policy, reserve_days=20)))
    assert recompute(asked, tables, STEPS)["rota"]["short_of_min"] == value


def test_people_of_the_very_skill_are_told_from_those_who_stand_in() -> None:
    """The day shift of W1 asks for an icu nurse; n02 and n05 lose the skill, and seniors stand in."""
    dataset, tables = base_plan()
    staff = tuple(replace(one, skills=()) if one.staff_id in {"n02", "n05"} else one for one in dataset.staff)
    lacking = replace(dataset, staff=staff)
    assert recompute(lacking, tables, STEPS)["rota"]["short_of_min"] == 37 + 6
    assert recompute(lacking, tables, STEPS)["rota"]["skills_stood_in"] == 0
    grades = tuple(replace(one, grade="senior") if one.staff_id in {"n02", "n05"} else one for one in staff)
    lent = replace(dataset, staff=grades, stand_ins=(StandIn(skill="icu", stand_in="senior", role=Role.NURSE),))
    assert recompute(lent, tables, STEPS)["rota"]["short_of_min"] == 37
    assert recompute(lent, tables, STEPS)["rota"]["skills_stood_in"] == 6

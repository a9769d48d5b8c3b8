from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import delete, func, select, update

from optimizer.store import PlacementState, Step, Store, StoreError
from optimizer.store.placement import MAY_FOLLOW
from optimizer.store.tables import HELD_DAYS, STEPS
from optimizer.store.words import check_case_number
from tests.store.conftest import SetClock
from tests.store.issued import days, issue_plan

CHAIN = (Step.ACCEPTED, Step.VEHICLE_SENT, Step.ARRIVED, Step.HANDED_OVER, Step.RETURNED)


def refused(store: Store, code: str, step: Step, plan: str, patient: str, unit: str = "U1", reason: str = "") -> None:
    before = store.audit()
    with pytest.raises(StoreError) as error:
        store.placements.take(step, plan, patient, unit, "王", reason)
    assert error.value.issues[0].code == code
    assert error.value.describe("zh")
    assert store.audit() == before


@pytest.fixture
def plan(store: Store) -> str:
    """One unit with one place, another with two; P1 and P2 are proposed for the first on overlapping days."""
    wanted = [("P1", "U1", days(0, 3)), ("P2", "U1", days(3, 5)), ("P3", "U1", days(4, 5)), ("P1", "U2", days(2, 4))]
    return issue_plan(store, {"U1": 1, "U2": 2}, wanted)


def test_a_placement_goes_its_way_step_by_step(store: Store, plan: str, clock: SetClock) -> None:
    assert store.placements.get(plan, "P1", "U1").state is PlacementState.PROPOSED
    held = store.placements.hold(plan, "P1", "U1", "王")
    assert (held.state, held.days) == (PlacementState.HELD, days(0, 3))
    assert held.steps[0].until == clock.time + dt.timedelta(minutes=10)
    for step in CHAIN:
        clock.move(minutes=5)
        placement = store.placements.take(step, plan, "P1", "U1", step.value)
        assert placement.state == PlacementState(step.value)
        assert (placement.steps[-1].by, placement.steps[-1].at) == (step.value, clock.time)
    assert store.placements.get(plan, "P1", "U1") == placement
    assert [row.what for row in store.audit()] == [f"placement.{step}" for step in (Step.HELD, *CHAIN)]
    assert set(store.audit_subjects(store.audit()).values()) == {"P1"}
    assert "P1" not in repr(store.audit())
    assert store.audit_break() is None


@pytest.mark.parametrize("done", range(len(CHAIN) + 1))
def test_a_step_follows_only_where_it_may(store: Store, done: int) -> None:
    plan = issue_plan(store, {"U1": len(Step)}, [(f"P-{step}", "U1", days(0, 0)) for step in Step])
    for step in Step:
        patient = f"P-{step}"
        placement = store.placements.hold(plan, patient, "U1", "王")
        for one in CHAIN[:done]:
            placement = store.placements.take(one, plan, patient, "U1", "王")
        reason = "declined" if step is Step.RELEASED else ""
        if placement.state in MAY_FOLLOW[step]:
            assert store.placements.take(step, plan, patient, "U1", "王", reason).state == PlacementState(step.value)
        else:
            refused(store, "step_refused", step, plan, patient, reason=reason)


def test_nothing_follows_a_mere_proposal_but_a_hold(store: Store, plan: str) -> None:
    for step in CHAIN:
        refused(store, "step_refused", step, plan, "P1")


def test_one_place_is_held_once(store: Store, plan: str) -> None:
    store.placements.hold(plan, "P1", "U1", "王")
    refused(store, "no_place_left", Step.HELD, plan, "P2")  # the last day of one is the first of the other
    assert store.placements.hold(plan, "P3", "U1", "王").state is PlacementState.HELD  # just beside it
    assert store.placements.taken("U1", days(0, 6)) == dict.fromkeys((*days(0, 3), *days(4, 5)), 1)


def test_as_many_as_there_are_places(store: Store, plan: str) -> None:
    for patient in ("A1", "B1"):
        store.placements.hold(plan, patient, "U2", "王", days(0, 1))
    with pytest.raises(StoreError) as error:
        store.placements.hold(plan, "C1", "U2", "王", days(1, 2))
    assert error.value.issues[0].code == "no_place_left"
    assert store.placements.hold(plan, "C1", "U2", "王", days(2, 2)).days == days(2, 2)


def test_a_hold_runs_out_after_ten_minutes(store: Store, plan: str, clock: SetClock) -> None:
    store.placements.hold(plan, "P1", "U1", "王")
    clock.move(minutes=9, seconds=59)
    refused(store, "no_place_left", Step.HELD, plan, "P2")
    clock.move(seconds=1)
    assert store.placements.get(plan, "P1", "U1").state is PlacementState.EXPIRED
    refused(store, "step_refused", Step.ACCEPTED, plan, "P1")
    assert store.placements.hold(plan, "P2", "U1", "李").state is PlacementState.HELD
    refused(store, "no_place_left", Step.HELD, plan, "P1")


def test_a_hold_accepted_in_the_last_second_stays(store: Store, plan: str, clock: SetClock) -> None:
    store.placements.hold(plan, "P1", "U1", "王")
    clock.move(minutes=9, seconds=59)
    store.placements.take(Step.ACCEPTED, plan, "P1", "U1", "王")
    clock.move(days=30)
    assert store.placements.get(plan, "P1", "U1").state is PlacementState.ACCEPTED
    refused(store, "no_place_left", Step.HELD, plan, "P2")


def test_a_release_gives_the_place_back(store: Store, plan: str) -> None:
    store.placements.hold(plan, "P1", "U1", "王")
    refused(store, "reason_code", Step.RELEASED, plan, "P1")
    refused(store, "reason_code", Step.RELEASED, plan, "P1", reason="Mr Wang did not want to")
    refused(store, "reason_code", Step.ACCEPTED, plan, "P1", reason="declined")
    store.placements.take(Step.RELEASED, plan, "P1", "U1", "王", "declined")
    assert store.placements.hold(plan, "P2", "U1", "李").state is PlacementState.HELD
    store.placements.take(Step.RELEASED, plan, "P2", "U1", "王", "declined")
    again = store.placements.hold(plan, "P1", "U1", "王")
    assert [step.step for step in again.steps] == [Step.HELD, Step.RELEASED, Step.HELD]


def test_nobody_has_two_places_on_one_day(store: Store, plan: str) -> None:
    store.placements.hold(plan, "P1", "U1", "王")
    refused(store, "placed_elsewhere", Step.HELD, plan, "P1", "U2")  # days 2 and 3 are taken at U1
    assert store.placements.hold(plan, "P1", "U2", "王", days(4, 4)).state is PlacementState.HELD  # a later leg


def test_places_count_across_plans(store: Store, plan: str) -> None:
    store.placements.hold(plan, "P1", "U1", "王")
    other = issue_plan(store, {"U1": 1}, [("P9", "U1", days(0, 0))], "b" * 64)
    refused(store, "no_place_left", Step.HELD, other, "P9")


def test_the_life_threatened_get_a_place_in_a_full_unit_and_it_is_said(store: Store, plan: str) -> None:
    store.placements.hold(plan, "P1", "U1", "王")
    urgent = store.placements.hold(plan, "P2", "U1", "王", urgent=True)
    assert urgent.steps[-1].over_full
    assert '"over_full": true' in store.audit()[-1].facts
    assert not store.placements.hold(plan, "P8", "U2", "王", days(0, 0), urgent=True).steps[-1].over_full


def test_nothing_is_held_under_a_plan_that_is_not_issued(store: Store) -> None:
    for until, plan_id in (("draft", "c" * 64), ("reviewed", "d" * 64)):
        plan = issue_plan(store, {"U1": 1}, [("P1", "U1", days(0, 1))], plan_id, until=until)
        refused(store, "plan_not_issued", Step.HELD, plan, "P1")


def test_what_the_plan_does_not_know_is_refused(store: Store, plan: str) -> None:
    refused(store, "plan_unknown", Step.HELD, "e" * 64, "P1")
    refused(store, "placement_unknown", Step.HELD, plan, "P1", "U9")
    for unit, when in (("U9", days(0, 0)), ("U1", days(6, 7))):
        with pytest.raises(StoreError) as error:
            store.placements.hold(plan, "P7", unit, "王", when)
        assert error.value.issues[0].code == "no_such_place"


@pytest.mark.parametrize("somebody", ["王小明", "Wang Xiaoming", "13800138000", "11010519491231002X", "P 1", ""])
def test_nobody_is_known_by_more_than_a_case_number(store: Store, plan: str, somebody: str) -> None:
    tried = (
        lambda: store.placements.hold(plan, somebody, "U2", "王", days(0, 0)),
        lambda: store.placements.take(Step.ACCEPTED, plan, somebody, "U2", "王"),
        lambda: store.notes.decide(plan, somebody, "x", "declined", "王") if " " in somebody else check_case_number(somebody),
        lambda: store.notes.decide(plan, "P1", "keep", "because she asked", "王"),
    )
    for one in tried:
        with pytest.raises(StoreError) as error:
            one()
        assert not somebody or somebody not in error.value.describe("en") + error.value.describe("zh") + str(error.value)
    assert store.audit() == ()


@pytest.mark.parametrize(
    "act",
    [
        update(STEPS).values(by="李"),
        delete(STEPS),
        delete(HELD_DAYS),
        update(HELD_DAYS).values(unit_id="U2"),
    ],
)
def test_the_database_refuses_to_change_what_was_done(store: Store, plan: str, act: object) -> None:
    store.placements.hold(plan, "P1", "U1", "王")
    with pytest.raises(StoreError, match="append-only"), store.database.writing() as writing:
        writing.connection.execute(act)  # type: ignore[call-overload]
    with store.database.reading() as connection:
        assert connection.execute(select(func.count()).select_from(HELD_DAYS)).scalar() == 4


def test_all_that_was_begun_under_a_plan_is_listed(store: Store, plan: str, clock: SetClock) -> None:
    assert store.placements.of_plan(plan) == ()
    store.placements.hold(plan, "P1", "U1", "王")
    store.placements.hold(plan, "P3", "U1", "王")
    store.placements.take(Step.ACCEPTED, plan, "P1", "U1", "李")
    clock.move(minutes=10)
    first, second = store.placements.of_plan(plan)
    assert (first.patient_id, first.state, second.patient_id, second.state) == ("P1", "accepted", "P3", "expired")
    assert first == store.placements.get(plan, "P1", "U1")
    assert second == store.placements.get(plan, "P3", "U1")
    other = issue_plan(store, {"U1": 1}, [("P9", "U1", days(5, 6))], "b" * 64)
    store.placements.hold(other, "P9", "U1", "王")
    assert {one.patient_id for one in store.placements.of_plan(plan)} == {"P1", "P3"}


def test_notes_are_kept(store: Store, plan: str) -> None:
    first = store.notes.add_scenario(plan, "H05 closed", ["close:H05@2022-03-22"], "王")
    assert store.notes.add_scenario(plan, "again", ["close:H05@2022-03-22"], "李") == first
    assert store.notes.scenarios(plan) == (first,)
    made = store.notes.decide(plan, "hospital:H05", "keep_open", "rehearsed", "王")
    assert store.notes.decisions(plan) == (made,)
    assert [row.what for row in store.audit()] == ["scenario.added", "decision.made"]

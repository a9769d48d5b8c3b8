"""Notices of cannot accept in the store: seen by everybody, over by themselves, taken back once, changed never."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import delete, insert, update

from optimizer.store import Store, StoredRefusal, StoreError
from optimizer.store.tables import REFUSALS
from tests.store.conftest import SetClock

HOUR = dt.timedelta(hours=1)


def reported(store: Store, clock: SetClock, unit_id: str = "U1", hours: float = 2, reason: str = "power_cut") -> StoredRefusal:
    return store.refusals.report(unit_id, reason, "王", clock(), clock() + hours * HOUR, told="power_cut")


def test_every_desk_sees_it_with_reason_end_and_by_whom(store: Store, place: str, clock: SetClock) -> None:
    made = reported(store, clock)
    with Store.open(place, clock=clock) as other:
        assert other.refusals.standing() == (made,)
    assert (made.unit_id, made.reason, made.by, made.at) == ("U1", "power_cut", "王", clock())
    assert (made.begins, made.ends, made.back_at) == (clock(), clock() + 2 * HOUR, None)
    [row] = store.audit()
    assert (row.what, row.subject, row.by) == ("refusal.reported", "U1", "王")


def test_it_is_over_by_itself(store: Store, clock: SetClock) -> None:
    reported(store, clock)
    later = reported(store, clock, "U2", 3)
    clock.move(hours=2)
    assert store.refusals.standing() == (later,)
    clock.move(hours=1)
    assert store.refusals.standing() == ()


def test_one_of_a_plan_in_the_past_stands_until_it_is_taken_back(store: Store, clock: SetClock) -> None:
    then = clock() - 1000 * HOUR
    made = store.refusals.report("U1", "power_cut", "王", then, then + HOUR)
    clock.move(days=3)
    assert store.refusals.standing() == (made,)
    store.refusals.take_back(made.seq, "李")
    assert store.refusals.standing() == ()


def test_it_is_taken_back_once(store: Store, clock: SetClock) -> None:
    made = reported(store, clock)
    gone = store.refusals.take_back(made.seq, "李")
    assert (gone.back_by, gone.back_at) == ("李", clock())
    assert store.refusals.standing() == ()
    assert [row.what for row in store.audit()] == ["refusal.reported", "refusal.taken_back"]
    with pytest.raises(StoreError) as error:
        store.refusals.take_back(made.seq, "赵")
    assert error.value.issues[0].code == "refusal_over"
    with pytest.raises(StoreError) as error:
        store.refusals.take_back(99, "赵")
    assert error.value.issues[0].code == "refusal_unknown"
    assert store.audit_break() is None


@pytest.mark.parametrize(
    ("unit_id", "reason", "hours", "code"),
    [
        ("U1", "because of 13912345678", 2, "subject_refused"),
        ("U1", "13912345678", 2, "subject_refused"),
        ("U 1", "power_cut", 2, "subject_refused"),
        ("U1", "a" * 61, 2, "refusal_reason"),
        ("U1", "power_cut", 0, "refusal_period"),
    ],
)
def test_what_is_no_notice_is_refused(store: Store, clock: SetClock, unit_id: str, reason: str, hours: float, code: str) -> None:
    with pytest.raises(StoreError) as error:
        reported(store, clock, unit_id, hours, reason)
    assert error.value.issues[0].code == code
    assert store.audit() == ()


def test_words_of_a_reason_do_not_come_into_the_audit(store: Store, clock: SetClock) -> None:
    store.refusals.report("U1", "门口_道路_塌陷", "王", clock(), clock() + HOUR, told="other")
    assert "塌陷" not in repr(store.audit())


@pytest.mark.parametrize(
    "act",
    [
        update(REFUSALS).values(reason="other"),
        update(REFUSALS).values(ends=dt.datetime(2023, 1, 1, tzinfo=dt.UTC)),
        delete(REFUSALS),
    ],
)
def test_the_database_refuses_to_change_one(store: Store, clock: SetClock, act: object) -> None:
    made = reported(store, clock)
    with pytest.raises(StoreError, match="append-only"), store.database.writing() as writing:
        writing.connection.execute(act)  # type: ignore[call-overload]
    assert store.refusals.standing() == (made,)


def test_the_database_refuses_to_bring_one_back(store: Store, clock: SetClock) -> None:
    store.refusals.take_back(reported(store, clock).seq, "李")
    with pytest.raises(StoreError, match="append-only"), store.database.writing() as writing:
        writing.connection.execute(update(REFUSALS).values(back_by=None, back_at=None))


def test_one_does_not_take_the_place_of_another(store: Store, clock: SetClock) -> None:
    made = reported(store, clock)
    row = {"seq": made.seq, "unit_id": "U2", "reason": "x", "by": "x", "at": clock(), "begins": clock(), "ends": clock() + HOUR}
    with pytest.raises(StoreError), store.database.writing() as writing:
        writing.connection.execute(insert(REFUSALS).prefix_with("OR REPLACE", dialect="sqlite").values(row))
    assert store.refusals.standing() == (made,)

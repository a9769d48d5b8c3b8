"""The dates of sessions: cohorts, cycles, days off and moved working days; and the check's own way to them."""

from __future__ import annotations

import datetime as dt
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from optimizer.data.dataset import Dataset
from optimizer.data.sessions import Cycle, WorkingDays, mean_sessions
from optimizer.data.tables.care import Service
from optimizer.data.tables.people import Patient
from optimizer.data.tables.staff import Holiday
from optimizer.data.vocabulary import DayKind, HealthCode, Pattern
from optimizer.routing.courses import Courses
from optimizer.verify.stay import courses
from tests.factories import dataset, day, service

HORIZON = 21


def sessions(**changes: Any) -> Service:
    return service("therapy", **{"pattern": Pattern.SESSIONS, **changes})


def patient(**changes: Any) -> Patient:
    when = dt.datetime.combine(day(0), dt.time())
    plain: dict[str, Any] = {"service_id": "therapy", "health_code": HealthCode.GREEN, "urgency": 3, "ready_at": when}
    return Patient(patient_id="P", **{**plain, **changes})


def holiday(number: int, kind: DayKind) -> Holiday:
    return Holiday(date=day(number), kind=kind)


OFF_WEDNESDAY, WORKED_SATURDAY = holiday(2, DayKind.OFF), holiday(5, DayKind.WORKING)


def course(someone: Patient, treated: Service, *holidays: Holiday, first: int = 0) -> list[int]:
    """The days of the one course that begins on a day, as model and check find it."""
    data = dataset(HORIZON, services=[treated], patients=[someone], holidays=holidays)
    mine = list(Courses(data).of(someone, treated, first, first))
    theirs = [[data.horizon.day(date) for date in dates] for dates in courses(data, someone, day(first))]
    assert [list(days) for days in mine] == theirs
    return theirs[0] if theirs else []


def test_a_cohort_is_treated_on_its_weekdays_holidays_or_not() -> None:
    dialysis = sessions(cohorts=("135",))
    assert course(patient(sessions_left=4), dialysis, OFF_WEDNESDAY, WORKED_SATURDAY) == [0, 2, 4, 7]


def test_fractions_keep_working_days_moved_ones_included() -> None:
    fractions = sessions(cohorts=("12345",), working_days=True)
    assert course(patient(sessions_left=6), fractions) == [0, 1, 2, 3, 4, 7]
    assert course(patient(sessions_left=6), fractions, OFF_WEDNESDAY, WORKED_SATURDAY) == [0, 1, 3, 4, 5, 7]
    assert course(patient(), fractions, OFF_WEDNESDAY, first=2) == []
    thrice = sessions(cohorts=("135",), working_days=True)
    assert course(patient(sessions_left=3), thrice, OFF_WEDNESDAY, WORKED_SATURDAY) == [0, 4, 7]


def test_a_cycle_recurs_every_so_many_days() -> None:
    assert course(patient(), sessions(cycle_days=7)) == [0, 7, 14]
    assert course(patient(), sessions(cycle_days=14, cycle_session_days=("1", "8"))) == [0, 7, 14]
    assert course(patient(sessions_left=4), sessions(cycle_days=14, cycle_session_days=("1", "2", "3"))) == [0, 1, 2, 14]
    own = patient(cycle_days=10, cycle_session_days=("4", "6"))  # day 4 of the cycle comes first
    assert course(own, sessions(cycle_days=7)) == [0, 2, 10, 12, 20]
    assert course(patient(cycle_days=10), sessions(cycle_days=7, cycle_session_days=("1", "3"))) == [0, 10, 20]


def test_a_session_of_a_cycle_waits_for_the_next_working_day() -> None:
    daily = sessions(cycle_days=14, cycle_session_days=("1", "2", "3"), working_days=True)
    assert course(patient(), daily, first=3) == [3, 4, 7, 17, 18]  # Thursday, Friday, and Monday for Saturday
    assert course(patient(), daily, OFF_WEDNESDAY, WORKED_SATURDAY, first=1) == [1, 3, 4, 15, 16, 17]
    assert course(patient(), daily, first=5) == []


def test_the_mean_number_of_sessions_a_day() -> None:
    assert mean_sessions(sessions(cohorts=("135",), sessions_per_week=3)) == 3 / 7
    assert mean_sessions(sessions(cycle_days=21, cycle_session_days=("1", "8"))) == 2 / 21
    assert Cycle.of(None, sessions(cohorts=("135",))) is None


@st.composite
def calendars(draw: st.DrawFn) -> Dataset:
    kinds = st.sampled_from(DayKind)
    holidays = draw(st.dictionaries(st.integers(0, HORIZON - 1), kinds, max_size=6))
    length = draw(st.integers(2, 12))
    numbers = st.lists(st.integers(1, length).map(str), max_size=4, unique=True).map(tuple)
    weekly: dict[str, Any] = {"cohorts": tuple(draw(st.lists(st.sampled_from(["135", "246", "12345", "1234567"]), unique=True)))}
    in_cycles: dict[str, Any] = {"cycle_days": length, "cycle_session_days": draw(numbers)}
    treated = sessions(**draw(st.sampled_from([weekly, in_cycles])), working_days=draw(st.booleans()))
    own: dict[str, Any] = draw(
        st.sampled_from([{}, {"cohort": "246"}, {"cycle_days": length, "cycle_session_days": draw(numbers)}])
    )
    someone = patient(sessions_left=draw(st.none() | st.integers(1, 8)), **own)
    rows = [holiday(number, kind) for number, kind in holidays.items()]
    return dataset(HORIZON, services=[treated], patients=[someone], holidays=rows)


@given(calendars())
def test_model_and_check_find_the_same_courses(data: Dataset) -> None:
    someone, treated = data.patients[0], data.services[0]
    mine = list(Courses(data).of(someone, treated, 0, HORIZON - 1))
    theirs = [dates for number in range(HORIZON) for dates in courses(data, someone, day(number))]
    assert sorted(list(days) for days in mine) == sorted([data.horizon.day(date) for date in dates] for dates in theirs)


def test_working_days() -> None:
    working = WorkingDays.of([OFF_WEDNESDAY, WORKED_SATURDAY])
    assert [number for number in range(7) if working.has(day(number))] == [0, 1, 3, 4, 5]

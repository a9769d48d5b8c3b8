"""Whom a notice concerns: those to be admitted to the unit while it holds."""

from __future__ import annotations

import dataclasses
import datetime as dt

import pytest

from optimizer.data.dataset import Dataset
from optimizer.data.tables.care import CannotAccept
from optimizer.data.tables.plan import PlacementRow
from optimizer.planning.refusals import admitted_under, refusals_of
from tests.factories import day
from tests.routing.town import patient, town, unit

START = dt.datetime.combine(day(0), dt.time())


def place(who: str, unit_id: str, first: int) -> PlacementRow:
    return PlacementRow(patient_id=who, unit_id=unit_id, from_=day(first), to=day(first + 1), wait_days=0, travel_min=0)


def concerned(
    data: Dataset, begin: dt.datetime, end: dt.datetime, *rows: PlacementRow, reason: str = "power_cut"
) -> tuple[str, ...]:
    told = CannotAccept(unit_id="U1", reason_code=reason, by="desk", from_=begin, until=end)
    [one] = refusals_of(dataclasses.replace(data, cannot_accept=(told,)))
    return admitted_under(one, data, rows)


def two_units(**changes: object) -> Dataset:
    return town([patient("P1", **changes)], [unit("U1"), unit("U2")])


@pytest.mark.parametrize(("hours", "who"), [((-2, -1), ()), ((-1, 0), ("P1",)), ((0, 2), ("P1",)), ((1, 3), ())])
def test_the_moment_of_admission_counts(hours: tuple[int, int], who: tuple[str, ...]) -> None:
    data = two_units()
    begin, end = (START + dt.timedelta(hours=hour) for hour in hours)
    assert concerned(data, begin, end, place("P1", "U1", 0)) == who
    assert concerned(data, begin, end, place("P1", "U2", 0)) == ()


def test_who_waits_is_admitted_at_midnight() -> None:
    data = two_units(ready=9 / 24)
    midnight = START + dt.timedelta(days=1)
    assert concerned(data, midnight, midnight, place("P1", "U1", 1)) == ("P1",)
    assert concerned(data, midnight + dt.timedelta(hours=8), midnight + dt.timedelta(hours=10), place("P1", "U1", 1)) == ()


def test_who_lies_there_is_not_admitted_again_and_a_later_leg_is_no_admission() -> None:
    end = START + dt.timedelta(days=3)
    assert concerned(two_units(current_unit_id="U1"), START, end, place("P1", "U1", 0)) == ()
    assert concerned(two_units(), START, end, place("P1", "U2", 0), place("P1", "U1", 2)) == ()


def test_what_is_no_reason_concerns_nobody() -> None:
    data = two_units()
    assert concerned(data, START, START + dt.timedelta(hours=2), place("P1", "U1", 0), reason="no_test") == ()

"""When jobs are due, whatever calendars and clocks do."""

from __future__ import annotations

import datetime as dt
import itertools

import pytest

from optimizer.jobs.recurrence import Recurrence

FRIDAY, MONDAY = frozenset({4}), frozenset({0})
SHANGHAI, BERLIN, NEW_YORK, KOLKATA, LORD_HOWE, APIA = (
    "Asia/Shanghai",
    "Europe/Berlin",
    "America/New_York",
    "Asia/Kolkata",
    "Australia/Lord_Howe",
    "Pacific/Apia",
)


def daily(time: str, zone: str = SHANGHAI) -> Recurrence:
    return Recurrence(dt.time.fromisoformat(time), zone)


def weekly(time: str, days: frozenset[int] = FRIDAY, zone: str = SHANGHAI) -> Recurrence:
    return Recurrence(dt.time.fromisoformat(time), zone, days)


def monthly(day: int, time: str = "06:00", zone: str = SHANGHAI) -> Recurrence:
    return Recurrence(dt.time.fromisoformat(time), zone, month_day=day)


def at(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).astimezone(dt.UTC)


def on(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


LATEST = [
    # a week: just before, at, just after; the last day of a year and the first
    (weekly("18:00"), "2026-11-27T17:59:59+08:00", "2026-11-20"),
    (weekly("18:00"), "2026-11-27T18:00:00+08:00", "2026-11-27"),
    (weekly("18:00"), "2026-11-27T10:00:01Z", "2026-11-27"),
    (weekly("18:00"), "2027-01-01T17:00:00+08:00", "2026-12-25"),
    (weekly("18:00"), "2027-01-01T18:00:00+08:00", "2027-01-01"),
    (weekly("00:00", MONDAY), "2026-12-28T00:00:00+08:00", "2026-12-28"),
    (weekly("23:59", frozenset({3})), "2026-12-31T23:59:59+08:00", "2026-12-31"),
    (daily("00:00"), "2026-12-31T16:00:00Z", "2027-01-01"),  # the new year came to Shanghai, not yet to UTC
    (daily("23:30"), "2026-12-31T23:29:00+08:00", "2026-12-30"),
    # 29 February, and months that are too short
    (daily("02:00"), "2028-02-29T03:00:00+08:00", "2028-02-29"),
    (daily("02:00"), "2028-03-01T01:00:00+08:00", "2028-02-29"),
    (daily("02:00"), "2026-03-01T01:00:00+08:00", "2026-02-28"),
    (daily("02:00"), "2100-03-01T01:00:00+08:00", "2100-02-28"),  # no leap year
    (monthly(29), "2028-03-01T00:00:00+08:00", "2028-02-29"),
    (monthly(29), "2026-03-01T00:00:00+08:00", "2026-02-28"),
    (monthly(31), "2026-05-01T00:00:00+08:00", "2026-04-30"),
    (monthly(31), "2026-12-31T06:00:00+08:00", "2026-12-31"),
    (monthly(1), "2027-01-01T05:59:00+08:00", "2026-12-01"),
    # clocks forward: a time they skip comes as much later as they skip, on its own day
    (daily("02:30", BERLIN), "2026-03-29T00:59:59Z", "2026-03-28"),
    (daily("02:30", BERLIN), "2026-03-29T01:29:59Z", "2026-03-28"),
    (daily("02:30", BERLIN), "2026-03-29T01:30:00Z", "2026-03-29"),
    (daily("02:30", NEW_YORK), "2026-03-08T07:29:59Z", "2026-03-07"),
    (daily("02:30", NEW_YORK), "2026-03-08T07:30:00Z", "2026-03-08"),
    (daily("02:15", LORD_HOWE), "2026-10-03T15:45:00Z", "2026-10-04"),  # half an hour
    # clocks back: of a time that comes twice the first counts, and the second brings nothing new
    (daily("02:30", BERLIN), "2026-10-25T00:29:59Z", "2026-10-24"),
    (daily("02:30", BERLIN), "2026-10-25T00:30:00Z", "2026-10-25"),
    (daily("02:30", BERLIN), "2026-10-25T01:30:00Z", "2026-10-25"),
    (daily("01:30", NEW_YORK), "2026-11-01T05:30:00Z", "2026-11-01"),
    (daily("01:30", NEW_YORK), "2026-11-01T06:30:00Z", "2026-11-01"),
    (daily("01:45", LORD_HOWE), "2026-04-04T14:45:00Z", "2026-04-05"),
    # a quarter of an hour off, a day that a country left out, and China's own summer time of 1988
    (daily("18:00", KOLKATA), "2026-11-27T12:30:00Z", "2026-11-27"),
    (daily("18:00", KOLKATA), "2026-11-27T12:29:59Z", "2026-11-26"),
    (daily("12:00", APIA), "2011-12-31T12:00:00+14:00", "2011-12-31"),
    (daily("18:00"), "1988-07-01T09:00:00Z", "1988-07-01"),
]


@pytest.mark.parametrize(("job", "now", "period"), LATEST)
def test_latest_period(job: Recurrence, now: str, period: str) -> None:
    assert job.latest(at(now)) == on(period)


@pytest.mark.parametrize(("job", "now", "period"), LATEST)
def test_the_next_comes_after_the_latest_and_not_yet(job: Recurrence, now: str, period: str) -> None:
    upcoming = job.upcoming(at(now))
    assert upcoming > on(period)
    assert job.moment(upcoming) > at(now)
    assert not job.due(on(period), at(now))


DUE = [
    # after downtime: all that were missed, oldest first; nothing before the first time ever but the latest
    (daily("02:00"), "2026-11-23", "2026-11-26T03:00:00+08:00", "2026-11-24 2026-11-25 2026-11-26"),
    (daily("02:00"), None, "2026-11-26T03:00:00+08:00", "2026-11-26"),
    (weekly("18:00"), "2026-12-18", "2027-01-02T00:00:00+08:00", "2026-12-25 2027-01-01"),
    (monthly(31), "2025-12-31", "2026-04-01T00:00:00+08:00", "2026-01-31 2026-02-28 2026-03-31"),
    # over a change of the clocks, every day has its period once
    (daily("02:30", BERLIN), "2026-03-27", "2026-03-30T12:00:00Z", "2026-03-28 2026-03-29 2026-03-30"),
    (daily("02:30", BERLIN), "2026-10-23", "2026-10-26T12:00:00Z", "2026-10-24 2026-10-25 2026-10-26"),
    # the clock was set back: an hour, to before what was done; and a week
    (weekly("18:00"), "2026-11-27", "2026-11-27T17:05:00+08:00", ""),
    (daily("02:00"), "2026-11-26", "2026-11-26T01:05:00+08:00", ""),
    (daily("02:00"), "2026-11-26", "2026-11-19T12:00:00+08:00", ""),
    (daily("02:00"), "2026-11-26", "2026-11-26T02:00:00+08:00", ""),
]


@pytest.mark.parametrize(("job", "done", "now", "periods"), DUE)
def test_due_since(job: Recurrence, done: str | None, now: str, periods: str) -> None:
    assert [day.isoformat() for day in job.due(on(done) if done else None, at(now))] == periods.split()


def test_what_was_done_far_ahead_was_done_by_a_wrong_clock() -> None:
    job = weekly("18:00")
    assert not job.ahead(on("2026-11-27"), at("2026-11-27T17:05:00+08:00"))
    assert job.ahead(on("2027-11-26"), at("2026-11-27T18:00:00+08:00"))


def test_every_day_of_four_years_has_one_moment_in_every_zone() -> None:
    first = on("2026-01-01")
    for zone in (SHANGHAI, BERLIN, NEW_YORK, LORD_HOWE):
        for time in ("00:00", "01:30", "02:30", "23:59"):
            job = daily(time, zone)
            moments = [job.moment(first + dt.timedelta(days=number)) for number in range(4 * 365 + 1)]
            gaps = {(later - sooner).total_seconds() / 3600 for sooner, later in itertools.pairwise(moments)}
            assert gaps <= {23, 23.5, 24, 24.5, 25}

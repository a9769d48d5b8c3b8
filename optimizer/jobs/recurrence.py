"""When a job is due: every day, on days of the week, or on a day of the month, at a time of the clock in a time zone.

A period is named by its local date, so a day has one period whatever its clocks do: a time that the clocks skip comes as
much later as they skip, and of a time that comes twice the first counts.
"""

from __future__ import annotations

import calendar
import datetime as dt
from dataclasses import dataclass
from zoneinfo import ZoneInfo

_FAR_BACK = 62  # days in which every recurrence has a period
FORGIVEN = dt.timedelta(days=1)
"""A clock set back by no more than this does not make a period due that comes before one already done."""


@dataclass(frozen=True, slots=True)
class Recurrence:
    """Days and a time of the clock.

    Parameters
    ----------
    weekdays
        Days of the week, Monday is 0; empty for all.
    month_day
        Day of the month, its last one where the month is shorter; 0 for every day that `weekdays` allows.
    """

    time: dt.time
    time_zone: str = "Asia/Shanghai"
    weekdays: frozenset[int] = frozenset()
    month_day: int = 0

    def falls_on(self, day: dt.date) -> bool:
        """Whether a day has a period."""
        if self.month_day:
            return day.day == min(self.month_day, calendar.monthrange(day.year, day.month)[1])
        return not self.weekdays or day.weekday() in self.weekdays

    def moment(self, day: dt.date) -> dt.datetime:
        """Return the moment, in UTC, from which the period of a day is due."""
        return dt.datetime.combine(day, self.time, ZoneInfo(self.time_zone)).astimezone(dt.UTC)

    def latest(self, now: dt.datetime) -> dt.date:
        """Return the last period that is due by now."""
        day = self._today(now) + dt.timedelta(days=1)
        return next(one for one in _days(day, -1) if self.falls_on(one) and self.moment(one) <= now)

    def upcoming(self, now: dt.datetime) -> dt.date:
        """Return the first period that is not due yet."""
        day = self._today(now) - dt.timedelta(days=1)
        return next(one for one in _days(day, 1) if self.falls_on(one) and self.moment(one) > now)

    def due(self, done: dt.date | None, now: dt.datetime) -> tuple[dt.date, ...]:
        """Return the periods due by now and after the last one done, oldest first; the latest alone where none was done."""
        latest = self.latest(now)
        if done is None:
            return (latest,)
        span = (done + dt.timedelta(days=number) for number in range(1, (latest - done).days + 1))
        return tuple(day for day in span if self.falls_on(day))

    def ahead(self, day: dt.date, now: dt.datetime) -> bool:
        """Whether a period lies so far ahead that the clock must have been wrong when it was done."""
        return self.moment(day) > now + FORGIVEN

    def _today(self, now: dt.datetime) -> dt.date:
        return now.astimezone(ZoneInfo(self.time_zone)).date()


def _days(first: dt.date, step: int) -> tuple[dt.date, ...]:
    return tuple(first + dt.timedelta(days=step * number) for number in range(_FAR_BACK))

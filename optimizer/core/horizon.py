"""The days a plan covers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from zoneinfo import ZoneInfo


@dataclass(frozen=True, slots=True)
class Horizon:
    """A run of whole local days; day 0 is `start`. Datetimes in the tables are local times of `time_zone`."""

    start: dt.date
    days: int
    time_zone: str = "Asia/Shanghai"

    def __post_init__(self) -> None:
        if not 1 <= self.days <= 400:
            message = "a horizon has between 1 and 400 days"
            raise ValueError(message)
        ZoneInfo(self.time_zone)

    @property
    def last(self) -> dt.date:
        """The last day, inclusive."""
        return self.start + dt.timedelta(days=self.days - 1)

    def date(self, day: int) -> dt.date:
        """Return the date of a day index (which may lie outside)."""
        return self.start + dt.timedelta(days=day)

    def day(self, date: dt.date) -> int:
        """Return the day index of a date; negative before the start, ≥ `days` after the end."""
        return (date - self.start).days

    def __contains__(self, date: dt.date) -> bool:
        return self.start <= date <= self.last

    def __iter__(self) -> Iterator[dt.date]:
        return iter(_dates(self.start, self.days))


@lru_cache(maxsize=64)
def _dates(start: dt.date, days: int) -> tuple[dt.date, ...]:
    return tuple(start + dt.timedelta(days=day) for day in range(days))

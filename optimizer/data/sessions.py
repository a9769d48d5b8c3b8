"""On which dates sessions fall: weekdays of a cohort, or every so many days (a cycle); some on working days only."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Self

from optimizer.data.tables.care import Service
from optimizer.data.tables.people import Patient
from optimizer.data.tables.staff import Holiday
from optimizer.data.vocabulary import DayKind

EVERY_DAY = "1234567"
_MONDAY_TO_FRIDAY = frozenset("12345")
_DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class WorkingDays:
    """The days off and the moved working days of the table of holidays."""

    off: frozenset[dt.date]
    moved: frozenset[dt.date]

    @classmethod
    def of(cls, holidays: Iterable[Holiday]) -> Self:
        """Gather them."""
        rows = tuple(holidays)
        off = frozenset(row.date for row in rows if row.kind is DayKind.OFF)
        return cls(off, frozenset(row.date for row in rows if row.kind is DayKind.WORKING))

    def has(self, date: dt.date) -> bool:
        """Whether a date is a working day: moved to, or Monday to Friday and not off."""
        return date in self.moved or (date.isoweekday() <= 5 and date not in self.off)

    def treats(self, service: Service, cohort: str, date: dt.date) -> bool:
        """Whether a cohort of a service is treated on a date.

        A service that keeps working days treats nobody on days off, and on moved working days the cohorts of all five
        working days.
        """
        weekly = str(date.isoweekday()) in cohort
        if not service.working_days:
            return weekly
        return (weekly and date not in self.off) or (date in self.moved and set(cohort) >= _MONDAY_TO_FRIDAY)


@dataclass(frozen=True, slots=True)
class Cycle:
    """Sessions that recur: the length of a cycle, and how many days after its first session each session falls due."""

    days: int
    offsets: tuple[int, ...]

    @classmethod
    def of(cls, patient: Patient | None, service: Service) -> Self | None:
        """Return the patient's own cycle, else the service's; None where sessions go by weekdays."""
        own = patient is not None and patient.cycle_days is not None
        days = patient.cycle_days if own and patient is not None else service.cycle_days
        if days is None:
            return None
        named = patient.cycle_session_days if own and patient is not None else service.cycle_session_days
        numbers = sorted({int(number) for number in named}) or [1]
        return cls(days, tuple(number - numbers[0] for number in numbers))

    @property
    def sessions_a_day(self) -> float:
        """The mean number of sessions a day."""
        return len(self.offsets) / self.days

    def dates(self, first: dt.date, last: dt.date, working: WorkingDays | None) -> Iterator[dt.date]:
        """Yield the dates of the sessions from the first one on.

        With working days, a session is held on the first of them that is neither before it is due nor on the day of the
        session before.
        """
        begin, before = first, first - _DAY
        while begin <= last:
            for offset in self.offsets:
                date = max(begin + offset * _DAY, before + _DAY)
                while working is not None and not working.has(date) and date <= last:
                    date += _DAY
                if date > last:
                    return
                yield date
                before = date
            begin += self.days * _DAY


def mean_sessions(service: Service) -> float:
    """Return how many sessions a day a patient of a service has on average."""
    cycle = Cycle.of(None, service)
    return (service.sessions_per_week or 1) / 7 if cycle is None else cycle.sessions_a_day


def cohorts_of(patient: Patient, service: Service) -> tuple[str, ...]:
    """Return the cohorts a patient may be treated with; every day where none is given."""
    return (patient.cohort,) if patient.cohort else service.cohorts or (EVERY_DAY,)

"""How long a patient stays, from when, and on which days sessions fall.

The days of sessions are derived here a second time, by counting on from date to date.
"""

from __future__ import annotations

import datetime as dt

from optimizer.data.dataset import Dataset
from optimizer.data.tables.care import Service
from optimizer.data.tables.people import Patient
from optimizer.data.vocabulary import DayKind, Pattern

DAY = dt.timedelta(days=1)


def ready_day(patient: Patient, start: dt.date) -> dt.date:
    """Return the first day a patient can be admitted, not before the horizon."""
    return max(patient.ready_at.date(), start)


def stay_length(patient: Patient, service: Service) -> int:
    """Return the days a bed is held: the patient's own, else the service's typical ones, else one.

    Somebody who comes for sessions and lies in an emergency buffer has no typical stay.
    """
    if patient.stay_days is not None:
        return patient.stay_days
    if service.pattern is Pattern.STAY and service.typical_stay_days is not None:
        return service.typical_stay_days
    return 1


def cohorts_of(patient: Patient, service: Service) -> tuple[str, ...]:
    """Return the weekday patterns a patient may be treated on; every day where none is given."""
    if patient.cohort:
        return (patient.cohort,)
    return service.cohorts or ("1234567",)


def sessions_per_day(service: Service) -> float:
    """Return the mean number of sessions a day of one patient."""
    if service.cycle_days is not None:
        return len(set(service.cycle_session_days) or {"1"}) / service.cycle_days
    return (service.sessions_per_week or 1) / 7


def courses(dataset: Dataset, patient: Patient, first: dt.date) -> list[list[dt.date]]:
    """Return the dates of every course of sessions that begins on a date, to the end of the horizon or of the sessions left."""
    service, last = dataset.service[patient.service_id], dataset.horizon.last
    if patient.cycle_days is not None or service.cycle_days is not None:
        found = [_cycle_dates(dataset, patient, service, first)]
    else:
        days = days_between(first, last)
        found = [[date for date in days if is_treated(dataset, service, name, date)] for name in cohorts_of(patient, service)]
    return [dates[: patient.sessions_left] for dates in found if dates and dates[0] == first]


def is_treated(dataset: Dataset, service: Service, cohort: str, date: dt.date) -> bool:
    """Return whether a cohort is treated on a date: on its weekdays; where only working days count, by the table of holidays."""
    kinds = {row.kind for row in dataset.holidays if row.date == date} if service.working_days else set()
    if DayKind.WORKING in kinds and all(day in cohort for day in "12345"):
        return True
    return DayKind.OFF not in kinds and str(date.isoweekday()) in cohort


def next_session(dataset: Dataset, patient: Patient, begun: dt.date) -> dt.date:
    """Return the first session within the horizon of a course that began on an earlier date."""
    service, start = dataset.service[patient.service_id], dataset.horizon.start
    if patient.cycle_days is not None or service.cycle_days is not None:
        coming = [date for date in _cycle_dates(dataset, patient, service, begun) if date >= start]
    else:
        mine = [name for name in cohorts_of(patient, service) if is_treated(dataset, service, name, begun)]
        name = mine[0] if mine else "1234567"
        coming = [date for date in dataset.horizon if is_treated(dataset, service, name, date)]
    return coming[0] if coming else start


def _cycle_dates(dataset: Dataset, patient: Patient, service: Service, first: dt.date) -> list[dt.date]:
    """Return the dates of sessions in a cycle from the first one on; none where that is no working day though it must be."""
    length, named = service.cycle_days, service.cycle_session_days
    if patient.cycle_days is not None:
        length, named = patient.cycle_days, patient.cycle_session_days
    numbers = {int(text) for text in named} or {1}
    start_number, dates, last = min(numbers), list[dt.date](), dataset.horizon.last
    waiting = 0  # sessions that are due and were put off, for want of a working day
    for date in days_between(first, last):
        since = (date - first).days
        waiting += since % (length or 1) + start_number in numbers
        if waiting and (not service.working_days or _is_working(dataset, date)):
            dates.append(date)
            waiting -= 1
        if not dates:
            return []
    return dates


def _is_working(dataset: Dataset, date: dt.date) -> bool:
    kinds = {row.kind for row in dataset.holidays if row.date == date}
    return DayKind.WORKING in kinds or (date.isoweekday() < 6 and DayKind.OFF not in kinds)


def days_between(first: dt.date, last: dt.date) -> list[dt.date]:
    """Return every date from one to another, inclusive."""
    return [first + offset * DAY for offset in range((last - first).days + 1)]

"""How long a patient stays, from when, and on which days sessions fall."""

from __future__ import annotations

import datetime as dt

from optimizer.data.tables.care import Service
from optimizer.data.tables.people import Patient
from optimizer.data.vocabulary import Pattern

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


def session_dates(cohort: str, first: dt.date, last: dt.date, left: int | None) -> list[dt.date]:
    """Return the dates of a cohort from a day to the end of the horizon, at most the sessions left."""
    span = (last - first).days + 1
    dates = [first + offset * DAY for offset in range(max(span, 0))]
    fitting = [date for date in dates if str(date.isoweekday()) in cohort]
    return fitting if left is None else fitting[:left]


def days_between(first: dt.date, last: dt.date) -> list[dt.date]:
    """Return every date from one to another, inclusive."""
    return [first + offset * DAY for offset in range((last - first).days + 1)]

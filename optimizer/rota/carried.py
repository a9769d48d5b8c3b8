"""What everybody has had before the horizon: the table of totals, and what the history says of the days after it."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from optimizer.data.dataset import Dataset
from optimizer.data.tables.staff import RosterHistory
from optimizer.rota.entities import Carried

SATURDAY = 6
Week = tuple[int, int]


def carried(dataset: Dataset) -> Mapping[str, Carried]:
    """Return what everybody of the staff table has had, by their id."""
    before: dict[str, list[RosterHistory]] = defaultdict(list)
    for row in dataset.roster_history:
        if row.date < dataset.horizon.start:
            before[row.staff_id].append(row)
    return {one.staff_id: _of(dataset, one.staff_id, before[one.staff_id]) for one in dataset.staff}


def _of(dataset: Dataset, staff_id: str, before: Sequence[RosterHistory]) -> Carried:
    had = dataset.carry.get(staff_id)
    until = dt.date.min if had is None else had.until
    later = [row for row in before if row.date > until]
    shifts = [dataset.shift_type[row.shift_type] for row in later]
    inside = [shift.ward_minutes or 0 for shift in shifts]
    weekends = weekends_of(row.date for row in later) - weekends_of(row.date for row in before if row.date <= until)
    start = week_of(dataset.horizon.start)
    return Carried(
        nights=sum(shift.night for shift in shifts) + (0 if had is None else had.nights),
        weekends=len(weekends) + (0 if had is None else had.weekends),
        refused=0 if had is None else had.refused,
        entries=sum(minutes > 0 for minutes in inside) + (0 if had is None else had.entries),
        inside_min=sum(inside) + (0 if had is None else had.inside_min),
        in_weekend=start in weekends_of(row.date for row in before),
    )


def week_of(date: dt.date) -> Week:
    """Return the ISO year and week of a date."""
    year, week, _ = date.isocalendar()
    return year, week


def weekends_of(dates: Iterable[dt.date]) -> frozenset[Week]:
    """Return the weekends that some dates fall on, by ISO week."""
    return frozenset(week_of(date) for date in dates if date.isoweekday() >= SATURDAY)

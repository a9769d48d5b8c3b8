"""What everybody has had before the horizon: the table of totals, and what the history says of the days after it."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace

from optimizer.data.dataset import Dataset
from optimizer.data.tables.staff import FairnessCarry
from optimizer.rota.entities import Carried

SATURDAY = 6
Week = tuple[int, int]


def carried(dataset: Dataset) -> Mapping[str, Carried]:
    """Return what everybody of the staff table has had, by their id."""
    before: dict[str, dict[dt.date, str]] = defaultdict(dict)
    for row in dataset.roster_history:
        if row.date < dataset.horizon.start:
            before[row.staff_id][row.date] = row.shift_type
    return {one.staff_id: _of(dataset, one.staff_id, before[one.staff_id]) for one in dataset.staff}


def _of(dataset: Dataset, staff_id: str, before: Mapping[dt.date, str]) -> Carried:
    total = counted_on(dataset, staff_id, before)
    in_weekend = week_of(dataset.horizon.start) in weekends_of(before)
    return Carried(total.nights, total.weekends, total.refused, total.entries, total.inside_min, in_weekend)


def counted_on(dataset: Dataset, staff_id: str, worked: Mapping[dt.date, str]) -> FairnessCarry:
    """Return somebody's totals of the table with what they worked after the day up to which these reach (nothing refused).

    Parameters
    ----------
    worked
        Shift type by date; a weekend begun by that day is in the totals already.
    """
    had = dataset.carry.get(staff_id) or FairnessCarry(staff_id=staff_id, until=dt.date.min)
    later = {date: dataset.shift_type[shift] for date, shift in worked.items() if date > had.until}
    inside = [shift.ward_minutes or 0 for shift in later.values()]
    weekends = weekends_of(later) - weekends_of(date for date in worked if date <= had.until)
    return replace(
        had,
        nights=had.nights + sum(shift.night for shift in later.values()),
        weekends=had.weekends + len(weekends),
        entries=had.entries + sum(minutes > 0 for minutes in inside),
        inside_min=had.inside_min + sum(inside),
    )


def week_of(date: dt.date) -> Week:
    """Return the ISO year and week of a date."""
    year, week, _ = date.isocalendar()
    return year, week


def weekends_of(dates: Iterable[dt.date]) -> frozenset[Week]:
    """Return the weekends that some dates fall on, by ISO week."""
    return frozenset(week_of(date) for date in dates if date.isoweekday() >= SATURDAY)

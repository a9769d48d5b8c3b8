"""Cover of an interval, derived a second time: which shifts count in which part of it.

Whoever works a shift is there from its start to its end; in an isolation ward for `ward_minutes` in the middle of it. An
interval is cut at every moment at which somebody of the ward may come or go, or another interval of the ward begins or ends.
A part into which a shift from outside the horizon reaches is not asked, nor one in which no shift reaches.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from optimizer.data.dataset import Dataset
from optimizer.data.intervals import DAY_MIN, parse_interval, written
from optimizer.data.tables.staff import ShiftType, WardCover
from optimizer.data.vocabulary import Role


class Presence(NamedTuple):
    """From when to when somebody is there who works a shift type that starts `by` days after the day asked; in minutes."""

    shift_type: str
    by: int
    start: int
    end: int


def serving(dataset: Dataset, ward_id: str, role: Role) -> frozenset[str]:
    """Return the shift types of a ward and role: those its rows name; if none, those that reach into one of its intervals.

    Of these, only types that other rows of the ward name, if any does.
    """
    others = {row.shift_type for row in dataset.ward_cover if row.ward_id == ward_id and row.shift_type}
    rows = [row for row in dataset.ward_cover if (row.ward_id, row.role) == (ward_id, role)]
    named = frozenset(row.shift_type for row in rows if row.shift_type)
    if named:
        return named
    asked = [found for row in rows if (found := parse_interval(row.interval)) is not None]
    return frozenset(
        one.shift_type
        for shift in dataset.shift_types
        if not shift.on_call and (not others or shift.shift_type_id in others)
        for one in _presences(shift, inside=False)
        if any(one.start < end and start < one.end for start, end in asked)
    )


def parts(dataset: Dataset, row: WardCover, date: dt.date, *, inside: bool) -> Iterator[tuple[str, frozenset[tuple[str, int]]]]:
    """Yield every part of a row's interval on a date, with the shift types (and days from the date) that count in it."""
    asked = parse_interval(row.interval)
    if asked is None:
        return
    rows = [one for one in dataset.ward_cover if one.ward_id == row.ward_id]
    cuts = set(asked)
    for role in {one.role for one in rows}:
        for one in _there(dataset, row.ward_id, role, inside=inside):
            cuts |= {one.start, one.end}
    for other in rows:
        cuts |= {minute + by * DAY_MIN for minute in parse_interval(other.interval) or () for by in (-1, 0, 1)}
    within = sorted(cut for cut in cuts if asked[0] <= cut <= asked[1])
    mine = _there(dataset, row.ward_id, row.role, inside=inside)
    for start, end in pairwise(within):
        counting = frozenset((one.shift_type, one.by) for one in mine if one.start <= start and end <= one.end)
        known = all(date + dt.timedelta(days=by) in dataset.horizon for _, by in counting)
        if counting and known:
            yield written(start, end), counting


def _there(dataset: Dataset, ward_id: str, role: Role, *, inside: bool) -> list[Presence]:
    names = serving(dataset, ward_id, role)
    shifts = (shift for shift in dataset.shift_types if shift.shift_type_id in names and not shift.on_call)
    return [one for shift in shifts for one in _presences(shift, inside=inside)]


def _presences(shift: ShiftType, *, inside: bool) -> Iterator[Presence]:
    start = shift.start.hour * 60 + shift.start.minute
    length = (shift.end.hour * 60 + shift.end.minute - start - 1) % DAY_MIN + 1
    if inside and shift.ward_minutes is not None:
        start += (length - shift.ward_minutes) // 2
        length = shift.ward_minutes
    for by in (-1, 0, 1):
        yield Presence(shift.shift_type_id, by, start + by * DAY_MIN, start + by * DAY_MIN + length)

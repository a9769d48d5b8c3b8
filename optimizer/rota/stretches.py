"""Cover of an interval, counted by whoever is there: it is cut where somebody may come or go, and each stretch is one need.

Whoever works a shift is in a ward from its start to its end; in an isolation ward only while inside: `ward_minutes`, in the
middle of the shift, so that entries that stagger follow each other.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from optimizer.data.dataset import Dataset
from optimizer.data.intervals import DAY_MIN, parse_interval, presence, written
from optimizer.data.tables.staff import ShiftType, WardCover
from optimizer.data.vocabulary import Role

OFFSETS = (0, -1, 1)
Spot = tuple[str, int]  # shift type, days from the day asked to the day it starts on


@dataclass(frozen=True)
class Stretches:
    """The stretches of every row that asks for an interval."""

    dataset: Dataset
    isolated: Callable[[str, dt.date], bool]

    @cached_property
    def shifts_of(self) -> Mapping[tuple[str, Role], frozenset[str]]:
        """Shift types in which somebody may serve a ward, by ward and role.

        Those that rows of the role name; where those name intervals only, the ones that reach into an interval: of those that
        other rows of the ward name, or of all types if none does (on call aside).
        """
        named: dict[tuple[str, Role], set[str]] = defaultdict(set)
        asked: dict[tuple[str, Role], list[tuple[int, int]]] = defaultdict(list)
        for row in self.dataset.ward_cover:
            interval = parse_interval(row.interval)
            if row.shift_type:
                named[row.ward_id, row.role].add(row.shift_type)
            elif interval is not None:
                asked[row.ward_id, row.role].append(interval)
        found = {key: frozenset(shifts) for key, shifts in named.items()}
        for ward_id, role in asked.keys() - named.keys():
            known = {shift for (ward, _), shifts in named.items() if ward == ward_id for shift in shifts}
            found[ward_id, role] = frozenset(
                shift.shift_type_id
                for shift in self.dataset.shift_types
                if not shift.on_call and (not known or shift.shift_type_id in known)
                if any(_meets(_there(shift, by, inside=False), one) for by in OFFSETS for one in asked[ward_id, role])
            )
        return found

    def of(self, row: WardCover, date: dt.date) -> Iterator[tuple[str, tuple[Spot, ...]]]:
        """Yield every stretch of a row on a date as text, with the shifts in which somebody is there all through it.

        A stretch into which a shift from outside the horizon reaches is not asked: nobody knows who is there.
        """
        asked = parse_interval(row.interval)
        if asked is None:
            return
        inside = self.isolated(row.ward_id, date)
        cuts = {cut for cut in self._cuts(row.ward_id, inside) if asked[0] < cut < asked[1]}
        for start, end in pairwise(sorted({*asked, *cuts})):
            spots = tuple(
                (shift.shift_type_id, by)
                for by in OFFSETS
                for shift in self._serving(row.ward_id, row.role)
                if _holds(_there(shift, by, inside=inside), (start, end))
            )
            if spots and all(date + dt.timedelta(days=by) in self.dataset.horizon for _, by in spots):
                yield written(start, end), spots

    def _serving(self, ward_id: str, role: Role) -> list[ShiftType]:
        names = self.shifts_of.get((ward_id, role), frozenset())
        return [shift for shift in self.dataset.shift_types if shift.shift_type_id in names and not shift.on_call]

    def _cuts(self, ward_id: str, inside: bool) -> set[int]:
        """Return the minutes at which somebody may come or go in a ward, or one of its intervals begins or ends."""
        if (ward_id, inside) not in self._known_cuts:
            rows = [row for row in self.dataset.ward_cover if row.ward_id == ward_id]
            asked = {minute for row in rows for minute in parse_interval(row.interval) or ()}
            serving = [shift for role in {row.role for row in rows} for shift in self._serving(ward_id, role)]
            moves = {minute for shift in serving for by in OFFSETS for minute in _there(shift, by, inside=inside)}
            shifted = {minute + by * DAY_MIN for minute in asked for by in OFFSETS}
            self._known_cuts[ward_id, inside] = moves | shifted
        return self._known_cuts[ward_id, inside]

    @cached_property
    def _known_cuts(self) -> dict[tuple[str, bool], set[int]]:
        return {}


def _there(shift: ShiftType, by: int, *, inside: bool) -> tuple[int, int]:
    """Return from when to when whoever works a shift is there, in minutes from midnight of a day that many days before it."""
    start, end = presence(shift, inside=inside)
    return start + by * DAY_MIN, end + by * DAY_MIN


def _meets(one: tuple[int, int], other: tuple[int, int]) -> bool:
    return max(one[0], other[0]) < min(one[1], other[1])


def _holds(one: tuple[int, int], other: tuple[int, int]) -> bool:
    return one[0] <= other[0] and other[1] <= one[1]

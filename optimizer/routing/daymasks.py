"""Days as bits: whether a unit takes somebody for a run of days is one comparison instead of a question per day.

`Candidates` asks this some hundred thousand times; the rules themselves stand in `rules`, and say the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from optimizer.data.vocabulary import WardKind
from optimizer.routing import rules
from optimizer.routing.places import Place


def bits(days: Iterable[int]) -> int:
    """Return days as bits."""
    found = 0
    for day in days:
        found |= 1 << day
    return found


@dataclass(frozen=True, slots=True)
class DayMask:
    """The days of one unit, as bits.

    Parameters
    ----------
    kinds
        Days on which the unit is a ward of a kind.
    open, roomy
        Days on which it runs at all, and on which it has a place for others than the life-threatened as well.
    designated
        Days on which its ward kind needs no designation, or has it.
    """

    kinds: Mapping[WardKind, int]
    open: int
    roomy: int
    designated: int

    @classmethod
    def of(cls, place: Place, ground: rules.Ground) -> DayMask:
        """Gather the days of a unit."""
        days = range(len(place.kinds))
        kinds = {kind: bits(day for day in days if place.kinds[day] is kind) for kind in set(place.kinds)}
        opens = bits(day for day in days if rules.unit_open(place, (day,)))
        roomy = opens & bits(day for day in days if place.limit(day) > 0)
        return cls(kinds, opens, roomy, bits(day for day in days if rules.designated_on(place, day, ground)))

    def is_kind(self, kind: WardKind, days: int) -> bool:
        """Whether the unit is a ward of a kind on days."""
        return not days & ~self.kinds.get(kind, 0)

    def has_room(self, days: int, *, urgent: bool) -> bool:
        """Whether the unit runs on days, and, but for the life-threatened, has a place at all."""
        return not days & ~(self.open if urgent else self.roomy)

    def is_designated(self, span: int) -> bool:
        """Whether designation is there, or not asked for, on every day from the first to the last."""
        return not span & ~self.designated

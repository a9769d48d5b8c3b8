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
        unit = place.unit
        kinds = {kind: bits(day for day in days if place.kinds[day] is kind) for kind in set(place.kinds)}
        opens = bits(day for day in days if place.open[day])
        designated = bits(days) if place.outside else kinds.get(WardKind.GENERAL, 0)
        for kind, mask in kinds.items():
            designated |= mask & bits(ground.designated_days.get((unit.hospital_id, unit.service_id, kind), ()))
        return cls(kinds, opens, opens & bits(day for day in days if place.limit(day) > 0), designated)

    def takes(self, kind: WardKind, days: int, span: int, *, urgent: bool) -> bool:
        """Whether the unit is a ward of a kind, open, roomy and designated on the days that count.

        Parameters
        ----------
        days, span
            Days on which a place is used, and all from the first to the last of them.
        urgent
            The life-threatened ask for no room and no designation.
        """
        if days & ~self.kinds.get(kind, 0):
            return False
        return not days & ~self.open if urgent else not (days & ~self.roomy or span & ~self.designated)

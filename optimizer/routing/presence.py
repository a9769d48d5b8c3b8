"""Which ward kinds are under which roof on which day: what an option brings there, what is there in any case."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from optimizer.data.vocabulary import WardKind
from optimizer.routing.instance import Kin
from optimizer.routing.option import Option
from optimizer.routing.places import Place

Presence = tuple[int, WardKind, int]  # hospital, ward kind, day


def presences(places: Sequence[Place], option: Option) -> Iterator[Presence]:
    """Yield the hospital, ward kind and day of every day on which an option uses a place."""
    for leg in option.legs:
        place = places[leg.place]
        for day in leg.days:
            yield place.hospital, place.kinds[day], day


def unavoidable(places: Sequence[Place], kin: Iterable[Kin]) -> set[Presence]:
    """Return what all options of somebody have in common, given those who must be placed."""
    found: set[Presence] = set()
    for one in kin:
        common: set[Presence] = set()
        for number, option in enumerate(one.options):
            here = set(presences(places, option))
            common = here if not number else common & here
            if not common:
                break
        found |= common
    return found


def contested(places: Sequence[Place], kin: Iterable[Kin]) -> dict[tuple[int, int], set[WardKind]]:
    """Return the hospitals and days where more than one ward kind is possible, with these."""
    kinds: dict[tuple[int, int], set[WardKind]] = {}
    for one in kin:
        for option in one.options:
            for hospital, kind, day in presences(places, option):
                kinds.setdefault((hospital, day), set()).add(kind)
    return {roof: here for roof, here in kinds.items() if len(here) > 1}

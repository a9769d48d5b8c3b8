"""What nobody can avoid: the places, ward kinds and sites that every option of somebody who must be placed has in common."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Sequence
from typing import TypeVar

from optimizer.data.vocabulary import WardKind
from optimizer.routing.instance import Kin, RoutingInstance
from optimizer.routing.option import Leg, Option, sites_of

Key = TypeVar("Key", bound=Hashable)


def forced_floor(goal: str, instance: RoutingInstance, kin: Sequence[Kin]) -> int:
    """Return a bound of a goal that ties people together, given those who must all be placed."""
    places = instance.places
    if goal == "crossing":
        kinds = {
            key
            for one in kin
            for key in _common(one, lambda o: (_presence(instance, leg, day) for leg in o.legs for day in leg.days))
        }
        roofs = {(hospital, day) for hospital, _, day in kinds}
        return len(kinds) - len(roofs)
    if goal == "concentration":
        return len({site for one in kin for site in _common(one, lambda option: sites_of(instance.places, option))})
    load: Counter[tuple[int, int]] = Counter()
    for one in kin:
        for key in _common(one, lambda option: ((leg.place, day) for leg in option.legs for day in leg.days)):
            load[key] += one.size
    used = [(count, places[place].effective[day]) for (place, day), count in load.items()]
    if goal == "urgent_over_capacity":
        return sum(max(0, count - effective) for count, effective in used)
    return max((-(-100 * count // effective) for count, effective in used if effective), default=0)


def _common(kin: Kin, keys: Callable[[Option], Iterable[Key]]) -> set[Key]:
    """Return what all options of somebody have in common."""
    common = set(keys(kin.options[0]))
    for option in kin.options[1:]:
        if not common:
            break
        common &= set(keys(option))
    return common


def _presence(instance: RoutingInstance, leg: Leg, day: int) -> tuple[int, WardKind, int]:
    place = instance.places[leg.place]
    return place.hospital, place.kinds[day], day

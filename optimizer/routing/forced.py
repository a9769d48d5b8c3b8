"""What nobody can avoid: the places, ward kinds and sites that every option of somebody who must be placed has in common."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Sequence
from typing import TypeVar

from optimizer.data.vocabulary import WardKind
from optimizer.routing.candidates import Option
from optimizer.routing.instance import Kin, RoutingInstance

Key = TypeVar("Key", bound=Hashable)


def forced_floor(goal: str, instance: RoutingInstance, kin: Sequence[Kin]) -> int:
    """Return a bound of a goal that ties people together, given those who must all be placed."""
    places = instance.places
    if goal == "crossing":
        kinds = {
            key
            for one in kin
            for key in _common(one, lambda o: ((places[o.place].hospital, places[o.place].kinds[d], d) for d in o.days))
        }
        roofs = {(hospital, day) for hospital, _, day in kinds}
        return len(kinds) - len(roofs)
    if goal == "concentration":
        return len({site for one in kin for site in _common(one, lambda option: _site(instance, option))})
    load: Counter[tuple[int, int]] = Counter()
    for one in kin:
        for key in _common(one, lambda option: ((option.place, day) for day in option.days)):
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


def _site(instance: RoutingInstance, option: Option) -> Iterable[tuple[int, str, WardKind]]:
    place = instance.places[option.place]
    kind = place.kinds[option.start]
    return () if kind is WardKind.GENERAL else ((place.hospital, place.unit.service_id, kind),)

"""A designation in indices, before it becomes rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from optimizer.designation.instance import DesignationInstance


@dataclass(frozen=True, slots=True)
class Draft:
    """Open sites, chosen conversions, and flow by (group, site)."""

    open: frozenset[int]
    converted: frozenset[int] = frozenset()
    flows: Mapping[tuple[int, int], float] = field(default_factory=dict)


def room(instance: DesignationInstance, converted: frozenset[int]) -> list[float]:
    """Return the bed-days (or sessions) that may be counted on at every site, given the conversions."""
    places = [0.0] * len(instance.sites)
    for option in instance.options:
        chosen = option.conversion is None or option.conversion in converted
        if chosen and not converted.intersection(option.lost_by):
            places[option.site] += option.places * instance.fill
    return places

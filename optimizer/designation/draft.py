"""A designation in indices, before it becomes rows."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from optimizer.designation.instance import DesignationInstance, places_left


@dataclass(frozen=True, slots=True)
class Draft:
    """Open sites, chosen conversions, and flow by (group, site)."""

    open: frozenset[int]
    converted: frozenset[int] = frozenset()
    flows: Mapping[tuple[int, int], float] = field(default_factory=dict)


def room(instance: DesignationInstance, converted: frozenset[int], is_open: Collection[int] | None = None) -> list[float]:
    """Return the bed-days (or sessions) that may be counted on at every site, given conversions and sites (None: all open)."""
    return [places * instance.fill for places in places_left(instance, converted, is_open)]

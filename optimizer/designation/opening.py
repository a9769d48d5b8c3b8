"""Designation day by day: from when a site has places, and on which days people find none."""

from __future__ import annotations

from collections import defaultdict

from optimizer.designation.demand import Kind
from optimizer.designation.instance import DesignationInstance, options_left


def places_by_day(
    instance: DesignationInstance, is_open: frozenset[int], converted: frozenset[int]
) -> dict[int, tuple[int, ...]]:
    """Return the beds, or sessions, of every open site on every day of the horizon."""
    rows: dict[int, list[tuple[int, ...]]] = defaultdict(list)
    for number in options_left(instance, converted, is_open):
        option = instance.options[number]
        if option.site in is_open:
            rows[option.site].append(option.by_day)
    return {site: tuple(sum(day) for day in zip(*days, strict=True)) for site, days in rows.items()}


def first_day(places: tuple[int, ...]) -> int:
    """Return the first day with places; 0 where there never are any."""
    return next((day for day, number in enumerate(places) if number > 0), 0)


def short_by_day(
    instance: DesignationInstance, is_open: frozenset[int], converted: frozenset[int]
) -> dict[Kind, tuple[float, ...]]:
    """Return the people who find no place on a day, by service and ward kind: max(0, people expected − places open)."""
    there: dict[Kind, list[int]] = {kind: [0] * len(days) for kind, days in instance.need.items()}
    for number, places in places_by_day(instance, is_open, converted).items():
        site = instance.sites[number]
        if (site.service_id, site.ward_kind) in there:
            total = there[site.service_id, site.ward_kind]
            total[:] = [one + more for one, more in zip(total, places, strict=True)]
    return {
        kind: tuple(max(0.0, need - places) for need, places in zip(days, there[kind], strict=True))
        for kind, days in instance.need.items()
    }

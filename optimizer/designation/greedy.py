"""Designation without a solver: open what is needed nearest-first, convert only where a hospital is fixed in."""

from __future__ import annotations

from collections import defaultdict

from optimizer.designation.draft import Draft, room
from optimizer.designation.instance import DesignationInstance


def nearest_first(instance: DesignationInstance) -> Draft:
    """Send every group to its nearest sites with room, shortest trips first; designate what is used.

    Conversions are chosen only where a hospital that is fixed in has nothing else. Every district that can have a
    designated institution gets one, and so does every hospital fixed in.
    """
    converted = _needed_conversions(instance)
    left = room(instance, converted)
    usable = {site for site, places in enumerate(left) if places > 0}
    flows: dict[tuple[int, int], float] = defaultdict(float)
    waiting = [group.load for group in instance.groups]
    trips = sorted(
        (not near, minutes, number, site)
        for number, group in enumerate(instance.groups)
        for site, minutes, near in zip(group.sites, group.minutes, group.near, strict=True)
    )
    for _, _, number, site in trips:
        amount = min(waiting[number], left[site])
        if amount > 0:
            flows[number, site] += amount
            waiting[number] -= amount
            left[site] -= amount
    chosen = {site for _, site in flows} | instance.held
    needed = [instance.hospitals[name] for name in instance.fixed_in]
    if instance.one_per_district:
        needed += instance.districts.values()
    for sites in needed:
        able = [site for site in sites if site in usable]
        if able and not chosen.intersection(able):
            chosen.add(able[0])
    return Draft(frozenset(chosen), converted, dict(flows))


def _needed_conversions(instance: DesignationInstance) -> frozenset[int]:
    converted = set(instance.held_conversions)
    for name in instance.fixed_in:
        sites = set(instance.hospitals[name])
        places = room(instance, frozenset(converted))
        if not any(places[site] > 0 for site in sites):
            converted.add(next(o.conversion for o in instance.options if o.site in sites and o.conversion is not None))
    return frozenset(converted)

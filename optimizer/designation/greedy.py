"""Designation without a solver: open what is needed nearest-first, convert only where a hospital is fixed in."""

from __future__ import annotations

from collections import defaultdict

from optimizer.designation.draft import Draft, room
from optimizer.designation.instance import DesignationInstance, places_at_once
from optimizer.designation.roof import may_open


def nearest_first(instance: DesignationInstance) -> Draft:
    """Send every group to its nearest sites with room, shortest trips first; designate what is used.

    Conversions are chosen only where a hospital that is fixed in has nothing else. Every district that can have a
    designated institution gets one, and so does every hospital fixed in.
    """
    converted = _needed_conversions(instance)
    left, at_once = room(instance, converted), places_at_once(instance, converted)
    usable = {site for site, places in enumerate(left) if places > 0 and at_once[site] >= instance.least[site]}
    chosen = set(instance.held)
    for name in instance.fixed_in:
        _open_one(instance, instance.hospitals[name], usable, chosen)
    flows: dict[tuple[int, int], float] = defaultdict(float)
    waiting = [group.load for group in instance.groups]
    trips = sorted(
        (not near, minutes, number, site)
        for number, group in enumerate(instance.groups)
        for site, minutes, near in zip(group.sites, group.minutes, group.near, strict=True)
    )
    for _, _, number, site in trips:
        amount = min(waiting[number], left[site])
        if amount > 0 and (site in chosen or (site in usable and may_open(instance, chosen, site))):
            chosen.add(site)
            flows[number, site] += amount
            waiting[number] -= amount
            left[site] -= amount
    if instance.one_per_district:
        for sites in instance.districts.values():
            _open_one(instance, sites, usable, chosen)
    return Draft(frozenset(chosen), converted, dict(flows))


def _open_one(instance: DesignationInstance, sites: tuple[int, ...], usable: set[int], chosen: set[int]) -> None:
    """Open the first of some sites that may be, unless one of them is open."""
    if not chosen.intersection(sites):
        chosen.update([site for site in sites if site in usable and may_open(instance, chosen, site)][:1])


def _needed_conversions(instance: DesignationInstance) -> frozenset[int]:
    converted = set(instance.held_conversions)
    for name in instance.fixed_in:
        sites = set(instance.hospitals[name])
        at_once = places_at_once(instance, frozenset(converted))
        if not any(at_once[site] >= max(1, instance.least[site]) for site in sites):
            converted.add(next(o.conversion for o in instance.options if o.site in sites and o.conversion is not None))
    return frozenset(converted)

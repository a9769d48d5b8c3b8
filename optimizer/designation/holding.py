"""Designation and conversions in force, held as far as they are still possible."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from optimizer.data.tables.plan import ConversionRow, DesignationRow
from optimizer.designation.instance import DesignationInstance, places_at_once, places_left
from optimizer.designation.option import Site
from optimizer.designation.possible import is_possible
from optimizer.designation.roof import may_open


def holding(
    instance: DesignationInstance, designation: Iterable[DesignationRow], conversions: Iterable[ConversionRow]
) -> DesignationInstance:
    """Return the instance with what is in force held, as far as it is still possible beside the rules and what is fixed in."""
    made = {(row.unit_id, row.to_ward_kind) for row in conversions}
    useful = {option.conversion for option in instance.options}
    kept = frozenset(
        number for number, row in enumerate(instance.conversions) if number in useful and (row.unit_id, row.to_ward_kind) in made
    )
    there = places_left(instance, kept)
    open_now = {Site(row.hospital_id, row.service_id, row.ward_kind) for row in designation}
    at_once = places_at_once(instance, kept)
    held: set[int] = set()
    for number, site in enumerate(instance.sites):
        if site in open_now and there[number] and at_once[number] >= instance.least[number] and may_open(instance, held, number):
            held.add(number)
    return _loosened(replace(instance, held=frozenset(held), held_conversions=kept))


def _loosened(instance: DesignationInstance) -> DesignationInstance:
    """Return an instance that holds no more than what keeps the rules, hospital by hospital: no rule ties two of them."""
    if is_possible(instance):
        return instance
    kept = [_loosened_at(instance, name) for name in instance.hospitals]
    return replace(
        instance,
        held=frozenset(site for one in kept for site in one.held),
        held_conversions=frozenset(number for one in kept for number in one.held_conversions),
    )


def _loosened_at(instance: DesignationInstance, name: str) -> DesignationInstance:
    """Return an instance that holds what is in force at one hospital: conversions, then sites, each that still may be."""
    sites = instance.hospitals[name]
    fixed_in = tuple(one for one in instance.fixed_in if one == name)
    kept = replace(instance, fixed_in=fixed_in, held=frozenset(), held_conversions=frozenset())
    there = {option.conversion for option in instance.options if option.site in sites}
    for number in sorted(instance.held_conversions):
        more = replace(kept, held_conversions=kept.held_conversions | {number})
        if number in there and is_possible(more):
            kept = more
    for site in sites:
        more = replace(kept, held=kept.held | {site})
        if site in instance.held and is_possible(more):
            kept = more
    return kept

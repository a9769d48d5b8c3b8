"""Designation and conversions in force, held as far as they are still possible."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from optimizer.data.tables.plan import ConversionRow, DesignationRow
from optimizer.designation.instance import DesignationInstance, Site, places_at_once, places_left
from optimizer.designation.roof import may_open


def holding(
    instance: DesignationInstance, designation: Iterable[DesignationRow], conversions: Iterable[ConversionRow]
) -> DesignationInstance:
    """Return the instance with what is in force held, as far as it is still possible."""
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
    return replace(instance, held=frozenset(held), held_conversions=kept)

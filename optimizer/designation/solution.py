"""Designation as plan rows, and the terms a planner reads, computed from those rows."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from optimizer.data.dataset import Dataset
from optimizer.data.tables.plan import ConversionRow, DesignationRow, FlowRow
from optimizer.data.travel import Travel
from optimizer.data.vocabulary import Designable
from optimizer.designation.demand import Forecast, Load, expected_load
from optimizer.designation.draft import Draft
from optimizer.designation.instance import DesignationInstance, places_left, possible_districts
from optimizer.designation.opening import first_day, places_by_day, short_by_day
from optimizer.designation.option import Site

DECIMALS = 6  # of flows.csv


@dataclass(frozen=True, slots=True)
class DesignationSolution:
    """Who is designated for what, which units are converted, and where the expected patients go."""

    designation: tuple[DesignationRow, ...] = ()
    conversions: tuple[ConversionRow, ...] = ()
    flows: tuple[FlowRow, ...] = ()


def emit(dataset: Dataset, instance: DesignationInstance, draft: Draft) -> DesignationSolution:
    """Turn indices into rows.

    A site is designated from its first day with places. Flows are rounded, and the solver's dust (too small, or to a closed
    site) is dropped.
    """
    horizon, places = dataset.horizon, places_by_day(instance, draft.open, draft.converted)
    rows = []
    for (number, position), amount in sorted(draft.flows.items()):
        group, site = instance.groups[number], instance.sites[position]
        expected = round(amount, DECIMALS)
        if expected > 0 and position in draft.open:
            rows.append(
                FlowRow(
                    origin_id=group.origin_id,
                    service_id=group.service_id,
                    ward_kind=group.ward_kind,
                    hospital_id=site.hospital_id,
                    expected=expected,
                )
            )
    return DesignationSolution(
        designation=tuple(
            DesignationRow(
                hospital_id=site.hospital_id,
                service_id=site.service_id,
                ward_kind=site.ward_kind,
                from_=horizon.start + dt.timedelta(days=first_day(places.get(position, ()))),
                to=horizon.last,
            )
            for position, site in enumerate(instance.sites)
            if position in draft.open
        ),
        conversions=tuple(row for number, row in enumerate(instance.conversions) if number in draft.converted),
        flows=tuple(rows),
    )


def indices(instance: DesignationInstance, solution: DesignationSolution) -> tuple[frozenset[int], frozenset[int]]:
    """Return sites and conversions of a solution by their indices."""
    sites = {Site(row.hospital_id, row.service_id, row.ward_kind) for row in solution.designation}
    made = {(row.unit_id, row.to_ward_kind) for row in solution.conversions}
    return (
        frozenset(number for number, site in enumerate(instance.sites) if site in sites),
        frozenset(number for number, row in enumerate(instance.conversions) if (row.unit_id, row.to_ward_kind) in made),
    )


def term_values(dataset: Dataset, instance: DesignationInstance, solution: DesignationSolution) -> dict[str, float]:
    """Return every term of the step, in the order of the goals."""
    travel, hospital = Travel(dataset), dataset.hospital
    trips = [(row, travel.from_origin(row.origin_id, row.hospital_id)) for row in solution.flows]
    names = {row.hospital_id for row in solution.designation}
    kinds = {(row.hospital_id, row.ward_kind) for row in solution.designation}
    districts = {hospital[name].district for name in names}
    limit = {service.service_id: service.max_travel_min for service in dataset.services}
    load, (is_open, converted) = expected_load(dataset), indices(instance, solution)
    return {
        "uncovered": round(sum(load.values()) - sum(row.expected for row in solution.flows), 3) + 0.0,
        "uncovered_days": round(sum(map(sum, short_by_day(instance, is_open, converted).values())), 3) + 0.0,
        "districts_without": len(set(possible_districts(dataset)) - districts),
        "beyond_limit": round(sum(row.expected for row, minutes in trips if minutes > limit[row.service_id]), 3),
        "uncovered_high": round(_uncovered_high(dataset, instance, solution, load), 3) + 0.0,
        "coordination": sum(hospital[name].can_designate is Designable.COORDINATE for name in names),
        "mixed_kinds": len(kinds) - len(names),
        "sites": len(solution.designation),
        "conversions": len(solution.conversions),
        "travel": round(sum(row.expected * minutes for row, minutes in trips), 3),
    }


def _uncovered_high(dataset: Dataset, instance: DesignationInstance, solution: DesignationSolution, load: Load) -> float:
    """Return what the upper forecast leaves without a place, when people go where they are expected to go."""
    upper = expected_load(dataset, Forecast.HIGH)
    site = {(one.hospital_id, one.service_id, one.ward_kind): number for number, one in enumerate(instance.sites)}
    is_open, converted = indices(instance, solution)
    places, coming = places_left(instance, converted, is_open), [0.0] * len(instance.sites)
    for row in solution.flows:
        key = (row.origin_id, row.service_id, row.ward_kind)
        coming[site[row.hospital_id, row.service_id, row.ward_kind]] += row.expected * max(load[key], upper[key]) / load[key]
    beyond = sum(max(0.0, number - room) for number, room in zip(coming, places, strict=True))
    return sum(max(number, upper[key]) for key, number in load.items()) - sum(coming) + beyond

"""Designation as plan rows, and the terms a planner reads, computed from those rows."""

from __future__ import annotations

from dataclasses import dataclass

from optimizer.data.dataset import Dataset
from optimizer.data.tables.plan import ConversionRow, DesignationRow, FlowRow
from optimizer.data.travel import Travel
from optimizer.data.vocabulary import Designable
from optimizer.designation.demand import expected_load
from optimizer.designation.draft import Draft
from optimizer.designation.instance import DesignationInstance, possible_districts

DECIMALS = 6  # of flows.csv


@dataclass(frozen=True, slots=True)
class DesignationSolution:
    """Who is designated for what, which units are converted, and where the expected patients go."""

    designation: tuple[DesignationRow, ...] = ()
    conversions: tuple[ConversionRow, ...] = ()
    flows: tuple[FlowRow, ...] = ()


def emit(dataset: Dataset, instance: DesignationInstance, draft: Draft) -> DesignationSolution:
    """Turn indices into rows; flows are rounded, and the solver's dust (too small, or to a closed site) is dropped."""
    horizon = dataset.horizon
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
                from_=horizon.start,
                to=horizon.last,
            )
            for position, site in enumerate(instance.sites)
            if position in draft.open
        ),
        conversions=tuple(row for number, row in enumerate(instance.conversions) if number in draft.converted),
        flows=tuple(rows),
    )


def term_values(dataset: Dataset, solution: DesignationSolution) -> dict[str, float]:
    """Return every term of the step, in the order of the goals."""
    travel, hospital = Travel(dataset), dataset.hospital
    trips = [(row, travel.from_origin(row.origin_id, row.hospital_id)) for row in solution.flows]
    names = {row.hospital_id for row in solution.designation}
    kinds = {(row.hospital_id, row.ward_kind) for row in solution.designation}
    districts = {hospital[name].district for name in names}
    limit = {service.service_id: service.max_travel_min for service in dataset.services}
    return {
        "uncovered": round(sum(expected_load(dataset).values()) - sum(row.expected for row in solution.flows), 3) + 0.0,
        "districts_without": len(set(possible_districts(dataset)) - districts),
        "beyond_limit": round(sum(row.expected for row, minutes in trips if minutes > limit[row.service_id]), 3),
        "coordination": sum(hospital[name].can_designate is Designable.COORDINATE for name in names),
        "mixed_kinds": len(kinds) - len(names),
        "sites": len(solution.designation),
        "conversions": len(solution.conversions),
        "travel": round(sum(row.expected * minutes for row, minutes in trips), 3),
    }

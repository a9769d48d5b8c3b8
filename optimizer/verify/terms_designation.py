"""Terms of designation, recomputed from the emitted rows."""

from __future__ import annotations

from collections import defaultdict

from optimizer.core.rounding import ceil_int
from optimizer.data.vocabulary import Designable, Fixed, WardKind
from optimizer.verify.context import Plan
from optimizer.verify.loads import capacities, counted_units, loads, people_by_day


def uncovered(plan: Plan) -> float:
    """Σ load − Σ flow, to three decimals."""
    return round(sum(loads(plan).values()) - sum(line.row.expected for line in plan.flows), 3)


def uncovered_days(plan: Plan) -> float:
    """Σ over services, ward kinds and days of max(0, people expected − places designated), to three decimals."""
    room, counted = defaultdict[tuple[str, WardKind, int], float](float), counted_units(plan)
    for unit in plan.dataset.units:
        if unit.unit_id in counted:
            for day, state in enumerate(plan.states[unit.unit_id]):
                if (unit.hospital_id, unit.service_id, state.kind) in plan.designated:
                    room[unit.service_id, state.kind, day] += state.places * plan.shifts[unit.unit_id]
    return round(sum(max(0.0, people - room[key]) for key, people in people_by_day(plan).items()), 3)


def districts_without(plan: Plan) -> float:
    """Districts with a hospital that could be designated, but none that is."""
    designated = {plan.dataset.hospital[line.row.hospital_id].district for line in plan.designation}
    possible = {
        hospital.district
        for hospital in plan.dataset.hospitals
        if not hospital.outside_network
        and hospital.can_designate is not Designable.NO
        and hospital.fixed is not Fixed.OUT
        and hospital.hospital_id in _hospitals_with_places(plan)
    }
    return len(possible - designated)


def beyond_limit(plan: Plan) -> float:
    """Σ flow whose travel is longer than the service allows."""
    limit = plan.dataset.service
    return round(
        sum(
            line.row.expected
            for line in plan.flows
            if plan.travel.from_origin(line.row.origin_id, line.row.hospital_id) > limit[line.row.service_id].max_travel_min
        ),
        3,
    )


def uncovered_high(plan: Plan) -> float:
    """Σ high − Σ flow × high / load, and what then comes to a place beyond its room, to three decimals.

    Only where somebody is expected; the upper forecast goes where the expected go, in the same shares.
    """
    load, high, room = loads(plan), loads(plan, upper=True), capacities(plan)
    sent = 0.0
    coming: dict[tuple[str, str, WardKind], float] = defaultdict(float)
    for _, row in plan.flows:
        key = (row.origin_id, row.service_id, row.ward_kind)
        number = row.expected * high[key] / load[key] if load.get(key) else row.expected
        coming[row.hospital_id, row.service_id, row.ward_kind] += number
        sent += number
    beyond = sum(max(0.0, number - room.get(key, 0.0)) for key, number in coming.items())
    return round(sum(high[key] for key, number in load.items() if number > 0) - sent + beyond, 3)


def coordination(plan: Plan) -> float:
    """Designated hospitals that the bureau cannot designate by itself."""
    names = {line.row.hospital_id for line in plan.designation}
    return sum(plan.dataset.hospital[name].can_designate is Designable.COORDINATE for name in names)


def mixed_kinds(plan: Plan) -> float:
    """Σ over designated hospitals of the ward kinds beyond the first."""
    kinds: dict[str, set[WardKind]] = defaultdict(set)
    for _, row in plan.designation:
        kinds[row.hospital_id].add(row.ward_kind)
    return sum(len(found) - 1 for found in kinds.values())


def sites(plan: Plan) -> float:
    """Hospital, service and ward kind designated."""
    return len(plan.designated)


def conversions(plan: Plan) -> float:
    """Units converted."""
    return len(plan.conversions)


def travel(plan: Plan) -> float:
    """Σ flow × minutes, to three decimals."""
    minutes = plan.travel.from_origin
    return round(sum(line.row.expected * minutes(line.row.origin_id, line.row.hospital_id) for line in plan.flows), 3)


def _hospitals_with_places(plan: Plan) -> set[str]:
    """Hospitals with a buffer or isolation unit that has places, or a unit that may be converted into one in time."""
    found = set()
    for unit in plan.dataset.units:
        states = plan.unconverted[unit.unit_id]
        if any(state.kind is not WardKind.GENERAL and state.places > 0 for state in states):
            found.add(unit.hospital_id)
    for row in plan.dataset.unit_conversions:
        in_time = ceil_int(row.lead_time_h / 24) < plan.days
        if row.to_ward_kind is not WardKind.GENERAL and row.capacity_after > 0 and in_time:
            found.add(plan.unit(row.unit_id).hospital_id)
    return found

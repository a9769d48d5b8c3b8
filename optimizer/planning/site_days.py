"""What is expected at every designated site, and what it offers, day by day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from optimizer.data.physical import physical_capacity, sessions_a_day
from optimizer.data.planfolder import PlanRecord
from optimizer.designation.demand import daily_load
from optimizer.planning.adjustment import Site


def expected_days(plan: PlanRecord) -> dict[Site, tuple[float, ...]]:
    """Return the people in a bed, or the sessions, expected at every designated site on every day.

    The days of an origin are shared out as its flows are over the whole plan; who has no designated place is nowhere.
    """
    dataset, loads = plan.dataset, daily_load(plan.dataset)
    found = {site: [0.0] * dataset.horizon.days for site in designated_days(plan)}
    for row in plan.tables.flows:
        site, days = (row.hospital_id, row.service_id, row.ward_kind), loads.get((row.origin_id, row.service_id, row.ward_kind))
        if site in found and days is not None:
            whole = sum(days)
            for day, load in enumerate(days):
                found[site][day] += load * row.expected / whole
    return {site: tuple(days) for site, days in found.items()}


def places_days(plan: PlanRecord) -> dict[Site, tuple[int, ...]]:
    """Return the free places of every designated site on every day of its designation: beds, or stations × shifts."""
    dataset = plan.dataset
    return _summed(plan, {unit.unit_id: sessions_a_day(dataset, unit) for unit in dataset.units})


def at_once_days(plan: PlanRecord) -> dict[Site, tuple[int, ...]]:
    """Return the same in beds or stations: for how many people there is room at once."""
    return _summed(plan, {unit.unit_id: 1 for unit in plan.dataset.units})


def _summed(plan: PlanRecord, times: Mapping[str, int]) -> dict[Site, tuple[int, ...]]:
    dataset, designated = plan.dataset, designated_days(plan)
    found = {site: [0] * dataset.horizon.days for site in designated}
    days = physical_capacity(dataset, plan.tables.conversions)
    for unit in dataset.units:
        for number, day in enumerate(days[unit.unit_id]):
            site = (unit.hospital_id, unit.service_id, day.ward_kind)
            if number in designated.get(site, ()):
                found[site][number] += day.places * times[unit.unit_id]
    return {site: tuple(places) for site, places in found.items()}


def designated_days(plan: PlanRecord) -> dict[Site, set[int]]:
    """Return the days of every site's designation, in order of the table."""
    horizon, found = plan.dataset.horizon, defaultdict[Site, set[int]](set)
    for row in plan.tables.designation:
        span = range(max(0, horizon.day(row.from_)), min(horizon.days - 1, horizon.day(row.to)) + 1)
        found[row.hospital_id, row.service_id, row.ward_kind].update(span)
    return dict(found)

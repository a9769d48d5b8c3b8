"""Which capabilities the listed patients need (an intensive-care bed, dialysis machines for HBV …), and where they are."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass, replace

from optimizer.core.rounding import ceil_int
from optimizer.data.physical import physical_capacity, sessions_a_day
from optimizer.data.planfolder import PlanRecord
from optimizer.data.tables.people import Patient
from optimizer.data.vocabulary import WardKind, needed_kind
from optimizer.designation.demand import city_wide, daily_load
from optimizer.planning.adjustment import Site
from optimizer.planning.site_days import designated_days
from optimizer.routing.rules import infections


@dataclass(frozen=True, slots=True)
class CapabilityNeed:
    """A capability that patients of a service and ward kind need, each capability taken alone.

    Parameters
    ----------
    people
        Listed patients who need it; counts of `demand` do not say.
    peak, peak_date
        Of them in a bed (sessions a day, on average) on the fullest day.
    places
        Designated places (sessions) of that day in units that have it.
    hospitals
        Designated hospitals with such a unit and a place on some day, in table order.
    """

    service_id: str
    ward_kind: WardKind
    capability: str
    people: int
    peak: float
    peak_date: dt.date
    places: int
    hospitals: tuple[str, ...]

    @property
    def short(self) -> int:
        """Places that lack on the fullest day."""
        return max(0, ceil_int(self.peak) - self.places)


def capability_needs(plan: PlanRecord) -> tuple[CapabilityNeed, ...]:
    """Return every capability needed, in order of services and ward kinds, the most people first."""
    dataset, wanted = plan.dataset, defaultdict[str, list[Patient]](list)
    for patient in dataset.patients:
        if needed_kind(patient.health_code, patient.infection_status) is not WardKind.GENERAL:
            for word in sorted({*patient.needs, *infections(patient)}):
                wanted[word].append(patient)
    order, found = {row.service_id: number for number, row in enumerate(dataset.services)}, list[CapabilityNeed]()
    for word, patients in wanted.items():
        there = _places(plan, word)
        for care, days in city_wide(daily_load(replace(dataset, demand=(), patients=tuple(patients)))).items():
            peak = days.index(max(days))
            sites = {site: places for site, places in there.items() if site[1:] == care}
            having = {site[0] for site, places in sites.items() if any(places)}
            found.append(
                CapabilityNeed(
                    *care,
                    word,
                    people=sum((one.service_id, needed_kind(one.health_code, one.infection_status)) == care for one in patients),
                    peak=days[peak],
                    peak_date=dataset.horizon.date(peak),
                    places=sum(places[peak] for places in sites.values()),
                    hospitals=tuple(row.hospital_id for row in dataset.hospitals if row.hospital_id in having),
                )
            )
    return tuple(sorted(found, key=lambda one: (order[one.service_id], one.ward_kind, -one.people, one.capability)))


def _places(plan: PlanRecord, word: str) -> dict[Site, list[int]]:
    """Return the places of designated sites in units with a capability, by day."""
    dataset, designated = plan.dataset, designated_days(plan)
    days = physical_capacity(dataset, plan.tables.conversions)
    found: dict[Site, list[int]] = defaultdict(lambda: [0] * dataset.horizon.days)
    for unit in dataset.units:
        for number, day in enumerate(days[unit.unit_id] if word in unit.capabilities else ()):
            site = (unit.hospital_id, unit.service_id, day.ward_kind)
            if number in designated.get(site, ()):
                found[site][number] += day.places * sessions_a_day(dataset, unit)
    return found

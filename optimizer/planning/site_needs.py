"""What every designated site needs: beds and stations, nurses and doctors, on its fullest day and with all places in use.

Nurses needed are people employed over all shifts (`services.nurses_headcount_per_bed`); those on shift are at work at the
same time. For doctors the tables know only the latter, so that what is needed is the least that must be there.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from dataclasses import dataclass

from optimizer.core.rounding import ceil_int
from optimizer.data.physical import emptied_units, shut_units
from optimizer.data.planfolder import PlanRecord
from optimizer.data.tables.care import Unit
from optimizer.data.vocabulary import StaffedBy, UnitStatus, WardKind
from optimizer.planning.adjustment import Site
from optimizer.planning.site_days import at_once_days, expected_days, places_days


@dataclass(frozen=True, slots=True)
class SiteNeed:
    """What one designated hospital, service and ward kind needs.

    Parameters
    ----------
    by_teams
        Whether most of its places are in units that teams staff, not the hospital.
    places
        Free beds (stations) at once on its best day.
    held
        People outside the list who lie there already; they need nurses and doctors too.
    mean, peak, peak_date
        People in a bed (sessions a day) expected, on average and on the fullest day, and the first such day.
    room
        Places (sessions) of that day; a peak above it finds no place on the day, and needs nobody there.
    in_use
        Beds (stations) in use at once at the peak, without those held.
    nurses, nurses_full
        Nurses needed at the peak and with all places in use; None where the service has no figure.
    nurses_on_shift, doctors_on_shift, doctors_full
        At work at the same time, at the peak, and doctors with all places in use.
    """

    hospital_id: str
    service_id: str
    ward_kind: WardKind
    by_teams: bool
    places: int
    held: int
    mean: float
    peak: float
    peak_date: dt.date
    room: int
    in_use: int
    nurses: int | None
    nurses_full: int | None
    nurses_on_shift: int | None
    doctors_on_shift: int | None
    doctors_full: int | None


def site_needs(plan: PlanRecord) -> tuple[SiteNeed, ...]:
    """Return every designated site in order of hospitals, services and ward kinds.

    The peaks are of different days. Nurses and doctors are whole people at every site.
    """
    dataset, horizon = plan.dataset, plan.dataset.horizon
    expected, a_day, at_once, held = expected_days(plan), places_days(plan), at_once_days(plan), _held(plan)
    hospitals = {row.hospital_id: number for number, row in enumerate(dataset.hospitals)}
    services = {row.service_id: number for number, row in enumerate(dataset.services)}
    teams, found = _by_teams(plan), []
    for site in sorted(expected, key=lambda one: (hospitals[one[0]], services[one[1]], one[2])):
        service, days = dataset.service[site[1]], expected[site]
        peak = days.index(max(days))
        used = max(_used(*day) for day in zip(days, a_day[site], at_once[site], strict=True))
        full = max(at_once[site])
        found.append(
            SiteNeed(
                *site,
                by_teams=site in teams,
                places=full,
                held=held[site],
                mean=sum(days) / horizon.days,
                peak=days[peak],
                peak_date=horizon.date(peak),
                room=a_day[site][peak],
                in_use=ceil_int(used),
                nurses=_people(service.nurses_headcount_per_bed, used + held[site]),
                nurses_full=_people(service.nurses_headcount_per_bed, full + held[site]),
                nurses_on_shift=_people(service.nurses_on_shift_per_patient, used + held[site]),
                doctors_on_shift=_people(service.doctors_on_shift_per_patient, used + held[site]),
                doctors_full=_people(service.doctors_on_shift_per_patient, full + held[site]),
            )
        )
    return tuple(found)


def _used(expected: float, a_day: int, at_once: int) -> float:
    """Return the beds or stations in use at once, of those there are."""
    return min(expected, a_day) * at_once / a_day if a_day else 0.0


def _people(each: float | None, beds: float) -> int | None:
    return None if each is None else ceil_int(each * beds)


def _kind(plan: PlanRecord) -> dict[str, WardKind]:
    """Return what every unit is in the end, those left out that a conversion empties."""
    becomes = {row.unit_id: row.to_ward_kind for row in plan.tables.conversions}
    gone = emptied_units(plan.dataset, plan.tables.conversions)
    return {unit.unit_id: becomes.get(unit.unit_id, unit.ward_kind) for unit in plan.dataset.units if unit.unit_id not in gone}


def _held(plan: PlanRecord) -> Counter[Site]:
    """Return who lies at each site, outside the list of patients; who lay in a unit that is converted has left."""
    kinds, converted = _kind(plan), {row.unit_id for row in plan.tables.conversions}
    shut = shut_units(plan.dataset, plan.tables.conversions)
    held: Counter[Site] = Counter()
    for unit in plan.dataset.units:
        stays = unit.unit_id in kinds and unit.unit_id not in converted and unit.unit_id not in shut
        if stays and unit.status is UnitStatus.OPEN:
            held[_site(unit, kinds)] += unit.occupied
    return held


def _by_teams(plan: PlanRecord) -> frozenset[Site]:
    """Return the sites more than half of whose beds are in units that teams staff."""
    kinds, beds = _kind(plan), defaultdict[Site, list[int]](lambda: [0, 0])
    after = {row.unit_id: row.capacity_after for row in plan.tables.conversions}
    for unit in plan.dataset.units:
        if unit.unit_id in kinds and (unit.status is UnitStatus.OPEN or unit.unit_id in after):
            beds[_site(unit, kinds)][unit.staffed_by is StaffedBy.TEAM] += after.get(unit.unit_id, unit.capacity)
    return frozenset(site for site, (own, teams) in beds.items() if teams > own)


def _site(unit: Unit, kinds: dict[str, WardKind]) -> Site:
    return unit.hospital_id, unit.service_id, kinds[unit.unit_id]

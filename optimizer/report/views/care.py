"""Who serves what: designation, conversions, and how full each service gets."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass

from optimizer.core.text import Text
from optimizer.data.planfolder import PlanRecord
from optimizer.data.vocabulary import Designable, UnitStatus, WardKind
from optimizer.report.words import Names


@dataclass(frozen=True, order=True)
class Place:
    """A ward kind that a hospital is designated for; `later` is its first day where that is not the plan's."""

    kind: WardKind
    later: dt.date | None


@dataclass(frozen=True)
class DesignatedHospital:
    """A row of the designation table: per service what it is designated for."""

    name: Text
    hospital_id: str
    district: Text
    coordinated: bool
    places: tuple[tuple[Place, ...], ...]


@dataclass(frozen=True)
class Designation:
    """Hospitals × services; `without` names districts that have a hospital but none designated."""

    services: tuple[Text, ...]
    rows: tuple[DesignatedHospital, ...]
    without: tuple[Text, ...]


def designation(plan: PlanRecord) -> Designation:
    """Return the designation table in the order of hospitals and services."""
    names = Names(plan.dataset)
    places: dict[tuple[str, str], dict[WardKind, dt.date]] = defaultdict(dict)
    for row in plan.tables.designation:
        before = places[row.hospital_id, row.service_id].get(row.ward_kind, row.from_)
        places[row.hospital_id, row.service_id][row.ward_kind] = min(before, row.from_)
    chosen = {hospital_id for hospital_id, _ in places}
    services = [row.service_id for row in plan.dataset.services if any((h, row.service_id) in places for h in chosen)]
    start = plan.dataset.horizon.start
    rows = tuple(
        DesignatedHospital(
            name=names.hospital(row.hospital_id),
            hospital_id=row.hospital_id,
            district=names.district(row.district),
            coordinated=row.can_designate is Designable.COORDINATE,
            places=tuple(
                tuple(Place(kind, day if day > start else None) for kind, day in sorted(places[row.hospital_id, service].items()))
                for service in services
            ),
        )
        for row in plan.dataset.hospitals
        if row.hospital_id in chosen
    )
    everywhere = {row.district for row in plan.dataset.hospitals}
    served = {row.district for row in plan.dataset.hospitals if row.hospital_id in chosen}
    without = tuple(names.district(district) for district in sorted(everywhere - served)) if rows else ()
    return Designation(tuple(names.service(service) for service in services), rows, without)


@dataclass(frozen=True)
class Conversion:
    """A unit that becomes another kind of ward, or is opened from reserve."""

    unit_id: str
    reserve: bool
    hospital: Text
    service: Text
    before: WardKind
    after: WardKind
    date: dt.date
    places: int


def conversions(plan: PlanRecord) -> tuple[Conversion, ...]:
    """Return the conversions the plan makes."""
    names = Names(plan.dataset)
    return tuple(
        Conversion(
            row.unit_id,
            unit.status is UnitStatus.RESERVE,
            names.hospital(unit.hospital_id),
            names.service(unit.service_id),
            unit.ward_kind,
            row.to_ward_kind,
            row.from_,
            row.capacity_after,
        )
        for row in plan.tables.conversions
        if (unit := plan.dataset.unit.get(row.unit_id)) is not None
    )

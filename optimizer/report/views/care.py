"""Who serves what: designation, conversions, and how full each service gets."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass

from optimizer.core.text import Text
from optimizer.data.planfolder import PlanRecord
from optimizer.data.vocabulary import Designable, UnitStatus, WardKind
from optimizer.report.words import Names


@dataclass(frozen=True)
class DesignatedHospital:
    """A row of the designation table: per service the ward kinds it is open for."""

    name: Text
    hospital_id: str
    district: Text
    coordinated: bool
    kinds: tuple[tuple[WardKind, ...], ...]


@dataclass(frozen=True)
class Designation:
    """Hospitals × services; `without` names districts that have a hospital but none designated."""

    services: tuple[Text, ...]
    rows: tuple[DesignatedHospital, ...]
    without: tuple[Text, ...]


def designation(plan: PlanRecord) -> Designation:
    """Return the designation table in the order of hospitals and services."""
    names = Names(plan.dataset)
    kinds: dict[tuple[str, str], list[WardKind]] = defaultdict(list)
    for row in plan.tables.designation:
        if row.ward_kind not in kinds[row.hospital_id, row.service_id]:
            kinds[row.hospital_id, row.service_id].append(row.ward_kind)
    chosen = {hospital_id for hospital_id, _ in kinds}
    services = [row.service_id for row in plan.dataset.services if any((h, row.service_id) in kinds for h in chosen)]
    rows = tuple(
        DesignatedHospital(
            name=names.hospital(row.hospital_id),
            hospital_id=row.hospital_id,
            district=names.district(row.district),
            coordinated=row.can_designate is Designable.COORDINATE,
            kinds=tuple(tuple(sorted(kinds.get((row.hospital_id, service), ()))) for service in services),
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

"""What could let a hospital be designated: every cell of its rows that a rule of designation reads, in one direction each."""

from __future__ import annotations

from collections.abc import Iterator

from optimizer.data.dataset import Dataset
from optimizer.data.tables.care import Unit, UnitConversion
from optimizer.data.vocabulary import EMERGENCY, Designable, UnitStatus, WardKind
from optimizer.designation.allowed import conversion_day, is_licensed
from optimizer.designation.repair.lever import SCENARIO, Lever, Means

MOST_DAYS = 400
MOST_PLACES = 20000


def levers_of(dataset: Dataset, hospital_id: str) -> tuple[Lever, ...]:
    """Return every lever at a hospital, in the order of the tables."""
    return (*wish(dataset, hospital_id), *without_wish(dataset, hospital_id))


def without_wish(dataset: Dataset, hospital_id: str) -> tuple[Lever, ...]:
    """Return every lever at a hospital but that of withdrawing what the planner fixed."""
    return (
        *allowed(dataset, hospital_id),
        *minimum(dataset, hospital_id),
        *_horizon(dataset, hospital_id),
        *_units(dataset, hospital_id),
        *_conversions(dataset, hospital_id),
        *_listed(dataset, hospital_id),
    )


def wish(dataset: Dataset, hospital_id: str) -> Iterator[Lever]:
    """Yield: withdraw that a hospital is fixed in, or out."""
    row = _row(dataset, hospital_id)
    if dataset.hospitals[row].fixed is not None:
        yield Lever(Means.WISH, "hospitals", row, lambda _: {"fixed": None}, hospital_id)


def allowed(dataset: Dataset, hospital_id: str) -> Iterator[Lever]:
    """Yield: a hospital that nobody can designate is designated by coordination."""
    row = _row(dataset, hospital_id)
    hospital = dataset.hospitals[row]
    values: dict[str, object] = {"can_designate": Designable.COORDINATE} if hospital.can_designate is Designable.NO else {}
    values |= {"outside_network": False} if hospital.outside_network else {}
    if values:
        yield Lever(Means.ALLOWED, "hospitals", row, lambda _: values, hospital_id)


def minimum(dataset: Dataset, hospital_id: str) -> Iterator[Lever]:
    """Yield: ask for fewer places, of each service of a hospital."""
    here = {unit.service_id for unit in dataset.units if unit.hospital_id == hospital_id}
    for row, service in enumerate(dataset.services):
        least = service.min_designated_places
        if service.service_id in here and least > 1:

            def values(by: int, least: int = least) -> dict[str, object]:
                return {"min_designated_places": least - by}

            yield Lever(Means.MINIMUM, "services", row, values, service.service_id, least - 1)


def roof(dataset: Dataset, hospital_id: str) -> Iterator[Lever]:
    """Yield: allow more services, or both ward kinds, under a hospital's roof."""
    row = _row(dataset, hospital_id)
    hospital = dataset.hospitals[row]
    services, kinds = hospital.max_services, hospital.max_ward_kinds
    if services is not None and services < len(dataset.services):
        most = len(dataset.services) - services
        yield Lever(Means.ROOF, "hospitals", row, lambda by: {"max_services": services + by}, hospital_id, most)
    if kinds == 1:
        yield Lever(Means.ROOF, "hospitals", row, lambda by: {"max_ward_kinds": kinds + by}, hospital_id)


def _horizon(dataset: Dataset, hospital_id: str) -> Iterator[Lever]:
    days = dataset.horizon.days
    late = any(
        dataset.unit[row.unit_id].hospital_id == hospital_id and conversion_day(dataset, row) is None
        for row in dataset.unit_conversions
    )
    opens = any(dataset.unit[row.unit_id].hospital_id == hospital_id for row in dataset.capacity_changes)
    if days < MOST_DAYS and (late or opens):
        yield Lever(Means.HORIZON, SCENARIO, 0, lambda by: {"days": days + by}, "", MOST_DAYS - days)


def _units(dataset: Dataset, hospital_id: str) -> Iterator[Lever]:
    for row, unit in enumerate(dataset.units):
        if unit.hospital_id != hospital_id:
            continue
        if not is_licensed(dataset, unit):
            licences = (*unit.licences, dataset.service[unit.service_id].licence)
            yield unit_lever(Means.LICENCE, row, unit, licences=licences)
        if unit.ward_kind is WardKind.GENERAL:
            continue
        yield from unit_levers(row, unit)
        most = _asked(dataset, unit) + unit.occupied + unit.kept_free
        yield from places(row, unit, most)


def unit_levers(row: int, unit: Unit) -> Iterator[Lever]:
    """Yield: open a buffer or isolation unit, give it an entrance of its own, keep it for emergencies."""
    if unit.status is not UnitStatus.OPEN:
        yield unit_lever(Means.STATUS, row, unit, status=UnitStatus.OPEN)
    if unit.shares_access:
        yield unit_lever(Means.ACCESS, row, unit, shares_access=False)
    if unit.ward_kind is WardKind.BUFFER and EMERGENCY not in unit.capabilities:
        yield unit_lever(Means.EMERGENCY, row, unit, capabilities=(*unit.capabilities, EMERGENCY))


def places(row: int, unit: Unit, most: int) -> Iterator[Lever]:
    """Yield: more beds or stations in a unit, so many at most."""
    capacity = unit.capacity
    if min(MOST_PLACES - capacity, most) > 0:
        yield Lever(
            Means.PLACES,
            "units",
            row,
            lambda by: {"capacity": capacity + by},
            unit.unit_id,
            min(MOST_PLACES - capacity, most),
        )


def unit_lever(means: Means, row: int, unit: Unit, **values: object) -> Lever:
    """Return a lever that writes some cells of a unit."""
    return Lever(means, "units", row, lambda _: values, unit.unit_id)


def _conversions(dataset: Dataset, hospital_id: str) -> Iterator[Lever]:
    for row, conversion in enumerate(dataset.unit_conversions):
        unit = dataset.unit[conversion.unit_id]
        if unit.hospital_id != hospital_id or conversion.to_ward_kind is WardKind.GENERAL:
            continue
        if conversion_day(dataset, conversion) is None:
            yield Lever(
                Means.LEAD_TIME, "unit_conversions", row, lambda _: {"lead_time_h": _last_hour(dataset)}, conversion.unit_id
            )
        yield from converted_places(row, conversion, _asked(dataset, unit) + unit.kept_free)


def converted_places(row: int, conversion: UnitConversion, most: int) -> Iterator[Lever]:
    """Yield: more beds or stations once a unit is converted, so many at most."""
    capacity = conversion.capacity_after
    if min(MOST_PLACES - capacity, most) > 0:
        yield Lever(
            Means.CONVERTED_PLACES,
            "unit_conversions",
            row,
            lambda by: {"capacity_after": capacity + by},
            conversion.unit_id,
            min(MOST_PLACES - capacity, most),
        )


def _listed(dataset: Dataset, hospital_id: str) -> Iterator[Lever]:
    """Yield conversions to be listed, for general wards without any."""
    known = {row.unit_id for row in dataset.unit_conversions}
    for unit in dataset.units:
        if unit.hospital_id == hospital_id and unit.ward_kind is WardKind.GENERAL and unit.unit_id not in known:
            for kind in (WardKind.BUFFER, WardKind.ISOLATION):

                def values(places: int, unit_id: str = unit.unit_id, kind: WardKind = kind) -> dict[str, object]:
                    hours = _last_hour(dataset)
                    return {"unit_id": unit_id, "to_ward_kind": kind, "capacity_after": places, "lead_time_h": hours}

                most = min(unit.capacity, _asked(dataset, unit) + unit.kept_free)
                yield Lever(Means.LISTED, "unit_conversions", len(dataset.unit_conversions), values, unit.unit_id, most)


def _asked(dataset: Dataset, unit: Unit) -> int:
    """Return the places that any rule could ask of a unit."""
    return max(1, dataset.service[unit.service_id].min_designated_places)


def _last_hour(dataset: Dataset) -> float:
    """Return the longest lead time that is done by the last day."""
    return 24.0 * (dataset.horizon.days - 1)


def _row(dataset: Dataset, hospital_id: str) -> int:
    return next(row for row, hospital in enumerate(dataset.hospitals) if hospital.hospital_id == hospital_id)


def at_hospital(dataset: Dataset, hospital_id: str) -> Dataset:
    """Return the tables of one hospital, without people: no rule that can keep a hospital out looks farther."""
    units = tuple(unit for unit in dataset.units if unit.hospital_id == hospital_id)
    names = {unit.unit_id for unit in units}
    return Dataset(
        dataset.scenario,
        hospitals=(dataset.hospital[hospital_id],),
        services=dataset.services,
        units=units,
        unit_conversions=tuple(row for row in dataset.unit_conversions if row.unit_id in names),
        capacity_changes=tuple(row for row in dataset.capacity_changes if row.unit_id in names),
    )

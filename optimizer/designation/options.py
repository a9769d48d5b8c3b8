"""Units that may serve as buffer or isolation places, as they are or converted: what the rules forbid is left out."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import replace

from optimizer.data.dataset import Dataset
from optimizer.data.physical import UnitDay, physical_capacity, sessions_a_day
from optimizer.data.tables.care import Unit, UnitConversion
from optimizer.data.tables.plan import ConversionRow
from optimizer.data.vocabulary import WardKind
from optimizer.designation.allowed import conversion_day, is_licensed, may_be_designated
from optimizer.designation.emergency import takes_away
from optimizer.designation.option import Option, Site


def listed_conversions(dataset: Dataset) -> list[tuple[ConversionRow, UnitConversion]]:
    """Return the conversions that are done in time and lead to a buffer or isolation unit that may be designated."""
    found = []
    for row in dataset.unit_conversions:
        unit, day = dataset.unit[row.unit_id], conversion_day(dataset, row)
        usable = row.to_ward_kind is not WardKind.GENERAL and row.capacity_after > 0
        if usable and day is not None and is_licensed(dataset, unit) and may_be_designated(dataset.hospital[unit.hospital_id]):
            date = dataset.horizon.start + dt.timedelta(days=day)
            found.append(
                (
                    ConversionRow(
                        unit_id=row.unit_id, to_ward_kind=row.to_ward_kind, from_=date, capacity_after=row.capacity_after
                    ),
                    row,
                )
            )
    return found


def drafts_of(
    dataset: Dataset, conversions: list[tuple[ConversionRow, UnitConversion]], base: dict[str, tuple[UnitDay, ...]]
) -> list[tuple[Site, Option]]:
    """Return every option beside its site, whose index it does not know yet; sites never large enough are left out."""
    drafts, units = [], []
    for unit in dataset.units:
        if not (is_licensed(dataset, unit) and may_be_designated(dataset.hospital[unit.hospital_id])):
            continue
        lost = tuple(number for number, pair in enumerate(conversions) if takes_away(dataset, pair[1], unit))
        option = _option(dataset, unit, base, unit.ward_kind, lost_by=lost)
        if unit.ward_kind is not WardKind.GENERAL and option.places:
            drafts.append((Site(unit.hospital_id, unit.service_id, unit.ward_kind), option))
            units.append(unit)
    for number, (row, _) in enumerate(conversions):
        unit = dataset.unit[row.unit_id]
        others = tuple(other for other, pair in enumerate(conversions) if other != number and pair[0].unit_id == row.unit_id)
        option = _option(dataset, unit, physical_capacity(dataset, [row]), row.to_ward_kind, others, number)
        if option.places:
            drafts.append((Site(unit.hospital_id, unit.service_id, row.to_ward_kind), option))
            units.append(unit)
    large = _large_enough(dataset, drafts)
    pairs = [pair for pair, unit in zip(drafts, units, strict=True) if pair[0] in large]
    return _with_neighbours(pairs, [unit for pair, unit in zip(drafts, units, strict=True) if pair[0] in large])


def _large_enough(dataset: Dataset, drafts: list[tuple[Site, Option]]) -> set[Site]:
    """Return the sites that can offer as many places as designation_minimum asks for, with all of their units."""
    at_once: dict[Site, int] = defaultdict(int)
    for site, option in drafts:
        at_once[site] += option.at_once
    return {site for site, places in at_once.items() if places >= dataset.service[site.service_id].min_designated_places}


def _with_neighbours(drafts: list[tuple[Site, Option]], units: list[Unit]) -> list[tuple[Site, Option]]:
    """Say of every option for others which options for confirmed cases stand in its building."""
    confirmed: dict[tuple[str, str], list[int]] = defaultdict(list)
    for number, ((site, _), unit) in enumerate(zip(drafts, units, strict=True)):
        if site.ward_kind is WardKind.ISOLATION and unit.building_id is not None:
            confirmed[unit.hospital_id, unit.building_id].append(number)
    return [
        (site, option)
        if site.ward_kind is WardKind.ISOLATION or unit.building_id is None
        else (site, replace(option, beside=tuple(confirmed[unit.hospital_id, unit.building_id])))
        for (site, option), unit in zip(drafts, units, strict=True)
    ]


def _option(
    dataset: Dataset,
    unit: Unit,
    days: dict[str, tuple[UnitDay, ...]],
    kind: WardKind,
    lost_by: tuple[int, ...],
    conversion: int | None = None,
) -> Option:
    """Return what a unit offers in a ward kind, day by day."""
    beds = [day.places if day.ward_kind is kind else 0 for day in days[unit.unit_id]]
    by_day = tuple(number * sessions_a_day(dataset, unit) for number in beds)
    return Option(0, sum(by_day), conversion, lost_by, max(beds, default=0), by_day=by_day)

"""How full every unit is on every day, grouped by service."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass

from optimizer.core.rounding import ceil_int
from optimizer.core.text import Text
from optimizer.data.planfolder import PlanRecord
from optimizer.data.tables.plan import CapacityRow
from optimizer.data.vocabulary import WardKind
from optimizer.report.words import Names


@dataclass(frozen=True)
class UnitRow:
    """A unit's days; a cell is (style class, text, what limits it)."""

    unit_id: str
    hospital: Text
    kind: WardKind
    becomes: WardKind | None
    reported_h: int | None
    cells: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True)
class ServiceBlock:
    """The units of one service that have places or people on some day; `idle` counts the others."""

    name: Text
    rows: tuple[UnitRow, ...]
    idle: int


def occupancy(plan: PlanRecord) -> tuple[ServiceBlock, ...]:
    """Return the heat map by service, in table order."""
    names = Names(plan.dataset)
    days: dict[str, dict[dt.date, CapacityRow]] = defaultdict(dict)
    for row in plan.tables.capacity:
        days[row.unit_id][row.date] = row
    blocks = []
    for service in plan.dataset.services:
        units = [unit for unit in plan.dataset.units if unit.service_id == service.service_id and unit.unit_id in days]
        live = [unit for unit in units if any(day.effective or day.census for day in days[unit.unit_id].values())]
        rows = tuple(_unit_row(plan, names, unit.unit_id, days[unit.unit_id]) for unit in live)
        if units:
            blocks.append(ServiceBlock(names.service(service.service_id), rows, len(units) - len(live)))
    return tuple(blocks)


def _unit_row(plan: PlanRecord, names: Names, unit_id: str, days: dict[dt.date, CapacityRow]) -> UnitRow:
    horizon = plan.dataset.horizon
    unit = plan.dataset.unit[unit_id]
    kinds = [days[date].ward_kind for date in horizon if date in days]
    age = None
    if unit.reported_at is not None:
        seconds = (dt.datetime.combine(horizon.start, dt.time(0)) - unit.reported_at).total_seconds()
        age = max(0, round(seconds / 3600))
    return UnitRow(
        unit_id=unit_id,
        hospital=names.hospital(unit.hospital_id),
        kind=unit.ward_kind,
        becomes=next((kind for kind in kinds if kind is not unit.ward_kind), None),
        reported_h=age,
        cells=tuple(_cell(days.get(date), wide=horizon.days <= 16) for date in horizon),
    )


def _cell(day: CapacityRow | None, *, wide: bool) -> tuple[str, str, str]:
    if day is None or (day.effective == 0 and day.census == 0):
        limits = _limits(day) if day is not None and day.physical else ""
        return "h-none", "·", limits
    text = f"{day.census}/{day.effective}" if wide else str(day.census)
    return _level(day), text, _limits(day)


def _level(day: CapacityRow) -> str:
    if day.census > day.effective:
        return "h-over"
    share = ceil_int(100 * day.census / day.effective)
    return next(css for most, css in ((0, "h0"), (30, "h1"), (60, "h2"), (85, "h3"), (100, "h4")) if share <= most)


def _limits(day: CapacityRow) -> str:
    """Say what keeps a unit below its physical places; nothing when nothing does."""
    if day.effective == day.physical:
        return ""
    return f"物理 {day.physical} · 人员 {day.staffed} · 物资 {day.supplied} / physical, staffed, supplied"

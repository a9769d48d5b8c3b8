"""Supplies: days of cover per hospital and item, and what is moved."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from optimizer.core.text import Text
from optimizer.data.planfolder import PlanRecord
from optimizer.report.stock import StockLine, stock_lines
from optimizer.report.words import Names, item, number


@dataclass(frozen=True)
class Cell:
    """Days of cover of an item at a hospital: after the first day, after the last, and how grave that is."""

    css: str
    first: str
    last: str
    tip: str


@dataclass(frozen=True)
class Cover:
    """Hospitals × items; a cell is None where the hospital does not hold the item."""

    items: tuple[Text, ...]
    rows: tuple[tuple[Text, tuple[Cell | None, ...]], ...]
    reserve_days: int


def days_of_cover(plan: PlanRecord) -> Cover:
    """Return the table of days of cover, hospitals in table order."""
    lines = {(line.hospital_id, line.item): line for line in stock_lines(plan)}
    held = tuple(dict.fromkeys(name for _, name in lines))
    names = Names(plan.dataset)
    reserve = plan.dataset.scenario.policy.reserve_days
    hospitals = [row.hospital_id for row in plan.dataset.hospitals if any((row.hospital_id, name) in lines for name in held)]
    rows = tuple((names.hospital(key), tuple(_cell(lines.get((key, name)), plan, reserve) for name in held)) for key in hospitals)
    return Cover(tuple(item(name) for name in held), rows, reserve)


def _cell(line: StockLine | None, plan: PlanRecord, reserve: int) -> Cell | None:
    if line is None:
        return None
    if line.first_days is None:
        return Cell("s-idle", "∞", "", "")
    css = "s-out" if line.runs_out else "s-low" if line.first_days < reserve - 1 else "s-ok"
    left = "" if line.last_days is None or plan.dataset.horizon.days == 1 else number(line.last_days)
    tip = f"库存 / stock {number(line.stocks[0])} → {number(line.stocks[-1])}; 用量 / use {number(line.used)}"
    return Cell(css, number(line.first_days), left, tip)


@dataclass(frozen=True)
class Transfer:
    """A quantity moved between hospitals."""

    date: dt.date
    item: Text
    source: Text
    target: Text
    quantity: float


def transfers(plan: PlanRecord) -> tuple[Transfer, ...]:
    """Return the transfers by day."""
    names = Names(plan.dataset)
    rows = sorted(plan.tables.transfers, key=lambda row: (row.date, row.item, row.from_hospital_id, row.to_hospital_id))
    return tuple(
        Transfer(row.date, item(row.item), names.hospital(row.from_hospital_id), names.hospital(row.to_hospital_id), row.quantity)
        for row in rows
    )

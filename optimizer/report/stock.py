"""Days of cover per hospital and item, and what runs out."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass

from optimizer.data.planfolder import PlanRecord


@dataclass(frozen=True, slots=True)
class StockLine:
    """One item of one hospital over the horizon.

    Parameters
    ----------
    first_days, last_days
        Days of cover at the end of the first and of the last day; None when nothing is used.
    stocks
        Stock at the end of each day, pieces.
    missing, runs_out
        Pieces wanted and not there over the horizon, and the first day of that.
    short
        The days on which less is there than wanted.
    """

    hospital_id: str
    item: str
    first_days: float | None
    last_days: float | None
    stocks: tuple[float, ...]
    used: float
    missing: float
    runs_out: dt.date | None
    short: tuple[dt.date, ...] = ()


def stock_lines(plan: PlanRecord) -> tuple[StockLine, ...]:
    """Return one line per hospital and item of the plan, in the plan's order."""
    rows = defaultdict(list)
    for row in plan.tables.supplies:
        rows[row.hospital_id, row.item].append(row)
    held, coming = _deliveries(plan)
    lines = []
    for (hospital_id, item), days in rows.items():
        days.sort(key=lambda row: row.date)
        stock, missing, short = held[hospital_id, item], 0.0, []
        for row in days:
            lacking = row.use - stock - coming[hospital_id, item, row.date]
            if lacking > 0.0005:  # quantities are rounded to 3 decimals
                missing += lacking
                short.append(row.date)
            stock = row.stock
        stocks = tuple(row.stock for row in days)
        used = sum(row.use for row in days)
        ends = days[0].days_of_cover, days[-1].days_of_cover
        first = min(short, default=None)
        line = StockLine(hospital_id, item, *ends, stocks, used, round(missing, 3), first, tuple(short))
        lines.append(line)
    return tuple(lines)


def _deliveries(plan: PlanRecord) -> tuple[defaultdict[tuple[str, str], float], defaultdict[tuple[str, str, dt.date], float]]:
    held: defaultdict[tuple[str, str], float] = defaultdict(float)
    coming: defaultdict[tuple[str, str, dt.date], float] = defaultdict(float)
    for supply in plan.dataset.supplies:
        held[supply.hospital_id, supply.item] += supply.on_hand
        if supply.arrives is not None:
            coming[supply.hospital_id, supply.item, supply.arrives] += supply.on_order
    for transfer in plan.tables.transfers:
        coming[transfer.from_hospital_id, transfer.item, transfer.date] -= transfer.quantity
        coming[transfer.to_hospital_id, transfer.item, transfer.date] += transfer.quantity
    return held, coming

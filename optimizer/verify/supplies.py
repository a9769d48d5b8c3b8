"""Checks of supplies: stock, use, cover, transfers, all recomputed from rota, census and the stock tables."""

from __future__ import annotations

from collections.abc import Iterator

from optimizer.core.issue import Issue
from optimizer.data.tables.plan import SupplyRow, TransferRow
from optimizer.verify.context import Plan
from optimizer.verify.finding import Line, fault
from optimizer.verify.stocks import stocks_of

SLACK = 1.5e-3
"""Quantities are written with three decimals."""
COVER_SLACK = 0.0501
"""Days of cover are written with one decimal."""


def check_stock_balance(plan: Plan) -> Iterator[Issue]:
    """Stock of a day = stock before + arrivals + received − sent − use, never below 0; a row for every day."""
    stocks = stocks_of(plan)
    rows = stocks.rows
    for number, row in plan.supplies:
        key = (row.hospital_id, row.item, plan.dataset.horizon.day(row.date))
        if key[:2] not in stocks.kept or row.date not in plan.dataset.horizon or rows[key].number != number:
            yield _at("stock_balance", Line(number, row), "date", row.date, "no such row is due", "不应有此行")
    for hospital, item in stocks.kept:
        for day in range(plan.days):
            line = rows.get((hospital, item, day))
            date = plan.dataset.horizon.date(day)
            if line is None:
                said = f"{hospital} / {item} has no row for {date}"
                zh = f"{hospital} / {item} 缺少 {date} 的行"
                yield fault("stock_balance", said, zh, table="supplies", column="item", value=item)
                continue
            expected = max(0.0, stocks.available(hospital, item, day) - line.row.use)
            if abs(line.row.stock - expected) > SLACK:
                yield _figure("stock_balance", line, "stock", line.row.stock, expected)


def check_stock_not_negative(plan: Plan) -> Iterator[Issue]:
    """No stock is below 0."""
    for line in plan.supplies:
        if line.row.stock < 0:
            yield _at("stock_not_negative", line, "stock", line.row.stock, str(line.row.stock), str(line.row.stock))


def check_use_figure(plan: Plan) -> Iterator[Issue]:
    """Use of a day = Σ quantity × entries, shifts and patient-days of the hospital."""
    stocks = stocks_of(plan)
    for (hospital, item, day), line in stocks.rows.items():
        expected = stocks.use(hospital, item, day)
        if abs(line.row.use - expected) > SLACK:
            yield _figure("use_figure", line, "use", line.row.use, expected)


def check_cover_figure(plan: Plan) -> Iterator[Issue]:
    """Days of cover = stock ÷ mean use over the horizon; blank when nothing is used."""
    stocks = stocks_of(plan)
    for (hospital, item, _), line in stocks.rows.items():
        mean, stated = stocks.mean_use(hospital, item), line.row.days_of_cover
        if mean <= 0:
            if stated is not None:
                yield _at("cover_figure", line, "days_of_cover", stated, "nothing is used", "无消耗，应为空")
        elif stated is None or abs(stated - line.row.stock / mean) > COVER_SLACK:
            yield _figure("cover_figure", line, "days_of_cover", stated, line.row.stock / mean)


def check_transfer_stock(plan: Plan) -> Iterator[Issue]:
    """Require that a hospital sends at most what it holds when a day starts, of an item both keep, to another."""
    stocks = stocks_of(plan)
    for line in plan.transfers:
        row = line.row
        both = {(row.from_hospital_id, row.item), (row.to_hospital_id, row.item)}
        if len(both) < 2 or not both <= stocks.kept or row.date not in plan.dataset.horizon or row.quantity <= 0:
            ends = f"{row.item}: {row.from_hospital_id} → {row.to_hospital_id}, {row.quantity:g}, {row.date}"
            yield _sent(line, ends, ends)
            continue
        day = plan.dataset.horizon.day(row.date)
        held = stocks.held(row.from_hospital_id, row.item, day)
        sent = stocks.sent[row.from_hospital_id, row.item, day]
        if sent > held + SLACK:
            yield _sent(line, f"{sent:g} sent of {held:g} held", f"持有 {held:g}，调出 {sent:g}")


def _figure(rule: str, line: Line[SupplyRow], column: str, stated: float | None, derived: float) -> Issue:
    return _at(rule, line, column, stated, f"stated {stated}, recomputed {derived:g}", f"所述 {stated}，复算 {derived:g}")


def _at(rule: str, line: Line[SupplyRow], column: str, value: object, en: str, zh: str) -> Issue:
    return fault(rule, en, zh, table="supplies", row=line.number, column=column, value=value)


def _sent(line: Line[TransferRow], en: str, zh: str) -> Issue:
    return fault("transfer_stock", en, zh, table="transfers", row=line.number, column="quantity", value=line.row.quantity)

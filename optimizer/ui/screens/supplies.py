"""Supplies: what runs out first, days of cover by day, what is transferred, and the table."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from optimizer.core.text import Lang, Text
from optimizer.planning.needs import STEP_TITLES
from optimizer.report.handouts.handout import as_book
from optimizer.report.handouts.transfers import transfer_list
from optimizer.report.stock import StockLine, stock_lines
from optimizer.report.views.goods import transfers
from optimizer.report.words import item
from optimizer.ui import frames, texts
from optimizer.ui.access import why_not
from optimizer.ui.charts.once import plan_chart
from optimizer.ui.charts.stock import StockDay, stock_chart
from optimizer.ui.frame import plan_page
from optimizer.ui.language import current_lang, plain, say
from optimizer.ui.plans import PlanView
from optimizer.ui.roles import Action
from optimizer.ui.styling import figure, table_height

RUN_OUT = Text("Run out", "断供（院·项）")
BELOW = Text("Below {days} days, first day", "首日低于 {days} 天储备")
MOVED = Text("Transfers", "调拨次数")
FIRST_OUT = Text(
    "First to run out: {item} at {hospital}, on {date}; {missing} pieces are missing by the end.",
    "最先断供：{hospital} {item}，{date}；期末累计缺 {missing} 件。",
)
NOTHING_OUT = Text("Nothing runs out within the plan.", "方案期内无断供。")
TIGHTEST = Text(
    "Tightest after the first day: {item} at {hospital}, {days} days of cover.",
    "首日后最紧张：{hospital} {item}，可用 {days} 天。",
)
COVER = Text("Days of cover by day", "逐日可用天数")
COVER_NOTE = Text(
    "Days the stock at the end of each day lasts at the mean use. The reserve is {days} days; transfers and what is on order "
    "are in it.",
    "每日末库存按平均用量可维持的天数。储备标准 {days} 天；已计入调拨与在途。",
)
LOOK_AT = Text("Look at", "查看方式")
BY = {"item": Text("one item, all hospitals", "一种物资·各机构"), "hospital": Text("one hospital, all items", "一家机构·各物资")}
ITEM = Text("Item", "物资")
ALL = Text("Show all {count} hospitals", "显示全部 {count} 家机构")
TABLE = Text("All stocks", "全部库存")
FIRST = Text("Days of cover, first day", "首日可用天数")
LAST = Text("Days of cover, last day", "末日可用天数")
MISSING = Text("Missing (pieces)", "缺口（件）")
RUNS_OUT = Text("Runs out on", "耗尽日期")
TRANSFERS = Text("What is transferred", "物资调拨")
NO_TRANSFER = Text("Nothing needs to be transferred.", "无需调拨。")
DATE, FROM, TO = Text("Date", "日期"), Text("From", "调出机构"), Text("To", "调入机构")
PIECES = Text("Pieces", "数量（件）")
DOWNLOAD = Text("Download for the hospitals (workbook)", "下载各机构调拨清单（工作簿）")
_FEW = 14


def show() -> None:
    """Draw the page."""
    view = plan_page(texts.SUPPLIES)
    if view is None:
        return
    lang = current_lang()
    lines = sorted(stock_lines(view.record), key=_gravity)
    if not lines:
        st.info(say(texts.NOT_PLANNED, what=STEP_TITLES["supplies"]))
        return
    _headline(view, lines, lang)
    st.markdown(f"##### {say(COVER)}")
    _cover(view, lines, lang)
    st.markdown(f"##### {say(TRANSFERS)}")
    _transfers(view, lang)
    st.markdown(f"##### {say(TABLE)}")
    _table(view, lines, lang)


def _gravity(line: StockLine) -> tuple[object, ...]:
    """Order what runs out by its day, then what has least cover."""
    runs_out = line.runs_out.isoformat() if line.runs_out else "9999"
    cover = line.first_days if line.first_days is not None else float("inf")
    return runs_out, -line.missing, cover, line.hospital_id, line.item


def _headline(view: PlanView, lines: Sequence[StockLine], lang: Lang) -> None:
    reserve, first = view.record.dataset.scenario.policy.reserve_days, lines[0]
    cells = st.columns([1, 1.4, 1, 2.6])
    cells[0].metric(say(RUN_OUT), view.summary.supplies_short)
    cells[1].metric(say(BELOW, days=reserve), view.summary.supplies_below_reserve)
    cells[2].metric(say(MOVED), len(view.record.tables.transfers))
    at = {"item": item(first.item).to(lang), "hospital": view.names.hospital(first.hospital_id).to(lang)}
    if first.runs_out is not None:
        st.warning(plain(say(FIRST_OUT, **at, date=first.runs_out, missing=figure(first.missing, 0))), icon=":material/warning:")
    else:
        tightest = "" if first.first_days is None else say(TIGHTEST, **at, days=figure(first.first_days, 1))
        st.success(plain(f"{say(NOTHING_OUT)} {tightest}"), icon=":material/check:")


def _cover(view: PlanView, lines: Sequence[StockLine], lang: Lang) -> None:
    """Draw the chart of one item or of one hospital, the tightest first."""
    st.caption(say(COVER_NOTE, days=view.record.dataset.scenario.policy.reserve_days))
    how, which, every = st.columns([1.6, 2, 1.4], vertical_alignment="bottom")
    by = how.radio(say(LOOK_AT), list(BY), format_func=lambda one: BY[one].to(lang), key="stock_by")
    if by == "item":
        items = list(dict.fromkeys(line.item for line in lines))
        chosen = which.selectbox(say(ITEM), items, format_func=lambda one: item(one).to(lang), key="stock_item")
        shown = [line for line in lines if line.item == chosen]
    else:
        homes = list(dict.fromkeys(line.hospital_id for line in lines))
        named = view.names.hospital
        chosen = which.selectbox(say(texts.HOSPITAL), homes, format_func=lambda one: named(one).to(lang), key="stock_hospital")
        shown = [line for line in lines if line.hospital_id == chosen]
    if len(shown) > _FEW and not every.toggle(say(ALL, count=len(shown)), key="stock_all"):
        shown = shown[:_FEW]
    kept = (by, chosen, len(shown))
    plan_chart("stock", view, lang, kept, lambda: stock_chart(view, _cells(view, shown, lang, by), lang))


def _cells(view: PlanView, shown: Sequence[StockLine], lang: Lang, by: str) -> list[StockDay]:
    """Return the days of some lines, each line called by what tells it from the others."""
    days: dict[tuple[str, str], list[StockDay]] = {(line.hospital_id, line.item): [] for line in shown}
    short = {(line.hospital_id, line.item): set(line.short) for line in shown}
    for row in view.record.tables.supplies:
        key = row.hospital_id, row.item
        if key in days:
            called = view.names.hospital(row.hospital_id) if by == "item" else item(row.item)
            days[key].append(StockDay(called.to(lang), row, row.date in short[key]))
    return [cell for line in days.values() for cell in line]


def _transfers(view: PlanView, lang: Lang) -> None:
    found = transfers(view.record)
    if not found:
        st.caption(say(NO_TRANSFER))
        return
    rows = [
        (one.date.isoformat(), one.item.to(lang), one.source.to(lang), one.target.to(lang), frames.number(one.quantity))
        for one in found
    ]
    table = frames.frame((DATE, ITEM, FROM, TO, PIECES), rows, lang)
    st.dataframe(table, hide_index=True, width="stretch", height=table_height(len(table), 400))
    if why_not(Action.EXPORT) is None:
        content = _book(view.digest, lang, view)
        st.download_button(say(DOWNLOAD), content, "transfers.xlsx", on_click="ignore", key="stock_transfers")


@st.cache_data(max_entries=8, show_spinner=False)
def _book(digest: str, lang: Lang, _view: PlanView) -> bytes:
    return as_book(transfer_list(_view.record), lang)


def _table(view: PlanView, lines: Sequence[StockLine], lang: Lang) -> None:
    rows = [
        (
            view.names.hospital(one.hospital_id).to(lang),
            item(one.item).to(lang),
            one.first_days,
            one.last_days,
            one.missing,
            "" if one.runs_out is None else one.runs_out.isoformat(),
        )
        for one in lines
    ]
    table = frames.frame((texts.HOSPITAL, ITEM, FIRST, LAST, MISSING, RUNS_OUT), rows, lang)
    st.dataframe(table, hide_index=True, width="stretch", height=table_height(len(table), 420))


if __name__ == "__main__":
    show()

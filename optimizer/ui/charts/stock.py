"""Days of cover, hospitals or items × days: what runs out, what falls below the reserve."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import altair as alt
import pandas as pd

from optimizer.core.text import Lang, Text
from optimizer.data.tables.plan import SupplyRow
from optimizer.ui import palette
from optimizer.ui.charts.marks import TWO_LINES, with_marks
from optimizer.ui.frames import day_title
from optimizer.ui.plans import PlanView

COVER = Text("days of cover", "可用天数")
STOCK = Text("stock at the end of the day", "日末库存")
USE = Text("use that day", "当日用量")
DATE = Text("date", "日期")
OUT = Text("runs short", "断供")
LOW = Text("below the reserve", "低于储备")
ENOUGH = Text("enough", "充足")
IDLE = Text("not used", "未使用")
_COLOURS = {"out": palette.HIGH, "low": palette.LITTLE_SHORT, "ok": palette.COVERED, "idle": palette.IDLE}
_MOST_DAYS = 99.0


class StockDay(NamedTuple):
    """A cell: the row it stands in, and the day's figures; `short` when less is there than wanted."""

    row: str
    day: SupplyRow
    short: bool


def stock_chart(view: PlanView, cells: Sequence[StockDay], lang: Lang) -> Any:
    """Return rows × days with the days of cover at the end of each day."""
    reserve = view.record.dataset.scenario.policy.reserve_days
    words = {"out": OUT.to(lang), "low": LOW.to(lang), "ok": ENOUGH.to(lang), "idle": IDLE.to(lang)}
    rows = [
        (
            cell.row,
            day_title(cell.day.date, lang),
            words[_state(cell, reserve)],
            _said(cell.day.days_of_cover),
            cell.day.stock,
            cell.day.use,
        )
        for cell in cells
    ]
    table = pd.DataFrame(rows, columns=pd.Index(["row", "date", "state", "said", "stock", "use"]))
    days = [day_title(date, lang) for date in view.record.dataset.horizon]
    base = alt.Chart(table).encode(
        x=alt.X(
            "date:N",
            title=None,
            sort=days,
            scale=alt.Scale(domain=days),
            axis=alt.Axis(orient="top", labelAngle=0, labelExpr=TWO_LINES, labelOverlap="greedy", labelFlush=False),
        ),
        y=alt.Y("row:N", title=None, sort=None, axis=alt.Axis(labelLimit=230, labelFlush=False)),
        tooltip=[
            alt.Tooltip("row:N", title=" "),
            alt.Tooltip("date:N", title=DATE.to(lang)),
            alt.Tooltip("said:N", title=COVER.to(lang)),
            alt.Tooltip("stock:Q", title=STOCK.to(lang), format=",.1f"),
            alt.Tooltip("use:Q", title=USE.to(lang), format=",.1f"),
        ],
    )
    colour = alt.Color(
        "state:N",
        scale=alt.Scale(domain=list(words.values()), range=list(_COLOURS.values())),
        legend=alt.Legend(title=None, orient="bottom"),
    )
    ink = alt.condition(alt.datum.state == words["out"], alt.value("white"), alt.value(palette.INK))
    layers = alt.layer(
        base.mark_rect(stroke="white").encode(color=colour), base.mark_text(fontSize=11).encode(text="said:N", color=ink)
    )
    return with_marks(layers.properties(height=alt.Step(28)), view, lang)


def _state(cell: StockDay, reserve: int) -> str:
    if cell.short:
        return "out"
    if cell.day.days_of_cover is None:
        return "idle"
    return "low" if cell.day.days_of_cover < reserve - 1 else "ok"  # the day itself is taken off, as the goal counts it


def _said(days: float | None) -> str:
    if days is None:
        return "–"
    return f"{_MOST_DAYS:g}+" if days > _MOST_DAYS else f"{days:.1f}".removesuffix(".0")

"""The front of sites: minutes and people unserved against the number of sites, with the plan's and the chosen number marked."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import altair as alt
import pandas as pd

from optimizer.core.text import Lang, Text
from optimizer.report.study.front_chart import MINUTES, SITES
from optimizer.ui import palette
from optimizer.ui.charts.paper import ON_PAPER

UNSERVED = Text(
    "Without a place or beyond the travel limit, expected bed-days and sessions", "无定点可收或超出路程上限（预计床日与次数）"
)
_HEIGHT_PX = 190


def front_charts(points: Sequence[tuple[int, float | None, float]], chosen: int, lang: Lang) -> tuple[Any, ...]:
    """Return the two panels; a point is its sites, mean minutes and expected unserved."""
    table = pd.DataFrame(points, columns=pd.Index(["sites", "minutes", "unserved"]))
    return tuple(_panel(table, column, title, chosen, lang) for column, title in (("minutes", MINUTES), ("unserved", UNSERVED)))


def _panel(table: pd.DataFrame, column: str, title: Text, chosen: int, lang: Lang) -> Any:
    wide, tall = alt.Scale(zero=False, nice=False, padding=14), alt.Scale(domainMin=0, domainMax=max(1.0, table[column].max()))
    sites = alt.X("sites:Q", title=SITES.to(lang), scale=wide, axis=alt.Axis(tickMinStep=1))
    value = alt.Y(f"{column}:Q", title=None, scale=tall)
    tips = [alt.Tooltip("sites:Q", title=SITES.to(lang)), alt.Tooltip(f"{column}:Q", title=title.to(lang), format=",.2f")]
    base = alt.Chart(table).encode(x=sites, y=value, tooltip=tips)
    mine = alt.Chart(table[table["sites"] == chosen]).encode(x=sites, y=value, tooltip=tips)
    dot = mine.mark_point(filled=True, size=170, color=palette.ORANGE, shape="diamond", opacity=1)
    layers = (base.mark_line(color=palette.FLOW), base.mark_point(filled=True, size=46, color=palette.TEAL, opacity=1), dot)
    return alt.layer(*layers).properties(height=_HEIGHT_PX, title=title.to(lang), view=ON_PAPER)

"""What the tables of a plan are: how many rows are real, derived or illustrative, where they come from, and how old they are."""

from __future__ import annotations

import datetime as dt
from collections import Counter

import streamlit as st

from optimizer.core.text import Lang, Text
from optimizer.report.views.record import sources
from optimizer.ui import frames
from optimizer.ui.changed_cells import TABLE
from optimizer.ui.language import say
from optimizer.ui.plans import PlanView
from optimizer.ui.styling import table_height

ROWS = Text("Rows", "行数")
REAL = Text("Real", "真实")
DERIVED = Text("Derived", "推导")
MADE_UP = Text("Illustrative", "示例")
UNMARKED = Text("Not marked", "未标注")
SOURCE = Text("Sources named", "所注来源")
REPORTED = Text("Last reported", "最近上报")
AGE = Text("Oldest, h before", "最早上报距开始（小时）")
HOW = Text(
    "Where each table comes from. Bed reports of the units carry the moment they were made, and their age is counted to the "
    "beginning of the plan; a plan is as good as they are fresh.",
    "各数据表的来源与性质。床位数据注有上报时间，时效按方案开始时刻计算；数据越及时，方案越可靠。",
)
_MOST_SOURCES = 3


def data_facts(view: PlanView, lang: Lang) -> None:
    """Draw the table of sources."""
    data = view.record.dataset
    rows = []
    for source in sources(view.record):
        some = data.rows(source.name)
        times = [moment for row in some if isinstance(moment := getattr(row, "reported_at", None), dt.datetime)]
        named = Counter(word for row in some if (word := getattr(row, "source", "")))
        told = "; ".join(word for word, _ in named.most_common(_MOST_SOURCES)) + ("…" if len(named) > _MOST_SOURCES else "")
        begin = dt.datetime.combine(data.horizon.start, dt.time(0))
        age = round((begin - min(times)).total_seconds() / 3600) if times else None
        counts = (source.real, source.derived, source.illustrative, source.unmarked)
        last = max(times).isoformat(" ", "minutes") if times else ""
        rows.append((source.title.to(lang), source.rows, *counts, last, age, told))
    st.markdown(say(HOW))
    columns = (TABLE, ROWS, REAL, DERIVED, MADE_UP, UNMARKED, REPORTED, AGE, SOURCE)
    st.dataframe(frames.frame(columns, rows, lang), hide_index=True, width="stretch", height=table_height(len(rows), 900))

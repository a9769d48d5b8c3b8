"""Placements: who goes where and from when; who is not yet placed, and why."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from optimizer.core.text import Lang, Text
from optimizer.planning.needs import STEP_TITLES
from optimizer.report.words import URGENCY
from optimizer.ui import frames, texts
from optimizer.ui.frame import plan_page
from optimizer.ui.language import current_lang, say
from optimizer.ui.plans import PlanView

PLACED_TAB = Text("Placed ({count})", "已安排（{count}）")
UNPLACED_TAB = Text("Not yet placed ({count})", "待落实（{count}）")
SEARCH_HELP = Text("case number, hospital, unit or vehicle", "病例编号、机构、单元或车辆")
ALL_PLACED = Text("Every patient has a place.", "全部患者均已安排。")


def show() -> None:
    """Draw the page."""
    view = plan_page(texts.ROUTING)
    if view is None:
        return
    lang = current_lang()
    if not any(step.step == "routing" for step in view.record.steps):
        st.info(say(texts.NOT_PLANNED, what=STEP_TITLES["routing"]))
        return
    placed, unplaced = st.tabs([say(PLACED_TAB, count=view.summary.placed), say(UNPLACED_TAB, count=view.summary.unplaced)])
    with placed:
        _placed(view, lang)
    with unplaced:
        if view.summary.unplaced:
            st.dataframe(frames.unplaced(view, lang), hide_index=True, width="stretch")
        else:
            st.success(say(ALL_PLACED))


def _placed(view: PlanView, lang: Lang) -> None:
    table = frames.placements(view, view.record.tables.placements, lang)
    word, hospital, service, urgency = st.columns([2, 2, 1.5, 1.2])
    wanted = word.text_input(say(texts.SEARCH), placeholder=say(SEARCH_HELP))
    kept = table[_contains(table, wanted)] if wanted.strip() else table
    choices = (
        (hospital, texts.HOSPITAL, "hospital", sorted(table[say(texts.HOSPITAL)].unique())),
        (service, texts.SERVICE, "service", sorted(table[say(texts.SERVICE)].unique())),
        (urgency, texts.URGENCY, "urgency", list(URGENCY.values())),
    )
    for place, column, key, options in choices:
        everything = say(texts.ALL)
        chosen = place.selectbox(say(column), [everything, *options], key=f"placed_{key}_{lang}")
        kept = kept if chosen == everything else kept[kept[say(column)] == chosen]
    st.caption(say(texts.COUNT_SHOWN, shown=len(kept), total=len(table)))
    st.dataframe(kept, hide_index=True, width="stretch", height=560)


def _contains(table: pd.DataFrame, word: str) -> pd.Series[bool]:
    joined = table.astype(str).agg(" ".join, axis=1)
    return joined.str.contains(word.strip(), case=False, regex=False)


if __name__ == "__main__":
    show()

"""Designation: which hospital serves what, from when, and how good that is proven to be."""

from __future__ import annotations

import streamlit as st

from optimizer.planning.needs import STEP_TITLES
from optimizer.ui import frames, texts
from optimizer.ui.frame import plan_page
from optimizer.ui.language import current_lang, say
from optimizer.ui.styling import table_height


def show() -> None:
    """Draw the page."""
    view = plan_page(texts.DESIGNATION)
    if view is None:
        return
    lang = current_lang()
    if not view.record.tables.designation:
        st.info(say(texts.NOT_PLANNED, what=STEP_TITLES["designation"]))
        return
    st.dataframe(frames.designation(view, lang), hide_index=True, width="stretch")
    goals = frames.goals(view, lang)
    mine = goals[goals[say(texts.STEP)] == frames.step_title("designation", lang)]
    st.dataframe(mine, hide_index=True, width="stretch", height=table_height(len(mine)))


if __name__ == "__main__":
    show()

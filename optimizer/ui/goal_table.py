"""How good a plan is, goal by goal: value, bound, and what is proven in words."""

from __future__ import annotations

import streamlit as st

from optimizer.core.text import Lang
from optimizer.report.views.record import steps
from optimizer.ui import texts
from optimizer.ui.frames import frame, number, step_title
from optimizer.ui.plans import PlanView
from optimizer.ui.styling import table_height

COLUMNS = (texts.STEP, texts.GOAL, texts.VALUE, texts.BOUND, texts.UNIT_OF_MEASURE, texts.PROOF)


def draw_goals(view: PlanView, lang: Lang, only: str = "") -> None:
    """Draw the goals of every step, or of one."""
    lines = [
        (
            step_title(kept.step, lang),
            goal.title.to(lang),
            number(term.value, 2),
            number(term.bound, 2),
            goal.unit.to(lang),
            goal.words.to(lang),
        )
        for kept, step in zip(view.record.steps, steps(view.record), strict=True)
        for term, goal in zip(kept.terms, step.goals, strict=True)
        if only in {"", kept.step}
    ]
    table = frame(COLUMNS, lines, lang)
    if only:
        table = table.drop(columns=texts.STEP.to(lang))
    figures = {one.to(lang): st.column_config.NumberColumn(format="localized", width=110) for one in (texts.VALUE, texts.BOUND)}
    st.dataframe(table, hide_index=True, width="stretch", height=table_height(len(table)), column_config=figures)

"""Why one patient is where they are, why not elsewhere, and what would change it."""

from __future__ import annotations

import streamlit as st

from optimizer.core.text import Lang, Text
from optimizer.planning.explain_patient import Line
from optimizer.planning.explain_texts import apart_lines, group_lines, place_lines
from optimizer.ui import frames, texts
from optimizer.ui.dispatch.answers import groups, why_here
from optimizer.ui.dispatch.seen import sees_everybody
from optimizer.ui.language import plain, say
from optimizer.ui.plans import PlanView
from optimizer.ui.styling import table_height

WHY = Text("Why here, and why not elsewhere", "为何在此，为何不在他处")
MINUTES = Text("Trip (min)", "路程（分钟）")
POSSIBLE = Text("Possible", "可行")
SAID = Text("What is said of it", "说明")
YES = Text("yes", "是")
NO = Text("no", "否")
CHOSEN = Text("chosen", "已选")
BESIDE = Text("Beside these: {what}.", "另有：{what}。")


def draw_why(view: PlanView, patient_id: str, lang: Lang) -> None:
    """Draw the answer of `explain --patient`."""
    data, case = view.record.dataset, why_here(view, patient_id)
    with st.container(border=True):
        st.markdown(f"##### {say(WHY)}")
        for line in place_lines(data, case, lang):
            st.markdown(plain(line))
        if not sees_everybody():
            return
        rows = [
            (line.hospital.to(lang), line.verdict.unit_id, line.minutes, _possible(line, lang), line.reason(lang))
            for line in case.lines
        ]
        if rows:
            table = frames.frame((texts.HOSPITAL, texts.UNIT, MINUTES, POSSIBLE, SAID), rows, lang)
            wide = {say(SAID): st.column_config.TextColumn(width="large")}
            st.dataframe(table, hide_index=True, width="stretch", height=table_height(len(rows), 330), column_config=wide)
        apart = " · ".join(apart_lines(case, lang))
        if apart:
            st.caption(say(BESIDE, what=apart))
        if case.unplaced is not None:
            for group in groups(view):
                if patient_id in group.patients:
                    st.markdown("\n".join(f"- {plain(line.strip(' -'))}" for line in group_lines(data, group, lang)))


def _possible(line: Line, lang: Lang) -> str:
    if line.verdict.code == "chosen":
        return CHOSEN.to(lang)
    return (YES if line.verdict.possible else NO).to(lang)

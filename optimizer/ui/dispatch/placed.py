"""Who has a place, searched and filtered; for the patient chosen, why there."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from optimizer.core.text import Lang, Text
from optimizer.report.words import URGENCY
from optimizer.ui import frames, texts
from optimizer.ui.case_names import case
from optimizer.ui.dispatch.seen import seen_patients
from optimizer.ui.dispatch.why_here import draw_why
from optimizer.ui.language import say
from optimizer.ui.plans import PlanView

SEARCH_HELP = Text("case number, hospital, unit or vehicle", "病例编号、机构、单元或车辆")
CHOOSE = Text("Why here? Choose a patient, or a row of the table", "为何在此？请选择患者，或点击表中一行")
NOBODY = Text(
    "Nobody has a place here yet. Not yet placed says why and what would help.",
    "尚无已安排患者。原因与补救措施见“待落实”。",
)
PATIENT = "why_patient"


def draw_placed(view: PlanView, lang: Lang) -> None:
    """Draw the table, and the answer about one patient below it."""
    seen = seen_patients(view)
    table = frames.placements(view, (row for row in view.record.tables.placements if row.patient_id in seen), lang)
    if table.empty:
        st.info(say(NOBODY))
        return
    ids = table[say(texts.PATIENT)]
    table = table.assign(**{say(texts.PATIENT): ids.map(case)})
    kept = _filtered(table, lang)
    st.caption(say(texts.COUNT_SHOWN, shown=len(kept), total=len(table)))
    shown = tuple(ids[kept.index])
    key = f"placed_table_{view.digest[:12]}_{lang}"
    patient_id = st.session_state.get(PATIENT)
    st.dataframe(
        kept,
        hide_index=True,
        width="stretch",
        height=330 if patient_id else 520,
        key=key,
        on_select=lambda: _chosen(key, shown),
        selection_mode="single-row",
    )
    if patient_id is not None and patient_id not in seen:
        del st.session_state[PATIENT]
    chosen = st.selectbox(say(CHOOSE), sorted(seen), index=None, format_func=case, placeholder=say(texts.PATIENT), key=PATIENT)
    if chosen:
        draw_why(view, chosen, lang)


def _chosen(key: str, shown: Sequence[str]) -> None:
    rows = st.session_state[key]["selection"]["rows"]
    st.session_state[PATIENT] = shown[rows[0]] if rows and rows[0] < len(shown) else None


def _filtered(table: pd.DataFrame, lang: Lang) -> pd.DataFrame:
    word, hospital, service, urgency = st.columns([2, 2, 1.5, 1.2])
    wanted = word.text_input(say(texts.SEARCH), placeholder=say(SEARCH_HELP), key="placed_word")
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
    return kept


def _contains(table: pd.DataFrame, word: str) -> pd.Series[bool]:
    joined = table.astype(str).agg(" ".join, axis=1)
    return joined.str.contains(word.strip(), case=False, regex=False)

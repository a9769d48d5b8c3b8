"""Beds: change what units offer, apply, and plan anew as a job; the plan shown stays as it is."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from optimizer.core.text import Lang, Text
from optimizer.data.vocabulary import LABELS, UnitStatus
from optimizer.ui import frames, texts
from optimizer.ui.frame import go_to, plan_page
from optimizer.ui.language import current_lang, say
from optimizer.ui.places import jobs_folder
from optimizer.ui.plans import PlanView
from optimizer.ui.whatif import UnitChange, changed_units, start_whatif

HOW = Text(
    "Change open beds or stations, places kept free, or the status of units, then apply: the whole chain is planned anew "
    "in the background, close to the plan shown. The plan shown is not changed.",
    "修改各单元的开放床位（机位）、预留数或状态后点“应用并求解”：系统在后台重新规划全流程，并尽量贴近当前方案；当前方案不会被改动。",
)
APPLY = Text("Apply and solve", "应用并求解")
RESET = Text("Reset", "恢复原值")
CHANGES = Text("Changes: {count}", "改动 {count} 处")
NO_CHANGES = Text("No changes yet.", "尚无改动。")
WHAT = Text("What", "项目")
WAS = Text("Before", "原值")
NOW = Text("After", "新值")
JOB_TITLE = Text("beds changed: {count}", "床位调整 {count} 处")
BAD_FIGURE = Text("Beds and places kept free are whole numbers from 0 to 20,000.", "床位与预留数须为 0 至 20000 的整数。")
_ROUND = "beds_round"
_STATUS = tuple(UnitStatus)


def show() -> None:
    """Draw the page."""
    view = plan_page(texts.DATA)
    if view is None:
        return
    lang = current_lang()
    st.markdown(say(HOW))
    edited = _editor(view, lang)
    try:
        changes = changed_units(view.record.dataset.units, edited)
    except ValueError:
        st.error(say(BAD_FIGURE))
        return
    st.markdown(f"**{say(CHANGES, count=len(changes))}**" if changes else say(NO_CHANGES))
    if changes:
        st.dataframe(_listed(changes, lang), hide_index=True, width="content")
    apply, reset, _ = st.columns([1, 1, 4])
    if apply.button(say(APPLY), type="primary", disabled=not changes, width="stretch", key="beds_apply"):
        start_whatif(view.folder, view.record, changes, jobs_folder(), lang, JOB_TITLE)
        _forget()
        go_to("runs")
    reset.button(say(RESET), disabled=not changes, width="stretch", on_click=_forget, key="beds_reset")


def _forget() -> None:
    st.session_state[_ROUND] = st.session_state.get(_ROUND, 0) + 1  # an editor under another key has no edits


def _editor(view: PlanView, lang: Lang) -> dict[str, dict[str, object]]:
    columns = {
        name: frames.header("units", name, lang)
        for name in ("unit_id", "ward_kind", "capacity", "kept_free", "occupied", "status")
    }
    words = {LABELS[status].to(lang): status for status in _STATUS}
    rows = [
        (
            unit.unit_id,
            view.names.hospital(unit.hospital_id).to(lang),
            view.names.service(unit.service_id).to(lang),
            LABELS[unit.ward_kind].to(lang),
            unit.capacity,
            unit.kept_free,
            LABELS[unit.status].to(lang),
            unit.occupied,
        )
        for unit in view.record.dataset.units
    ]
    shown: tuple[Text | str, ...] = (
        columns["unit_id"],
        texts.HOSPITAL,
        texts.SERVICE,
        columns["ward_kind"],
        *(columns[name] for name in ("capacity", "kept_free", "status", "occupied")),
    )
    table = frames.frame(shown, rows, lang)
    whole = st.column_config.NumberColumn(min_value=0, max_value=20_000, step=1, required=True)
    result = st.data_editor(
        table,
        hide_index=True,
        width="stretch",
        height=430,
        key=f"beds_{view.folder}_{lang}_{st.session_state.get(_ROUND, 0)}",
        disabled=[name for name in table.columns if name not in {columns["capacity"], columns["kept_free"], columns["status"]}],
        column_config={
            columns["capacity"]: whole,
            columns["kept_free"]: whole,
            columns["status"]: st.column_config.SelectboxColumn(options=list(words), required=True),
        },
    )
    return {
        row[columns["unit_id"]]: {
            "capacity": _given(row[columns["capacity"]]),
            "kept_free": _given(row[columns["kept_free"]]),
            "status": words.get(row[columns["status"]]),
        }
        for row in result.to_dict("records")
    }


def _given(value: object) -> object:
    return None if pd.isna(value) else value  # type: ignore[call-overload]


def _listed(changes: Sequence[UnitChange], lang: Lang) -> pd.DataFrame:
    rows = [
        (change.unit_id, frames.header("units", change.column, lang), _word(change.before, lang), _word(change.after, lang))
        for change in changes
    ]
    return frames.frame((texts.UNIT, WHAT, WAS, NOW), rows, lang)


def _word(value: int | UnitStatus, lang: Lang) -> str:
    return LABELS[value].to(lang) if isinstance(value, UnitStatus) else str(value)


if __name__ == "__main__":
    show()

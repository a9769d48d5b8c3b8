"""What may be done with the cell that was clicked in a roster: keep it as it is, or ask who can come instead."""

from __future__ import annotations

import datetime as dt

import streamlit as st

from optimizer.core.text import Lang, Text
from optimizer.planning.rota_decided import Decided
from optimizer.ui import frames
from optimizer.ui.access import action_button
from optimizer.ui.kept import choose
from optimizer.ui.language import plain, say
from optimizer.ui.plans import PlanView
from optimizer.ui.roles import Action
from optimizer.ui.rota.decisions import decide
from optimizer.ui.rota.grid import Chosen

CLICK = Text(
    "Click a cell to keep that shift when the rota is planned again, or to ask who can take it.",
    "点击单元格可固定该班（重排时保持），或查询谁可替班。",
)
WORKS = Text("{who} · {date} · {shift} in {ward}", "{who} · {date} · {ward} {shift}")
FREE = Text("{who} · {date} · no shift", "{who} · {date} · 无班")
KEEP = Text("Keep this shift", "固定该班")
KEEP_OFF = Text("Keep this day free", "固定休息")
WHO_CAN = Text("Cannot come: who can?", "不能到岗：谁可替？")
PART = "rota_part"
REPLACE = "replace"


def about_cell(view: PlanView, chosen: Chosen | None, lang: Lang) -> None:
    """Draw what may be done with a cell; how to choose one when none is."""
    if chosen is None:
        st.caption(say(CLICK))
        return
    staff_id, date = chosen
    row = next((one for one in view.record.tables.rota if (one.staff_id, one.date) == chosen), None)
    told, keep, ask, _ = st.columns([2.4, 1.2, 1.6, 1.2], vertical_alignment="center")  # the grid has its tools at the right
    day = frames.day_title(date, lang)
    home = view.record.dataset.member[staff_id].hospital_id
    if row is None:
        told.markdown(plain(say(FREE, who=staff_id, date=day)))
        free = (view, [Decided(staff_id, date)])
        action_button(say(KEEP_OFF), Action.ROTA, home, on_click=decide, args=free, key="rota_keep", place=keep, width="stretch")
        return
    told.markdown(plain(say(WORKS, who=staff_id, date=day, shift=row.shift_type_id, ward=view.names.ward(row.ward_id))))
    pinned = (view, [Decided(staff_id, date, row.shift_type_id, row.ward_id)])
    action_button(say(KEEP), Action.ROTA, home, on_click=decide, args=pinned, key="rota_keep", place=keep, width="stretch")
    ask.button(
        say(WHO_CAN), on_click=ask_who, args=(row.ward_id, date, staff_id), width="stretch", type="primary", key="rota_ask"
    )


def ask_who(ward_id: str, date: dt.date, staff_id: str) -> None:
    """Go to the part that ranks replacements, with the shift filled in."""
    choose(PART, REPLACE)
    st.session_state.update({"swap_kind": "absent", "swap_ward": ward_id, "swap_day": date, "swap_who": staff_id})

"""How many people every ward has each day, and where they are too few."""

from __future__ import annotations

import streamlit as st

from optimizer.core.text import Lang, Text
from optimizer.planning.needs import STEP_TITLES
from optimizer.ui import texts
from optimizer.ui.charts.cover import cover_chart
from optimizer.ui.charts.once import plan_chart
from optimizer.ui.figures import ward_days
from optimizer.ui.language import say
from optimizer.ui.plans import PlanView

NOTE = Text(
    "People on the rota of each ward and day. Green meets every minimum; red is short by the number after the minus. "
    "Point at a cell for its shifts.",
    "各病区每日在岗人数。绿色：均满足最低要求；红色：不足，减号后为缺口人班。指向单元格可看各班次。",
)
SHORT_ONLY = Text("Only wards that are short", "仅看人手不足的病区")
NONE_SHORT = Text("No ward is short of its minimum on any day.", "各病区每日均满足最低要求。")


def cover(view: PlanView, lang: Lang) -> None:
    """Draw the heat map."""
    days = ward_days(view.record)
    if not days:
        st.info(say(texts.NOT_PLANNED, what=STEP_TITLES["rota"]))
        return
    st.caption(say(NOTE))
    short = {day.ward_id for day in days if day.missing}
    at, only = st.columns([2, 1.4], vertical_alignment="bottom")
    homes = {day.ward_id: view.names.hospital_of_ward(day.ward_id) for day in days}
    hospital = at.selectbox(
        say(texts.HOSPITAL),
        ["", *dict.fromkeys(homes.values())],
        format_func=lambda one: (view.names.hospital(one) if one else texts.ALL).to(lang),
        key="cover_hospital",
    )
    short_only = only.toggle(say(SHORT_ONLY), key="cover_short")
    if short_only:
        days = tuple(day for day in days if day.ward_id in short)
    shown = [day for day in days if hospital in {"", homes[day.ward_id]}]
    if shown:
        plan_chart("cover", view, lang, (hospital, short_only), lambda: cover_chart(view, shown, lang))
    else:
        st.success(say(NONE_SHORT))

"""Rota: who works which shift in a ward, how teams rotate, and where a ward is short."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from optimizer.core.text import Lang, Text
from optimizer.planning.needs import STEP_TITLES
from optimizer.ui import frames, texts
from optimizer.ui.charts.rotation import rotation_chart, shortfall_chart
from optimizer.ui.figures import ward_days
from optimizer.ui.frame import plan_page
from optimizer.ui.language import current_lang, plain, say
from optimizer.ui.pass_on import pass_on
from optimizer.ui.plans import PlanView
from optimizer.ui.styling import painted, table_height

SHIFTS = Text("Shifts by ward", "病区班表")
ROTATION = Text("Rotation of teams", "梯队轮换")
PASS_ON = Text("Pass on", "分发")
COVER = Text("Cover", "在岗情况")
WARD = Text("Ward", "病区")
LEGEND = Text("{id}: {name} {start}–{end}", "{id}：{name} {start}–{end}")
COVER_NOTE = Text(
    "Person-shifts missing to the minimum per ward and day; green cells meet it.",
    "各病区每日低于最低在岗的人班数；绿色为已满足。",
)
PEOPLE_SHIFTS = Text("{people} people, {shifts} shifts", "{people} 人，{shifts} 班")
_PALETTE = ("#D7E9EE", "#FBE7C6", "#CFE3D4", "#E6DCEC", "#F6D9C4", "#DDE3E7", "#E9E5C9", "#D3DCF0")
_NIGHT = "background-color: #41506B; color: #FFFFFF; text-align: center"


def show() -> None:
    """Draw the page."""
    view = plan_page(texts.ROTA)
    if view is None:
        return
    lang = current_lang()
    shifts, rotation, cover, away = st.tabs([say(SHIFTS), say(ROTATION), say(COVER), say(PASS_ON)])
    with shifts:
        _shifts(view, lang)
    with rotation:
        if view.record.tables.rotation:
            st.altair_chart(rotation_chart(view, lang), width="stretch")
        else:
            st.info(say(texts.NOT_PLANNED, what=STEP_TITLES["teams"]))
    with cover:
        days = ward_days(view.record)
        if days:
            st.caption(say(COVER_NOTE))
            st.altair_chart(shortfall_chart(view, days, lang), width="stretch")
        else:
            st.info(say(texts.NOT_PLANNED, what=STEP_TITLES["rota"]))
    with away:
        ward_id = _ward(view, "pass_on_ward")
        if ward_id is not None:
            pass_on(view, ward_id, lang)


def _ward(view: PlanView, key: str) -> str | None:
    """Draw the choice of a ward; None when nobody works anywhere."""
    staffed = {row.ward_id for row in view.record.tables.rota}
    wards = [row.ward_id for row in view.record.dataset.wards if row.ward_id in staffed]
    if not wards:
        st.info(say(texts.NOT_PLANNED, what=STEP_TITLES["rota"]))
        return None
    return st.selectbox(say(WARD), wards, format_func=view.names.ward, key=key)


def _shifts(view: PlanView, lang: Lang) -> None:
    ward_id = _ward(view, "shifts_ward")
    if ward_id is None:
        return
    used = [row for row in view.record.tables.rota if row.ward_id == ward_id]
    st.caption(
        say(PEOPLE_SHIFTS, people=len({row.staff_id for row in used}), shifts=len(used))
        + "　"
        + _legend(view, {row.shift_type_id for row in used})
    )
    grid = frames.rota_grid(view, ward_id, lang)
    st.dataframe(
        painted(grid, _styles(view), [str(name) for name in grid.columns[3:]]),
        hide_index=True,
        width="stretch",
        height=table_height(len(grid)),
        column_config=_pinned(grid),
    )


def _pinned(grid: pd.DataFrame) -> dict[str, Any]:
    fixed = {str(name): st.column_config.TextColumn(pinned=True) for name in grid.columns[:3]}
    return {**fixed, **{str(name): st.column_config.TextColumn(width="small") for name in grid.columns[3:]}}


def _styles(view: PlanView) -> dict[str, str]:
    palette = iter(_PALETTE * 4)
    return {
        shift.shift_type_id: _NIGHT if shift.night else f"background-color: {next(palette, _PALETTE[0])}; text-align: center"
        for shift in view.record.dataset.shift_types
    }


def _legend(view: PlanView, used: set[str]) -> str:
    return "　".join(
        plain(say(LEGEND, id=row.shift_type_id, name=row.name, start=f"{row.start:%H:%M}", end=f"{row.end:%H:%M}"))
        for row in view.record.dataset.shift_types
        if row.shift_type_id in used
    )


if __name__ == "__main__":
    show()

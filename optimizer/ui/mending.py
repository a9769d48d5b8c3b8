"""The ways to put a fault right without leaving the page: another value, a row or a column away, the days to plan."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import streamlit as st

from optimizer.core.issue import Issue
from optimizer.core.text import Lang, Text
from optimizer.data.complaint import HIDDEN, echo
from optimizer.data.reading.corrections import DropColumn, DropRow, PutCell, SetDays
from optimizer.ui.fault_spot import Spot
from optimizer.ui.language import say
from optimizer.ui.sheet_columns import choices_of
from optimizer.ui.sheets import Work

VALUE = Text("Put here", "改为")
CHOOSE = Text("Choose", "请选择")
PUT = Text("Put it right and check again", "改正并重新检查")
EVERYWHERE = Text("In every row of this column that says the same ({count})", "同列相同内容一并改正（{count} 行）")
DROP_ROW = Text("Remove the row", "删除该行")
DROP_COLUMN = Text("Remove this column", "删除该列")
NAMED_HERE = Text("It is the column called", "对应的现有列")
NAME_IT = Text("Name the column and check again", "指定该列并重新检查")
FIRST_DAY = Text("First day to plan", "规划首日")
DAYS = Text("Days to plan", "规划天数")
SET_DAYS = Text("Plan these days and check again", "按此日期规划并重新检查")


def mend(work: Work, fault: Issue, spot: Spot | None, lang: Lang) -> bool:
    """Draw what can be done about a fault; return False when nothing can be done here."""
    if fault.code == "scenario_missing":
        _days(work)
        return True
    if spot is None:
        return False
    if fault.code == "personal_data":
        return _without_column(work, spot)
    if fault.code == "missing_column":
        return _named(work, fault, spot)
    if spot.place is None:
        _row_away(work, spot)
        return True
    _value(work, fault, spot, lang)
    return True


def _value(work: Work, fault: Issue, spot: Spot, lang: Lang) -> None:
    key = f"mend {work.name} {fault.table} {fault.row} {fault.column} {work.round} {lang}"
    choices = {} if spot.column is None else choices_of(work.now(), spot.column, lang)
    field, put, away = st.columns([3, 1.6, 1], vertical_alignment="bottom")
    text = spot.text
    with field:
        if choices:
            options, ask = list(choices), say(CHOOSE)
            value = st.selectbox(say(VALUE), options, None, choices.__getitem__, placeholder=ask, key=key) or ""
        else:
            value = st.text_input(say(VALUE), "" if echo(fault.table, text) == HIDDEN else text, key=key)
    place = spot.place or 0
    same = [line.number for line in spot.header.body if line.cell(place) == text]
    rows = [spot.row]
    if len(same) > 1 and text.strip() and st.checkbox(say(EVERYWHERE, count=len(same)), key=f"{key} all"):
        rows = same
    steps = [PutCell(fault.table, row, place, value) for row in rows]
    put.button(say(PUT), type="primary", width="stretch", disabled=value == text, on_click=work.add, args=steps, key="mend_put")
    _drop(away.button, work, spot)


def _row_away(work: Work, spot: Spot) -> None:
    away, _ = st.columns([1, 4])
    _drop(away.button, work, spot)


def _drop(button: Callable[..., bool], work: Work, spot: Spot) -> None:
    if spot.row != spot.header.row:
        button(say(DROP_ROW), width="stretch", on_click=work.add, args=(DropRow(spot.grid.table, spot.row),), key="mend_drop")


def _without_column(work: Work, spot: Spot) -> bool:
    if spot.place is None:
        return False
    st.button(
        say(DROP_COLUMN), type="primary", on_click=work.add, args=(DropColumn(spot.grid.table, spot.place),), key="mend_column"
    )
    return True


def _named(work: Work, fault: Issue, spot: Spot) -> bool:
    """Offer the columns whose header means nothing: one of them may be the one that is missing."""
    others = dict(spot.header.others)
    if not others:
        return False
    field, put = st.columns([3, 1.6], vertical_alignment="bottom")
    place = field.selectbox(
        say(NAMED_HERE), list(others), format_func=others.__getitem__, key=f"mend_name_{fault.column}_{work.round}"
    )
    step = PutCell(fault.table, spot.header.row, place, fault.column)
    put.button(say(NAME_IT), type="primary", width="stretch", on_click=work.add, args=(step,), key="mend_name")
    return True


def _days(work: Work) -> None:
    first, days, put = st.columns([1.5, 1.5, 1.6], vertical_alignment="bottom")
    start = first.date_input(say(FIRST_DAY), dt.datetime.now(dt.UTC).date(), key="mend_start")
    many = days.number_input(say(DAYS), 1, 60, 7, key="mend_days")
    if isinstance(start, dt.date):
        step = SetDays(start.isoformat(), int(many))
        put.button(say(SET_DAYS), type="primary", width="stretch", on_click=work.add, args=(step,), key="mend_days_put")

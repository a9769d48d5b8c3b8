"""A roster on the screen: people × days in the colours of the printed one, and the cell that was chosen."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from types import MappingProxyType

import pandas as pd
import streamlit as st

from optimizer.core.text import Lang, Text
from optimizer.report.roster.grid import Day, Person, Roster
from optimizer.report.roster.sheet import FILLS
from optimizer.report.roster.table import RIGHT, right
from optimizer.ui import frames
from optimizer.ui.frames import header
from optimizer.ui.language import plain, say
from optimizer.ui.palette import FAINT_INK, PAPER
from optimizer.ui.styling import table_height

STAFF = Text("Staff", "工号")
WARDS = Text("Wards", "病区")
Chosen = tuple[str, dt.date]
Columns = Mapping[str, Callable[[Person], str]]
NONE: Columns = MappingProxyType({})
_DAY_PX, _TOTAL_PX = 68, 62
_QUIET = f"background-color: {PAPER}; color: {FAINT_INK}; text-align: center"  # no shift: a ground of its own in either theme
_FEW = 40_000
"""Cells of a grid that are coloured: beyond that a browser takes long."""


def draw_roster(roster: Roster, lang: Lang, key: str, *, also: Columns, last: Columns = NONE) -> Chosen | None:
    """Draw a roster; return the person and day of the cell that was clicked.

    Parameters
    ----------
    also, last
        Further columns left of the totals, which stand left of the days, and right of the days: header and what stands there.
    """
    days = [day_title(day, lang) for day in roster.days]
    totals = [text.to(lang) for text in RIGHT]
    columns: tuple[Text | str, ...] = (STAFF, header("staff", "role", lang), *also, *totals, *days, *last)
    lines = [
        (
            person.staff_id,
            person.role.to(lang),
            *(said(person) for said in also.values()),
            *right(person),
            *(cell.sign.to(lang) for cell in person.cells),
            *(said(person) for said in last.values()),
        )
        for person in roster.people
    ]
    table = frames.frame(columns, lines, lang)
    event = st.dataframe(
        _coloured(table, roster, days),
        hide_index=True,
        width="stretch",
        height=table_height(len(table)),
        column_config={
            **{STAFF.to(lang): st.column_config.TextColumn(pinned=True)},
            **{name: st.column_config.TextColumn(width=_DAY_PX) for name in days},
            **{name: st.column_config.NumberColumn(width=_TOTAL_PX) for name in totals},
        },
        on_select="rerun",
        selection_mode="single-cell",
        key=key,
    )
    cells = event["selection"].get("cells", ())
    if not cells:
        return None
    row, column = cells[0]
    if column not in days or not 0 <= int(row) < len(roster.people):
        return None
    return roster.people[int(row)].staff_id, roster.days[days.index(column)].date


def legend(roster: Roster, lang: Lang) -> str:
    """Return what the signs mean, on one line."""
    return "　".join(plain(f"{sign.to(lang)} {means.to(lang)}".strip()) for sign, _, means in roster.legend)


def day_title(day: Day, lang: Lang) -> str:
    """Return a date with its weekday; a day of rest is marked."""
    return f"{frames.day_title(day.date, lang)}{' ●' if day.rest else ''}"


def _coloured(table: pd.DataFrame, roster: Roster, days: list[str]) -> object:
    if len(roster.people) * len(days) > _FEW:
        return table
    looks = pd.DataFrame("", index=table.index, columns=table.columns)
    for place, title in enumerate(days):
        looks[title] = [_css(person.cells[place].style) for person in roster.people]
    return table.style.apply(lambda _: looks, axis=None)


def _css(style: str) -> str:
    fill, ink = FILLS[style]
    return f"background-color: {fill}; color: {ink}; text-align: center" if style else _QUIET


def say_counts(roster: Roster, lang: Lang) -> None:
    """Draw how many people and shifts a roster shows, and what its signs mean."""
    shifts = sum(person.shifts for person in roster.people)
    hours = round(sum(person.minutes for person in roster.people) / 60)
    st.caption(say(PEOPLE_SHIFTS, people=len(roster.people), shifts=shifts, hours=f"{hours:,}") + "　" + legend(roster, lang))


PEOPLE_SHIFTS = Text("{people} people, {shifts} shifts, {hours} h.", "{people} 人，{shifts} 班，{hours} 小时。")

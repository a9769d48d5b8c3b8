"""Supplies: days of cover per hospital and item, what runs out, and what is transferred."""

from __future__ import annotations

import streamlit as st

from optimizer.core.text import Text
from optimizer.planning.needs import STEP_TITLES
from optimizer.report.stock import stock_lines
from optimizer.report.words import item
from optimizer.ui import frames, texts
from optimizer.ui.frame import plan_page
from optimizer.ui.language import current_lang, say
from optimizer.ui.styling import table_height

ITEM = Text("Item", "物资")
FIRST = Text("Days of cover, first day", "首日可用天数")
LAST = Text("Days of cover, last day", "末日可用天数")
MISSING = Text("Missing (pieces)", "缺口（件）")
RUNS_OUT = Text("Runs out on", "耗尽日期")


def show() -> None:
    """Draw the page."""
    view = plan_page(texts.SUPPLIES)
    if view is None:
        return
    lang = current_lang()
    lines = stock_lines(view.record)
    if not lines:
        st.info(say(texts.NOT_PLANNED, what=STEP_TITLES["supplies"]))
        return
    rows = [
        (
            view.names.hospital(one.hospital_id).to(lang),
            item(one.item).to(lang),
            one.first_days,
            one.last_days,
            one.missing,
            "" if one.runs_out is None else one.runs_out.isoformat(),
        )
        for one in sorted(lines, key=lambda one: (-one.missing, one.last_days is None, one.last_days or 0))
    ]
    table = frames.frame((texts.HOSPITAL, ITEM, FIRST, LAST, MISSING, RUNS_OUT), rows, lang)
    st.dataframe(table, hide_index=True, width="stretch", height=table_height(len(table)))


if __name__ == "__main__":
    show()

"""Data: the tables of the plan shown to be changed, new tables brought in, and what the tables are."""

from __future__ import annotations

import streamlit as st

from optimizer.core.text import Text
from optimizer.ui import texts
from optimizer.ui.access import require
from optimizer.ui.bring_in import bring_in
from optimizer.ui.data_facts import data_facts
from optimizer.ui.edit_inputs import edit_inputs
from optimizer.ui.frame import shown_view, title
from optimizer.ui.kept import part_of_page
from optimizer.ui.language import current_lang, say
from optimizer.ui.roles import Action

PARTS = {
    "edit": Text("Change tables", "修改数据"),
    "upload": Text("Bring in new data", "导入数据"),
    "facts": Text("Source and age", "来源与时效"),
}
NO_PLAN = Text(
    "No plan is open: bring in your own data here and plan them, or make the demo plan on the page Today.",
    "尚未打开方案：可在此导入本地数据并求解，或在“今日态势”页生成示例方案。",
)


def show() -> None:
    """Draw the page."""
    view, lang = shown_view(), current_lang()
    title(texts.DATA, view)
    if view is None:
        st.info(say(NO_PLAN))
        if require(Action.EDIT):
            bring_in(None, lang)
        return
    part = part_of_page("data_part", PARTS, lang)
    if part == "facts":
        data_facts(view, lang)
    elif not require(Action.EDIT):  # looked up on every run, and every action is one
        return
    elif part == "edit":
        edit_inputs(view, lang)
    else:
        bring_in(view, lang)


if __name__ == "__main__":
    show()

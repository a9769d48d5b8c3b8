"""Routing: who goes where and why, the desk that places one patient now, notices, and who has no place yet."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import streamlit as st

from optimizer.core.text import Lang, Text
from optimizer.planning.needs import STEP_TITLES
from optimizer.ui import texts
from optimizer.ui.dispatch.desk import draw_desk
from optimizer.ui.dispatch.not_placed import draw_not_placed
from optimizer.ui.dispatch.placed import draw_placed
from optimizer.ui.dispatch.refusals import draw_refusals
from optimizer.ui.downloads import draw_lists
from optimizer.ui.frame import plan_page
from optimizer.ui.kept import part_of_page
from optimizer.ui.language import current_lang, say
from optimizer.ui.plans import PlanView

PLACED = Text("Placed ({count})", "已安排（{count}）")
UNPLACED = Text("Not yet placed ({count})", "待落实（{count}）")
DESK = Text("Place one patient now", "单人即时收治")
LISTS = Text("Intake lists and run sheets", "交接清单与任务单")
REFUSALS = Text("Cannot accept", "暂不能收治")
_PARTS: Mapping[str, tuple[Text, Callable[[PlanView, Lang], None]]] = {
    "placed": (PLACED, draw_placed),
    "desk": (DESK, draw_desk),
    "refusals": (REFUSALS, draw_refusals),
    "unplaced": (UNPLACED, draw_not_placed),
    "lists": (LISTS, draw_lists),
}


def show() -> None:
    """Draw the page."""
    view = plan_page(texts.ROUTING)
    if view is None:
        return
    lang = current_lang()
    if not any(step.step == "routing" for step in view.record.steps):
        st.info(say(texts.NOT_PLANNED, what=STEP_TITLES["routing"]))
        return
    counts = {"placed": view.summary.placed, "unplaced": view.summary.unplaced}
    titles = {one: title.filled(count=counts.get(one, 0)) for one, (title, _) in _PARTS.items()}
    _PARTS[part_of_page("routing_part", titles, lang)][1](view, lang)


if __name__ == "__main__":
    show()

"""Teams and rota: who works which shift, by ward and by person; cover, rotation, replacements, and what is passed on."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from optimizer.core.text import Lang, Text
from optimizer.planning.needs import STEP_TITLES
from optimizer.ui import texts
from optimizer.ui.charts.once import plan_chart
from optimizer.ui.charts.rotation import rotation_chart
from optimizer.ui.frame import plan_page
from optimizer.ui.kept import part_of_page
from optimizer.ui.language import current_lang, say
from optimizer.ui.plans import PlanView
from optimizer.ui.rota.again import again
from optimizer.ui.rota.by_person import by_person
from optimizer.ui.rota.by_ward import by_ward
from optimizer.ui.rota.chosen import PART, REPLACE
from optimizer.ui.rota.cover import cover
from optimizer.ui.rota.publish import publish_part
from optimizer.ui.rota.swaps import swaps

PARTS = {
    "ward": Text("By ward", "按病区"),
    "person": Text("By person", "按人员"),
    "cover": Text("Cover", "在岗情况"),
    REPLACE: Text("Swap a shift", "换班替班"),
    "rotation": Text("Rotation of teams", "梯队轮换"),
    "publish": Text("Publish and download", "公布与下载"),
}


def show() -> None:
    """Draw the page."""
    view = plan_page(texts.ROTA)
    if view is None:
        return
    lang = current_lang()
    part = part_of_page(PART, PARTS, lang)
    if view.record.tables.rota:
        again(view, lang)
    _DRAWN[part](view, lang)


def _rotation(view: PlanView, lang: Lang) -> None:
    if view.record.tables.rotation:
        plan_chart("rotation", view, lang, (), lambda: rotation_chart(view, lang))
    else:
        st.info(say(texts.NOT_PLANNED, what=STEP_TITLES["teams"]))


_DRAWN: dict[str, Callable[[PlanView, Lang], None]] = {
    "ward": by_ward,
    "person": by_person,
    "cover": cover,
    REPLACE: swaps,
    "rotation": _rotation,
    "publish": publish_part,
}


if __name__ == "__main__":
    show()

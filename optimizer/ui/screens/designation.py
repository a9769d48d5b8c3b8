"""Designation: which hospital serves what, how far to concentrate, what if one closes, why, and the papers."""

from __future__ import annotations

import streamlit as st

from optimizer.core.text import Lang, Text
from optimizer.planning.needs import STEP_TITLES
from optimizer.ui import frames, texts
from optimizer.ui.charts.once import plan_chart
from optimizer.ui.charts.service_deck import HEIGHT_PX as DECK_PX
from optimizer.ui.charts.service_deck import service_deck
from optimizer.ui.charts.service_map import service_map
from optimizer.ui.designating.closing import closing
from optimizer.ui.designating.concentrate import concentrate
from optimizer.ui.designating.pages import paper_downloads
from optimizer.ui.designating.reasons import reasons
from optimizer.ui.frame import plan_page
from optimizer.ui.goal_table import draw_goals
from optimizer.ui.kept import part_of_page
from optimizer.ui.language import current_lang, say
from optimizer.ui.plans import PlanView

DESIGNATED = Text("Designated", "定点机构")
CONCENTRATE = Text("How far to concentrate", "集中程度")
CLOSING = Text("If one closes", "停用推演")
REASONS = Text("Why", "原因")
PAPERS = Text("Notice and papers", "公告与文书")
MAP_OF = Text("Map of a service", "按类别查看地图")
MAP_NOTE = Text(
    "Lines: expected bed-days or sessions from each place to its hospital, wider with more.",
    "连线为各来源地至定点机构的预计床日或次数，越粗越多。",
)
PAN = Text("Pan and zoom", "可拖动缩放")
GOALS = Text("How good it is", "各项目标")


def show() -> None:
    """Draw the page."""
    view = plan_page(texts.DESIGNATION)
    if view is None:
        return
    lang = current_lang()
    if not view.record.tables.designation:
        st.info(say(texts.NOT_PLANNED, what=STEP_TITLES["designation"]))
        return
    parts = {
        "designated": (DESIGNATED, _designated),
        "concentrate": (CONCENTRATE, concentrate),
        "closing": (CLOSING, closing),
        "reasons": (REASONS, reasons),
        "papers": (PAPERS, paper_downloads),
    }
    chosen = part_of_page("designation_part", {one: title for one, (title, _) in parts.items()}, lang)
    parts[chosen][1](view, lang)


def _designated(view: PlanView, lang: Lang) -> None:
    st.dataframe(frames.designation(view, lang), hide_index=True, width="stretch")
    used = {row.service_id for row in view.record.tables.designation}
    served = [row.service_id for row in view.record.dataset.services if row.service_id in used]
    called = {one: view.names.service(one).to(lang) for one in served}
    heading, way, pick = st.columns([2, 1, 1.2], vertical_alignment="bottom")
    to_pan = way.toggle(say(PAN), key="designation_pan")
    heading.markdown(f"##### {say(MAP_OF)}")
    service_id = pick.selectbox(
        say(texts.SERVICE),
        served,
        format_func=called.__getitem__,
        key="designation_service",
    )
    if to_pan:
        st.pydeck_chart(service_deck(view, service_id, lang), height=DECK_PX)
    else:
        plan_chart("service_map", view, lang, (service_id,), lambda: service_map(view, service_id, lang))
    st.caption(say(MAP_NOTE))
    st.markdown(f"##### {say(GOALS)}")
    draw_goals(view, lang, "designation")


if __name__ == "__main__":
    show()

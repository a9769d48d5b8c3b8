"""Today: what needs attention and where it is dealt with, key figures, the map, services, goals."""

from __future__ import annotations

from typing import Any

import streamlit as st

from optimizer.core.issue import Severity
from optimizer.core.text import Lang, Text
from optimizer.report.words import URGENCY
from optimizer.store import StoreError
from optimizer.ui import alerts_texts, frames, texts
from optimizer.ui.attention import Alert, alerts
from optimizer.ui.charts.city_map import city_map
from optimizer.ui.charts.once import plan_chart
from optimizer.ui.dispatch.reported import standing
from optimizer.ui.figures import flow_lines, hospital_loads
from optimizer.ui.frame import PAGE_TITLES, go_to, plan_page
from optimizer.ui.goal_table import draw_goals
from optimizer.ui.kept import choose
from optimizer.ui.language import current_lang, plain, say
from optimizer.ui.plans import PlanView
from optimizer.ui.styling import figure

PLACED = Text("Placed", "已安排患者")
OF_PATIENTS = Text("of {count} patients", "共 {count} 名患者")
UNPLACED = Text("Not yet placed", "待落实")
WORST_TRIP = Text("Longest trip (min)", "最长路程（分）")
DESIGNATED = Text("Designated", "定点机构")
TEAMS = Text("Teams", "救治梯队")
PEOPLE = Text("{count} people", "共 {count} 人")
COVER = Text("Cover met", "最低在岗满足")
MAP = Text("City map", "全市分布")
WHOLE = Text("Whole city", "全市")
CENTRAL = Text("Central part", "主城区")
SHOW = Text("Show", "范围")
FLOWS = Text("Expected flows", "预计流向")
MAP_NOTE = Text(
    "Circle: hospital, larger with more patients placed, coloured by its fullest day. Outlines for internal use.",
    "圆点为医疗机构，越大安排患者越多，颜色表示最高使用率。区划轮廓仅供内部使用。",
)
ATTENTION = Text("Needs attention", "需要关注")
WARNINGS = Text("Warnings ({count})", "数据与规划提示（{count}）")
NO_WARNINGS = Text("Nothing to note in the tables or the plan.", "数据与方案均无提示。")
DEAL_WITH = Text("Open the page that deals with it", "打开处理该事项的页面")
SERVICES = Text("Services", "各救治类别")
GOALS = Text("Goals and proof", "目标与求解情况")
DESIGNATION = Text("Designation", "定点安排")
NEEDS = Text("Patients", "患者数")
HAS = Text("Placed", "已安排")
PEAK = Text("Fullest day (%)", "最高使用率（%）")
PEAK_DAY = Text("On", "日期")
PEAK_USE = Text("In use / designated places", "在院 / 定点可收")
_ICONS = {
    Severity.FAULT: ":red[:material/error:]",
    Severity.WARNING: ":orange[:material/warning:]",
    Severity.NOTE: ":material/info:",
}


def show() -> None:
    """Draw the page."""
    view = plan_page(texts.TODAY)
    if view is None:
        return
    lang = current_lang()
    _attention(view)
    _key_figures(view)
    left, right = st.columns([2, 1], gap="medium")
    with left:
        _map(view, lang)
    with right:
        _warnings(view, lang)
    tabs = st.tabs([say(SERVICES), say(DESIGNATION), say(GOALS)])
    with tabs[0]:
        _services(view, lang)
    with tabs[1]:
        st.dataframe(frames.designation(view, lang), hide_index=True, width="stretch")
    with tabs[2]:
        draw_goals(view, lang)


def _key_figures(view: PlanView) -> None:
    facts = view.summary
    columns = st.columns(6)
    columns[0].metric(say(PLACED), figure(facts.placed), border=True, help=say(OF_PATIENTS, count=facts.patients))
    columns[1].metric(say(UNPLACED), figure(facts.unplaced), border=True)
    columns[2].metric(say(WORST_TRIP), figure(facts.worst_trip_min), border=True)
    columns[3].metric(say(DESIGNATED), figure(facts.designated_hospitals), border=True)
    columns[4].metric(say(TEAMS), figure(facts.teams), border=True, help=say(PEOPLE, count=facts.team_members))
    cover = "–" if facts.rota_cover_pct is None else f"{figure(facts.rota_cover_pct)} %"
    columns[5].metric(say(COVER), cover, border=True)


def _map(view: PlanView, lang: Lang) -> None:
    heading, extent, flows = st.columns([2, 2, 1.4], vertical_alignment="center")
    heading.markdown(f"##### {say(MAP)}")
    extents = {True: say(CENTRAL), False: say(WHOLE)}
    central = extent.radio(
        say(SHOW),
        list(extents),
        format_func=extents.__getitem__,
        horizontal=True,
        label_visibility="collapsed",
        key="map_central",
    )
    with_flows = flows.toggle(say(FLOWS), key="map_flows")

    def draw() -> Any:
        lines = flow_lines(view.record) if with_flows else ()
        return city_map(view, hospital_loads(view.record), lines, lang, central=central)

    plan_chart("city_map", view, lang, (central, with_flows), draw)
    st.caption(say(MAP_NOTE))


def _attention(view: PlanView) -> None:
    st.markdown(f"##### {say(ATTENTION)}")
    found = alerts(view.record, view.summary, _reported(view))
    with st.container(border=True, gap="xsmall"):
        for number, alert in enumerate(found):
            _line(number, alert)
        if not found:
            st.markdown(f":green[:material/check_circle:] {say(alerts_texts.EVERYTHING_WELL)} {say(alerts_texts.WHAT_NEXT)}")


def _reported(view: PlanView) -> int:
    """Return the notices that came after the plan was made; none where the store cannot be asked: the desk says why."""
    try:
        return len(standing(view))
    except StoreError:
        return 0


def _line(number: int, alert: Alert) -> None:
    told, act = st.columns([5, 1.3], vertical_alignment="center")
    told.markdown(f"{_ICONS[alert.severity]} {plain(say(alert.text, **alert.params))}")
    label, part = f"{say(PAGE_TITLES[alert.page])} :material/chevron_right:", alert.part
    if act.button(label, type="tertiary", key=f"today_alert_{number}", help=say(DEAL_WITH)):
        if part:
            choose("routing_part", part)
        if part == "placed":  # what is told of those with a place is told of the life-threatened
            st.session_state[f"placed_urgency_{current_lang()}"] = URGENCY[1]
        go_to(alert.page)


def _warnings(view: PlanView, lang: Lang) -> None:
    issues = [issue for issue in view.record.issues if issue.severity is not Severity.NOTE]
    st.markdown(f"##### {say(WARNINGS, count=len(issues))}")
    if not issues:
        st.caption(say(NO_WARNINGS))
        return
    with st.container(height=440):
        for issue in issues:
            st.markdown(f"{_ICONS[issue.severity]} {plain(issue.describe(lang))}")


def _services(view: PlanView, lang: Lang) -> None:
    rows = [
        (
            use.name_zh if lang == "zh" else use.name_en,
            use.patients,
            use.placed,
            use.peak_pct,
            "" if use.peak_date is None else use.peak_date.isoformat(),
            f"{use.peak_census} / {use.places}",
            use.worst_trip_min,
        )
        for use in view.summary.peak_use
    ]
    table = frames.frame((texts.SERVICE, NEEDS, HAS, PEAK, PEAK_DAY, PEAK_USE, WORST_TRIP), rows, lang)
    bar = st.column_config.ProgressColumn(min_value=0, max_value=100, format="%d %%")
    st.dataframe(table, hide_index=True, width="stretch", column_config={say(PEAK): bar}, placeholder="–")


if __name__ == "__main__":
    show()

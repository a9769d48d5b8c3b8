"""Publish a rota up to a day, see what is different from the last one, and take along what wards and people need."""

from __future__ import annotations

import datetime as dt

import streamlit as st

from optimizer.core.errors import BadInputError, PlannerError
from optimizer.core.text import Lang, Text
from optimizer.planning.needs import STEP_TITLES
from optimizer.report.handouts.changes import change_list
from optimizer.report.handouts.handout import as_book
from optimizer.report.roster.diff import RotaDiff, diff_in_force, rota_diff
from optimizer.store import StoreError
from optimizer.ui import texts
from optimizer.ui.access import action_button, why_not
from optimizer.ui.dispatch.by import named
from optimizer.ui.dispatch.desk_store import note, say_noted, told
from optimizer.ui.downloads import downloads
from optimizer.ui.language import plain, say
from optimizer.ui.pass_on import pass_on
from optimizer.ui.plans import PlanView, load_view
from optimizer.ui.roles import Action
from optimizer.ui.rota.by_ward import pick_ward
from optimizer.ui.rota.published import Published, publications, publish, published_until, still_there

UNTIL = Text("Publish up to", "公布至")
BY_HELP = Text("needed to publish", "公布时必填")
PUBLISH = Text("Publish", "公布")
PUBLISHED = Text(
    "Published up to {date}: planned again, these days stay as they are.", "已公布至 {date}：重排班表时这些日期保持不变。"
)
NOT_YET = Text("Nothing of this rota is published yet.", "本班表尚未公布。")
NOW_PUBLISHED = Text("The rota is published up to {date}.", "班表已公布至 {date}。")
CHECKED = Text("The plan is being checked independently.", "正在独立核验方案。")
CHANGED = Text("What is different", "变动")
AGAINST = Text("Compared with", "对照")
IN_FORCE = Text("the rota in force when this plan was made", "本方案制定时的现行班表")
OTHER = Text("published up to {date} on {at} by {by}", "{at} 由 {by} 公布至 {date}")
NOTHING_BEFORE = Text(
    "There is no earlier rota to compare with: none was published here, and the plan was made without one in force.",
    "没有可对照的班表：此处未曾公布，方案制定时也没有现行班表。",
)
DOWNLOAD = Text("Download the changes (workbook)", "下载变动表（工作簿）")
FOR_WARDS = Text("For a ward", "按病区分发")
DAYS = Text("Days", "日期")
FILES = Text("Lists and files", "清单与文件")
MOST_LINES = 60
MORE = Text("… {count} lines more in the table", "……其余 {count} 行见变动表")
_IN_FORCE = "in_force"


def publish_part(view: PlanView, lang: Lang) -> None:
    """Draw the part."""
    if not view.record.tables.rota:
        st.info(say(texts.NOT_PLANNED, what=STEP_TITLES["rota"]))
        downloads(view, lang)
        return
    try:
        found = publications()
        _publish(view, published_until(view), lang)
    except StoreError as error:
        st.error(told(error))
        found = ()
    st.markdown(f"##### {say(CHANGED)}")
    _changes(view, still_there(found, view), lang)
    st.markdown(f"##### {say(FILES)}")
    downloads(view, lang)
    st.markdown(f"##### {say(FOR_WARDS)}")
    at, days = st.columns([2.4, 1.4])
    with at:
        ward_id = pick_ward(view, "pass_on_ward", lang)
    horizon = view.record.dataset.horizon
    whole = (horizon.start, horizon.last)
    shown = days.date_input(say(DAYS), whole, *whole, format="YYYY-MM-DD", key="pass_on_days")
    if ward_id is not None and isinstance(shown, tuple) and len(shown) == 2:
        pass_on(view, ward_id, lang, tuple(date for date in horizon if shown[0] <= date <= shown[1]))


def _publish(view: PlanView, until: dt.date | None, lang: Lang) -> None:
    horizon = view.record.dataset.horizon
    say_noted()
    with st.container(border=True):
        st.markdown(say(NOT_YET) if until is None else say(PUBLISHED, date=until))
        when, who, go, _ = st.columns([1.2, 1.4, 1, 1.6], vertical_alignment="bottom")
        first = max(horizon.start, min(until or horizon.start + dt.timedelta(days=6), horizon.last))
        day = when.date_input(say(UNTIL), first, horizon.start, horizon.last, format="YYYY-MM-DD", key="publish_until")
        by = named(who, BY_HELP, "publish_by")
        pressed = action_button(
            say(PUBLISH), Action.ROTA, key="publish_go", place=go, type="primary", width="stretch", disabled=not by
        )
        if pressed and isinstance(day, dt.date):
            _act(view, day, by)


def _act(view: PlanView, until: dt.date, by: str) -> None:
    try:
        with st.spinner(say(CHECKED)):
            publish(view, until, by)
    except PlannerError as error:
        st.error(told(error))
        return
    note(NOW_PUBLISHED, date=until)
    st.rerun()


def _changes(view: PlanView, found: tuple[Published, ...], lang: Lang) -> None:
    """Draw what is different from an earlier publication."""
    choices = {str(one.folder): OTHER.to(lang, date=one.until, at=f"{one.at:%m-%d %H:%M}", by=one.by) for one in found}
    if view.record.previous_rota:
        choices[_IN_FORCE] = IN_FORCE.to(lang)
    if not choices:
        st.info(say(NOTHING_BEFORE))
        return
    chosen = st.selectbox(say(AGAINST), list(choices), format_func=choices.__getitem__, key=f"publish_against_{view.digest[:8]}")
    try:
        diff = _diff(view, next((one for one in found if str(one.folder) == chosen), None))
    except BadInputError as error:
        st.error(plain(error.describe(lang)))
        return
    lines = diff.words(lang)
    st.code("\n".join(lines[:MOST_LINES]), language=None, height=240 if len(lines) > 12 else "content")
    if len(lines) > MOST_LINES:
        st.caption(say(MORE, count=len(lines) - MOST_LINES))
    if diff.rows and why_not(Action.EXPORT) is None:
        content = as_book(change_list(diff), lang)
        st.download_button(say(DOWNLOAD), content, "rota_changes.xlsx", on_click="ignore", key="publish_diff")


def _diff(view: PlanView, other: Published | None) -> RotaDiff:
    if other is None:
        return diff_in_force(view.record)
    return rota_diff(load_view(other.folder).record, view.record)

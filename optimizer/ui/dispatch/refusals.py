"""Cannot accept: what hospitals reported and until when, a new notice, and routing anew for whom it concerns."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from zoneinfo import ZoneInfo

import streamlit as st

from optimizer.core.text import Lang, Text
from optimizer.data.refusals import is_a_reason
from optimizer.data.tables.care import CannotAccept
from optimizer.planning.refusals import Refusal, admitted_under, refusals_of
from optimizer.store import StoredRefusal, StoreError
from optimizer.ui import frames, texts
from optimizer.ui.access import action_button
from optimizer.ui.dispatch.by import ask_by
from optimizer.ui.dispatch.desk_store import desk_store, note, say_noted, told
from optimizer.ui.dispatch.reasons import REASONS, reason_text
from optimizer.ui.dispatch.reported import report, route_again, standing
from optimizer.ui.dispatch.seen import seen_patients
from optimizer.ui.frame import go_to
from optimizer.ui.language import plain, say
from optimizer.ui.places import jobs_folder
from optimizer.ui.plans import PlanView
from optimizer.ui.roles import Action
from optimizer.ui.styling import table_height

HOW = Text(
    "A unit that cannot take anybody for a while. The desk offers it no more; routing anew finds another place or day for "
    "those to be admitted meanwhile. Everybody else stays, and those the desk placed keep their unit. "
    "Every desk sees a notice, until it is over or taken back. "
    "Lack of a test, code, registration or payment is no reason.",
    "某单元暂不能收治时在此报告：即时收治不再推荐该单元；重新安排后，期间拟入该单元的患者改送他处或改日，"
    "其余患者不动，即时收治已接收者不换单元。报告各席位可见，到时自动失效。缺检测、健康码、登记或费用均不是理由。",
)
NONE_YET = Text("No notice is in force. Report one below.", "目前没有暂不能收治的报告，可在下方报告。")
WHICH = Text("Unit that cannot accept", "暂不能收治的单元")
SAY_REASON = Text("Reason in a few words", "请简述原因")
FROM = Text("From", "起")
HOURS = Text("For (hours)", "持续（小时）")
UNTIL = Text("Until", "止")
REPORT = Text("Report", "报告")
REPORTED_BY = Text("By", "报告人")
HEEDED = Text("Heeded", "是否采纳")
IN_PLAN = Text("in the plan", "方案已计入")
SINCE = Text("by the desk only", "仅即时收治")
NO_REASON = Text("no: {void} is no reason", "否：{void}不是理由")
NOT_A_REASON = Text(
    "That is no reason to refuse anybody; the notice would be listed and not followed.", "该理由不成立：将列出但不予采纳。"
)
NOW_REPORTED = Text("{unit} cannot accept until {until}.", "{unit} 暂不能收治，至 {until}。")
NEW = Text("Reported now ({count})", "新报告（{count}）")
CONCERNED = Text("to be admitted meanwhile: {count} ({who})", "期间拟收治 {count} 人（{who}）")
SO_MANY = Text("to be admitted meanwhile: {count}", "期间拟收治 {count} 人")
NOBODY = Text("nobody is to be admitted meanwhile", "期间无拟收治患者")
TAKE_BACK = Text("Take back", "撤回")
TAKEN_BACK = Text("The notice of {unit} was taken back.", "{unit} 的报告已撤回。")
AGAIN = Text("Route again", "重新安排")
MOST_NAMED = 8
Reported = Sequence[tuple[StoredRefusal, CannotAccept]]


def draw_refusals(view: PlanView, lang: Lang) -> None:
    """Draw the notices in force, the form, and what was reported here with the button that plans with it."""
    st.caption(say(HOW))
    by = ask_by()
    say_noted()
    try:
        new = standing(view)
    except StoreError as error:
        st.error(told(error))
        return
    _in_force(view, _worked_out(view, new), lang)
    _form(view, by, lang)
    if new:
        _new(view, new, by, lang)


def _in_force(view: PlanView, new: Sequence[Refusal], lang: Lang) -> None:
    planned = [(one, IN_PLAN) for one in refusals_of(view.record.dataset)]
    rows = [
        (
            view.names.hospital(view.record.dataset.unit[one.unit_id].hospital_id).to(lang),
            one.unit_id,
            reason_text(one.reason_code).to(lang),
            one.by,
            f"{one.from_:%m-%d %H:%M}",
            f"{one.until:%m-%d %H:%M}",
            say(NO_REASON, void=one.void) if one.void is not None else stands.to(lang),
        )
        for one, stands in [*((one, SINCE) for one in new), *planned]
    ]
    if not rows:
        st.info(say(NONE_YET))
        return
    columns = (texts.HOSPITAL, texts.UNIT, texts.REASON, REPORTED_BY, FROM, UNTIL, HEEDED)
    st.dataframe(frames.frame(columns, rows, lang), hide_index=True, width="stretch", height=table_height(len(rows), 330))


def _worked_out(view: PlanView, new: Reported) -> tuple[Refusal, ...]:
    return refusals_of(replace(view.record.dataset, cannot_accept=tuple(row for _, row in new)))


def _form(view: PlanView, by: str, lang: Lang) -> None:
    data, horizon = view.record.dataset, view.record.dataset.horizon
    units = {unit.unit_id: frames.unit_title(view, unit, lang) for unit in data.units}
    first, last = dt.datetime.combine(horizon.start, dt.time()), dt.datetime.combine(horizon.last, dt.time(23, 59))
    here = dt.datetime.now(ZoneInfo(horizon.time_zone)).replace(tzinfo=None, second=0, microsecond=0)
    with st.container(border=True):
        which, why = st.columns([3, 1.5])
        since, hours, act = st.columns([1.6, 1, 1.9], vertical_alignment="bottom")
        unit_id = which.selectbox(say(WHICH), list(units), format_func=units.__getitem__, key=f"refusal_unit_{lang}")
        code = why.selectbox(
            say(texts.REASON), list(REASONS), format_func=lambda one: REASONS[one].to(lang), key=f"refusal_reason_{lang}"
        )
        begin = since.datetime_input(
            say(FROM),
            here if first <= here <= last else first,
            min_value=first,
            max_value=last,
            format="YYYY-MM-DD",
            key=f"refusal_from_{view.digest[:12]}",
        )
        lasts = hours.number_input(
            say(HOURS), 0.5, 168.0, float(data.scenario.policy.cannot_accept_hours), step=0.5, key="refusal_hours"
        )
        words = "" if code else st.text_input(say(SAY_REASON), max_chars=60, key="refusal_words")
        reason = code or "_".join(words.split())
        if reason and not is_a_reason(reason):
            st.warning(say(NOT_A_REASON))
        ready = bool(by and reason and unit_id and begin)
        row = CannotAccept(
            unit_id=unit_id or "",
            reason_code=reason,
            by=by,
            from_=begin or first,
            until=(begin or first) + dt.timedelta(hours=lasts),
        )
        action_button(
            say(REPORT),
            Action.REFUSE,
            data.unit[unit_id].hospital_id if unit_id else None,
            key="refusal_report",
            place=act,
            on_click=partial(_report, view, row),
            width="stretch",
            disabled=not ready,
        )


def _report(view: PlanView, row: CannotAccept) -> None:
    until = "" if row.until is None else f"{row.until:%m-%d %H:%M}"
    try:
        report(view, row)
    except StoreError as error:
        note(error)
        return
    note(NOW_REPORTED, unit=row.unit_id, until=until)


def _take_back(seq: int, by: str) -> None:
    try:
        gone = desk_store().refusals.take_back(seq, by)
    except StoreError as error:
        note(error)
        return
    note(TAKEN_BACK, unit=gone.unit_id)


def _concerned(who: Sequence[str], seen: Sequence[str]) -> str:
    """Return how many are concerned, and who of them as far as the person at the screen may see them."""
    if not seen:
        return say(SO_MANY, count=len(who)) if who else say(NOBODY)
    named = ", ".join(seen[:MOST_NAMED]) + (" …" if len(who) > min(MOST_NAMED, len(seen)) else "")
    return say(CONCERNED, count=len(who), who=named)


def _new(view: PlanView, new: Reported, by: str, lang: Lang) -> None:
    rows, seen = tuple(row for _, row in new), seen_patients(view)
    st.markdown(f"##### {say(NEW, count=len(rows))}")
    for (stored, _), one in zip(new, _worked_out(view, new), strict=True):
        line, away = st.columns([5, 1], vertical_alignment="center")
        who = admitted_under(one, view.record.dataset, view.record.tables.placements)
        concerned = _concerned(who, [one for one in who if one in seen])
        line.markdown(f"**{plain(one.unit_id)}** {plain(reason_text(one.reason_code).to(lang))} · {plain(concerned)}")
        home = view.names.hospital_of_unit(one.unit_id)
        action_button(
            say(TAKE_BACK),
            Action.REFUSE,
            home,
            key=f"refusal_back_{stored.seq}",
            place=away,
            on_click=_take_back,
            args=(stored.seq, by),
            width="stretch",
            disabled=not by,
        )
    if action_button(say(AGAIN), Action.PLAN, key="refusal_again", type="primary", icon=":material/alt_route:"):
        try:
            route_again(view, rows, jobs_folder(), lang)
        except StoreError as error:
            st.error(told(error))
            return
        go_to("runs")

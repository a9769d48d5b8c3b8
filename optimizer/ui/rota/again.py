"""What was decided so far, and the button that plans the rota again around it."""

from __future__ import annotations

import datetime as dt

import streamlit as st

from optimizer.core.text import Lang, Text
from optimizer.jobs.job import Job
from optimizer.store import StoreError
from optimizer.ui import frames, texts
from optimizer.ui.access import action_button, live
from optimizer.ui.frame import compare, open_plan
from optimizer.ui.language import plain, say
from optimizer.ui.places import jobs_folder
from optimizer.ui.plans import PlanView, last_words
from optimizer.ui.roles import Action
from optimizer.ui.rota.decisions import Desk, decisions, forget, start_again
from optimizer.ui.rota.published import published_until

HEAD = Text("Decided: {count} person-days", "已确定：{count} 个人日")
HOW = Text(
    "They enter the requests as hard rows. The plan shown stays as it is; planning the rota again keeps them, and changes as "
    "little else as can be.",
    "将作为“必须满足”写入排班意愿。当前方案不变；重排班表时保持这些安排，并尽量少改其他人。",
)
OFF = Text("{who} · {date}: free", "{who} · {date}：休息")
ON = Text("{who} · {date}: {shift} in {ward}", "{who} · {date}：{ward} {shift}")
BACK = Text("Take back", "撤销")
ALL_BACK = Text("Take all back", "全部撤销")
AGAIN = Text("Plan the rota again", "重排班表")
RUNNING = Text("Planning the rota: {state}, {seconds} s", "重排班表：{state}，{seconds} 秒")
FAILED = Text("No new rota came out. {why}", "未得到新班表。{why}")
DONE = Text("The new rota is there.", "新班表已生成。")
OPEN = Text("Open it", "打开")
COMPARE = Text("Compare with the one before", "与原班表对比")
KEEPS = Text("Days published up to {date} stay as they are.", "已公布至 {date} 的班次保持不变。")


def again(view: PlanView, lang: Lang) -> None:
    """Draw the list and the button, and the job once it was started; nothing where nothing was decided."""
    desk = decisions(view)
    if not desk.rows:
        return
    with st.container(border=True):
        st.markdown(f"##### {say(HEAD, count=len(desk.rows))}")
        st.caption(say(HOW))
        for place, one in enumerate(sorted(desk.rows)):
            told, back = st.columns([6, 1], vertical_alignment="center")
            ward = view.names.ward(one.ward_id) if one.ward_id else ""
            text = ON if one.shift_type_id else OFF
            day = frames.day_title(one.date, lang)
            told.markdown(plain(say(text, who=one.staff_id, date=day, shift=one.shift_type_id, ward=ward)))
            back.button(
                say(BACK), on_click=forget, args=(view, one.staff_id, one.date), key=f"rota_back_{place}", width="stretch"
            )
        published = _published(view)
        if published is not None:
            st.caption(say(KEEPS, date=published))
        go, clear, _ = st.columns([1.4, 1, 3])
        started = desk.job is not None
        if action_button(say(AGAIN), Action.PLAN, key="rota_again", place=go, disabled=started, type="primary", width="stretch"):
            start_again(view, jobs_folder(), lang, published)
            st.rerun()
        clear.button(say(ALL_BACK), on_click=forget, args=(view,), key="rota_all_back", width="stretch")
        watch(view, decisions(view))


def _published(view: PlanView) -> dt.date | None:
    """Return up to which day the rota stays; what the tables say where the store cannot be asked."""
    try:
        return published_until(view)
    except StoreError:
        return view.record.dataset.scenario.replan.rota_frozen_until


def watch(view: PlanView, desk: Desk) -> None:
    """Draw how far the re-plan is, and what may be done with it."""
    if desk.job is None:
        return
    ended = Job.load(desk.job).status().state.ended
    live(_progress, run_every=None if ended else 1.0)(Job.load(desk.job), watching=not ended)
    if ended and desk.plan is not None:
        st.success(say(DONE))
        show, beside, _ = st.columns([1, 1.6, 3])
        show.button(say(OPEN), on_click=open_plan, args=(desk.plan,), type="primary", key="rota_open", width="stretch")
        if beside.button(say(COMPARE), key="rota_compare", width="stretch"):
            compare(view.folder, desk.plan)


def _progress(job: Job, *, watching: bool) -> None:
    status = job.status()
    if watching and status.state.ended:
        st.rerun()
    if not status.state.ended:
        st.info(say(RUNNING, state=texts.STATES[status.state], seconds=round(status.elapsed)))
    elif not (job.folder / "plan").is_dir():
        st.error(say(FAILED, why=last_words(job)))

"""Plans from draft over review to issue: where the plan shown stands, its next step, every plan of the store, and the audit."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import streamlit as st

from optimizer.core.text import Lang, Text
from optimizer.store import AuditRow, PlanState, StoredPlan, StoreError
from optimizer.ui import frames, texts
from optimizer.ui.access import may
from optimizer.ui.dispatch.by import named
from optimizer.ui.dispatch.desk_store import desk_store, say_noted, stored_plan, told
from optimizer.ui.dispatch.sign_plan import step_button
from optimizer.ui.language import plain, say
from optimizer.ui.plans import PlanView
from optimizer.ui.roles import Action
from optimizer.ui.runs.take_along import take_along
from optimizer.ui.styling import table_height

BY_HELP = Text("your name; it stands in the record", "姓名，将写入记录")
STEPS = {
    PlanState.DRAFT: Text("Drafted", "拟稿"),
    PlanState.REVIEWED: Text("Reviewed", "审核"),
    PlanState.ISSUED: Text("Issued", "签发"),
}
BY_WHOM = Text("{who}, {at}", "{who}，{at}")
NOT_YET = Text("not yet", "尚未")
FROZEN = Text(
    "Issued and frozen: the plan and its files stay as they are; another plan goes its own way from draft to issue.",
    "已签发并冻结：方案及其文件不再改动；如需调整请另行拟稿、审核、签发。",
)
ONE_PERSON = Text("One and the same person did several of these steps.", "以上步骤中有多步由同一人完成。")
SHOWN = Text("The plan shown", "当前方案")
EVERY = Text("Every plan of the store ({count})", "已登记方案（{count}）")
NO_PLAN = Text("Open a plan first: the plan shown is the one that is signed here.", "请先打开方案：此处签发的是当前方案。")
ID = Text("Number", "编号")
DATA = Text("Data", "数据")
FROM, TO = Text("From", "起"), Text("To", "止")
STATE = Text("State", "状态")
DRAFTER, REVIEWER, ISSUER = Text("Drafted by", "拟稿人"), Text("Reviewed by", "审核人"), Text("Issued by", "签发人")
ISSUED_AT = Text("Issued", "签发时间")
AUDIT = Text("What happened to this plan ({count})", "本方案操作记录（{count}）")
HASH = Text("Hash", "校验值")
WHEN, WHO, WHAT = Text("When", "时间"), Text("Who", "操作人"), Text("What", "操作")
ACTS = {
    "plan.draft": Text("registered as a draft", "登记为拟稿"),
    "plan.reviewed": Text("reviewed", "审核"),
    "plan.issued": Text("issued", "签发"),
}
_MOST_ROWS = 2_000


def plan_book(view: PlanView | None, lang: Lang) -> None:
    """Draw the signing of the plan shown, and the book of plans."""
    try:
        if view is None:
            st.info(say(NO_PLAN))
        else:
            _shown(view, lang)
        _every(desk_store().plans.all(), lang)
    except StoreError as error:
        st.error(told(error))


def _shown(view: PlanView, lang: Lang) -> None:
    plan = stored_plan(view)
    say_noted()
    with st.container(border=True):
        st.markdown(f"##### {say(SHOWN)}")
        marks = [(step, *_done(plan, step)) for step in STEPS]
        for place, (step, who, at) in zip(st.columns(len(STEPS)), marks, strict=True):
            sign = ":green[:material/check_circle:]" if who else ":gray[:material/radio_button_unchecked:]"
            said = say(BY_WHOM, who=who, at=_local(at)) if who else say(NOT_YET)
            place.markdown(f"{sign} **{say(STEPS[step])}**\n\n{plain(said)}")
        people = [who for _, who, _ in marks if who]
        if len(set(people)) < len(people):
            st.caption(say(ONE_PERSON))
        if plan is not None and plan.state is PlanState.ISSUED:
            st.success(say(FROZEN), icon=":material/lock:")
        else:
            field, button = st.columns([3, 1.4], vertical_alignment="bottom")
            step_button(view, plan, named(field, BY_HELP, "sign_by"), button, "run_sign")
        take_along(view.folder, "plan_take")
    if plan is not None and may(Action.AUDIT):
        _audit(plan, lang)


def _done(plan: StoredPlan | None, step: PlanState) -> tuple[str, dt.datetime | None]:
    if plan is None:
        return "", None
    return {
        PlanState.DRAFT: (plan.drafted_by, plan.drafted_at),
        PlanState.REVIEWED: (plan.reviewed_by or "", plan.reviewed_at),
        PlanState.ISSUED: (plan.issued_by or "", plan.issued_at),
    }[step]


def _local(at: dt.datetime | None) -> str:
    """Return a moment by the clock of this machine."""
    return "" if at is None else f"{at.astimezone():%Y-%m-%d %H:%M}"


def _every(plans: Sequence[StoredPlan], lang: Lang) -> None:
    st.markdown(f"##### {say(EVERY, count=len(plans))}")
    if not plans:
        st.caption(say(texts.NONE_HERE))
        return
    rows = [
        (
            plan.plan_id[:12],
            plan.dataset,
            plan.first_day.isoformat(),
            plan.last_day.isoformat(),
            STEPS[plan.state].to(lang),
            plan.drafted_by,
            plan.reviewed_by or "",
            plan.issued_by or "",
            _local(plan.issued_at),
        )
        for plan in plans
    ]
    columns = (ID, DATA, FROM, TO, STATE, DRAFTER, REVIEWER, ISSUER, ISSUED_AT)
    st.dataframe(frames.frame(columns, rows, lang), hide_index=True, width="stretch", height=table_height(len(rows), 300))


def _audit(plan: StoredPlan, lang: Lang) -> None:
    """List who did what to a plan; the numbers of patients stand with those who place them, not here."""
    last, _ = desk_store().audit_end()
    rows = [row for row in desk_store().audit(after=max(0, last - _MOST_ROWS)) if row.subject == plan.plan_id]
    with st.expander(say(AUDIT, count=len(rows)), expanded=True):
        table = [(_local(row.at), row.by, _act(row, lang), row.hash[:12]) for row in reversed(rows)]
        st.dataframe(frames.frame((WHEN, WHO, WHAT, HASH), table, lang), hide_index=True, width="stretch")


def _act(row: AuditRow, lang: Lang) -> str:
    return ACTS[row.what].to(lang) if row.what in ACTS else row.what

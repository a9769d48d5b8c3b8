"""Places are held under issued plans only: where the plan shown stands, and its next step."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import streamlit as st

from optimizer.core.errors import PlannerError
from optimizer.core.text import Text
from optimizer.store import PlanState, StoredPlan
from optimizer.store.plans import ANOTHER, SAME_PERSON
from optimizer.ui.access import action_button
from optimizer.ui.dispatch.desk_store import desk_store, note, told
from optimizer.ui.language import plain, say
from optimizer.ui.plans import PlanView
from optimizer.ui.roles import Action

ONLY_ISSUED = Text(
    "Places are held under issued plans only: draft, review, issue. This plan: {state}.",
    "只有已签发的方案方可预留床位（拟稿 → 审核 → 签发）。本方案：{state}。",
)
UNKNOWN = Text("not registered yet", "尚未登记")
DRAFTED = Text("a draft, registered by {who}", "拟稿，登记人 {who}")
REVIEWED = Text("reviewed by {who}", "已审核，审核人 {who}")
SAY_WHO = Text("Say above who does it.", "请先在上方填写操作人。")
CHECKED = Text("The plan is being checked independently.", "正在独立核验方案。")
REGISTERED = Text("The plan stands in the store as a draft.", "方案已登记为拟稿。")
NOW_REVIEWED = Text("The plan is reviewed.", "方案已审核。")
NOW_ISSUED = Text("The plan is issued; places can be held.", "方案已签发，可预留床位。")


@dataclass(frozen=True, slots=True)
class _Next:
    label: Text
    action: Action
    done: Text
    act: Callable[[PlanView, str], object]


_NEXT: Mapping[PlanState | None, _Next] = {
    None: _Next(
        Text("Register as a draft", "登记为拟稿"),
        Action.DRAFT,
        REGISTERED,
        lambda view, by: desk_store().plans.register(view.folder, by),
    ),
    PlanState.DRAFT: _Next(
        Text("Reviewed", "审核通过"), Action.REVIEW, NOW_REVIEWED, lambda view, by: desk_store().plans.review(view.digest, by)
    ),
    PlanState.REVIEWED: _Next(
        Text("Issue", "签发"), Action.ISSUE, NOW_ISSUED, lambda view, by: desk_store().plans.issue(view.digest, by)
    ),
}
LABELS = tuple(one.label for one in _NEXT.values())  # as plain values, for whoever goes through the texts


def draw_next_step(view: PlanView, plan: StoredPlan | None, by: str) -> None:
    """Draw where a plan stands that is not issued, and the button of its next step."""
    if plan is None:
        stands = say(UNKNOWN)
    elif plan.state is PlanState.DRAFT:
        stands = say(DRAFTED, who=plan.drafted_by)
    else:
        stands = say(REVIEWED, who=plan.reviewed_by)
    with st.container(border=True):
        text, button = st.columns([4, 1.2], vertical_alignment="center")
        text.markdown(f":orange[:material/gavel:] {plain(say(ONLY_ISSUED, state=stands))}")
        step_button(view, plan, by, button, "desk_sign")


def step_button(view: PlanView, plan: StoredPlan | None, by: str, place: Any, key: str) -> None:
    """Draw the button of a plan's next step, for a plan that is not issued, and take the step when it is pressed."""
    step = _NEXT[None if plan is None else plan.state]
    why = None if by else say(SAY_WHO)
    if plan is not None and plan.state is PlanState.REVIEWED and by and plan.reviewed_by_same(by):
        why = f"{say(SAME_PERSON, who=by)} {say(ANOTHER)}"
        st.caption(plain(why))
    if action_button(
        say(step.label), step.action, key=key, place=place, width="stretch", disabled=why is not None,
        help=None if why is None else plain(why),
    ):  # fmt: skip
        _act(step, view, by)


def _act(step: _Next, view: PlanView, by: str) -> None:
    try:
        with st.spinner(say(CHECKED)):
            step.act(view, by)
    except PlannerError as error:
        st.error(told(error))
        return
    note(step.done)
    st.rerun()

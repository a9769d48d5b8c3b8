"""The hospitals in order for one patient, as the command suggest tells them, each with a button that holds the place."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import streamlit as st

from optimizer.core.text import NOTHING, Lang, Text
from optimizer.planning.suggest_entities import Advice, Suggestion
from optimizer.planning.suggest_lines import NO_PHONE, head_lines, suggestion_lines, undesignated_line, withheld_line
from optimizer.store import StoredPlan
from optimizer.ui.access import action_button
from optimizer.ui.dispatch.desk_store import hold_place
from optimizer.ui.dispatch.who import Asked
from optimizer.ui.language import plain, say
from optimizer.ui.plans import PlanView
from optimizer.ui.roles import Action

HOLD = Text("Hold for 10 minutes", "预留 10 分钟")
WITHHELD = Text("Not offered ({count})", "未推荐（{count}）")
MORE = Text("Further hospitals ({count})", "其他机构（{count}）")
NOBODY = Text("No hospital can be offered.", "暂无可推荐机构。")
NO_CASE = Text("A place is held under a case number: give one above.", "预留床位须有病例编号，请在上方填写。")
NOT_YET = Text("Possible once the plan is issued.", "方案签发后方可预留。")
NO_NAME = Text("Say above who does it.", "请先在上方填写操作人。")
MOST = 3


def draw_offers(view: PlanView, plan: StoredPlan | None, asked: Asked, advice: Advice, by: str, lang: Lang) -> None:
    """Draw the answer; `plan` is the issued plan to hold places under, None as long as it is not."""
    named = replace(advice, patient=replace(advice.patient, patient_id=asked.case_number or "–"))
    for line in head_lines(view.record.dataset, named, lang, NOTHING):
        st.markdown(plain(line))
    for told in advice.notes:
        st.warning(plain(told.describe(lang)))
    if not advice.suggestions:
        st.error(say(NOBODY))
    for one in advice.suggestions[:MOST]:
        _offer(plan, asked, one, by, lang)
    rest = advice.suggestions[MOST:]
    if rest:
        with st.expander(say(MORE, count=len(rest))):
            for one in rest:
                _offer(plan, asked, one, by, lang)
    if advice.undesignated is not None:
        st.info(plain(undesignated_line(advice.undesignated, lang)))
    if advice.withheld:
        with st.expander(say(WITHHELD, count=len(advice.withheld))):
            st.markdown("\n".join(f"- {plain(withheld_line(one, lang))}" for one in advice.withheld))


def _offer(plan: StoredPlan | None, asked: Asked, one: Suggestion, by: str, lang: Lang) -> None:
    with st.container(border=True):
        said, act = st.columns([4.2, 1.2])
        said.markdown(f"**{one.rank}. {plain(one.name.to(lang))}**　:material/call: {plain(one.phone or NO_PHONE.to(lang))}")
        first, *lines = suggestion_lines(one, lang, with_plan=True)
        reasons = [line.removeprefix("- ") for line in lines if line.startswith("- ")]
        others = [line.strip() for line in lines if not line.startswith("- ")]
        said.markdown(plain(first))
        if reasons:
            said.markdown("\n".join(f"- {plain(line)}" for line in reasons))
        said.caption(plain(" · ".join(others)))
        missing = NOT_YET if plan is None else NO_NAME if not by else None if asked.case_number else NO_CASE
        action_button(
            say(HOLD),
            Action.PLACE,
            one.hospital_id,
            key=f"desk_hold_{one.unit_id}",
            place=act,
            on_click=None
            if plan is None
            else partial(hold_place, plan, asked.case_number, one.unit_id, by, days=one.days, urgent=asked.urgent),
            type="primary" if one.rank == 1 else "secondary",
            width="stretch",
            disabled=missing is not None,
            help=None if missing is None else say(missing),
        )

"""Why a hospital is designated or not, and what the next-best set of hospitals would cost."""

from __future__ import annotations

import streamlit as st

from optimizer.core.text import Lang, Text
from optimizer.jobs.job import Job
from optimizer.ui import texts
from optimizer.ui.access import action_button
from optimizer.ui.designating.asked import answered, ask
from optimizer.ui.language import plain, say
from optimizer.ui.plans import PlanView
from optimizer.ui.roles import Action

HOW = Text("Ask about one hospital, or about the whole set.", "可查询单个机构，或整个定点组合。")
ASK = Text("Why in, why not", "为何定点／未定点")
ASK_SET = Text("Next-best set", "次优组合")
ABOUT = Text("why {hospital} is in or out", "{hospital}为何定点／未定点")
ABOUT_SET = Text("the next-best set of hospitals", "次优机构组合")


def reasons(view: PlanView, lang: Lang) -> None:
    """Draw the part."""
    st.markdown(say(HOW))
    named = {row.hospital_id: view.names.hospital(row.hospital_id) for row in view.record.dataset.hospitals}
    called = {key: f"{name.to(lang)} ({key})" for key, name in named.items()}
    pick, one, whole = st.columns([3, 1, 1], vertical_alignment="bottom")
    hospital_id = pick.selectbox(say(texts.HOSPITAL), list(named), format_func=called.__getitem__, key="why_hospital")
    name = named[hospital_id]
    title = ABOUT.filled(hospital=name)
    question, folder = f"why {hospital_id} {lang}", str(view.folder)
    if action_button(say(ASK), Action.PLAN, key="why_go", place=one, width="stretch", type="primary"):
        ask(question, ["explain", folder, "--hospital", hospital_id], view, title, lang)
        st.rerun()
    if action_button(say(ASK_SET), Action.PLAN, key="why_set", place=whole, width="stretch"):
        ask(f"next {lang}", ["explain", folder, "--designation"], view, ABOUT_SET, lang)
        st.rerun()
    _told(answered(question, view, title, "why"))
    _told(answered(f"next {lang}", view, ABOUT_SET, "next"))


def _told(job: Job | None) -> None:
    lines = [] if job is None else job.result().get("text", [])
    if lines:
        with st.container(border=True):
            for line in lines:
                st.markdown(("- " if line.startswith(" ") else "") + plain(line.strip()))

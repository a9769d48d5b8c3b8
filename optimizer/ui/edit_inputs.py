"""The tables of the plan shown, to be changed: apply plans them anew as a job, close to the plan shown."""

from __future__ import annotations

import streamlit as st

from optimizer.core.text import Lang, Text
from optimizer.ui.access import action_button
from optimizer.ui.changed_cells import changed_cells, said_changes
from optimizer.ui.fault_list import fault_list
from optimizer.ui.frame import go_to
from optimizer.ui.kept import choose
from optimizer.ui.language import say
from optimizer.ui.places import jobs_folder
from optimizer.ui.plans import PlanView
from optimizer.ui.roles import Action
from optimizer.ui.sheets import Verdict, Work, work_of_plan
from optimizer.ui.table_editor import edit_tables
from optimizer.ui.whatif import start_edited

HOW = Text(
    "Change beds, staff, demand or any other table, then apply: the whole chain is planned anew in the background, close to "
    "the plan shown. The plan shown is not changed.",
    "可修改床位、人员、需求等任意数据表，再点“应用并求解”：系统在后台重新规划全流程，并尽量贴近当前方案；当前方案不会被改动。",
)
APPLY = Text("Apply and solve", "应用并求解")
UNDO = Text("Undo", "撤销一步")
RESET = Text("Reset", "恢复原值")
CHANGES = Text("Changes: {count}", "改动 {count} 处")
NO_CHANGES = Text("No changes yet.", "尚无改动。")
JOB_TITLE = Text("tables changed: {count}", "数据改动 {count} 处")


def edit_inputs(view: PlanView, lang: Lang) -> None:
    """Draw the tables of a plan with what may be done to them."""
    work = work_of_plan(view.folder)
    bar = st.container()
    edit_tables(work, lang)
    verdict = work.verdict() if work.steps else Verdict(view.record.dataset)
    changes = work.differences()
    with bar:
        st.markdown(say(HOW))
        said, apply, undo, reset = st.columns([2.6, 1.4, 1, 1], vertical_alignment="center")
        said.markdown(f"**{say(CHANGES, count=len(changes))}**" if changes else say(NO_CHANGES))
        ready = bool(changes) and verdict.dataset is not None
        asked = action_button(
            say(APPLY), Action.PLAN, place=apply, type="primary", disabled=not ready, width="stretch", key="edit_apply"
        )
        undo_reset(work, undo, reset, "edit")
    if verdict.faults:
        fault_list(work, verdict.faults, lang)
    if changes:
        st.dataframe(changed_cells(work.now(), changes, lang), hide_index=True, width="content")
    if asked and verdict.dataset is not None:
        told = said_changes(work.now(), changes)
        start_edited(view.folder, verdict.dataset, told, jobs_folder(), lang, JOB_TITLE, name=view.record.dataset.name)
        work.reset()
        choose("runs_part", "jobs")
        go_to("runs")


def undo_reset(work: Work, undo: st.delta_generator.DeltaGenerator, reset: st.delta_generator.DeltaGenerator, key: str) -> None:
    """Draw the buttons that take the last step back, or all of them."""
    none = not work.steps
    undo.button(say(UNDO), icon=":material/undo:", disabled=none, width="stretch", on_click=work.undo, key=f"{key}_undo")
    reset.button(say(RESET), disabled=none, width="stretch", on_click=work.reset, key=f"{key}_reset")

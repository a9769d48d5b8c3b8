"""Runs: the jobs of this installation watched and stopped, and plans from draft to issue."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from optimizer.core.errors import ExitCode
from optimizer.core.text import DISCLAIMER, Text
from optimizer.data.planfolder import holds_plan
from optimizer.jobs.job import Job, list_jobs
from optimizer.jobs.status import JobState
from optimizer.ui import texts
from optimizer.ui.access import live
from optimizer.ui.frame import compare, nothing_yet, open_plan, shown_view, title
from optimizer.ui.kept import one_of, part_of_page
from optimizer.ui.language import current_lang, say
from optimizer.ui.places import jobs_folder
from optimizer.ui.plans import job_title
from optimizer.ui.runs.plan_book import plan_book
from optimizer.ui.runs.take_along import take_along
from optimizer.ui.runs.watch import watch

PARTS = {"jobs": Text("Jobs", "任务"), "plans": Text("Plans: draft, review, issue", "方案：拟稿、审核、签发")}
NO_JOBS = Text(
    "No job has been started here yet: change data and apply, or try a change.",
    "尚无任务：可修改数据并应用，或推演一项变更。",
)
JOB = Text("Job", "任务")
OPEN = Text("Open this plan", "打开该方案")
COMPARE = Text("Compare with the plan before", "与调整前对比")
LOG = Text("Messages", "运行信息")
KEPT = Text(
    "Stopped by hand: this is the best plan found until then, checked as any other.",
    "人工停止：此为当时最好方案，已照常核验。",
)


def show() -> None:
    """Draw the page."""
    view, lang = shown_view(), current_lang()
    title(texts.RUNS, view)
    part = part_of_page("runs_part", PARTS, lang)
    if part == "plans":
        plan_book(view, lang)
    else:
        _jobs()


def _jobs() -> None:
    jobs = {str(job.folder): job for job in list_jobs(jobs_folder())}
    if not jobs:
        nothing_yet(NO_JOBS, "data", "whatif")
        return
    listed = {folder: _listed(job) for folder, job in jobs.items()}
    job = jobs[one_of(say(JOB), listed, f"job of {len(jobs)}")]  # a new job is the one to look at
    ended = job.status().state.ended
    live(watch, run_every=None if ended else 1.0)(job, watching=not ended)
    if ended:
        _after(job)


def _listed(job: Job) -> str:
    return f"{job_title(job, current_lang())} · {say(texts.STATES[job.status().state])}"


def _after(job: Job) -> None:
    status, out = job.status(), job.out
    if status.exit_code is not None and status.state is not JobState.STOPPED:
        tell = st.success if status.exit_code == ExitCode.OK else st.warning if status.state is JobState.DONE else st.error
        tell(say(texts.EXIT_CODES.get(status.exit_code, texts.EXIT_CODES[int(ExitCode.INTERNAL)])))
    if status.state is JobState.DONE and out is not None and holds_plan(out):
        if job.keeps_best:
            st.info(say(KEPT))
        st.caption(say(DISCLAIMER))
        show_it, beside, _ = st.columns([1, 1.4, 3])
        show_it.button(say(OPEN), type="primary", width="stretch", on_click=open_plan, args=(out,), key="run_open")
        if "base" in job.about and beside.button(say(COMPARE), width="stretch", key="run_compare"):
            compare(Path(job.about["base"]), out)
        take_along(out, "job_take")
    elif job.messages():
        with st.expander(say(LOG), expanded=True):
            st.code(job.messages(), language=None, wrap_lines=True)


if __name__ == "__main__":
    show()

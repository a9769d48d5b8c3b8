"""Questions around a designation: each a job of the product's own command, remembered by the plan it asks about."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path

import streamlit as st

from optimizer.core.text import Lang, Text
from optimizer.jobs.job import Job, list_jobs, start_job
from optimizer.jobs.status import JobState
from optimizer.ui import texts
from optimizer.ui.access import action_button, live
from optimizer.ui.language import say
from optimizer.ui.places import jobs_folder
from optimizer.ui.plans import PlanView, last_words
from optimizer.ui.roles import Action
from optimizer.ui.whatif import new_job_folder

RUNS = Text("{what}: {state}, {seconds} s. You can go on meanwhile.", "{what}：{state}，{seconds} 秒。期间可继续其他操作。")
NO_ANSWER = Text("No answer. {why}", "未得到结果。{why}")
STOP = Text("Stop", "停止")


def asked(question: str, view: PlanView) -> Job | None:
    """Return the newest job that answers a question about a plan."""
    mine = (job for job in list_jobs(jobs_folder()) if job.about.get("question") == question)
    return next((job for job in mine if job.about.get("base") == str(view.folder)), None)


def ask(question: str, words: Sequence[str], view: PlanView, title: Text, lang: Lang, *, out: str = "") -> Job:
    """Start the job that answers a question; `out` names the folder of its files, where it writes any."""
    folder = new_job_folder(jobs_folder())
    place = ("--out", str(folder / out)) if out else ()
    about = {"base": str(view.folder), "question": question, "title": title.by_lang()}
    return start_job([*words, *place, "--lang", lang], folder, about=about)


def answered(question: str, view: PlanView, title: Text, key: str) -> Job | None:
    """Draw how a question stands, live while its job runs; return the job that answered it."""
    job = asked(question, view)
    if job is None:
        return None
    if not job.status().state.ended:
        live(_watch, run_every=1.0)(job, title, key)
        return None
    if job.status().state is JobState.DONE:
        return job
    st.error(say(NO_ANSWER, why=last_words(job)))
    return None


def study(question: str, words: Sequence[str], view: PlanView, title: Text, lang: Lang, first: Text, again: Text) -> Path | None:
    """Draw the button that starts a study of a plan, and how it stands; return the folder it wrote, once it did."""
    job = answered(question, view, title, question)
    label, look = (first, "primary") if job is None else (again, "secondary")
    if action_button(say(label), Action.PLAN, key=f"{question}_go", type=look):
        ask(question, words, view, title, lang, out=question)
        st.rerun()
    return None if job is None else job.out


def rows(file: Path) -> list[dict[str, str]]:
    """Return the rows of a table that a job wrote."""
    with file.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


def _watch(job: Job, title: Text, key: str) -> None:
    status = job.status()
    if status.state.ended:
        st.rerun()
    line, stop = st.columns([5, 1], vertical_alignment="center")
    line.info(say(RUNS, what=title, state=texts.STATES[status.state], seconds=round(status.elapsed)))
    action_button(say(STOP), Action.PLAN, key=f"{key}_stop", place=stop, on_click=_stop, args=(job,), width="stretch")


def _stop(job: Job) -> None:
    job.stop()

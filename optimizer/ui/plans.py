"""Plans as the screen holds them: read and checked once, shared by all sessions, never changed."""

from __future__ import annotations

import hashlib
import time
from dataclasses import dataclass
from pathlib import Path

import streamlit as st

from optimizer.core.errors import BadInputError
from optimizer.core.issue import Issue, Severity
from optimizer.core.text import Lang
from optimizer.data.planfolder import PlanRecord, changed_files, holds_plan, read_plan
from optimizer.jobs.job import Job, list_jobs
from optimizer.report.summary import Summary, summarize
from optimizer.report.words import Names
from optimizer.ui import texts
from optimizer.ui.language import plain
from optimizer.ui.places import first_plan, jobs_folder

_LAST_WORDS = 400


@dataclass(frozen=True)
class PlanView:
    """A plan with its figures and names; `digest` is the SHA-256 of its manifest, by which the store knows it too."""

    folder: Path
    digest: str
    record: PlanRecord
    summary: Summary
    names: Names


def load_view(folder: Path) -> PlanView:
    """Return the plan of a folder.

    Raises
    ------
    BadInputError
        The folder holds no plan, or one that was changed after its check.
    """
    manifest = folder / "manifest.json"
    return _load(folder, hashlib.sha256(manifest.read_bytes()).hexdigest() if manifest.exists() else "")


@st.cache_resource(max_entries=8, show_spinner=False)
def _load(folder: Path, digest: str) -> PlanView:  # by the digest a folder made anew is read anew
    changed = changed_files(folder)
    record = read_plan(folder)
    if changed:
        raise BadInputError([Issue("manifest", Severity.FAULT, texts.PLAN_CHANGED, params={"files": ", ".join(changed[:5])})])
    return PlanView(folder, digest, record, summarize(record), Names(record.dataset))


def known_plans() -> tuple[Path, ...]:
    """Return the plan folders that can be opened: the first plan, then those that jobs made, newest first."""
    made = (job.out for job in list_jobs(jobs_folder()))
    folders = dict.fromkeys([first_plan(), *(out for out in made if out is not None)])
    return tuple(folder for folder in folders if holds_plan(folder))


def plan_of(job: Path | None) -> Path | None:
    """Return the plan that a job's folder holds, None before it is there."""
    return job / "plan" if job is not None and holds_plan(job / "plan") else None


def last_words(job: Job) -> str:
    """Return the end of what a job said, which tells why nothing came of it, for markdown."""
    return plain(job.messages()[-_LAST_WORDS:])


def job_of(folder: Path) -> Job | None:
    """Return the job that made a plan folder, None when it came from elsewhere."""
    return next((job for job in list_jobs(jobs_folder()) if job.out == folder), None)


def plan_title(folder: Path, lang: Lang) -> str:
    """Return what a plan is called in a list: its folder, and for a job's plan when it was asked for."""
    job = job_of(folder)
    if job is None or folder.parent != job.folder:
        return folder.name
    return job_title(job, lang)


def job_title(job: Job, lang: Lang) -> str:
    """Return what a job is called in a list: when it was asked for, and its number of changes."""
    asked = time.strftime("%m-%d %H:%M:%S", time.localtime(job.status().created))
    return f"{asked} · {job.about.get('title', {}).get(lang, job.folder.name)}"

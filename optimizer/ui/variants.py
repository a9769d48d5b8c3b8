"""The variants of a what-if that a session is putting together: up to three lists of changes, and the job of each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import streamlit as st

from optimizer.core.text import LANGS, Lang, Text
from optimizer.jobs.job import Job, start_job
from optimizer.planning.whatif.change import Change, titles
from optimizer.ui.plans import PlanView, plan_of
from optimizer.ui.whatif import new_job_folder

MOST = 3
NAMES = ("A", "B", "C")
TITLE = Text("what if {name}: {changes}", "推演 {name}：{changes}")
_KEY = "whatif_variants"


@dataclass(frozen=True, slots=True)
class Variant:
    """Changes, and the folder of the job that planned exactly these against a plan; None before it was started.

    `each` is the job that plans after every one of them, to tell what each contributes.
    """

    changes: tuple[Change, ...] = ()
    job: Path | None = None
    base: Path | None = None
    each: Path | None = None

    @property
    def is_started(self) -> bool:
        """Whether its plan is made or being made."""
        return self.job is not None

    @property
    def plan(self) -> Path | None:
        """The plan folder under the changes, None before it is there."""
        return plan_of(self.job)

    @property
    def one_by_one(self) -> Path | None:
        """The folder that tells what each change contributes, None before it is there; one change has nothing to tell apart."""
        return self.plan if len(self.changes) == 1 else plan_of(self.each)

    @property
    def runs(self) -> bool:
        """Whether a job of it is not over."""
        return any(job is not None and not Job.load(job).status().state.ended for job in (self.job, self.each))


def variants() -> list[Variant]:
    """Return the variants of this session, at least one."""
    found: list[Variant] = st.session_state.setdefault(_KEY, [Variant()])
    return found


def put(place: int, changes: Sequence[Change]) -> None:
    """Give a variant other changes: what was planned for it counts no more."""
    variants()[place] = Variant(tuple(changes))


def add() -> None:
    """Begin a further variant with the changes of the last."""
    if len(variants()) < MOST:
        variants().append(Variant(variants()[-1].changes))


def drop(place: int) -> None:
    """Take a variant away; the first one is emptied instead of the last being taken."""
    if len(variants()) > 1:
        del variants()[place]
    else:
        put(0, ())


def start(place: int, view: PlanView, root: Path, lang: Lang, *, each: bool = False) -> Job:
    """Start planning a variant against a plan; with `each`, after every one of its changes, which takes as often as long."""
    variant, base = variants()[place], view.folder
    folder = new_job_folder(root).resolve()
    words = [
        "whatif",
        str(base / "inputs"),
        "--against",
        str(base),
        "--out",
        str(folder / "plan"),
        "--lang",
        lang,
        "--no-report",  # drawn when somebody asks for it
        *(["--each"] if each else []),
    ]
    for change in variant.changes:
        words += ["--change", f"{change.word}#{change.reason}" if change.reason else change.word]
    called = titles(view.record.dataset)
    said = {one: _title(place, variant.changes, called, one) for one in LANGS}
    listed = [change.word for change in variant.changes]
    job = start_job(words, folder, about={"base": str(base), "title": said, "words": listed})
    variants()[place] = replace(variant, each=folder) if each else replace(variant, job=folder, base=base)
    return job


def _title(place: int, changes: Sequence[Change], called: Mapping[str, Text], lang: Lang) -> str:
    told = ("；" if lang == "zh" else "; ").join(change.describe(called).to(lang) for change in changes)
    return TITLE.to(lang, name=NAMES[place], changes=told[:80])

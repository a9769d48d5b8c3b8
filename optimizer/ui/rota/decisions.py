"""What was decided at the desk in this session: shifts that a re-plan of the rota is to keep, and the job that re-plans it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

import streamlit as st

from optimizer.core.text import Lang, Text
from optimizer.jobs.job import Job, start_job
from optimizer.planning.rota_decided import Decided, laid, to_plan_again
from optimizer.planning.rota_desk import desk_of
from optimizer.rota.desk.book import RotaDesk
from optimizer.ui.plans import PlanView, plan_of
from optimizer.ui.whatif import new_job_folder, written

TITLE = Text("rota: decided for {count} person-days", "重排班表：确定 {count} 个人日")
_KEY = "rota_decisions"


@dataclass(frozen=True, slots=True)
class Desk:
    """Decisions on the rota of one plan, and the job that plans it again; None before it was started."""

    base: Path
    rows: tuple[Decided, ...] = ()
    job: Path | None = None

    @property
    def plan(self) -> Path | None:
        """The plan folder with the new rota, None before it is there."""
        return plan_of(self.job)


def decisions(view: PlanView) -> Desk:
    """Return what was decided on the plan shown; another plan begins anew."""
    known = st.session_state.get(_KEY)
    if not isinstance(known, Desk) or known.base != view.folder:
        known = st.session_state[_KEY] = Desk(view.folder)
    return known


def decide(view: PlanView, rows: Iterable[Decided]) -> None:
    """Add decisions; a later one for the same person and day takes the place of an earlier one."""
    known = decisions(view)
    last = {(one.staff_id, one.date): one for one in (*known.rows, *rows)}
    st.session_state[_KEY] = replace(known, rows=tuple(last.values()), job=None)


def forget(view: PlanView, staff_id: str = "", date: dt.date | None = None) -> None:
    """Take one decision back, or all."""
    known = decisions(view)
    left = tuple(one for one in known.rows if staff_id and (one.staff_id, one.date) != (staff_id, date))
    st.session_state[_KEY] = replace(known, rows=left, job=None)


def desk_now(view: PlanView) -> RotaDesk:
    """Return the rota as it is with the decisions, ready for questions."""
    return _desk(view.digest, decisions(view).rows, view)


@st.cache_resource(max_entries=16, show_spinner=False)
def _desk(digest: str, rows: tuple[Decided, ...], _view: PlanView) -> RotaDesk:
    return desk_of(laid(to_plan_again(_view.record, rows), rows))  # nobody is asked to undo what was decided


def start_again(view: PlanView, root: Path, lang: Lang, published: dt.date | None) -> Job:
    """Write inputs that keep what was decided, and start planning the rota again, close to the one in force."""
    known, folder = decisions(view), new_job_folder(root)
    source = written(to_plan_again(view.record, known.rows, published).dataset, folder, view.record.dataset.name)
    words = ["rota", str(source), "--previous", str(view.folder), "--out", str(folder / "plan"), "--lang", lang]
    job = start_job(words, folder, about={"base": str(view.folder), "title": TITLE.by_lang(count=len(known.rows))})
    st.session_state[_KEY] = replace(known, job=folder.resolve())
    return job

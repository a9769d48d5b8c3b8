"""Notices reported at this screen since the plan was made: kept for the session, heeded by the desk, planned with on demand."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import streamlit as st

from optimizer.core.text import LANGS, Lang, Text
from optimizer.data.tables.care import CannotAccept
from optimizer.jobs.job import Job, start_job
from optimizer.ui.plans import PlanView
from optimizer.ui.whatif import INPUTS, new_job_folder, write_inputs

JOB_TITLE = Text("routing again, cannot accept: {units}", "重新安排（暂不能收治：{units}）")
_KEY = "refusals_reported"


def reported(view: PlanView) -> tuple[CannotAccept, ...]:
    """Return the notices reported since the plan shown was made."""
    found: tuple[CannotAccept, ...] = st.session_state.get(_KEY, {}).get(view.digest, ())
    return found


def keep(view: PlanView, notices: Sequence[CannotAccept]) -> None:
    """Let these be the notices reported since the plan shown was made."""
    st.session_state[_KEY] = {**st.session_state.get(_KEY, {}), view.digest: tuple(notices)}


def route_again(view: PlanView, notices: Sequence[CannotAccept], root: Path, lang: Lang) -> Job:
    """Start routing anew with notices added to the tables: who would be admitted there goes elsewhere, the others stay."""
    folder = new_job_folder(root)
    data = view.record.dataset
    source = folder / (data.name if re.fullmatch(r"[\w-]+", data.name) else INPUTS)
    write_inputs(replace(view.record, dataset=replace(data, cannot_accept=(*data.cannot_accept, *notices))), source)
    words = ["plan", str(source), "--out", str(folder / "plan"), "--previous", str(view.folder), "--only", "routing"]
    units = ", ".join(dict.fromkeys(row.unit_id for row in notices))
    about = {"base": str(view.folder), "title": {one: JOB_TITLE.to(one, units=units[:80]) for one in LANGS}}
    return start_job([*words, "--lang", lang], folder, about=about)

"""Notices reported at this screen since the plan was made: kept for the session, heeded by the desk, planned with on demand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import streamlit as st

from optimizer.core.text import LANGS, Lang, Text
from optimizer.data.tables.care import CannotAccept
from optimizer.data.vocabulary import PlacementState as Come
from optimizer.jobs.job import Job
from optimizer.planning.desk_state import Taken, as_the_desk_left
from optimizer.store import PlacementState
from optimizer.ui.dispatch.desk_store import desk_store, stored_plan
from optimizer.ui.dispatch.reasons import reason_text
from optimizer.ui.plans import PlanView
from optimizer.ui.whatif import start_edited

JOB_TITLE = Text("routing again, notices of cannot accept: {count}", "重新安排（暂不能收治报告 {count} 条）")
NOTICE = Text("{unit} cannot accept {begin} to {until} ({reason})", "{unit} {begin} 至 {until} 暂不能收治（{reason}）")
KEPT = Text("placed at the desk: {count} stay", "即时收治 {count} 人保持不变")
COME_TO = {
    PlacementState.ACCEPTED: Come.ACCEPTED,
    PlacementState.VEHICLE_SENT: Come.IN_TRANSIT,
    PlacementState.ARRIVED: Come.ARRIVED,
    PlacementState.HANDED_OVER: Come.ARRIVED,
    PlacementState.RETURNED: Come.ARRIVED,
}
"""What a step at the desk is in the table of patients; a hold that nobody accepted is nothing."""
_KEY = "refusals_reported"


def reported(view: PlanView) -> tuple[CannotAccept, ...]:
    """Return the notices reported since the plan shown was made."""
    found: tuple[CannotAccept, ...] = st.session_state.get(_KEY, {}).get(view.digest, ())
    return found


def keep(view: PlanView, notices: Sequence[CannotAccept]) -> None:
    """Let these be the notices reported since the plan shown was made."""
    st.session_state[_KEY] = {**st.session_state.get(_KEY, {}), view.digest: tuple(notices)}


def route_again(view: PlanView, notices: Sequence[CannotAccept], root: Path, lang: Lang) -> Job:
    """Start routing anew with notices added to the tables: who would be admitted there goes elsewhere, the others stay.

    Raises
    ------
    StoreError
        The store cannot be asked whom the desks placed meanwhile.
    """
    data, taken = view.record.dataset, _taken(view)
    dataset = as_the_desk_left(replace(data, cannot_accept=(*data.cannot_accept, *notices)), view.record.tables.placements, taken)
    told = {one: [*(_said(row, one) for row in notices), *((KEPT.to(one, count=len(taken)),) if taken else ())] for one in LANGS}
    return start_edited(view.folder, dataset, told, root, lang, JOB_TITLE, name=data.name, only="routing")


def _said(row: CannotAccept, lang: Lang) -> str:
    until = "" if row.until is None else f"{row.until:%m-%d %H:%M}"
    return NOTICE.to(lang, unit=row.unit_id, reason=reason_text(row.reason_code), begin=f"{row.from_:%m-%d %H:%M}", until=until)


def _taken(view: PlanView) -> tuple[Taken, ...]:
    """Return whom units accepted under the plan shown, and how far they have come."""
    plan = stored_plan(view)
    begun = () if plan is None else desk_store().placements.of_plan(plan.plan_id)
    return tuple(Taken(one.patient_id, one.unit_id, COME_TO[one.state], one.days) for one in begun if one.state in COME_TO)

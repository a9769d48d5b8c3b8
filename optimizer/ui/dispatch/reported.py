"""Notices that the plan shown does not know: kept in the store, heeded by every desk, planned with on demand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from zoneinfo import ZoneInfo

from optimizer.core.text import LANGS, Lang, Text
from optimizer.data.tables.care import CannotAccept
from optimizer.data.vocabulary import PlacementState as Come
from optimizer.jobs.job import Job
from optimizer.planning.desk_state import Taken, as_the_desk_left
from optimizer.store import PlacementState, StoredRefusal
from optimizer.ui.dispatch.desk_store import desk_store, stored_plan
from optimizer.ui.dispatch.reasons import REASONS, reason_text
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


def standing(view: PlanView) -> tuple[tuple[StoredRefusal, CannotAccept], ...]:
    """Return the notices that stand and concern the plan shown, but are not in its tables, as stored and as a row of a table.

    Raises
    ------
    StoreError
        The store cannot be asked.
    """
    data, horizon = view.record.dataset, view.record.dataset.horizon
    zone = ZoneInfo(horizon.time_zone)
    known = {(row.unit_id, row.reason_code, row.from_, row.until) for row in data.cannot_accept}
    found = []
    for one in desk_store().refusals.standing():
        begins, ends = (moment.astimezone(zone).replace(tzinfo=None) for moment in (one.begins, one.ends))
        concerns = one.unit_id in data.unit and begins.date() <= horizon.last and ends.date() >= horizon.start
        if concerns and (one.unit_id, one.reason, begins, ends) not in known:
            row = CannotAccept(unit_id=one.unit_id, reason_code=one.reason, by=one.by, from_=begins, until=ends)
            found.append((one, row))
    return tuple(found)


def reported(view: PlanView) -> tuple[CannotAccept, ...]:
    """Return the same as rows of a table."""
    return tuple(row for _, row in standing(view))


def report(view: PlanView, row: CannotAccept) -> None:
    """Keep a notice for every desk; a row of the plan's tables in local time.

    Raises
    ------
    StoreError
        It was refused, or the store cannot be used.
    """
    zone = ZoneInfo(view.record.dataset.horizon.time_zone)
    begins, ends = (moment.replace(tzinfo=zone) for moment in (row.from_, row.until or row.from_))
    told = row.reason_code if row.reason_code in REASONS else "other"
    desk_store().refusals.report(row.unit_id, row.reason_code, row.by, begins, ends, told=told)


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

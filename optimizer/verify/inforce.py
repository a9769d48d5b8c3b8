"""Checks of a plan against the one in force: who is bound to a unit, and whether every change is listed."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from optimizer.core.issue import Issue
from optimizer.core.rulebook import CHANGE_REASONS
from optimizer.data.tables.people import Patient
from optimizer.data.tables.plan import ChangeRow, PlacementRow
from optimizer.data.vocabulary import PlacementState
from optimizer.verify.context import Plan
from optimizer.verify.finding import fault
from optimizer.verify.stay import next_session

Step = tuple[str, dt.date | None]


@dataclass(frozen=True, slots=True)
class Difference:
    """The first difference of a patient's units between the plan in force and this one."""

    patient_id: str
    before: Step
    now: Step
    counts: bool  # in the term `changes`; a place for somebody who had none is no change of a decision


def differences(plan: Plan) -> Mapping[str, Difference]:
    """Return who is elsewhere, or from another day, than in the plan in force (else than where they lie)."""
    return plan.memo("differences", _differences)


def bound_unit(plan: Plan, patient: Patient) -> str | None:
    """Return the unit that somebody accepted, on the way or arrived may not leave, unless released."""
    state = patient.placement_state
    if state in {None, PlacementState.PROPOSED, PlacementState.HELD}:
        return None
    if patient.patient_id in plan.memo("released", _released):
        return None
    if state == PlacementState.ARRIVED and patient.current_unit_id:
        return patient.current_unit_id
    ahead = _ahead(plan).get(patient.patient_id)
    return ahead[0].unit_id if ahead else patient.pinned_unit_id


def check_state_kept(plan: Plan) -> Iterator[Issue]:
    """Require that whoever is accepted, in transit or arrived is at the unit they are bound to, unless released."""
    for who, steps in _now(plan).items():
        bound = bound_unit(plan, plan.patient(who))
        if bound is not None and steps[0].unit_id != bound:
            row = next(line.number for line in plan.placements if line.row.patient_id == who)
            yield fault(
                "state_kept",
                f"{who} is bound to {bound}, placed at {steps[0].unit_id}, and nobody released them",
                f"{who} 已锁定于 {bound}，却安排在 {steps[0].unit_id}，且无解除记录",
                table="placements",
                row=row,
                column="unit_id",
                value=steps[0].unit_id,
            )


def check_changes_listed(plan: Plan) -> Iterator[Issue]:
    """Require that the table of changes holds every difference once, with a true reason, and nothing else."""
    wanted = dict(differences(plan)) if plan.previous else {}
    seen: Counter[str] = Counter()
    for number, row in plan.changes:
        seen[row.patient_id] += 1
        said = _false(plan, row, wanted.get(row.patient_id), seen[row.patient_id])
        if said:
            yield fault("changes_listed", *said, table="changes", row=number, column="patient_id", value=row.patient_id)
    for who in wanted:
        if not seen[who]:
            yield fault(
                "changes_listed", f"{who} is not listed", f"{who} 未列出", table="changes", column="patient_id", value=who
            )


def _false(plan: Plan, row: ChangeRow, wanted: Difference | None, times: int) -> tuple[str, str] | None:
    """Return what is false about a row, in both languages."""
    who = row.patient_id
    if wanted is None or times > 1:
        return f"{who} has no such change", f"{who} 并无此变动"
    stated = ((row.from_unit_id, row.from_date), (row.to_unit_id, row.to_date))
    if stated != (wanted.before, wanted.now):
        return f"{who} goes from {_say(wanted.before)} to {_say(wanted.now)}", (
            f"{who} 应为由 {_say(wanted.before)} 至 {_say(wanted.now)}"
        )
    if row.reason_code not in CHANGE_REASONS:
        return f"{row.reason_code or '(blank)'} is not on the list", f"“{row.reason_code}”不在清单内"
    if (row.reason_code in {"new_patient", "placed_now"}) == wanted.counts:
        return f"{row.reason_code} is not why {who} changes", f"{row.reason_code} 并非 {who} 变动原因"
    if row.reason_code == "released" and who not in plan.memo("released", _released):
        return f"nobody released {who}", f"{who} 无解除记录"
    return None


def _say(step: Step) -> str:
    return f"{step[0] or '–'} ({step[1] or '–'})"


def _differences(plan: Plan) -> dict[str, Difference]:
    now, found = _now(plan), {}
    for patient in plan.dataset.patients:
        who = patient.patient_id
        before, after = _before(plan, who), now.get(who, [])
        new = [(row.unit_id, row.from_) for row in after]
        if before is None:
            lies = patient.current_unit_id
            if new and lies is None:
                found[who] = Difference(who, ("", None), new[0], counts=False)
            elif new and new[0][0] != lies:
                found[who] = Difference(who, (lies or "", None), new[0], counts=True)
            continue
        end = max(row.to for row in _ahead(plan)[who])
        known = [step for number, step in enumerate(new) if number == 0 or step[1] <= end]
        if known != before:
            was, goes = _first_difference(before, known)
            found[who] = Difference(who, was, goes, counts=True)
    return found


def _first_difference(before: list[tuple[str, dt.date]], now: list[tuple[str, dt.date]]) -> tuple[Step, Step]:
    if not now:
        return before[0], ("", None)
    number = next((n for n, (a, b) in enumerate(zip(before, now, strict=False)) if a != b), min(len(before), len(now)))
    return before[min(number, len(before) - 1)], now[min(number, len(now) - 1)]


def _now(plan: Plan) -> Mapping[str, list[PlacementRow]]:
    """Return the units of every patient placed, in order of their days."""
    return plan.memo("path_now", _path_now)


def _path_now(plan: Plan) -> dict[str, list[PlacementRow]]:
    paths: dict[str, list[PlacementRow]] = {}
    for _, row in plan.placements:
        paths.setdefault(row.patient_id, []).append(row)
    return {who: sorted(rows, key=lambda row: row.from_) for who, rows in paths.items()}


def _ahead(plan: Plan) -> Mapping[str, list[PlacementRow]]:
    """Return what the plan in force still has to say, by patient and in order."""
    return plan.memo("ahead", _paths_ahead)


def _paths_ahead(plan: Plan) -> dict[str, list[PlacementRow]]:
    paths: dict[str, list[PlacementRow]] = {}
    for row in sorted(plan.previous, key=lambda row: row.from_):
        if row.to >= plan.start:
            paths.setdefault(row.patient_id, []).append(row)
    return paths


def _before(plan: Plan, who: str) -> list[tuple[str, dt.date]] | None:
    rows = _ahead(plan).get(who)
    return None if rows is None else [(row.unit_id, _first_day(plan, row)) for row in rows]


def _first_day(plan: Plan, row: PlacementRow) -> dt.date:
    """Return the first day of a placement within the horizon; of sessions under way, the next one."""
    if row.from_ >= plan.start:
        return row.from_
    patient, unit = plan.patient(row.patient_id), plan.dataset.unit.get(row.unit_id)
    service = plan.service_of(patient)
    lies = service.pattern == "stay" or (unit is not None and unit.service_id != patient.service_id)
    return plan.start if lies else next_session(plan.dataset, patient, row.from_)


def _released(plan: Plan) -> frozenset[str]:
    return frozenset(row.patient_id for row in plan.dataset.releases)

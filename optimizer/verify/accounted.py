"""Checks that nobody is lost: every patient placed once or listed with a true reason."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator

from optimizer.core.issue import Issue
from optimizer.core.rulebook import UNPLACED_REASONS
from optimizer.data.tables.care import Unit
from optimizer.data.tables.people import Patient
from optimizer.verify import fit
from optimizer.verify.context import Plan
from optimizer.verify.finding import fault
from optimizer.verify.inforce import bound_unit


def check_patient_accounted(plan: Plan) -> Iterator[Issue]:
    """Every patient has exactly one row in placements and unplaced together, within the horizon."""
    seen: Counter[str] = Counter()
    for table in ("placements", "unplaced"):
        for number, row in plan.lines[table]:
            seen[row.patient_id] += 1
            if seen[row.patient_id] > 1:
                who = row.patient_id
                yield _lost(table, number, who, f"{who} is listed more than once", f"{who} 重复列出")
    for number, stay in plan.placements:
        if stay.from_ > plan.last:
            who = stay.patient_id
            yield _lost("placements", number, who, f"{who} is placed after the horizon", f"{who} 的安排在规划期之后")
    for patient in plan.dataset.patients:
        if not seen[patient.patient_id]:
            who = patient.patient_id
            yield _lost("placements", 0, who, f"{who} is in neither list", f"{who} 未列入任何一表")


def check_urgent_placed(plan: Plan) -> Iterator[Issue]:
    """Urgency 1 is listed as not placed only when no unit could take them on the ready day."""
    for number, row in plan.unplaced:
        patient = plan.patient(row.patient_id)
        if patient.urgency == 1 and (unit := capable_at_once(plan, patient)) is not None:
            who, where = patient.patient_id, unit.unit_id
            yield fault(
                "urgent_placed",
                f"{who} is not placed although {where} is capable",
                f"{who} 未安排，而 {where} 具备能力",
                table="unplaced",
                row=number,
                column="patient_id",
                value=who,
            )


def check_unplaced_reason(plan: Plan) -> Iterator[Issue]:
    """Require that the reason is one of the list, and true as far as the tables tell."""
    for number, row in plan.unplaced:
        if why := _untrue(plan, plan.patient(row.patient_id), row.reason_code):
            yield fault("unplaced_reason", *why, table="unplaced", row=number, column="reason_code", value=row.reason_code)


def capable_at_once(plan: Plan, patient: Patient) -> Unit | None:
    """Return a unit that every rule lets a patient into on the ready day, whatever its capacity; None without one."""
    ready = plan.ready[patient.patient_id]
    if ready > plan.last:
        return None
    for unit in plan.dataset.units:
        if fit.refused(plan, patient, unit, ready, closed=True) or not _allowed(plan, patient, unit):
            continue
        if any(_day_rules(plan, patient, unit, dates) for dates in fit.held_dates(plan, patient, unit, ready)):
            return unit
    return None


def _allowed(plan: Plan, patient: Patient, unit: Unit) -> bool:
    """Whether the rules that know no day let the patient into the unit."""
    return (
        fit.serves(plan, patient, unit)
        and fit.licensed(plan, unit)
        and fit.capable(patient, unit)
        and fit.machine_fits(plan, patient, unit)
        and unit.unit_id not in patient.declined_unit_ids
        and patient.pinned_unit_id in {None, unit.unit_id}
        and bound_unit(plan, patient) in {None, unit.unit_id}
    )


def _day_rules(plan: Plan, patient: Patient, unit: Unit, dates: list[dt.date]) -> bool:
    return fit.right_kind(plan, patient, unit, dates) and fit.place_designated(plan, patient, unit, dates)


def _within_reach(plan: Plan, patient: Patient) -> list[dt.date]:
    """Return the days of admission that routing considers for a patient."""
    service, ready = plan.service_of(patient), plan.ready[patient.patient_id]
    wait = 0 if patient.urgency == 1 else service.max_wait_days + plan.dataset.scenario.policy.extra_wait_days
    return [date for offset in range(wait + 1) if (date := ready + dt.timedelta(days=offset)) <= plan.last]


def _could_go(plan: Plan, patient: Patient) -> bool:
    """Whether some unit fits by every rule other than capacity, and accepts, on some day within reach."""
    days = _within_reach(plan, patient)
    return any(
        _day_rules(plan, patient, unit, dates)
        for unit in plan.dataset.units
        if _allowed(plan, patient, unit)
        for day in days
        if not fit.refused(plan, patient, unit, day, closed=True)
        for dates in fit.held_dates(plan, patient, unit, day)
    )


def _of_kind(plan: Plan, patient: Patient) -> list[Unit]:
    """Return the units of the patient's service that are open and of the needed kind on some day within reach."""
    days = _within_reach(plan, patient)
    return [
        unit
        for unit in plan.dataset.units
        if unit.service_id == patient.service_id
        and any(fit.right_kind(plan, patient, unit, dates) for day in days for dates in fit.held_dates(plan, patient, unit, day))
    ]


def _untrue(plan: Plan, patient: Patient, reason: str) -> tuple[str, str] | None:
    """Return what is untrue about a reason, in both languages; None when nothing is."""
    if reason not in UNPLACED_REASONS:
        return f"{reason or '(blank)'} is not on the list", f"“{reason}”不在清单内"
    after = plan.ready[patient.patient_id] > plan.last
    if after != (reason == "after_horizon"):
        ready = plan.ready[patient.patient_id]
        return f"{patient.patient_id} is ready on {ready}", f"{patient.patient_id} 于 {ready} 可收治"
    if reason in {"no_unit", "no_licence", "no_capability", "not_designated", "declined"} and _could_go(plan, patient):
        return f"a unit fits {patient.patient_id}", f"有单元适合 {patient.patient_id}"
    if not _has_ground(plan, patient, reason):
        return f"nothing in the tables bears out {reason} for {patient.patient_id}", f"{patient.patient_id} 的原因 {reason} 无据"
    return None


def _has_ground(plan: Plan, patient: Patient, reason: str) -> bool:
    """Whether the tables hold what a reason speaks of."""
    if reason == "no_unit":
        return not _of_kind(plan, patient)
    if reason == "no_licence":
        return any(not fit.licensed(plan, unit) for unit in _of_kind(plan, patient))
    if reason == "no_capability":
        units = _of_kind(plan, patient)
        return any(not (fit.capable(patient, unit) and fit.machine_fits(plan, patient, unit)) for unit in units)
    if reason == "not_designated":
        reach = _within_reach(plan, patient)
        return any(
            not fit.place_designated(plan, patient, unit, dates)
            for unit in _of_kind(plan, patient)
            for day in reach
            for dates in fit.held_dates(plan, patient, unit, day)
        )
    if reason == "declined":
        return bool(patient.declined_unit_ids)
    if reason == "cannot_accept":
        return bool(plan.refusals)
    if reason == "release_needed":
        return bound_unit(plan, patient) is not None
    if reason == "pinned_unavailable":
        return patient.pinned_unit_id is not None
    return True


def _lost(table: str, number: int, patient_id: str, en: str, zh: str) -> Issue:
    return fault("patient_accounted", en, zh, table=table, row=number, column="patient_id", value=patient_id)

"""Checks that nobody is lost: every patient placed once or listed with a true reason."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from functools import partial

from optimizer.core.issue import Issue
from optimizer.core.rulebook import UNPLACED_REASONS
from optimizer.data.tables.care import Unit
from optimizer.data.tables.people import Patient
from optimizer.verify import fit
from optimizer.verify.context import Plan
from optimizer.verify.finding import fault
from optimizer.verify.inforce import bound_unit
from optimizer.verify.legs import reaches


def check_patient_accounted(plan: Plan) -> Iterator[Issue]:
    """Every patient is either placed, by one row or by the legs of one way, or listed once as not placed.

    No two legs begin on one day, and each of them begins within the horizon.
    """
    begun: set[tuple[str, dt.date]] = set()
    for number, row in plan.placements:
        if (row.patient_id, row.from_) in begun:
            yield _twice("placements", number, row.patient_id)
        begun.add((row.patient_id, row.from_))
    seen = {who for who, _ in begun}
    for number, listed in plan.unplaced:
        if listed.patient_id in seen:
            yield _twice("unplaced", number, listed.patient_id)
        seen.add(listed.patient_id)
    for number, stay in plan.placements:
        if stay.from_ > plan.last:
            who = stay.patient_id
            yield _lost("placements", number, who, f"{who} is placed after the horizon", f"{who} 的安排在规划期之后")
    for patient in plan.dataset.patients:
        if patient.patient_id not in seen:
            who = patient.patient_id
            yield _lost("placements", 0, who, f"{who} is in neither list", f"{who} 未列入任何一表")


def check_urgent_placed(plan: Plan) -> Iterator[Issue]:
    """Urgency 1 is listed as not placed only when no unit could take them on the ready day."""
    for number, row in plan.unplaced:
        patient = plan.patient(row.patient_id)
        if patient.urgency == 1 and (unit := capable_at_once(plan, patient, heeding=False)) is not None:
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


def check_in_treatment(plan: Plan) -> Iterator[Issue]:
    """Require that who lies in a unit that can keep them has a bed from the ready day on, and there if nobody is transferred.

    Somebody who waits for a bed elsewhere would hold one that the plan gives to others.
    """
    for lines in plan.legs.values():
        number, row = lines[0]
        patient = plan.patient(row.patient_id)
        if patient.current_unit_id is None or patient.current_unit_id in plan.by_sessions or row.unit_id in plan.by_sessions:
            continue
        unit, ready = plan.unit(patient.current_unit_id), plan.ready[row.patient_id]
        who, where = row.patient_id, unit.unit_id
        if row.from_ > ready and _keeps_bed(plan, patient):
            said, zh = f"{who} lies in {where}, and waits until {row.from_}", f"{who} 在 {where} 住院，却等至 {row.from_}"
        elif row.unit_id != where and not plan.dataset.scenario.policy.transfer_days and _can_stay(plan, patient, unit, ready):
            said, zh = f"{who} could stay in {where}, and nobody is transferred", f"{who} 可留在 {where}，且不得转院"
        else:
            continue
        yield fault("in_treatment", said, zh, table="placements", row=number, column="from", value=row.from_)


def _can_lie(plan: Plan, patient: Patient, unit: Unit, date: dt.date) -> bool:
    """Whether the unit somebody lies in may keep them on a day, by every rule other than capacity."""
    suits = fit.suits(plan, patient, unit, date)
    return (
        (suits or (fit.serves(plan, patient, unit, date) and fit.may_stay_on(plan, patient, unit, date)))
        and fit.is_open(plan, unit, [date])
        and fit.licensed(plan, unit)
        and fit.capable(patient, unit)
        and fit.machine_fits(plan, patient, unit)
        and unit.unit_id not in patient.declined_unit_ids
        and patient.pinned_unit_id in {None, unit.unit_id}
    )


def _can_stay(plan: Plan, patient: Patient, unit: Unit, ready: dt.date) -> bool:
    """Whether somebody could begin in the unit they lie in, places of every unit on the way being there at all."""

    def roomy(one: Unit, dates: Sequence[dt.date]) -> bool:
        rows = (plan.stated.get((one.unit_id, plan.dataset.horizon.day(date))) for date in dates)
        return all(row is not None and row.effective > row.reserved for row in rows)

    return _can_lie(plan, patient, unit, ready) and _way_from(plan, patient, unit, ready, roomy)


def check_unplaced_reason(plan: Plan) -> Iterator[Issue]:
    """Require that the reason is one of the list, and true as far as the tables tell."""
    for number, row in plan.unplaced:
        if why := _untrue(plan, plan.patient(row.patient_id), row.reason_code):
            yield fault("unplaced_reason", *why, table="unplaced", row=number, column="reason_code", value=row.reason_code)


def capable_at_once(plan: Plan, patient: Patient, *, heeding: bool = True) -> Unit | None:
    """Return a unit from which every rule finds a patient a way from the ready day on, whatever its capacity; None without.

    With `heeding` refusals; otherwise as if every unit accepted.
    """
    ready = plan.ready[patient.patient_id]
    if ready > plan.last:
        return None
    return next((unit for unit in plan.dataset.units if _way_from(plan, patient, unit, ready, heeding=heeding)), None)


def _way_from(
    plan: Plan,
    patient: Patient,
    unit: Unit,
    first: dt.date,
    roomy: Callable[[Unit, Sequence[dt.date]], bool] | None = None,
    *,
    heeding: bool = True,
) -> bool:
    """Whether a unit accepts on a day and some way through units goes on from there, by every rule other than capacity.

    `roomy` asks for more of every unit on the way.
    """

    def allowed(one: Unit, dates: Sequence[dt.date]) -> bool:
        return (
            (roomy is None or roomy(one, dates))
            and fit.is_open(plan, one, dates)
            and fit.licensed(plan, one)
            and fit.capable(patient, one)
            and fit.machine_fits(plan, patient, one)
            and one.unit_id not in patient.declined_unit_ids
            and fit.keeps_pin(plan, patient, one, dates[0], first=dates[0] == first)
            and fit.place_designated(plan, patient, one, dates)
            and not (heeding and fit.refused(plan, patient, one, dates[0], closed=True))
        )

    open_to = fit.serves(plan, patient, unit, first) and bound_unit(plan, patient) in {None, unit.unit_id}
    ways = fit.held_dates(plan, patient, unit, first) if open_to else []
    return any(reaches(plan, patient, unit, dates, allowed) for dates in ways)


def _within_reach(plan: Plan, patient: Patient) -> list[dt.date]:
    """Return the days of admission that routing considers for a patient."""
    service, ready = plan.service_of(patient), plan.ready[patient.patient_id]
    wait = 0 if patient.urgency == 1 else service.max_wait_days + plan.dataset.scenario.policy.extra_wait_days
    return [date for offset in range(wait + 1) if (date := ready + dt.timedelta(days=offset)) <= plan.last]


def _could_go(plan: Plan, patient: Patient) -> bool:
    """Whether some unit fits by every rule other than capacity, and accepts, on some day within reach."""
    days = _within_reach(plan, patient)
    keeps_bed = _keeps_bed(plan, patient)

    def of(unit: Unit) -> list[dt.date]:
        return days[:1] if keeps_bed and unit.unit_id not in plan.by_sessions else days

    return any(_way_from(plan, patient, unit, day) for unit in plan.dataset.units for day in of(unit))


def _keeps_bed(plan: Plan, patient: Patient) -> bool:
    """Whether somebody lies in a unit that may keep them, so that they do not wait for another bed (`check_in_treatment`)."""
    lies_in = patient.current_unit_id
    if lies_in is None or lies_in in plan.by_sessions:
        return False
    return _can_lie(plan, patient, plan.unit(lies_in), plan.ready[patient.patient_id])


def _of_kind(plan: Plan, patient: Patient) -> list[Unit]:
    """Return the units of the service needed then that are open and of the needed kind on some day within reach.

    Where the need changes within the stay, the units after them have to be so too.
    """
    days = _within_reach(plan, patient)
    return [
        unit
        for unit in plan.dataset.units
        if any(
            unit.service_id == plan.need(patient, day).service_id
            and reaches(plan, patient, unit, dates, partial(fit.is_open, plan))
            for day in days
            for dates in fit.held_dates(plan, patient, unit, day)
        )
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
    if plan.need(patient, plan.last).cause and reason in {"no_licence", "no_capability", "not_designated"}:
        return True  # it may be a unit further on that lacks it
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


def _twice(table: str, number: int, patient_id: str) -> Issue:
    return _lost(table, number, patient_id, f"{patient_id} is listed more than once", f"{patient_id} 重复列出")


def _lost(table: str, number: int, patient_id: str, en: str, zh: str) -> Issue:
    return fault("patient_accounted", en, zh, table=table, row=number, column="patient_id", value=patient_id)

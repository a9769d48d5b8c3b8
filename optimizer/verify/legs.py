"""Checks of a patient's way through several units: no gap, no overlap, and no move that nothing asks for."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Callable, Iterator, Sequence

from optimizer.core.issue import Issue
from optimizer.data.tables.care import Unit
from optimizer.data.tables.people import Patient
from optimizer.data.tables.plan import PlacementRow
from optimizer.verify import fit
from optimizer.verify.context import Plan
from optimizer.verify.finding import Line, fault
from optimizer.verify.inforce import bound_unit

Allowed = Callable[[Unit, Sequence[dt.date]], bool]


def unit_before(plan: Plan, row: PlacementRow) -> Unit | None:
    """Return the unit of the leg before; None for the first."""
    legs = [line.row for line in plan.legs[row.patient_id]]
    at = next(number for number, leg in enumerate(legs) if leg is row)
    return plan.unit(legs[at - 1].unit_id) if at else None


def trip_minutes(plan: Plan, row: PlacementRow) -> int:
    """Return the minutes of the trip that begins a leg."""
    unit, before = plan.unit(row.unit_id), unit_before(plan, row)
    if before is None:
        return plan.travel.to_unit(plan.patient(row.patient_id), unit)
    return plan.travel.between_hospitals(before.hospital_id, unit.hospital_id)


def hospitals_on_the_way(plan: Plan, patient: Patient, lines: Sequence[Line[PlacementRow]]) -> list[str]:
    """Return the hospitals of a patient's legs in order, led by the one in which they lie when the plan begins."""
    hospitals = [plan.unit(line.row.unit_id).hospital_id for line in lines]
    if patient.current_unit_id is not None and lines[0].row.unit_id not in plan.by_sessions:
        hospitals.insert(0, plan.unit(patient.current_unit_id).hospital_id)
    return hospitals


def check_legs_contiguous(plan: Plan) -> Iterator[Issue]:
    """Require that a further leg begins the day after the one before (sessions: after its last session), all of one pattern."""
    for lines in plan.legs.values():
        for (_, one), (number, other) in itertools.pairwise(lines):
            by_sessions = other.unit_id in plan.by_sessions
            gap = (other.from_ - one.to).days
            if gap < 1 or (gap > 1 and not by_sessions) or by_sessions != (one.unit_id in plan.by_sessions):
                yield fault(
                    "legs_contiguous",
                    f"{other.patient_id} is at {one.unit_id} to {one.to}, at {other.unit_id} from {other.from_}",
                    f"{other.patient_id} 在 {one.unit_id} 至 {one.to}，在 {other.unit_id} 自 {other.from_}",
                    table="placements",
                    row=number,
                    column="from",
                    value=other.from_,
                )


def check_move_reason(plan: Plan) -> Iterator[Issue]:
    """Require that a further leg begins only where the patient needs something else by then, and that its reason is so stated.

    The admission of somebody who lies in another unit is a ``transfer``; of anybody else it has no reason. Who lies in a
    unit may be transferred out of it on the first days of the plan although they need what they needed before.
    """
    for lines in plan.legs.values():
        for (_, one), (number, other) in itertools.pairwise(lines):
            patient, before = plan.patient(other.patient_id), plan.unit(one.unit_id)
            last = min(one.to, plan.last)
            same = plan.need(patient, last).same_care(plan.need(patient, other.from_))
            room = same and one is lines[0].row and _may_be_transferred(plan, patient, before, other.from_)
            cause = "transfer" if room else plan.need(patient, other.from_).cause
            if one.unit_id == other.unit_id or (same and not room and fit.suits(plan, patient, before, last)):
                yield _reason(number, other, "nothing asks for the move", "无须转移")
            elif other.move_reason != cause:
                yield _reason(number, other, f"the reason is {cause or 'none'}", f"原因应为 {cause or '空'}")
        number, row = lines[0]
        lies = plan.patient(row.patient_id).current_unit_id
        moved = lies is not None and lies != row.unit_id and row.unit_id not in plan.by_sessions
        if row.move_reason != ("transfer" if moved else ""):
            stated = "transfer" if moved else "none"
            yield _reason(number, row, f"the reason is {stated}", f"原因应为 {'transfer' if moved else '空'}")


def _may_be_transferred(plan: Plan, patient: Patient, unit: Unit, date: dt.date) -> bool:
    """Whether somebody may leave the unit they lie in on a day, to make room: early enough, and not bound to it."""
    early = (date - plan.start).days < plan.dataset.scenario.policy.transfer_days
    return early and fit.stays_on(plan, patient, unit) and bound_unit(plan, patient) is None


def reaches(plan: Plan, patient: Patient, unit: Unit, dates: Sequence[dt.date], allowed: Allowed, *, first: bool = True) -> bool:
    """Return whether some way through units fills the dates, the first of them at a unit.

    Parameters
    ----------
    allowed
        Whether the rules other than service and ward kind let the patient be in a unit on these dates.
    first
        Whether this is the admission, so that somebody who lies in the unit may stay on, from the day they are ready.
    """
    fitting = _leading(dates, lambda date: fit.suits(plan, patient, unit, date))
    staying = _leading(dates, lambda date: fit.suits(plan, patient, unit, date) or fit.may_stay_on(plan, patient, unit, date))
    from_ready = first and dates[0] == plan.ready[patient.patient_id]
    lies = from_ready and fit.stays_on(plan, patient, unit) and fit.serves(plan, patient, unit, dates[0])
    if not (fitting or lies):
        return False
    for count in {fitting, staying} - {0}:
        if not allowed(unit, dates[:count]):
            continue
        if count == len(dates):
            return True
        rest = dates[count:]
        if plan.need(patient, dates[count - 1]).same_care(plan.need(patient, rest[0])):
            continue  # the unit changes, not the patient: nobody moves for that
        here, sessions = unit.hospital_id, unit.unit_id in plan.by_sessions
        linked = patient.patient_id in plan.linked
        for other in plan.dataset.units:
            like = other.unit_id != unit.unit_id and (other.unit_id in plan.by_sessions) == sessions
            if like and not (linked and other.hospital_id != here) and reaches(plan, patient, other, rest, allowed, first=False):
                return True
    return False


def _leading(dates: Sequence[dt.date], good: Callable[[dt.date], bool]) -> int:
    return next((number for number, date in enumerate(dates) if not good(date)), len(dates))


def _reason(number: int, row: PlacementRow, en: str, zh: str) -> Issue:
    said = f"{row.patient_id}: {en}, stated {row.move_reason or '-'}"
    return fault(
        "move_reason",
        said,
        f"{row.patient_id}：{zh}，所述 {row.move_reason or '-'}",
        table="placements",
        row=number,
        column="move_reason",
        value=row.move_reason,
    )

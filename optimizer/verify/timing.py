"""Checks of one placement's days and figures: when, how long, how far, by what vehicle."""

from __future__ import annotations

from collections.abc import Iterator

from optimizer.core.issue import Issue
from optimizer.data.tables.care import Unit
from optimizer.data.tables.people import Patient
from optimizer.data.tables.places import Vehicle
from optimizer.data.tables.plan import PlacementRow
from optimizer.verify import fit
from optimizer.verify.context import Plan
from optimizer.verify.finding import fault
from optimizer.verify.legs import trip_minutes, unit_before
from optimizer.verify.match import TABLE, placed
from optimizer.verify.stay import stay_length


def check_not_before_ready(plan: Plan) -> Iterator[Issue]:
    """Admission is not before the ready day, nor before the horizon."""
    for number, row, patient, _ in placed(plan):
        ready = plan.ready[patient.patient_id]
        if row.from_ < ready:
            who = patient.patient_id
            yield fault(
                "not_before_ready",
                f"{who} is ready on {ready}",
                f"{who} 于 {ready} 方可收治",
                table=TABLE,
                row=number,
                column="from",
                value=row.from_,
            )


def check_stay_length(plan: Plan) -> Iterator[Issue]:
    """Require that a stay's last day is its first plus its days, less one, over all its legs."""
    for lines in plan.legs.values():
        first, (number, row) = lines[0].row, lines[-1]
        if row.unit_id in plan.by_sessions:
            continue
        patient = plan.patient(row.patient_id)
        days = stay_length(patient, plan.service_of(patient))
        if (row.to - first.from_).days + 1 != days:
            yield fault(
                "stay_length",
                f"{patient.patient_id} stays {(row.to - first.from_).days + 1} days instead of {days}",
                f"{patient.patient_id} 住院 {(row.to - first.from_).days + 1} 天，应为 {days} 天",
                table=TABLE,
                row=number,
                column="to",
                value=row.to,
            )


def check_urgent_at_once(plan: Plan) -> Iterator[Issue]:
    """Urgency 1 is admitted on the ready day."""
    for number, row, patient, _ in placed(plan):
        if patient.urgency == 1 and plan.is_first(row) and row.from_ > plan.ready[patient.patient_id]:
            late = (row.from_ - plan.ready[patient.patient_id]).days
            yield fault(
                "urgent_at_once",
                f"{patient.patient_id} waits {late} days",
                f"{patient.patient_id} 等待 {late} 天",
                table=TABLE,
                row=number,
                column="from",
                value=row.from_,
            )


def check_wait_figure(plan: Plan) -> Iterator[Issue]:
    """Require that waiting days are the first day less the ready day, and none for a further leg."""
    for number, row, patient, _ in placed(plan):
        wait = (row.from_ - plan.ready[patient.patient_id]).days if plan.is_first(row) else 0
        if row.wait_days != wait:
            yield _figure("wait_figure", number, "wait_days", row.wait_days, wait)


def check_travel_figure(plan: Plan) -> Iterator[Issue]:
    """Minutes of travel follow from the travel times: to the first unit, then between the two hospitals."""
    for number, row, _, _ in placed(plan):
        minutes = trip_minutes(plan, row)
        if row.travel_min != minutes:
            yield _figure("travel_figure", number, "travel_min", row.travel_min, minutes)


def check_vehicle(plan: Plan) -> Iterator[Issue]:
    """Require the first vehicle that serves the urgency and the ward kind; none when nobody moves or none fits."""
    for number, row, patient, unit in placed(plan):
        expected = expected_vehicle(plan, row, patient, unit)
        if row.vehicle_kind != expected:
            yield _figure("vehicle", number, "vehicle_kind", row.vehicle_kind or "-", expected or "-")


def expected_vehicle(plan: Plan, row: PlacementRow, patient: Patient, unit: Unit) -> str:
    """Return the vehicle kind a placement must name."""
    state = plan.state(unit.unit_id, row.from_)
    before = unit_before(plan, row)
    within = before is not None and before.hospital_id == unit.hospital_id and unit.unit_id not in plan.by_sessions
    if state is None or within or (before is None and fit.stays_on(plan, patient, unit)):
        return ""
    fitting = (car.vehicle_kind for car in plan.dataset.vehicles if _carries(car, patient.urgency, state.kind))
    return next(fitting, "")


def _carries(vehicle: Vehicle, urgency: int, kind: str) -> bool:
    return (not vehicle.urgencies or str(urgency) in vehicle.urgencies) and (not vehicle.ward_kinds or kind in vehicle.ward_kinds)


def _figure(rule: str, number: int, column: str, stated: object, derived: object) -> Issue:
    return fault(
        rule,
        f"stated {stated}, recomputed {derived}",
        f"所述 {stated}，复算 {derived}",
        table=TABLE,
        row=number,
        column=column,
        value=stated,
    )

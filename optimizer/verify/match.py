"""Checks of one placement at a time: whether this unit fits this patient."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from optimizer.core.issue import Issue
from optimizer.data.tables.care import Unit
from optimizer.data.tables.people import Patient
from optimizer.data.tables.plan import PlacementRow
from optimizer.data.vocabulary import LABELS, WardKind
from optimizer.verify import fit
from optimizer.verify.accounted import capable_at_once
from optimizer.verify.context import Plan
from optimizer.verify.finding import fault
from optimizer.verify.stay import days_between

TABLE = "placements"


def placed(plan: Plan) -> Iterator[tuple[int, PlacementRow, Patient, Unit]]:
    """Yield every placement with its row number, patient and unit."""
    for number, row in plan.placements:
        yield number, row, plan.patient(row.patient_id), plan.unit(row.unit_id)


def horizon_days(plan: Plan, row: PlacementRow) -> list[dt.date]:
    """Return the days of a stay that lie within the horizon; none when it lies outside."""
    return days_between(max(row.from_, plan.start), min(row.to, plan.last))


def used_days(plan: Plan, row: PlacementRow) -> list[dt.date]:
    """Return the days a place is used: every day of a stay, the days of sessions."""
    if row.unit_id not in plan.by_sessions:
        return horizon_days(plan, row)
    treated = plan.session_days.get((row.patient_id, row.unit_id), ())
    return sorted(date for date in treated if row.from_ <= date <= row.to)


def check_service_match(plan: Plan) -> Iterator[Issue]:
    """Require that the unit's service is the patient's, or the life-threatened lie in an emergency buffer."""
    for number, row, patient, unit in placed(plan):
        been_served = False
        for date in used_days(plan, row):
            served = fit.serves(plan, patient, unit, date)
            been_served = been_served or served
            if not served and not (been_served and fit.may_stay_on(plan, patient, unit, date)):
                needed = plan.need(patient, date).service_id
                yield _at(
                    "service_match",
                    number,
                    row,
                    f"patient {patient.patient_id} needs {needed} on {date}, unit {unit.unit_id} gives {unit.service_id}",
                    f"患者 {patient.patient_id} 于 {date} 需要 {needed}，单元 {unit.unit_id} 提供 {unit.service_id}",
                )
                break


def check_ward_kind(plan: Plan) -> Iterator[Issue]:
    """Require that the unit is of the ward kind needed on every day a place of it is used.

    Who is in the unit when less is needed may stay on in the stricter ward; nobody is ever in one less strict than
    needed, and nobody is admitted to a stricter one.
    """
    for number, row, patient, unit in placed(plan):
        been_right = plan.is_first(row) and fit.stays_on(plan, patient, unit)
        for date in used_days(plan, row):
            state = plan.state(unit.unit_id, date)
            right = state is None or state.kind in fit.kinds_for(plan, patient, unit, date)
            if state is not None and not right and not (been_right and fit.may_stay_on(plan, patient, unit, date)):
                yield _kind_fault(number, row, state.kind, date)
                break
            been_right = been_right or right


def check_licence(plan: Plan) -> Iterator[Issue]:
    """Require that the unit holds the licence of its service."""
    for number, row, _, unit in placed(plan):
        if not fit.licensed(plan, unit):
            licence = plan.service_of(unit).licence
            yield _at("licence", number, row, f"{unit.unit_id} lacks {licence}", f"{unit.unit_id} 无 {licence}")


def check_capability(plan: Plan) -> Iterator[Issue]:
    """Every need of the patient is among the unit's capabilities."""
    for number, row, patient, unit in placed(plan):
        if not fit.capable(patient, unit):
            lacking = ";".join(sorted(set(patient.needs) - set(unit.capabilities)))
            yield _at("capability", number, row, f"{unit.unit_id} lacks {lacking}", f"{unit.unit_id} 缺少 {lacking}")


def check_bloodborne(plan: Plan) -> Iterator[Issue]:
    """Infected patients are on machines marked for their infections, others never on a marked one."""
    for number, row, patient, unit in placed(plan):
        if not fit.machine_fits(plan, patient, unit):
            has, marks = ";".join(patient.bloodborne) or "none", ";".join(unit.capabilities) or "-"
            yield _at(
                "bloodborne",
                number,
                row,
                f"patient {patient.patient_id} ({has}) at {unit.unit_id} ({marks})",
                f"患者 {patient.patient_id}（{has}）在 {unit.unit_id}（{marks}）",
            )


def check_designated(plan: Plan) -> Iterator[Issue]:
    """Require that a buffer or isolation place is designated on the admission day and every further horizon day."""
    for number, row, patient, unit in placed(plan):
        if not fit.place_designated(plan, patient, unit, horizon_days(plan, row)):
            where = f"{unit.hospital_id} / {unit.service_id}"
            yield _at("designated", number, row, f"{where} is not designated throughout", f"{where} 并非全程定点")


def check_unit_open(plan: Plan) -> Iterator[Issue]:
    """Require that the unit takes patients on every day a place of it is used."""
    for number, row, _, unit in placed(plan):
        for date in used_days(plan, row):
            state = plan.state(unit.unit_id, date)
            if state is not None and not state.is_open:
                yield _at("unit_open", number, row, f"{unit.unit_id} is closed on {date}", f"{unit.unit_id} 于 {date} 未开放")
                break


def check_declined(plan: Plan) -> Iterator[Issue]:
    """Require that the patient did not decline the unit."""
    for number, row, patient, unit in placed(plan):
        if unit.unit_id in patient.declined_unit_ids:
            who = patient.patient_id
            yield _at("declined", number, row, f"{who} declined {unit.unit_id}", f"{who} 已拒绝 {unit.unit_id}")


def check_pinned(plan: Plan) -> Iterator[Issue]:
    """Require that a pinned patient is at the pinned unit; a pin ends when a stricter ward than that unit is needed."""
    for number, row, patient, unit in placed(plan):
        if not fit.keeps_pin(plan, patient, unit, row.from_, first=plan.is_first(row)):
            pin = patient.pinned_unit_id
            yield _at("pinned", number, row, f"pinned to {pin}, placed at {unit.unit_id}", f"指定 {pin}，却在 {unit.unit_id}")


def check_cannot_accept(plan: Plan) -> Iterator[Issue]:
    """Require that the unit accepted at the moment of admission; who lies there already is not admitted.

    The life-threatened may be sent there all the same when no capable unit accepts.
    """
    for number, row, patient, unit in placed(plan):
        if not fit.stays_on(plan, patient, unit) and fit.refused(plan, patient, unit, row.from_, closed=False):
            if patient.urgency == 1 and capable_at_once(plan, patient) is None:
                continue
            yield _at(
                "cannot_accept",
                number,
                row,
                f"{unit.unit_id} cannot accept on {row.from_}",
                f"{unit.unit_id} 于 {row.from_} 暂不能收治",
                column="from",
                value=row.from_,
            )


def check_linked_same_hospital(plan: Plan) -> Iterator[Issue]:
    """Two linked patients who are both placed are at one hospital all the time."""
    for number, row, patient, unit in placed(plan):
        legs = [row, *(line.row for line in plan.legs.get(patient.linked_patient_id or "", ()))]
        other = next((leg for leg in legs if plan.unit(leg.unit_id).hospital_id != unit.hospital_id), None)
        if other is not None:
            there = plan.unit(other.unit_id).hospital_id
            yield _at(
                "linked_same_hospital",
                number,
                row,
                f"{patient.patient_id} at {unit.hospital_id}, {other.patient_id} at {there}",
                f"{patient.patient_id} 在 {unit.hospital_id}，{other.patient_id} 在 {there}",
            )


def _kind_fault(number: int, row: PlacementRow, kind: WardKind, date: dt.date) -> Issue:
    label = LABELS[kind]
    return _at(
        "ward_kind",
        number,
        row,
        f"{row.unit_id} is a {label.en} on {date}, not what {row.patient_id} needs",
        f"{row.unit_id} 于 {date} 为{label.zh}，不符合 {row.patient_id} 所需",
    )


def _at(rule: str, number: int, row: PlacementRow, en: str, zh: str, *, column: str = "unit_id", value: object = None) -> Issue:
    return fault(rule, en, zh, table=TABLE, row=number, column=column, value=row.unit_id if value is None else value)

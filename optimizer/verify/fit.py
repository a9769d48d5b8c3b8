"""Whether a unit fits a patient: one small question per hard rule, asked by the checks and by `candidates`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from optimizer.data.tables.care import Unit
from optimizer.data.tables.people import Patient
from optimizer.data.vocabulary import EMERGENCY, STRICTNESS, WardKind
from optimizer.verify.context import Plan
from optimizer.verify.stay import courses, days_between, stay_length


def as_emergency(plan: Plan, patient: Patient, unit: Unit) -> bool:
    """Return whether a life-threatened patient uses the unit as an emergency buffer (a bed, whatever its service)."""
    return patient.urgency == 1 and EMERGENCY in unit.capabilities and unit.unit_id not in plan.by_sessions


def serves(plan: Plan, patient: Patient, unit: Unit, date: dt.date) -> bool:
    """Return whether the unit is of the service the patient needs that day, or an emergency buffer they may use."""
    return unit.service_id == plan.need(patient, date).service_id or as_emergency(plan, patient, unit)


def kinds_for(plan: Plan, patient: Patient, unit: Unit, date: dt.date) -> set[WardKind]:
    """Return the ward kinds the patient may be admitted to at this unit on a day."""
    needed = plan.need(patient, date).kind
    if needed is WardKind.GENERAL and as_emergency(plan, patient, unit):
        return {WardKind.GENERAL, WardKind.BUFFER}
    return {needed}


def licensed(plan: Plan, unit: Unit) -> bool:
    """Return whether the unit holds the licence of its service, where one is needed."""
    licence = plan.service_of(unit).licence
    return not licence or licence in unit.licences


def capable(patient: Patient, unit: Unit) -> bool:
    """Return whether the unit has every capability the patient needs."""
    return set(patient.needs) <= set(unit.capabilities)


def machine_fits(plan: Plan, patient: Patient, unit: Unit) -> bool:
    """Return whether infected and uninfected patients keep to machines of their own."""
    if as_emergency(plan, patient, unit):
        return True
    infections = set(patient.bloodborne) & plan.bloodborne_tokens
    marks = set(unit.capabilities) & plan.bloodborne_tokens
    return infections <= marks if infections else not marks


def stays_on(plan: Plan, patient: Patient, unit: Unit) -> bool:
    """Return whether the patient lies in this unit already, so that nobody moves."""
    return patient.current_unit_id == unit.unit_id and unit.unit_id not in plan.by_sessions


def keeps_pin(plan: Plan, patient: Patient, unit: Unit, date: dt.date, *, first: bool) -> bool:
    """Return whether a pin allows the unit: it is the pinned one, or a later leg in a stricter ward than the pinned unit is."""
    pin = patient.pinned_unit_id
    if pin is None or pin == unit.unit_id:
        return True
    state = plan.state(pin, date)
    return not first and state is not None and STRICTNESS[plan.need(patient, date).kind] > STRICTNESS[state.kind]


def refused(plan: Plan, patient: Patient, unit: Unit, date: dt.date, *, closed: bool) -> bool:
    """Return whether the unit said it cannot accept at the moment of admission.

    The moment is `ready_at` on that very day, else midnight. `closed` counts the very end of the notice too.
    """
    moment = patient.ready_at if patient.ready_at.date() == date else dt.datetime.combine(date, dt.time())
    hours = plan.dataset.scenario.policy.cannot_accept_hours
    for notice in plan.refusals.get(unit.unit_id, ()):
        until = notice.until if notice.until is not None else notice.from_ + dt.timedelta(hours=hours)
        if notice.from_ <= moment and (moment < until or (closed and moment == until)):
            return True
    return False


def held_dates(plan: Plan, patient: Patient, unit: Unit, first: dt.date) -> list[list[dt.date]]:
    """Return the horizon days a place would be used from `first` on, for each way of treating the patient there."""
    if unit.unit_id not in plan.by_sessions:
        length = stay_length(patient, plan.service_of(patient))
        return [days_between(first, min(first + dt.timedelta(days=length - 1), plan.last))]
    return courses(plan.dataset, patient, first)


def suits(plan: Plan, patient: Patient, unit: Unit, date: dt.date) -> bool:
    """Return whether the unit gives the service in the ward kind that the patient needs on a day of the horizon."""
    state = plan.state(unit.unit_id, date)
    return state is not None and serves(plan, patient, unit, date) and state.kind in kinds_for(plan, patient, unit, date)


def may_stay_on(plan: Plan, patient: Patient, unit: Unit, date: dt.date) -> bool:
    """Return whether a patient who has been in the unit may stay on a day, because it is stricter than they need by then."""
    state = plan.state(unit.unit_id, date)
    return state is not None and STRICTNESS[state.kind] > STRICTNESS[plan.need(patient, date).kind]


def is_open(plan: Plan, unit: Unit, dates: Sequence[dt.date]) -> bool:
    """Return whether the unit takes patients on all these days."""
    return all((state := plan.state(unit.unit_id, date)) is not None and state.is_open for date in dates)


def place_designated(plan: Plan, patient: Patient, unit: Unit, dates: Sequence[dt.date]) -> bool:
    """Return whether a buffer or isolation place is designated on all these days, or needs no designation."""
    if plan.dataset.hospital[unit.hospital_id].outside_network:
        return True
    if patient.urgency == 1 or patient.current_unit_id == unit.unit_id:
        return True
    special = [date for date in dates if (state := plan.state(unit.unit_id, date)) and state.kind is not WardKind.GENERAL]
    kinds = {state.kind for date in special if (state := plan.state(unit.unit_id, date))}
    return all(plan.is_designated(unit, kind, special) for kind in kinds)

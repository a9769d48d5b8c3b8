"""What ties drawn patients to each other and to units: newborns, beds already held, pins, declines, new codes."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from random import Random

from optimizer.data.generate.mix import LINKED_NEWBORNS
from optimizer.data.generate.places import Places, free_places
from optimizer.data.tables.care import Unit
from optimizer.data.tables.people import CodeChange, Patient
from optimizer.data.vocabulary import HealthCode, Infection, PlacementState, WardKind, needed_kind

LYING_ALREADY = 0.25
"""Share of the first day's patients of urgency 2 to 4 who hold a bed already."""

PINNED = 0.02
DECLINED = 0.02
CLEARED = 0.5
FOUND_POSITIVE = 0.03


def born_of(newborn: Patient, mother: Patient, last: dt.date, rnd: Random) -> Patient:
    """Return the newborn with its mother's origin and code, ready some hours after her and not after the last day."""
    ready_at = mother.ready_at + dt.timedelta(hours=rnd.randrange(10, 37))
    latest = dt.datetime.combine(last, dt.time(22, 0))
    return replace(
        newborn,
        origin_id=mother.origin_id,
        health_code=mother.health_code,
        infection_status=mother.infection_status,
        result_due_at=None,
        ready_at=max(mother.ready_at, min(ready_at, latest)),
        linked_patient_id=mother.patient_id,
    )


def wants_mother(patient: Patient, rnd: Random) -> bool:
    """Whether a drawn patient is a newborn that gets a mother of the list."""
    return patient.service_id == "neonatal" and _kind(patient) is WardKind.BUFFER and rnd.random() < LINKED_NEWBORNS


def may_be_mother(patient: Patient) -> bool:
    """Whether a newborn can be linked to this patient (not the life-threatened: they go wherever is nearest)."""
    return patient.service_id == "obstetrics" and patient.urgency > 1 and _kind(patient) is WardKind.BUFFER


def bound_to_units(patients: Sequence[Patient], places: Places, start: dt.date, rnd: Random) -> list[Patient]:
    """Return the patients with beds held already, pins and declines; nobody linked, and no unit more than a third full."""
    tied = {row.linked_patient_id for row in patients} | {row.patient_id for row in patients if row.linked_patient_id}
    held: Counter[str] = Counter()
    return [row if row.patient_id in tied or row.urgency == 1 else _bound(row, places, start, held, rnd) for row in patients]


def code_changes(patients: Sequence[Patient], places: Places, last: dt.date, rnd: Random) -> tuple[CodeChange, ...]:
    """Return what some of the results due within the horizon say; a case whose service has no isolation goes to one that has."""
    found: list[CodeChange] = []
    for row in patients:
        dice = rnd.random()
        if row.result_due_at is None or row.result_due_at.date() > last:
            continue
        if dice < FOUND_POSITIVE:
            change = _change(row, row.result_due_at, HealthCode.RED, Infection.CONFIRMED)
            found.append(replace(change, service_id=places.isolating(row.service_id)))
        elif dice < FOUND_POSITIVE + CLEARED:
            found.append(_change(row, row.result_due_at, HealthCode.GREEN, Infection.NONE))
    return tuple(found)


def _change(row: Patient, at: dt.datetime, code: HealthCode, infection: Infection) -> CodeChange:
    return CodeChange(patient_id=row.patient_id, at=at, health_code=code, infection_status=infection)


def _bound(row: Patient, places: Places, start: dt.date, held: Counter[str], rnd: Random) -> Patient:
    kind, dice = _kind(row), rnd.random()
    units = places.fitting(row.service_id, kind, row.needs, row.bloodborne)
    if not places.is_stay(row.service_id) or not units:
        return row
    if row.ready_at.date() == start and dice < LYING_ALREADY:
        unit = _with_room(units, held, rnd)
        if unit is None:
            return row
        at_midnight = dt.datetime.combine(start, dt.time())
        return replace(row, ready_at=at_midnight, current_unit_id=unit.unit_id, placement_state=PlacementState.ARRIVED)
    if kind is not WardKind.BUFFER and dice < PINNED:
        unit = _with_room(units, held, rnd)
        if unit is None:
            return row
        return replace(
            row,
            pinned_unit_id=unit.unit_id,
            pin_reason="accepted by the hospital / 机构已接收",
            placement_state=PlacementState.ACCEPTED,
        )
    if len(units) > 3 and dice > 1.0 - DECLINED:
        return replace(row, declined_unit_ids=tuple(unit.unit_id for unit in rnd.sample(units, 2)))
    return row


def _with_room(units: Sequence[Unit], held: Counter[str], rnd: Random) -> Unit | None:
    open_to = [unit for unit in units if held[unit.unit_id] < free_places(unit) // 3]
    if not open_to:
        return None
    chosen = rnd.choice(open_to)
    held[chosen.unit_id] += 1
    return chosen


def _kind(row: Patient) -> WardKind:
    return needed_kind(row.health_code, row.infection_status)

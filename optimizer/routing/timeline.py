"""What a patient needs on each day: codes, infection status and results change within the horizon."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, replace

from optimizer.core.horizon import Horizon
from optimizer.data.tables.people import CodeChange, Patient
from optimizer.data.vocabulary import STRICTNESS, HealthCode, Infection, WardKind, needed_kind

RESULT_DUE, CODE_CHANGE = "result_due", "code_change"


@dataclass(frozen=True, slots=True)
class Need:
    """A service and the ward kind it must be given in."""

    service_id: str
    kind: WardKind


@dataclass(frozen=True, slots=True)
class _Status:
    """What is known of a patient from a moment on; `told` once a change speaks of the result itself."""

    since: dt.datetime
    code: HealthCode
    infection: Infection
    service_id: str
    told: bool = False


@dataclass(frozen=True, slots=True)
class Timeline:
    """Per horizon day what the patient needs, and what brought the latest change of it (blank before any)."""

    needs: tuple[Need, ...]
    causes: tuple[str, ...]


def timeline_of(patient: Patient, changes: Iterable[CodeChange], horizon: Horizon) -> Timeline:
    """Return what a patient needs by day.

    A day asks for the strictest of what holds at any moment of it (on the day of admission: from then on). So whoever
    turns out a case is in isolation on that very day, and nobody leaves a single room before the day after the result.
    A result that is due is taken for negative until a change says otherwise: the plan has to assume something.
    """
    changes = tuple(changes)
    if not changes and patient.result_due_at is None:
        need = Need(patient.service_id, needed_kind(patient.health_code, patient.infection_status))
        return Timeline((need,) * horizon.days, ("",) * horizon.days)
    statuses = _statuses(patient, changes)
    needs: list[Need] = []
    causes: list[str] = []
    before: _Status | None = None
    for date in horizon:
        status, need = _of_day(patient, statuses, date)
        if before is None or need == needs[-1]:
            causes.append(causes[-1] if causes else "")
        else:
            causes.append(RESULT_DUE if status is before else CODE_CHANGE)
        needs.append(need)
        before = status
    return Timeline(tuple(needs), tuple(causes))


def _statuses(patient: Patient, changes: Iterable[CodeChange]) -> list[_Status]:
    due = patient.result_due_at
    always = dt.datetime.combine(dt.date.min, dt.time())
    statuses = [_Status(always, patient.health_code, patient.infection_status, patient.service_id)]
    for change in sorted(changes, key=lambda row: row.at):
        last = statuses[-1]
        statuses.append(
            replace(
                last,
                since=change.at,
                code=change.health_code or last.code,
                infection=change.infection_status or last.infection,
                service_id=change.service_id or last.service_id,
                told=last.told or (due is not None and change.at.date() >= due.date()),
            )
        )
    return statuses


def _of_day(patient: Patient, statuses: list[_Status], date: dt.date) -> tuple[_Status, Need]:
    begin = dt.datetime.combine(date, dt.time())
    end = begin + dt.timedelta(days=1)
    begin = min(max(begin, patient.ready_at), end - dt.timedelta.resolution) if patient.ready_at < end else begin
    held = [one for one in statuses if begin < one.since < end]
    held.insert(0, [one for one in statuses if one.since <= begin][-1])
    found = [(one, Need(one.service_id, _kind(patient, one, date))) for one in held]
    return max(reversed(found), key=lambda pair: STRICTNESS[pair[1].kind])


def _kind(patient: Patient, status: _Status, date: dt.date) -> WardKind:
    kind, due = needed_kind(status.code, status.infection), patient.result_due_at
    if kind is WardKind.BUFFER and due is not None and not status.told and date > due.date():
        return WardKind.GENERAL
    return kind

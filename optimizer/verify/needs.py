"""What a patient needs on each day, derived a second time: codes, infection status and results change over the horizon.

The rules, apart from the plan: a day asks for the strictest ward that anything known at some moment of it calls for (on
the ready day: from the ready moment on). A single room is kept up to and including the day the result is due; from the
next day a negative result is assumed, unless a code change of that day or later has said what is the case.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import NamedTuple

from optimizer.data.dataset import Dataset
from optimizer.data.tables.people import CodeChange, Patient
from optimizer.data.vocabulary import STRICTNESS, WardKind, needed_kind

DAY = dt.timedelta(days=1)


class Need(NamedTuple):
    """A service in a ward kind; `cause` is what brought the latest change of either, blank before any."""

    service_id: str
    kind: WardKind
    cause: str = ""

    def same_care(self, other: Need) -> bool:
        """Return whether both ask for the same place."""
        return (self.service_id, self.kind) == (other.service_id, other.kind)


def needs_of(dataset: Dataset) -> dict[str, list[Need]]:
    """Return the need of every patient on every day of the horizon."""
    news: dict[str, list[CodeChange]] = {}
    for change in sorted(dataset.code_changes, key=lambda row: row.at):
        news.setdefault(change.patient_id, []).append(change)
    return {row.patient_id: _over_days(row, news.get(row.patient_id, []), list(dataset.horizon)) for row in dataset.patients}


def _over_days(patient: Patient, news: Sequence[CodeChange], days: Sequence[dt.date]) -> list[Need]:
    if not news and patient.result_due_at is None:  # nothing is to be heard: every day is like the first
        return [_after(patient, (), days[0])] * len(days)
    found: list[Need] = []
    heard_before = 0
    for date in days:
        need, heard = _on(patient, news, date)
        if found and need.same_care(found[-1]):
            need = need._replace(cause=found[-1].cause)
        elif found:
            need = need._replace(cause="result_due" if heard == heard_before else "code_change")
        heard_before = heard
        found.append(need)
    return found


def _on(patient: Patient, news: Sequence[CodeChange], date: dt.date) -> tuple[Need, int]:
    """Return the need of a day, and how many changes had been heard when it held."""
    midnight = dt.datetime.combine(date, dt.time())
    first = patient.ready_at if patient.ready_at.date() == date else midnight
    heard_at_first = sum(change.at <= first for change in news)
    heard_by_end = sum(change.at < midnight + DAY for change in news)
    candidates = [(_after(patient, news[:heard], date), heard) for heard in range(heard_at_first, heard_by_end + 1)]
    return max(candidates, key=lambda pair: (STRICTNESS[pair[0].kind], pair[1]))


def _after(patient: Patient, heard: Sequence[CodeChange], date: dt.date) -> Need:
    """Return the need once some changes have been heard, as of a date."""
    codes = [change.health_code for change in heard if change.health_code is not None]
    states = [change.infection_status for change in heard if change.infection_status is not None]
    kind = needed_kind(codes[-1] if codes else patient.health_code, states[-1] if states else patient.infection_status)
    due = patient.result_due_at
    if kind is WardKind.BUFFER and due is not None and date > due.date():
        told = any(change.at.date() >= due.date() for change in heard)
        kind = kind if told else WardKind.GENERAL
    services = [change.service_id for change in heard if change.service_id is not None]
    return Need(services[-1] if services else patient.service_id, kind)

"""What the plan in force decided about each patient, as far as it still lies ahead, and whom it binds.

A plan may be made anew on a later day: what lies before the new horizon is over, and what goes on is looked at from its
first day on.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from optimizer.data.dataset import Dataset
from optimizer.data.sessions import EVERY_DAY, Cycle, WorkingDays, cohorts_of
from optimizer.data.tables.people import Patient
from optimizer.data.tables.plan import PlacementRow
from optimizer.data.vocabulary import Pattern, PlacementState

BINDING = frozenset({PlacementState.ACCEPTED, PlacementState.IN_TRANSIT, PlacementState.ARRIVED})
"""From these states on only a named release moves a patient."""


@dataclass(frozen=True, slots=True)
class Stop:
    """A unit and the first day there within the horizon."""

    unit_id: str
    first: dt.date


@dataclass(frozen=True, slots=True)
class InForce:
    """The plan in force.

    Parameters
    ----------
    paths
        Units by patient, in order of their days.
    ends
        Last day the plan in force says anything about a patient.
    minutes
        Travel to the first unit.
    """

    paths: Mapping[str, tuple[Stop, ...]]
    ends: Mapping[str, dt.date]
    minutes: Mapping[str, int]

    @classmethod
    def of(cls, dataset: Dataset, previous: Iterable[PlacementRow]) -> InForce:
        """Return what is still to come of a plan's placements."""
        start = dataset.horizon.start
        ahead = [row for row in previous if row.to >= start and row.patient_id in dataset.patient]
        paths: dict[str, list[Stop]] = {}
        ends: dict[str, dt.date] = {}
        minutes: dict[str, int] = {}
        for row in sorted(ahead, key=lambda row: row.from_):
            paths.setdefault(row.patient_id, []).append(Stop(row.unit_id, _first_day(dataset, row)))
            minutes.setdefault(row.patient_id, row.travel_min)
            ends[row.patient_id] = max(row.to, ends.get(row.patient_id, row.to))
        return cls({patient: tuple(stops) for patient, stops in paths.items()}, ends, minutes)

    def bound_to(self, dataset: Dataset, patient: Patient) -> str | None:
        """Return the unit a patient may not leave without a release, None where there is none.

        Who has arrived is bound to where they lie, who is accepted or on the way to where the plan in force sends them.
        """
        if patient.placement_state not in BINDING or patient.patient_id in released(dataset):
            return None
        planned = self.paths[patient.patient_id][0].unit_id if patient.patient_id in self.paths else None
        if patient.placement_state is PlacementState.ARRIVED and patient.current_unit_id is not None:
            return patient.current_unit_id
        return planned if planned is not None else patient.pinned_unit_id


@dataclass(frozen=True, slots=True)
class Difference:
    """Where a patient was to be, and is now: the first stop that differs, None where there is no stop at all.

    Parameters
    ----------
    lay
        The unit a patient without any place in the plan in force lies in.
    counts
        Whether it is a change; a first place for somebody who had none is not.
    """

    patient_id: str
    before: Stop | None
    now: Stop | None
    lay: str = ""
    counts: bool = True


def differences(dataset: Dataset, inforce: InForce, placements: Iterable[PlacementRow]) -> tuple[Difference, ...]:
    """Return who is elsewhere, or from another day, than in the plan in force (else than where they lie)."""
    now: dict[str, list[Stop]] = {}
    for row in sorted(placements, key=lambda row: row.from_):
        now.setdefault(row.patient_id, []).append(Stop(row.unit_id, row.from_))
    found = (
        _difference(patient, inforce, tuple(now.get(patient.patient_id, ())))
        for patient in sorted(dataset.patients, key=lambda patient: patient.patient_id)
    )
    return tuple(one for one in found if one is not None)


def _difference(patient: Patient, inforce: InForce, now: tuple[Stop, ...]) -> Difference | None:
    who = patient.patient_id
    if who not in inforce.paths:
        lies = patient.current_unit_id
        if not now or now[0].unit_id == lies:
            return None
        return Difference(who, None, now[0], lies or "", counts=lies is not None)
    before = inforce.paths[who]
    now = tuple(stop for number, stop in enumerate(now) if number == 0 or stop.first <= inforce.ends[who])
    if now == before:
        return None
    if not now:
        return Difference(who, before[0], None)
    number = next((n for n, (a, b) in enumerate(zip(before, now, strict=False)) if a != b), min(len(before), len(now)))
    return Difference(who, before[min(number, len(before) - 1)], now[min(number, len(now) - 1)])


def released(dataset: Dataset) -> frozenset[str]:
    """Return the patients somebody released."""
    return frozenset(row.patient_id for row in dataset.releases)


def _first_day(dataset: Dataset, row: PlacementRow) -> dt.date:
    """Return the first day there; of sessions that go on, the next one of the same cohort or cycle."""
    start = dataset.horizon.start
    if row.from_ >= start:
        return row.from_
    patient = dataset.patient[row.patient_id]
    service = dataset.service[patient.service_id]
    unit = dataset.unit.get(row.unit_id)
    if service.pattern is not Pattern.SESSIONS or (unit is not None and unit.service_id != patient.service_id):
        return start
    working, cycle = WorkingDays.of(dataset.holidays), Cycle.of(patient, service)
    if cycle is not None:
        dates = cycle.dates(row.from_, dataset.horizon.last, working if service.working_days else None)
        return next((date for date in dates if date >= start), start)
    cohorts = cohorts_of(patient, service)
    cohort = next((days for days in cohorts if working.treats(service, days, row.from_)), EVERY_DAY)
    return next((day for day in dataset.horizon if working.treats(service, cohort, day)), start)

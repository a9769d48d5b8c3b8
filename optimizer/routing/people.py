"""Patients as the routing model sees them. Sex, age, household and payer are not among what it sees."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from optimizer.core.rounding import ceil_int
from optimizer.data.dataset import Dataset
from optimizer.data.inforce import InForce
from optimizer.data.tables.care import Service
from optimizer.data.tables.people import CodeChange, Patient
from optimizer.data.tables.plan import PlacementRow
from optimizer.data.vocabulary import Pattern
from optimizer.routing.places import Place
from optimizer.routing.timeline import Need, timeline_of

NO_PLACE = -1
UNKNOWN_PLACE = -2  # the plan in force names a unit that is no longer in the tables


@dataclass(frozen=True, slots=True)
class Person:
    """One patient.

    Parameters
    ----------
    ready
        Day index from which admission is possible; ≥ the horizon's days when ready only after it.
    needs, causes
        Per horizon day what the patient needs, and what brought the latest change of it.
    services
        Services among the needs.
    stay
        Days of a stay; days in an emergency buffer for a life-threatened patient of a sessions service.
    reference
        Place index of the plan in force (or where the patient lies); `NO_PLACE` or `UNKNOWN_PLACE` when there is none.
    in_force
        Units of the plan in force that are still ahead, as place index and first day; not empty when none at all would be
        a change.
    in_force_until
        Last day index the plan in force says anything about.
    in_force_late
        Minutes beyond the service's limit of the trip that the plan in force has.
    bound
        Place index of the unit that only a release lets them leave; `NO_PLACE` when they may go anywhere.
    linked
        Person indices that must share the hospital.
    """

    index: int
    patient: Patient
    service: Service
    urgency: int
    needs: tuple[Need, ...]
    causes: tuple[str, ...]
    services: frozenset[str]
    ready: int
    stay: int
    reference: int
    in_force: tuple[tuple[int, int], ...]
    in_force_until: int
    in_force_late: int
    bound: int
    current: int
    linked: tuple[int, ...]

    @property
    def urgent(self) -> bool:
        """Whether it is a life-threatened patient."""
        return self.urgency == 1

    @property
    def need(self) -> Need:
        """What the patient needs when ready (when the horizon ends before that: on its last day)."""
        return self.needs[min(self.ready, len(self.needs) - 1)]

    @property
    def steady(self) -> bool:
        """Whether the need never changes within the horizon."""
        return not self.causes[-1]

    @property
    def has_place(self) -> bool:
        """Whether the patient is in treatment somewhere, or somebody has accepted them."""
        return self.current != NO_PLACE or self.bound != NO_PLACE

    @property
    def in_previous(self) -> bool:
        """Whether the plan in force has a placement."""
        return bool(self.in_force)

    def differs(self, stops: Sequence[tuple[int, int]]) -> bool:
        """Whether places with their first days are a change against the plan in force, or where the patient lies."""
        if not self.in_force:
            return self.reference != NO_PLACE and self.reference != stops[0][0]
        known = (stop for number, stop in enumerate(stops) if number == 0 or stop[1] <= self.in_force_until)
        return tuple(known) != self.in_force


def people_of(dataset: Dataset, previous: Iterable[PlacementRow], places: tuple[Place, ...], seed: int) -> tuple[Person, ...]:
    """Return the patients by urgency, then longest wait, then a seeded lot: the order in which ties are settled."""
    place = {item.unit.unit_id: item.index for item in places}
    inforce = InForce.of(dataset, previous)
    day = dataset.horizon.day
    changes: dict[str, list[CodeChange]] = {}
    for change in dataset.code_changes:
        changes.setdefault(change.patient_id, []).append(change)
    order = sorted(
        dataset.patients,
        key=lambda row: (row.urgency, row.ready_at, row.service_id, row.origin_id or "", lot(seed, row.patient_id)),
    )
    index = {row.patient_id: number for number, row in enumerate(order)}
    links: dict[int, set[int]] = {}
    for row in order:
        if row.linked_patient_id in index and row.linked_patient_id != row.patient_id:
            one, other = index[row.patient_id], index[row.linked_patient_id]
            links.setdefault(one, set()).add(other)
            links.setdefault(other, set()).add(one)
    people = []
    for number, row in enumerate(order):
        service = dataset.service[row.service_id]
        current = NO_PLACE if row.current_unit_id is None else place[row.current_unit_id]
        stops = inforce.paths.get(row.patient_id, ())
        path = tuple((place.get(stop.unit_id, UNKNOWN_PLACE), day(stop.first)) for stop in stops)
        bound = inforce.bound_to(dataset, row)
        timeline = timeline_of(row, changes.get(row.patient_id, ()), dataset.horizon)
        people.append(
            Person(
                number,
                row,
                service,
                row.urgency,
                timeline.needs,
                timeline.causes,
                frozenset(need.service_id for need in timeline.needs),
                max(0, dataset.horizon.day(row.ready_at.date())),
                _stay_days(row, service),
                path[0][0] if path else current,
                path,
                day(inforce.ends[row.patient_id]) if path else NO_PLACE,
                max(0, inforce.minutes.get(row.patient_id, 0) - ceil_int(service.max_travel_min)),
                NO_PLACE if bound is None else place.get(bound, UNKNOWN_PLACE),
                current,
                tuple(sorted(links.get(number, ()))),
            )
        )
    return tuple(people)


def lot(seed: int, patient_id: str) -> str:
    """Return a patient's lot: the same for the same seed, whatever the order of rows."""
    return hashlib.sha256(f"{seed}:{patient_id}".encode()).hexdigest()


def _stay_days(patient: Patient, service: Service) -> int:
    if service.pattern is Pattern.SESSIONS:
        return patient.stay_days or 1
    return patient.stay_days or service.typical_stay_days or 1

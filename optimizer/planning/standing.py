"""The plan in force as a running account: who is where, what still fits, and what one placement more would change."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Self

from optimizer.data.dataset import Dataset
from optimizer.data.plantables import PlanTables
from optimizer.data.tables.people import Patient
from optimizer.data.tables.plan import PlacementRow, SessionRow
from optimizer.data.vocabulary import HealthCode, WardKind
from optimizer.routing.candidates import Search
from optimizer.routing.instance import RoutingInstance
from optimizer.routing.ledger import Ledger
from optimizer.routing.option import Option
from optimizer.routing.people import Person, people_of
from optimizer.routing.places import Place

LOWEST = 4  # urgency of an empty seat


@dataclass(frozen=True)
class Standing:
    """A ledger that holds a plan's placements, with one free seat for somebody who is not in the tables.

    Built once, it answers many questions; whoever changes the ledger puts it back (see `without`).
    """

    dataset: Dataset
    tables: PlanTables
    ledger: Ledger
    search: Search

    @classmethod
    def of(cls, dataset: Dataset, tables: PlanTables, previous: tuple[PlacementRow, ...] = ()) -> Self:
        """Book every placement of a plan; a placement of a unit or patient that no longer exists is left out."""
        capacity = {(row.unit_id, row.date): row for row in tables.capacity}
        seed = dataset.scenario.limits_for("routing").seed
        instance = RoutingInstance.from_dataset(dataset, tables.designation, tables.conversions, capacity, previous, seed)
        search = Search(dataset, instance.places, instance.ground)
        ledger = Ledger(_with_seat(dataset, instance))
        standing = cls(dataset, tables, ledger, search)
        standing._book()
        return standing

    @property
    def instance(self) -> RoutingInstance:
        """The problem in integers; its last person is the free seat."""
        return self.ledger.instance

    @cached_property
    def person(self) -> Mapping[str, Person]:
        """Patients of the tables by id."""
        return {person.patient.patient_id: person for person in self.instance.people[:-1]}

    @cached_property
    def place(self) -> Mapping[str, Place]:
        """Units by id."""
        return {place.unit.unit_id: place for place in self.instance.places}

    def guest(self, patient: Patient) -> Person:
        """Return somebody who is not in the tables as a person on the free seat."""
        return _seated(self.dataset, patient, len(self.instance.people) - 1, self.instance.places)

    def has(self, person: Person) -> Option | None:
        """Return what the plan gives a person."""
        return self.ledger.chosen[person.index]

    @contextmanager
    def without(self, person: Person) -> Iterator[Option | None]:
        """Take a person out for a while; gives what they had."""
        had = self.has(person)
        if had is not None:
            self.ledger.remove(person)
        try:
            yield had
        finally:
            if had is not None:
                self.ledger.add(person, had)

    def _book(self) -> None:
        sessions: dict[tuple[str, str], list[SessionRow]] = {}
        for row in self.tables.sessions:
            sessions.setdefault((row.patient_id, row.unit_id), []).append(row)
        legs: dict[str, list[PlacementRow]] = {}
        for placement in sorted(self.tables.placements, key=lambda one: one.from_):
            legs.setdefault(placement.patient_id, []).append(placement)
        for who, rows in legs.items():
            person = self.person.get(who)
            if person is not None and all(row.unit_id in self.place for row in rows):
                option = self._option(person, [(row, sessions.get((who, row.unit_id), ())) for row in rows])
                if option is not None:
                    self.ledger.add(person, option)

    def _option(self, person: Person, legs: Sequence[tuple[PlacementRow, Sequence[SessionRow]]]) -> Option | None:
        """Return a placement as an option, whether the rules would offer it today or not; None outside the horizon."""
        horizon = self.dataset.horizon
        path, shifts = [], []
        for row, treated in legs:
            start, end = horizon.day(row.from_), horizon.day(row.to)
            here = sorted((horizon.day(one.date), one.shift) for one in treated if row.from_ <= one.date <= row.to)
            days = tuple(day for day, _ in here) or tuple(range(max(0, start), min(end, horizon.days - 1) + 1))
            if days:
                path.append((self.place[row.unit_id], days))
                shifts.append(here[0][1] if here else 0)
        return self.search.option(person, path, shifts) if path else None


def used(option: Option) -> Iterator[tuple[int, int]]:
    """Yield the place index and the day of every bed-day, or session, of an option."""
    for leg in option.legs:
        for day in leg.days:
            yield leg.place, day


def kind_needed(person: Person) -> WardKind:
    """Return the ward kind a person needs when admitted."""
    return person.need.kind


def _with_seat(dataset: Dataset, instance: RoutingInstance) -> RoutingInstance:
    """Return the instance with a person more, who has no options: the free seat."""
    if not dataset.services:
        return instance
    nobody = Patient(
        patient_id="",
        service_id=dataset.services[0].service_id,
        health_code=HealthCode.GREEN,
        urgency=LOWEST,
        ready_at=dt.datetime.combine(dataset.horizon.start, dt.time()),
    )
    seat = _seated(dataset, nobody, len(instance.people), instance.places)
    return replace(instance, people=(*instance.people, seat), options=(*instance.options, ()))


def _seated(dataset: Dataset, patient: Patient, index: int, places: tuple[Place, ...]) -> Person:
    """Return a patient who is in no table as a person, without links and with nothing in the plan in force."""
    alone = replace(dataset, patients=(patient,))
    return replace(people_of(alone, (), places, 0)[0], index=index)

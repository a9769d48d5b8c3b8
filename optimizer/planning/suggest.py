"""One patient now: the hospitals in order, why, and what each choice costs everybody else.

A `Desk` is built once from the tables and the plan in force, and answers any number of questions about patients of the
tables or new ones; asking changes nothing, and the same question has the same answer.

Order of the hospitals. First those where nobody is left without a place for it; then those within the clinical wait; then
those within the travel limit with a place free, before those where somebody must give way or the trip is too long; among
equals by the goals of the plan in the scenario's order, all patients together; last by minutes. So a nearer hospital comes
first unless a goal that counts more (waiting, limits, crossing, sites in use) speaks against it. That somebody who gives way
would be better off elsewhere is no merit of a choice. The life-threatened displace nobody: they stretch the unit, which is said.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Self

from optimizer.data.dataset import Dataset
from optimizer.data.plantables import PlanTables
from optimizer.data.tables.people import Patient
from optimizer.planning.standing import kind_needed, used
from optimizer.planning.suggest_base import Base
from optimizer.planning.suggest_cost import Outcome, give_way
from optimizer.planning.suggest_entities import Advice, Cost, Reason, Suggestion
from optimizer.planning.suggest_notices import Notices
from optimizer.planning.suggest_reasons import about, cost_of
from optimizer.planning.suggest_undesignated import nearest_undesignated
from optimizer.routing import rules
from optimizer.routing.candidates import Search
from optimizer.routing.ledger import Vector
from optimizer.routing.option import Option
from optimizer.routing.people import Person
from optimizer.routing.places import Place

MOST_FULL = 8  # full units, the nearest, for which is worked out who would give way
_BY_LOAD = frozenset({"urgent_over_capacity", "balance_pct"})
Key = tuple[bool, bool, bool, Vector]


@dataclass(frozen=True, slots=True)
class Choice:
    """A unit from a day on, with what it does to the plan.

    Parameters
    ----------
    vector
        Every goal of the plan with the patient there.
    alone
        The same if nobody had to give way: what the choice counts for at least in the order.
    overfull
        Whether it takes a bed beyond capacity, where the life-threatened lie already.
    """

    option: Option
    vector: Vector
    alone: Vector
    outcome: Outcome | None = None
    overfull: bool = False

    @property
    def key(self) -> Key:
        """Where it stands in the order; see the module."""
        displaced = () if self.outcome is None else self.outcome.displaced
        left_out = any(one.to_unit is None for one in displaced)
        hard = bool(displaced) or self.overfull or self.option.over_travel > 0
        return left_out, self.option.over_wait > 0, hard, max(self.vector, self.alone)


class Desk:
    """Answers questions about one patient at a time, against one plan in force."""

    def __init__(self, base: Base) -> None:
        self._base = base
        self.standing = base.standing
        self.dataset = base.standing.dataset
        self._notices = Notices(base)
        places, ground = self.standing.instance.places, self.standing.instance.ground
        self._search = base.standing.search
        self._insisting = Search(self.dataset, places, replace(ground, refusals={}))
        self._waiting = self._unplaced_by_place() if base.with_plan else {}

    @classmethod
    def of(cls, dataset: Dataset, plan: PlanTables | None, plan_hashes: Mapping[str, str] | None = None) -> Self:
        """Build the desk.

        Parameters
        ----------
        plan
            The plan in force; None when there is none.
        plan_hashes
            Hashes of the tables the plan was made from: where bed tables differ, capacity is worked out anew.
        """
        return cls(Base.of(dataset, plan, plan_hashes or {}))

    def ask(self, patient: Patient, as_of: dt.datetime | None = None) -> Advice:
        """Return where one patient can go.

        Parameters
        ----------
        patient
            One of the tables (known by the id), or anybody else.
        as_of
            The moment of asking; the start of the scenario when not given.
        """
        person = self._person(patient, as_of)
        moment = as_of or dt.datetime.combine(self.dataset.horizon.start, dt.time())
        now = min(max(0, self.dataset.horizon.day(moment.date())), self.standing.instance.days - 1)
        with self.standing.without(person) as had:
            suggestions = self._ranked(person, now, moment, had)
            undesignated = None if person.urgent else nearest_undesignated(self.standing, self._base, person)
        service = person.service
        return Advice(
            patient=person.patient,
            service=service.title,
            ward_kind=kind_needed(person),
            as_of=moment,
            as_of_start=as_of is None,
            with_plan=self._base.with_plan,
            suggestions=suggestions,
            withheld=self._notices.withheld(person, moment),
            undesignated=undesignated,
            notes=(*self._notices.of_patient(person, found=bool(suggestions)), *self._base.notes),
        )

    def _person(self, patient: Patient, as_of: dt.datetime | None) -> Person:
        """Return the patient as a person, ready at the moment of asking at the earliest."""
        if as_of is not None and patient.ready_at < as_of:
            patient = replace(patient, ready_at=as_of)
        guest = self.standing.guest(patient)
        listed = self.standing.person.get(patient.patient_id)
        return guest if listed is None else replace(listed, patient=patient, ready=guest.ready)

    def _ranked(self, person: Person, now: int, moment: dt.datetime, had: Option | None) -> tuple[Suggestion, ...]:
        options = self._search.options(person, every=True)
        if person.urgent and not options:  # never refused: whoever is nearest is asked all the same
            options = self._insisting.options(person, every=True)
        by_hospital: dict[int, list[tuple[Choice, Option]]] = {}
        for choice, first in self.choices(person, options, now):
            by_hospital.setdefault(self._place(choice.option).hospital, []).append((choice, first))
        best = []
        for found in by_hospital.values():
            found.sort(key=lambda pair: (pair[0].key, had is None or pair[0].option.place != had.place, self._unit_id(pair[0])))
            best.append((*found[0], tuple(self._unit_id(choice) for choice, _ in found[1:])))
        best.sort(key=lambda one: (one[0].key, one[0].option.travel, -self._free(one[0].option), one[0].option.place))
        nearest = min((choice.option.travel for choice, _, _ in best), default=0)
        return tuple(
            self._suggestion(person, rank, *one, now=now, moment=moment, had=had, nearest=nearest)
            for rank, one in enumerate(best, 1)
        )

    def choices(self, person: Person, options: Sequence[Option], now: int) -> Iterable[tuple[Choice, Option]]:
        """Yield the best choice of each unit, with the earliest option that fits."""
        ledger = self.standing.ledger
        by_place: dict[int, list[Option]] = {}
        for option in options:
            by_place.setdefault(option.place, []).append(option)
        tried = 0
        for some in sorted(by_place.values(), key=lambda some: (some[0].travel, some[0].place)):
            fitting = [self._free_choice(person, option) for option in some if ledger.fits(person, option)]
            if not any(choice.option.over_wait == 0 for choice in fitting) and tried < MOST_FULL:
                tried += 1
                fitting += self._making_room(person, some, now)
            if fitting:
                best = min(fitting, key=lambda choice: (choice.key, choice.option.start))
                yield best, min((choice.option for choice in fitting), key=lambda option: option.start)

    def _making_room(self, person: Person, options: Sequence[Option], now: int) -> list[Choice]:
        """Return what is possible on the earliest day when others give way."""
        first = min(option.start for option in options)
        found = [(option, give_way(self.standing, person, option, now)) for option in options if option.start == first]
        return [
            Choice(option, outcome.vector, self._alone(person, option), outcome)
            for option, outcome in found
            if outcome is not None
        ]

    def _free_choice(self, person: Person, option: Option) -> Choice:
        vector = _sum(self.standing.ledger.vector, self.standing.ledger.gain(person, option))
        return Choice(option, vector, vector, overfull=not person.urgent and self._free(option) <= 0)

    def _alone(self, person: Person, option: Option) -> Vector:
        """Return the goals with a person in a full unit, what being full does to them left aside."""
        ledger = self.standing.ledger
        names = (goal.name for goal in self.standing.instance.goals)
        gain = zip(names, ledger.gain(person, option), strict=True)
        return _sum(ledger.vector, tuple(0 if name in _BY_LOAD else change for name, change in gain))

    def _suggestion(
        self,
        person: Person,
        rank: int,
        choice: Choice,
        first: Option,
        others: tuple[str, ...],
        *,
        now: int,
        moment: dt.datetime,
        had: Option | None,
        nearest: int,
    ) -> Suggestion:
        option, horizon = choice.option, self.dataset.horizon
        place = self._place(option)
        hospital = self.dataset.hospital[place.unit.hospital_id]
        reported = place.unit.reported_at
        cost = self._cost(person, choice)
        designated = rules.designated(replace(person, urgency=2), place, option.first.days, self.standing.instance.ground)
        return Suggestion(
            rank=rank,
            hospital_id=hospital.hospital_id,
            name=hospital.title,
            phone=hospital.duty_phone,
            unit_id=place.unit.unit_id,
            ward_kind=place.kinds[option.start],
            minutes=option.travel,
            free_now=self._free_on(place, now),
            free_least=self._free(option),
            day=horizon.date(option.start),
            first_day=horizon.date(first.start),
            wait_days=option.wait,
            reported_at=reported,
            report_age_h=None if reported is None else round((moment - reported).total_seconds() / 3600, 1),
            designated=designated,
            reasons=(
                *about(
                    self.standing,
                    person,
                    option,
                    had=had,
                    nearest=nearest,
                    free=self._free(option),
                    designated=designated,
                    gives_way=bool(cost.displaced),
                ),
                *((Reason("must_free", {"count": len(cost.displaced)}),) if cost.displaced else ()),
                *self._notices.of_option(person, option),
            ),
            cost=cost,
            other_units=others,
            days=tuple(horizon.date(day) for day in option.first.days),
        )

    def _cost(self, person: Person, choice: Choice) -> Cost:
        waiting = self._waiting.get(choice.option.place, frozenset()) - {person.index}
        return cost_of(self.standing, choice.vector, choice.outcome, len(waiting))

    def _unplaced_by_place(self) -> Mapping[int, frozenset[int]]:
        """Return, per unit, the indices of the patients without a place who could use it."""
        found: dict[int, set[int]] = {}
        instance = self.standing.instance
        for person in instance.people[:-1]:
            if self.standing.has(person) is None:
                for option in instance.options[person.index]:
                    found.setdefault(option.place, set()).add(person.index)
        return {place: frozenset(people) for place, people in found.items()}

    def _place(self, option: Option) -> Place:
        return self.standing.instance.places[option.place]

    def _unit_id(self, choice: Choice) -> str:
        return self._place(choice.option).unit.unit_id

    def _free(self, option: Option) -> int:
        places = self.standing.instance.places
        return min(self._free_on(places[place], day) for place, day in used(option))

    def _free_on(self, place: Place, day: int) -> int:
        return place.effective[day] - self.standing.ledger.census[place.index][day]


def _sum(one: Vector, other: Vector) -> Vector:
    return tuple(a + b for a, b in zip(one, other, strict=True))

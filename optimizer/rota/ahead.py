"""The days after the plan, planned softly and thrown away, so that the plan's last days do not paint them into a corner.

A plan that looks no further than its last day may leave everybody at the end of their longest run, or on the last night
before a rest, and the next plan finds nobody for its first day. So a tail of days is planned along: people as far as they
are there (leave, contracts), the minimum as on the same weekday of the plan's last week, the rules that reach over the end
(rest, days in a row, days off, minutes of a period). Its shortage counts right after that of the plan itself and before
all else. Nothing is asked of the tail but that: a day off in it is always allowed, so no plan becomes impossible by it, and
every bound of a goal before it holds as if nobody looked ahead.

A tail was chosen, and not prices on the state in which everybody ends, because the rules then need no second form: whatever
a contract says of two days says it of the last day and the first after it.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from ortools.sat.python import cp_model
from ortools.sat.python.cp_model import LinearExpr

from optimizer.core.horizon import Horizon
from optimizer.data.dataset import Dataset
from optimizer.data.tables.plan import RotationRow, TeamRow
from optimizer.rota.cover import Cover
from optimizer.rota.entities import OFF, Need, Person
from optimizer.rota.goals import Goal
from optimizer.rota.instance import RotaInstance
from optimizer.rota.pools import Capacity, Pools
from optimizer.rota.rules import DaysOff, MaxConsecutive, MaxMinutes, OneShiftADay, RestBetween, Rule
from optimizer.rota.split import Piece
from optimizer.rota.translate import OFF_WORD
from optimizer.rota.variables import Book, PersonLine

WEEK = 7
NAME = "later_short"
OVER_THE_END: tuple[Rule, ...] = (OneShiftADay(), RestBetween(), MaxMinutes(), MaxConsecutive(), DaysOff())
"""Rules that reach over the plan's end, and that a tail of days off always keeps."""

Lines = Mapping[int, Sequence[int]]


@dataclass(frozen=True)
class Ahead:
    """The plan's days and those after it.

    Parameters
    ----------
    instance
        People may work on days of the tail alone here, and all needs are of the tail; the people are those of the plan.
    first
        First day of the tail.
    """

    instance: RotaInstance
    first: int

    @classmethod
    def of(
        cls, dataset: Dataset, teams: tuple[TeamRow, ...], rotation: tuple[RotationRow, ...], capacity: Capacity
    ) -> Ahead | None:
        """Return the days after the plan; None when nobody is to look there."""
        days, more = dataset.horizon.days, dataset.scenario.policy.rota_ahead_days
        if not more:
            return None
        longer = _longer(dataset, more)
        instance = RotaInstance.from_dataset(
            longer, Pools(longer, teams, rotation, _as_in_the_last_week(dataset, capacity, more))
        )
        off = {
            (wish.staff_id, longer.horizon.day(wish.date))
            for wish in dataset.requests
            if wish.hard and wish.shift_type.strip().lower() == OFF_WORD
        }
        people = tuple(_in_tail(person, days, off) for person in instance.people)
        needs = tuple(need for need in instance.needs if need.day >= days and need.least)
        return cls(replace(instance, people=people, needs=needs), days)

    def piece(self, instance: RotaInstance, piece: Piece) -> Piece:
        """Return the people and the needs of the tail that belong with a piece."""
        mine = {(instance.needs[index].ward, instance.needs[index].role) for index in piece.needs}
        needs = [index for index, need in enumerate(self.instance.needs) if (need.ward, need.role) in mine]
        able = [index for index in piece.people if any(self.instance.people[index].options)]
        return Piece(able, needs if able else [], [])

    def goal(self, book: Book, piece: Piece, heads: Mapping[int, PersonLine], lines: Lines) -> tuple[Goal, int]:
        """Post the tail of a piece; return its shortage as a goal, and how short it is to begin with."""
        found = _Tail(self, piece, lines)
        whole = found.lines
        tails = {index: PersonLine(book, self.instance, self.instance.people[index], whole[index]) for index in piece.people}
        cover = Cover(book, self.instance, piece, tails, found.assigned)
        parts, floor, begun = [], 0, 0
        for number in piece.needs:
            need = self.instance.needs[number]
            there, start, most = cover.present(need)
            low = max(0, need.least - most)
            short = book.integer(low, need.least, need.least - start, NAME)
            book.model.add(LinearExpr.sum([there, short]) >= need.least)
            parts.append(short)
            floor, begun = floor + low, begun + max(low, need.least - start)
        for index, tail in tails.items():
            line = _Onward(heads[index], tail, self.first)
            for rule in OVER_THE_END:
                rule.post(self.instance, self.instance.people[index], line)
        return Goal(NAME, LinearExpr.sum(parts), floor), begun


class _Tail:
    """A tail without a solver: day by day whoever keeps the rules and has worked least of it."""

    def __init__(self, ahead: Ahead, piece: Piece, lines: Lines) -> None:
        instance = ahead.instance
        self.lines = {index: [*lines[index], *(OFF,) * (instance.days - ahead.first)] for index in piece.people}
        self.assigned: dict[tuple[int, int], tuple[int, int]] = {}
        taken: dict[int, int] = defaultdict(int)
        for need in sorted((one for one in _of(instance, piece) if not one.stretch), key=lambda need: (need.day, not need.skill)):
            there = [
                index
                for (index, day), where in self.assigned.items()
                if day == need.day and where == (need.shift, need.ward) and _counts(instance.people[index], need.role, need.skill)
            ]
            missing = need.least - len(there)
            for index in sorted(piece.people, key=lambda one: (taken[one], one)):
                person = instance.people[index]
                if missing <= 0:
                    break
                free = self.lines[index][need.day] == OFF and need.ward in person.options[need.day].get(need.shift, ())
                if not free or not _counts(person, need.role, need.skill):
                    continue
                self.lines[index][need.day] = need.shift
                if any(rule.broken(instance, person, self.lines[index]) for rule in OVER_THE_END):
                    self.lines[index][need.day] = OFF
                    continue
                self.assigned[index, need.day] = (need.shift, need.ward)
                taken[index] += 1
                missing -= 1


class _Onward:
    """One person's line over the plan and the tail."""

    def __init__(self, head: PersonLine, tail: PersonLine, first: int) -> None:
        self._head, self._tail, self._first = head, tail, first

    @property
    def model(self) -> cp_model.CpModel:
        """The model they belong to."""
        return self._head.model

    def picks(self, day: int) -> Mapping[int, cp_model.IntVar]:
        """Return the literal of every shift possible on a day."""
        return self._of(day).picks(day)

    def works(self, day: int) -> cp_model.IntVar:
        """Return the literal of working on a day."""
        return self._of(day).works(day)

    def works_any(self, days: Sequence[int]) -> cp_model.IntVar:
        """Return the literal of working on any of some days, all within the plan or all after it."""
        return self._of(days[0]).works_any(days)

    def _of(self, day: int) -> PersonLine:
        return self._head if day < self._first else self._tail


def _of(instance: RotaInstance, piece: Piece) -> list[Need]:
    return [instance.needs[number] for number in piece.needs]


def _counts(person: Person, role: str, skill: str) -> bool:
    return person.role == role and (not skill or skill in person.skills)


def _longer(dataset: Dataset, more: int) -> Dataset:
    """Return the dataset with more days, and without requests: those of the plan bind the plan alone."""
    old = dataset.horizon
    horizon = Horizon(old.start, min(old.days + more, 400), old.time_zone)
    return replace(dataset, scenario=replace(dataset.scenario, horizon=horizon), requests=())


def _as_in_the_last_week(dataset: Dataset, capacity: Capacity, more: int) -> Capacity:
    """Return beds and census with those of the days after the plan: as on the same weekday of its last week."""
    last = dataset.horizon.last
    back = WEEK if dataset.horizon.days >= WEEK else 1
    found = dict(capacity)
    for number in range(1, more + 1):
        date = last + dt.timedelta(days=number)
        like = last - dt.timedelta(days=(back - number) % back)
        found |= {(unit, date): replace(row, date=date) for (unit, when), row in capacity.items() if when == like}
    return found


def _in_tail(person: Person, first: int, off: set[tuple[str, int]]) -> Person:
    """Return a person who may work in the tail alone, away on the days of a hard request for a day off."""
    options = tuple({} if day < first or (person.staff_id, day) in off else some for day, some in enumerate(person.options))
    return replace(person, options=options, fixed=(), wishes=())

"""The rules of one person's line of shifts, each by its name in the rulebook.

A line holds a shift index or OFF per day. Every rule says whether a line breaks it (the greedy planner asks), and posts
itself to a CP-SAT model. A line cut short at the end is judged as if the horizon ended there.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Protocol

from ortools.sat.python import cp_model

from optimizer.rota.entities import OFF, Person
from optimizer.rota.instance import RotaInstance

Line = Sequence[int]


class LineVars(Protocol):
    """Variables of one person's line."""

    @property
    def model(self) -> cp_model.CpModel:
        """The model they belong to."""

    def picks(self, day: int) -> Mapping[int, cp_model.IntVar]:
        """Return the literal of every shift possible on a day."""

    def works(self, day: int) -> cp_model.IntVar:
        """Return the literal of working on a day."""

    def works_any(self, days: Sequence[int]) -> cp_model.IntVar:
        """Return the literal of working on any of some days."""


class Rule(Protocol):
    """One rule of a person's line."""

    name: str

    def broken(self, instance: RotaInstance, person: Person, line: Line) -> bool:
        """Return whether a line breaks the rule."""

    def post(self, instance: RotaInstance, person: Person, line: LineVars) -> None:
        """Add the rule to the model."""


def worked(person: Person, line: Line) -> list[tuple[int, int]]:
    """Return days and shifts worked in order, history included."""
    return [*person.history, *((day, shift) for day, shift in enumerate(line) if shift != OFF)]


def run_before(person: Person) -> int:
    """Return how many days in a row were worked up to the day before the horizon."""
    days = {day for day, _ in person.history}
    length = 0
    while -length - 1 in days:
        length += 1
    return length


def runs(line: Line) -> Iterator[tuple[int, int]]:
    """Yield first and last day of every run of worked days."""
    first = None
    for day, shift in enumerate([*line, OFF]):
        if shift == OFF:
            if first is not None:
                yield first, day - 1
            first = None
        elif first is None:
            first = day


def run_lengths(person: Person, line: Line) -> Iterator[tuple[int, int, int]]:
    """Yield first day, last day and length of every run, the days worked before the horizon counted in the first."""
    before = run_before(person)
    for first, last in runs(line):
        begun = first - before if first == 0 else first
        yield begun, last, last - begun + 1


def minutes_in(instance: RotaInstance, line: Line, days: Sequence[int]) -> int:
    """Return the minutes worked on some days of a line, which may be cut short."""
    return sum(instance.shifts[line[day]].minutes for day in days if day < len(line) and line[day] != OFF)


def weekends_in(instance: RotaInstance, line: Line) -> int:
    """Return the weekends with work in a line, which may be cut short."""
    return sum(any(day < len(line) and line[day] != OFF for day in days) for days in instance.weekends)


class OneShiftADay:
    """One shift a day; a line cannot say otherwise."""

    name = "one_shift_a_day"

    def broken(self, instance: RotaInstance, person: Person, line: Line) -> bool:
        """Return False: a line holds one shift a day."""
        return False

    def post(self, instance: RotaInstance, person: Person, line: LineVars) -> None:
        """Allow at most one shift on every day."""
        for day in range(instance.days):
            if len(line.picks(day)) > 1:
                line.model.add_at_most_one(line.picks(day).values())


class RestBetween:
    """Enough rest between shifts, and no forbidden succession."""

    name = "rest_between"

    def broken(self, instance: RotaInstance, person: Person, line: Line) -> bool:
        """Return whether any shift follows another too closely."""
        days = worked(person, line)
        return any(
            instance.too_close(person.contract, one, other, then - day)
            for (day, one), (then, other) in pairwise(days)
            if then >= 0
        )

    def post(self, instance: RotaInstance, person: Person, line: LineVars) -> None:
        """Forbid every pair that is too close, many pairs at a time."""
        contract = person.contract
        for gap in range(1, instance.reach_days + 1):
            bars = {
                one: frozenset(o for o in range(len(instance.shifts)) if instance.too_close(contract, one, o, gap))
                for one in range(len(instance.shifts))
            }
            for day in range(instance.days - gap):
                self._post_pairs(bars, line, day, day + gap)
            for day, shift in person.history[-1:]:  # any earlier one was followed by this
                if 0 <= day + gap < instance.days:
                    for other, literal in line.picks(day + gap).items():
                        if other in bars[shift]:
                            line.model.add(literal == 0)

    def _post_pairs(self, bars: Mapping[int, frozenset[int]], line: LineVars, day: int, then: int) -> None:
        first, second = line.picks(day), line.picks(then)
        seen = set()
        for barred in bars.values():
            ones = frozenset(one for one in first if bars[one] >= barred)
            others = frozenset(other for other in second if other in barred)
            if ones and others and (ones, others) not in seen:
                seen.add((ones, others))
                line.model.add_at_most_one([*(first[one] for one in sorted(ones)), *(second[o] for o in sorted(others))])


class MaxMinutes:
    """Not more minutes in a period than the contract allows."""

    name = "max_minutes"

    def broken(self, instance: RotaInstance, person: Person, line: Line) -> bool:
        """Return whether any period holds too many minutes."""
        most = person.contract.max_minutes
        return most is not None and any(minutes_in(instance, line, block) > most for block in instance.blocks(person.contract))

    def post(self, instance: RotaInstance, person: Person, line: LineVars) -> None:
        """Bound the minutes of every period."""
        if person.contract.max_minutes is None:
            return
        for block in instance.blocks(person.contract):
            spent = [instance.shifts[shift].minutes * x for day in block for shift, x in line.picks(day).items()]
            line.model.add(cp_model.LinearExpr.sum(spent) <= person.contract.max_minutes)


class MaxShiftsPerType:
    """Not more shifts of a type than the contract allows."""

    name = "max_shifts_per_type"

    def broken(self, instance: RotaInstance, person: Person, line: Line) -> bool:
        """Return whether a type occurs too often."""
        return any(list(line).count(shift) > most for shift, most in person.contract.max_of_shift)

    def post(self, instance: RotaInstance, person: Person, line: LineVars) -> None:
        """Bound the shifts of every type that has a limit."""
        for shift, most in person.contract.max_of_shift:
            taken = [line.picks(day)[shift] for day in range(instance.days) if shift in line.picks(day)]
            line.model.add(cp_model.LinearExpr.sum(taken) <= most)


class MaxConsecutive:
    """Not more days in a row than the contract allows, history included."""

    name = "max_consecutive"

    def broken(self, instance: RotaInstance, person: Person, line: Line) -> bool:
        """Return whether a run is too long."""
        most = person.contract.max_run
        return most is not None and any(length > most for _, _, length in run_lengths(person, line))

    def post(self, instance: RotaInstance, person: Person, line: LineVars) -> None:
        """Leave a day off in every window one day longer than the longest run."""
        most = person.contract.max_run
        if most is None:
            return
        for first in range(-min(run_before(person), most), instance.days - most):
            days = range(max(first, 0), first + most + 1)
            line.model.add(cp_model.LinearExpr.sum([line.works(day) for day in days]) <= len(days) - 1)


class MinConsecutive:
    """Not fewer days in a row than the contract asks; runs that the horizon cuts are exempt."""

    name = "min_consecutive"

    def broken(self, instance: RotaInstance, person: Person, line: Line) -> bool:
        """Return whether a run that ended is too short."""
        least = person.contract.min_run
        return any(
            last < len(line) - 1 and length < least
            for first, last, length in run_lengths(person, line)
            if first > 0 or person.history
        )

    def post(self, instance: RotaInstance, person: Person, line: LineVars) -> None:
        """Let every start of a run be followed by enough days."""
        least = person.contract.min_run
        if person.history:
            for day in range(1, min(least - run_before(person), instance.days)):
                line.model.add_implication(line.works(0), line.works(day))
        for day in range(1, instance.days):
            for later in range(day + 1, min(day + least, instance.days)):
                line.model.add_bool_or([line.works(day).negated(), line.works(day - 1), line.works(later)])


class DaysOff:
    """Enough days off in a row between two worked days."""

    name = "days_off"

    def broken(self, instance: RotaInstance, person: Person, line: Line) -> bool:
        """Return whether days off between two runs are too few."""
        days = [day for day, _ in worked(person, line)]
        least = person.contract.min_off
        return any(1 < then - day <= least for day, then in pairwise(days) if then >= 0)

    def post(self, instance: RotaInstance, person: Person, line: LineVars) -> None:
        """Forbid two worked days with too few days off between them."""
        for length in range(1, person.contract.min_off):
            for day in range(instance.days - length - 1):
                between = [line.works(one) for one in range(day + 1, day + length + 1)]
                end = line.works(day + length + 1)
                line.model.add_bool_or([line.works(day).negated(), end.negated(), *between])
            if person.history:
                end_day = person.history[-1][0] + length + 1
                if 0 <= end_day < instance.days:
                    line.model.add_bool_or([line.works(end_day).negated(), *(line.works(one) for one in range(end_day))])


class MaxWeekends:
    """Not more weekends with work than the contract allows."""

    name = "max_weekends"

    def broken(self, instance: RotaInstance, person: Person, line: Line) -> bool:
        """Return whether too many weekends have work."""
        most = person.contract.max_weekends
        return most is not None and most < weekends_in(instance, line)

    def post(self, instance: RotaInstance, person: Person, line: LineVars) -> None:
        """Count the weekends with work."""
        most = person.contract.max_weekends
        if most is not None and most < len(instance.weekends):
            line.model.add(cp_model.LinearExpr.sum([line.works_any(days) for days in instance.weekends]) <= most)


class HardRequest:
    """Hard requests are kept."""

    name = "hard_request"

    def broken(self, instance: RotaInstance, person: Person, line: Line) -> bool:
        """Return whether a line differs from a hard request."""
        return any(wish.day < len(line) and line[wish.day] != wish.shift for wish in person.fixed)

    def post(self, instance: RotaInstance, person: Person, line: LineVars) -> None:
        """Fix the days requested."""
        for wish in person.fixed:
            for shift, literal in line.picks(wish.day).items():
                line.model.add(literal == (shift == wish.shift))
            if wish.shift != OFF and wish.shift not in line.picks(wish.day):
                line.model.add_bool_or([])


LINE_RULES: tuple[Rule, ...] = (
    OneShiftADay(),
    RestBetween(),
    MaxMinutes(),
    MaxShiftsPerType(),
    MaxConsecutive(),
    MinConsecutive(),
    DaysOff(),
    MaxWeekends(),
    HardRequest(),
)


def broken_rules(instance: RotaInstance, person: Person, line: Line) -> tuple[str, ...]:
    """Return the names of the rules a line breaks."""
    return tuple(rule.name for rule in LINE_RULES if rule.broken(instance, person, line))


def keeps_rules(instance: RotaInstance, person: Person, line: Line) -> bool:
    """Return whether a line keeps every rule."""
    return not any(rule.broken(instance, person, line) for rule in LINE_RULES)

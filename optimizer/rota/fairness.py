"""What is to be even among people over many periods, each by the name of its goal.

Among a hospital's own people: nights, weekends with work, weight of requests refused. Inside a closed loop (a team on duty in
an isolation ward), where every day is like the other and nobody goes home: nights, entries, time inside. Everybody's count
begins with what they carry over from before the plan.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from ortools.sat.python import cp_model
from ortools.sat.python.cp_model import LinearExpr

from optimizer.rota.entities import OFF, Carried, Person, Shift
from optimizer.rota.instance import RotaInstance
from optimizer.rota.rules import LineVars

Days = Mapping[int, int]  # shift by day worked


class Even(Protocol):
    """Something counted per person."""

    @property
    def name(self) -> str:
        """The goal's name."""

    def carried(self, person: Person) -> int:
        """Return what somebody has had before the plan."""

    def count(self, instance: RotaInstance, person: Person, days: Days) -> int:
        """Return what a line adds."""

    def expr(self, instance: RotaInstance, person: Person, line: LineVars) -> cp_model.LinearExprT:
        """Return the same of the variables of a line."""

    def most(self, instance: RotaInstance, person: Person) -> int:
        """Return what no line can add more than."""

    def unit(self, instance: RotaInstance) -> int:
        """Return what one shift adds where it adds anything, the same for all of them; 0 where that differs."""


@dataclass(frozen=True, slots=True)
class ByShift:
    """A figure of every shift, added up."""

    name: str
    of_shift: Callable[[Shift], int]
    of_carried: Callable[[Carried], int]

    def carried(self, person: Person) -> int:
        """Return what somebody has had before the plan."""
        return self.of_carried(person.carried)

    def count(self, instance: RotaInstance, person: Person, days: Days) -> int:
        """Return what the shifts of a line add."""
        return sum(self.of_shift(instance.shifts[shift]) for shift in days.values())

    def expr(self, instance: RotaInstance, person: Person, line: LineVars) -> cp_model.LinearExprT:
        """Return the same of the variables of a line."""
        picks = [pick for day in range(instance.days) for pick in line.picks(day).items()]
        figures = [(self.of_shift(instance.shifts[shift]), literal) for shift, literal in picks]
        return LinearExpr.sum([figure * literal for figure, literal in figures if figure])

    def most(self, instance: RotaInstance, person: Person) -> int:
        """Return what the day's highest figures add up to."""
        daily = (
            max((self.of_shift(instance.shifts[shift]) for shift in instance.options(person, day)), default=0)
            for day in range(instance.days)
        )
        return sum(daily)

    def unit(self, instance: RotaInstance) -> int:
        """Return the one figure that shifts have; 0 where there are several."""
        figures = {self.of_shift(shift) for shift in instance.shifts} - {0}
        return figures.pop() if len(figures) == 1 else 0


@dataclass(frozen=True, slots=True)
class Weekends:
    """Weekends with work; one that began before the plan and is carried over already counts once."""

    name: str = "weekend_spread"

    def carried(self, person: Person) -> int:
        """Return the weekends worked before the plan."""
        return person.carried.weekends

    def count(self, instance: RotaInstance, person: Person, days: Days) -> int:
        """Return the weekends with work in a line."""
        return sum(any(day in days for day in weekend) for weekend in self._new(instance, person))

    def expr(self, instance: RotaInstance, person: Person, line: LineVars) -> cp_model.LinearExprT:
        """Return the same of the variables of a line."""
        return LinearExpr.sum([line.works_any(weekend) for weekend in self._new(instance, person)])

    def most(self, instance: RotaInstance, person: Person) -> int:
        """Return the weekends on which somebody may work."""
        return sum(any(instance.options(person, day) for day in weekend) for weekend in self._new(instance, person))

    def unit(self, instance: RotaInstance) -> int:
        """Return 0: two shifts of one weekend count once."""
        return 0

    def _new(self, instance: RotaInstance, person: Person) -> Sequence[tuple[int, ...]]:
        return instance.weekends[1:] if person.carried.in_weekend else instance.weekends


@dataclass(frozen=True, slots=True)
class Refused:
    """Weight of soft requests refused."""

    name: str = "request_spread"

    def carried(self, person: Person) -> int:
        """Return the weight refused before the plan."""
        return person.carried.refused

    def count(self, instance: RotaInstance, person: Person, days: Days) -> int:
        """Return the weight that a line refuses."""
        return sum(wish.weight for wish in person.wishes if days.get(wish.day, OFF) != wish.shift)

    def expr(self, instance: RotaInstance, person: Person, line: LineVars) -> cp_model.LinearExprT:
        """Return the same of the variables of a line."""
        parts: list[cp_model.LinearExprT] = []
        for wish in person.wishes:
            if wish.shift == OFF:
                parts.append(wish.weight * line.works(wish.day))
            else:
                picked = line.picks(wish.day).get(wish.shift)
                parts.append(wish.weight if picked is None else wish.weight * (1 - picked))
        return LinearExpr.sum(parts)

    def most(self, instance: RotaInstance, person: Person) -> int:
        """Return the weight of all requests."""
        return sum(wish.weight for wish in person.wishes)

    def unit(self, instance: RotaInstance) -> int:
        """Return 0: it follows from no number of shifts."""
        return 0


NIGHTS = ByShift("night_spread", lambda shift: int(shift.night), lambda had: had.nights)
ENTRIES = ByShift("entry_spread", lambda shift: int(shift.ward_minutes > 0), lambda had: had.entries)
INSIDE = ByShift("inside_spread", lambda shift: shift.ward_minutes, lambda had: had.inside_min)
WEEKENDS, REFUSED = Weekends(), Refused()
IN_LOOP: tuple[Even, ...] = (NIGHTS, ENTRIES, INSIDE)
AT_HOME: tuple[Even, ...] = (NIGHTS, WEEKENDS, REFUSED)
EVENS: tuple[Even, ...] = (NIGHTS, WEEKENDS, REFUSED, ENTRIES, INSIDE)
"""In the order in which they count."""


def evens_of(instance: RotaInstance, number: int) -> tuple[Even, ...]:
    """Return what is to be even in a pool."""
    return IN_LOOP if number in instance.loops else AT_HOME


def figure(instance: RotaInstance, index: int, even: Even, line: Sequence[int]) -> int:
    """Return what somebody has with a line (shift or OFF per day), what is carried over included."""
    person = instance.people[index]
    return even.carried(person) + even.count(instance, person, {day: shift for day, shift in enumerate(line) if shift != OFF})


def spread(instance: RotaInstance, number: int, even: Even, lines: Mapping[int, Days]) -> int:
    """Return the most less the fewest in a pool, what is carried over included."""
    people = [(instance.people[index], lines.get(index, {})) for index in instance.night_pools[number]]
    figures = [even.carried(person) + even.count(instance, person, days) for person, days in people]
    return max(figures) - min(figures)


def level_spread(carried: Sequence[int], units: int) -> int:
    """Return the least difference of most and fewest when some units are handed out on top of what is carried over.

    The fewest rise first: the lowest level that can be reached for all leaves less than one unit for each who stands on it.
    """
    figures = sorted(carried)
    level, left = figures[0], units
    for held, figure in enumerate([*figures[1:], figures[-1] + units + 1], 1):
        step = min(figure - level, left // held)
        level, left = level + step, left - step * held
        if level < figure:
            break
    return max(figures[-1], level + (left > 0)) - level

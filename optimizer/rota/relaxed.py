"""The service goals of a piece as a roster of whole lines: what no rota can do better, and a rota to begin with.

A line is a column and its rules hold exactly, so the relaxation says far more of short cover than the model of the piece
does, whose people stand in fractions on every day. Only rules that the roster engine knows are in it; the others are left
out, which makes the bound lower, never wrong, and the rota to begin with is looked at before it is used.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from optimizer.core.params import Control, left_s
from optimizer.rota.entities import OFF, Need, Person
from optimizer.rota.floors import may_hold_fillers
from optimizer.rota.instance import RotaInstance
from optimizer.rota.measure import Assigned, present, there
from optimizer.rota.roster.dive import dive
from optimizer.rota.roster.generate import first_duals, generate
from optimizer.rota.roster.master import RosterMaster
from optimizer.rota.roster.problem import Before, Flags, Floats, Ints, LineRules, RosterProblem
from optimizer.rota.rules import run_before
from optimizer.rota.slots import rooms
from optimizer.rota.split import Piece

WITHOUT = 10**9  # a limit that never binds
GUARD_S = 20.0  # of the clock
ROUNDS = 200  # of new lines, after which the bound is what it is
CENT = 1e-6


@dataclass(frozen=True)
class Relaxed:
    """What the relaxation says of people short of the minimum (`weight` each) and of the preferred number (1 each) together.

    Parameters
    ----------
    bound
        Of the weighted sum.
    least_short
        Of people short of the minimum alone.
    assigned
        Shift and ward by person and day of the roster it leads to; None where there is none.
    stopped
        Whether the clock struck: another run may then find something else.
    """

    weight: int
    bound: int
    least_short: int
    assigned: Assigned | None
    stopped: bool = False


def relaxed(
    instance: RotaInstance, piece: Piece, begun: Assigned, seconds: float = GUARD_S, control: Control | None = None
) -> Relaxed | None:
    """Solve the relaxation of a piece and dive from it, stretch by stretch; None where it says nothing.

    Parameters
    ----------
    begun
        A rota that is known; kept in stretches in which nothing can be better.
    seconds
        Of the clock, for all stretches; the guard of each holds besides.
    control
        Who may stop it between two rounds; what is known by then counts.
    """
    end = time.monotonic() + seconds

    def left() -> float:
        return min(end - time.monotonic(), left_s(control))

    weight = 1 + sum(instance.needs[index].preferred for index in piece.needs)
    parts = [_part(instance, piece, days, weight, begun, left) for days in stretches(instance, piece)]
    if not parts or None in parts:
        return None
    known = [part for part in parts if part is not None]
    whole = {key: where for part in known for key, where in (part.assigned or {}).items()}
    return Relaxed(
        weight,
        sum(part.bound for part in known),
        sum(part.least_short for part in known),
        whole if all(part.assigned is not None for part in known) else None,
        any(part.stopped for part in known),
    )  # whoever is wanted where nobody can come is left to the floors that counting knows


def stretches(instance: RotaInstance, piece: Piece) -> list[range]:
    """Return the days on which somebody may work, as stretches between days on which nobody may; no need is left out."""
    found: list[range] = []
    able = {day for index in piece.people for day in range(instance.days) if instance.options(instance.people[index], day)}
    for day in range(instance.days):
        if day in able:
            joins = bool(found) and found[-1].stop == day
            found[-1:] = [range(found[-1].start if joins else day, day + 1)] if joins else [*found[-1:], range(day, day + 1)]
    return found


def _part(
    instance: RotaInstance, piece: Piece, days: range, weight: int, begun: Assigned, left_of_all: Callable[[], float]
) -> Relaxed | None:
    needs = [need for need in (instance.needs[index] for index in piece.needs) if need.day in days]
    found: Assigned | None = {(index, day): where for (index, day), where in begun.items() if day in days}
    if not short(instance, needs, begun, weight):
        return Relaxed(weight, 0, 0, found)
    if left_of_all() <= 0:
        return Relaxed(weight, 0, 0, found, stopped=True)
    roster = _Roster(instance, piece, needs, days, weight)
    end = time.monotonic() + GUARD_S

    def left() -> float:
        return min(end - time.monotonic(), left_of_all())

    master = RosterMaster(roster.problem)
    answer = generate(master, left, duals=first_duals(master), rounds=ROUNDS)
    if not math.isfinite(answer.bound):
        return None
    bound = max(0, math.ceil(answer.bound - CENT * max(1.0, abs(answer.bound))))
    least_short = max(0, -(-(bound - sum(need.preferred for need in needs)) // weight))
    if short(instance, needs, begun, weight) > bound:
        lines = dive(master, answer, left)
        found = None if lines is None else roster.assigned(lines)
    return Relaxed(weight, bound, least_short, found, left() <= 0)


def short(instance: RotaInstance, needs: Sequence[Need], assigned: Assigned, weight: int) -> int:
    """Return the weighted sum of people short in some needs."""
    counted = present(instance, assigned)
    return sum(
        weight * max(0, need.least - there(counted, need)) + max(0, need.preferred - there(counted, need)) for need in needs
    )


class _Roster:
    """A piece in the numbers of the roster engine; a kind of shift is a shift in a ward."""

    def __init__(self, instance: RotaInstance, piece: Piece, needs: Sequence[Need], days: range, weight: int) -> None:
        self._instance, self._people, self._days, self.weight = instance, piece.people, days, weight
        self._fillers = may_hold_fillers(instance, piece)
        people = [instance.people[index] for index in piece.people]
        options = [[instance.options(person, day) for day in days] for person in people]
        seen = {(shift, ward) for person in options for today in person for shift, wards in today.items() for ward in wards}
        self.kinds = sorted(seen)
        self._place = {kind: number for number, kind in enumerate(self.kinds)}
        cost = np.full((len(people), len(days), len(self.kinds) + 1), np.inf)
        for number, (person, theirs) in enumerate(zip(people, options, strict=True)):
            self._allow(cost[number], person, theirs)
        groups, wanted_there = self._needs(needs, people)
        day, shift, who, wanted, under, over = (list(column) for column in zip(*wanted_there, strict=True))
        self.problem = RosterProblem(
            minutes=np.zeros(len(self.kinds), np.int64),
            barred=self._barred(people),
            weekends=tuple(
                tuple(day - days.start for day in one if day in days) for one in instance.weekends if set(one) & set(days)
            ),
            rules=tuple(self._rules(person) for person in people),
            before=tuple(self._before(person) for person in people),
            cost=cost,
            day=np.array(day),
            shift=np.array(shift),
            who=np.array(who),
            groups=groups,
            wanted=np.array(wanted),
            under=np.array(under, np.float64),
            over=np.array(over, np.float64),
        )

    def assigned(self, lines: Ints) -> dict[tuple[int, int], tuple[int, int]]:
        """Return shift and ward by person and day."""
        return {
            (index, self._days[day]): self.kinds[kind]
            for index, line in zip(self._people, lines.tolist(), strict=True)
            for day, kind in enumerate(line)
            if kind < len(self.kinds)
        }

    def _allow(self, cost: Floats, person: Person, days: Sequence[Mapping[int, tuple[int, ...]]]) -> None:
        """Make what somebody may do on every day cost nothing; hard requests leave no other choice."""
        asked = {wish.day - self._days.start: wish.shift for wish in person.fixed}
        for day, today in enumerate(days):
            if asked.get(day, OFF) == OFF:
                cost[day, -1] = 0.0
            for shift, wards in today.items():
                if asked.get(day, shift) == shift:
                    cost[day, [self._place[shift, ward] for ward in wards]] = 0.0

    def _needs(self, needs: Sequence[Need], people: Sequence[Person]) -> tuple[Flags, list[tuple[int, int, int, int, int, int]]]:
        """Return groups of people who count, and per need: day, kind, group, number wanted, costs of one less and one more.

        Cover of an interval, for which several shifts count, is left out; and so is room, where lines may need fillers.
        """
        names = sorted({(need.role, need.skill) for need in needs} | {(need.role, "") for need in needs})
        group = {name: number for number, name in enumerate(names)}
        members = np.array([[one.role is role and (not skill or skill in one.skills) for one in people] for role, skill in names])
        found = []
        for need in needs:
            kind = self._place.get((need.shift, need.ward))
            if kind is not None and not need.stretch:
                place = need.day - self._days.start, kind, group[need.role, need.skill]
                found += [
                    (*place, number, price, 0) for number, price in ((need.least, self.weight), (need.preferred, 1)) if number
                ]
        for (ward, role, shift, day), room in rooms(needs).items() if not self._fillers else ():
            if (shift, ward) in self._place and day in self._days:
                found.append((day - self._days.start, self._place[shift, ward], group[role, ""], room, 0, self.weight))
        return members, found

    def _barred(self, people: Sequence[Person]) -> Flags:
        """Return kind × kind: what nobody's contract lets follow on the next day."""
        contracts = {person.contract for person in people}
        rows = [
            [all(self._instance.too_close(one, first, then, 1) for one in contracts) for then, _ in self.kinds]
            for first, _ in self.kinds
        ]
        return np.array(rows, np.bool_)

    def _rules(self, person: Person) -> LineRules:
        contract, limits = person.contract, dict(person.contract.max_of_shift)
        return LineRules(
            least_run=contract.min_run,
            most_run=contract.max_run or WITHOUT,
            least_off=contract.min_off,
            least_minutes=0,
            most_minutes=WITHOUT,
            most_weekends=WITHOUT if contract.max_weekends is None else contract.max_weekends,
            most_of=tuple(limits.get(shift, WITHOUT) for shift, _ in self.kinds),
        )

    def _before(self, person: Person) -> Before:
        """Return what somebody did last, as far as their shift is one of the piece, and the run may end; else they begin free."""
        run = run_before(person) if self._days.start == 0 else 0
        last = {shift: number for number, (shift, _) in enumerate(self.kinds)}.get(person.history[-1][1]) if run else None
        if last is not None and person.contract.min_run <= run <= (person.contract.max_run or WITHOUT):
            return Before(run=run, shift=last, known=True)
        return Before()

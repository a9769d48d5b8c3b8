"""The cheapest lines at given prices: shortest paths with resources over the days, for many people at once.

A state is what the next day's choice depends on: the shift and the length of the run, or the days off in a row; with the
minutes and the weekends so far. A table of all states is carried from day to day by whole slices, people side by side;
the way back is found in the tables kept. (Irnich and Desaulniers, Shortest path problems with resource constraints, 2005.)
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from optimizer.rota.roster.problem import Before, Floats, Ints, LineRules, RosterProblem

TOGETHER = 50_000  # states on a day of people side by side: about what stays in the cache of a core
COUNTED = 1_500_000  # states of one person, all days together, up to which limits on shifts are counted in them


@dataclass(frozen=True)
class Found:
    """A line with its reduced cost."""

    person: int
    cost: float
    line: Ints


@dataclass(frozen=True)
class _Key:
    """People with equal keys share a table."""

    rules: LineRules
    before: Before
    able: tuple[int, ...]  # shifts that the person may work at all
    counted: tuple[tuple[int, int], ...]  # shifts with a limit that states count, and the limit


class Pricer:
    """Finds cheapest lines of one problem.

    Limits on how often a shift may be worked are counted only for people whose lines have gone beyond them, as far as
    tables do not become too large (Boland, Dethridge and Dumitrescu, Accelerated label setting, 2006); a line may exceed
    the others.
    """

    def __init__(self, problem: RosterProblem) -> None:
        self._problem = problem
        self._limits: dict[int, dict[int, int]] = defaultdict(dict)
        for person, shift, most in problem.limited:
            self._limits[person][shift] = most
        self._keys = [self._key(person) for person in range(problem.people)]
        self._tables: dict[_Key, _Table] = {}

    def _key(self, person: int) -> _Key:
        problem = self._problem
        able = np.flatnonzero(np.isfinite(problem.cost[person, :, :-1]).any(axis=0)).tolist()
        return _Key(replace(problem.rules[person], most_of=()), problem.before[person], tuple(able), ())

    @property
    def states(self) -> int:
        """States of everybody on one day, nothing counted."""
        return sum(self._table(key).states * number for key, number in Counter(self._keys).items())

    def _table(self, key: _Key) -> _Table:
        if key not in self._tables:
            self._tables[key] = _Table(self._problem, key)
        return self._tables[key]

    def lines(self, cost: Floats, each: int, people: Sequence[int] | None = None) -> Iterator[Found]:
        """Yield up to so many lines of everybody (or of some), the cheapest first; nothing for who has no line.

        Parameters
        ----------
        cost
            Person × day × (shifts, off), prices included.
        each
            Lines per person; those besides the cheapest differ from it in minutes or weekends.
        """
        groups: dict[_Key, list[int]] = defaultdict(list)
        for person in range(self._problem.people) if people is None else people:
            groups[self._keys[person]].append(person)
        for key, members in groups.items():
            table = self._table(key)
            step = max(1, TOGETHER // table.states)
            for first in range(0, len(members), step):
                yield from table.solve(members[first : first + step], cost[members[first : first + step]], each)

    def count(self, person: int, line: Ints) -> bool:
        """Let a person's states count a limit that a line exceeds, from now on; whether that was possible."""
        key = self._keys[person]
        known = dict(key.counted)
        for shift, most in self._limits[person].items():
            if shift not in known and int((line == shift).sum()) > most:
                wider = replace(key, counted=tuple(sorted((*key.counted, (shift, most)))))
                if self._table(wider).states * self._problem.days <= COUNTED:
                    self._keys[person] = wider
                    return True
        return False


class _Table:
    """Tables of people with the same rules: axes are people, shift, length of run (or days off), then the resources.

    Resources are minutes in units, weekends, and the number of each counted shift.
    """

    def __init__(self, problem: RosterProblem, key: _Key) -> None:
        rules = key.rules
        self._days, self._off = problem.days, problem.shifts
        self._rules, self._before = rules, key.before
        unit = problem.unit
        counted = [shift for shift, _ in key.counted]

        def used(shift: int) -> tuple[int, ...]:
            return int(problem.minutes[shift]) // unit, *(int(shift == one) for one in counted)

        # shifts that may follow the same ones and use the same stand side by side, and are worked out together
        able = sorted(key.able, key=lambda shift: (problem.barred[key.able, shift].tobytes(), used(shift)))
        self._able = np.array(able, np.int64)
        self._use = [used(shift) for shift in able]
        self._least = -(-rules.least_minutes // unit)
        width = min(rules.most_minutes // unit, problem.days * max((one[0] for one in self._use), default=0)) + 1
        free = rules.most_weekends >= len(problem.weekends)
        self._weekend = np.zeros(problem.days, np.int64) if free else problem.weekend_day
        self._sizes = (width, 1 if free else rules.most_weekends + 1, *(most + 1 for _, most in key.counted))
        self._run = max(1, min(rules.most_run, problem.days + key.before.run))
        self._rest = max(1, rules.least_off)
        self._may_follow = ~problem.barred[np.ix_(self._able, self._able)]
        self._alike = list(self._groups())

    def _groups(self) -> Iterator[tuple[Ints, slice]]:
        """Yield which shifts come before, and the shifts side by side for which that is so."""
        first = 0
        columns = [self._may_follow[:, then].tobytes() for then in range(len(self._able))]
        for then in range(1, len(self._able) + 1):
            if then == len(self._able) or (columns[then], self._use[then]) != (columns[first], self._use[first]):
                yield np.flatnonzero(self._may_follow[:, first]), slice(first, then)
                first = then

    @property
    def states(self) -> int:
        """States of one person on one day."""
        return (len(self._able) * self._run + self._rest) * int(np.prod(self._sizes))

    def solve(self, people: Sequence[int], cost: Floats, each: int) -> Iterator[Found]:
        """Yield the cheapest lines of people; cost is theirs."""
        kept = self._forward(cost)
        works, offs = kept[-1]
        ends = np.minimum(works.min(axis=(1, 2), initial=np.inf), offs.min(axis=1))[:, self._least :]
        for place, person in enumerate(people):
            yield from self._best(person, place, ends[place], kept, each)

    def _forward(self, cost: Floats) -> list[tuple[Floats, Floats]]:
        """Return the tables before the first day and after every day."""
        works, offs = self._start(len(cost))
        kept = [(works, offs)]
        able_cost, off_cost = cost[:, :, self._able], cost[:, :, self._off]
        for day in range(self._days):
            works, offs = self._day(day, works, offs, able_cost[:, day], off_cost[:, day])
            kept.append((works, offs))
        return kept

    def _start(self, people: int) -> tuple[Floats, Floats]:
        works = np.full((people, len(self._able), self._run, *self._sizes), np.inf)
        offs = np.full((people, self._rest, *self._sizes), np.inf)
        before, nothing = self._before, (0,) * len(self._sizes)
        if before.run:
            at = np.flatnonzero(self._able == before.shift)
            if len(at) and before.run <= self._run:
                works[_at(slice(None), at[0], before.run - 1, *nothing)] = 0.0
        else:
            rest = min(before.off, self._rest) if before.known else self._rest
            offs[_at(slice(None), max(rest, 1) - 1, *nothing)] = 0.0
        return works, offs

    def _day(self, day: int, works: Floats, offs: Floats, cost: Floats, off_cost: Floats) -> tuple[Floats, Floats]:
        new, rest = np.full_like(works, np.inf), np.full_like(offs, np.inf)
        weekend = int(self._weekend[day])
        onward: dict[bytes, Floats] = {}
        for preds, thens in self._alike:
            price = cost[:, thens]
            self._carry(new[:, thens, :1], offs[:, None, -1:], self._spent(thens.start, weekend > 0), price)
            if self._run > 1:
                name = preds.tobytes()
                if name not in onward:
                    onward[name] = works[:, preds, :-1].min(axis=1, initial=np.inf)[:, None]
                self._carry(new[:, thens, 1:], onward[name], self._spent(thens.start, weekend == 1), price)
        ended = works[:, :, self._stops(day)].min(axis=(1, 2), initial=np.inf)
        if self._rest == 1:
            rest[:, 0] = np.minimum(ended, offs[:, 0])
        else:
            rest[:, 0] = ended
            rest[:, 1:] = offs[:, :-1]
            rest[:, -1] = np.minimum(rest[:, -1], offs[:, -1])
        rest += off_cost.reshape(-1, *([1] * (rest.ndim - 1)))
        return new, rest

    def _spent(self, then: int, weekend: bool) -> tuple[int, ...]:
        """Return what a shift uses of every resource."""
        return self._use[then][0], int(weekend), *self._use[then][1:]

    def _carry(self, to: Floats, source: Floats, spent: tuple[int, ...], price: Floats) -> None:
        """Put states with a price each into a table, what is spent further along every resource."""
        if any(one >= size for one, size in zip(spent, self._sizes, strict=True)):
            return
        ahead = tuple(slice(one, None) for one in spent)
        behind = tuple(slice(None, size - one) for one, size in zip(spent, self._sizes, strict=True))
        np.add(source[_at(..., *behind)], price.reshape(*price.shape, *([1] * (source.ndim - 2))), out=to[_at(..., *ahead)])

    def _stops(self, day: int) -> list[int]:
        """Return the lengths of run (from 0) after which one may be off on a day."""
        least = self._rules.least_run
        fresh = not self._before.known
        return [length for length in range(self._run) if length + 1 >= least or (fresh and length + 1 == day)]

    def _best(self, person: int, place: int, ends: Floats, kept: Sequence[tuple[Floats, Floats]], each: int) -> Iterator[Found]:
        flat = ends.ravel()
        for at in np.argsort(flat, kind="stable")[:each].tolist():
            if not np.isfinite(flat[at]):
                return
            spent = [int(one) for one in np.unravel_index(at, ends.shape)]
            spent[0] += self._least
            yield Found(person, float(flat[at]), self._back(place, spent, kept))

    def _back(self, place: int, spent: list[int], kept: Sequence[tuple[Floats, Floats]]) -> Ints:
        """Return the line that leads to a state at the end."""
        line = np.full(self._days, self._off, np.int64)
        works, offs = kept[-1]
        state = _least(works[_at(place, slice(None), slice(None), *spent)], offs[_at(place, slice(None), *spent)])
        for day in range(self._days - 1, -1, -1):
            works, offs = kept[day]
            if isinstance(state, tuple):
                shift, run = state
                line[day] = self._able[shift]
                weekend = int(self._weekend[day])
                used = self._spent(shift, weekend > 0 if run == 0 else weekend == 1)
                spent = [one - by for one, by in zip(spent, used, strict=True)]
                if run == 0:
                    state = self._rest - 1
                else:
                    preds = np.flatnonzero(self._may_follow[:, shift])
                    state = (int(preds[works[_at(place, preds, run - 1, *spent)].argmin()]), run - 1)
            else:
                here = works[_at(place, slice(None), slice(None), *spent)], offs[_at(place, slice(None), *spent)]
                state = self._off_from(day, state, *here)
        return line

    def _off_from(self, day: int, length: int, works: Floats, offs: Floats) -> tuple[int, int] | int:
        """Return the state on the day before a day off that is the so-manieth in a row (from 0)."""
        waits = [length] if length == self._rest - 1 else []
        if length > 0:
            waits.append(length - 1)
        best = min(waits, key=lambda one: offs[one], default=-1)
        if length > 0:
            return best
        stops = self._stops(day)
        ending = works[:, stops]
        if not ending.size or (best >= 0 and offs[best] <= ending.min()):
            return best
        shift, at = np.unravel_index(int(ending.argmin()), ending.shape)
        return int(shift), stops[int(at)]


def _at(*index: Any) -> Any:
    """Return an index of as many axes as there are parts."""
    return index


def _least(works: Floats, offs: Floats) -> tuple[int, int] | int:
    if works.size and works.min() <= offs.min():
        shift, run = np.unravel_index(int(works.argmin()), works.shape)
        return int(shift), int(run)
    return int(offs.argmin())

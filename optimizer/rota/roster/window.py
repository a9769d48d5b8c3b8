"""Some days of some people set free, everything else held: the rules and costs of what is free, for CP-SAT.

A cell is a person on a day. What is held enters rules and cover as numbers, so that a model has no more than it needs.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from ortools.sat.python import cp_model
from ortools.sat.python import cp_model_helper as cmh
from ortools.sat.python.cp_model import LinearExpr

from optimizer.core.outcome import Termination
from optimizer.rota.roster.problem import Flags, Ints, RosterProblem
from optimizer.solve.cpsat_here import PartAnswer, solve_part

Sign = cmh.Literal | int  # a literal, or a constant 0 or 1
SCALE = 1000  # costs become whole numbers: thousandths


@dataclass(frozen=True)
class Freed:
    """A roster, None where none was found; whether it is the best for its free cells; the deterministic time spent."""

    lines: Ints | None
    proven: bool
    effort: float


class Window:
    """The model of the free cells of a roster."""

    def __init__(self, problem: RosterProblem, lines: Ints, free: Flags) -> None:
        self._problem, self._lines, self._free = problem, lines, free
        self._model = cp_model.CpModel()
        self._people = np.flatnonzero(free.any(axis=1)).tolist()
        self._scale = 1 if problem.whole else SCALE
        self._picks: dict[tuple[int, int], dict[int, cp_model.IntVar]] = {}
        self._cost: list[tuple[int, cp_model.IntVar]] = []
        for person in self._people:
            for day in np.flatnonzero(free[person]).tolist():
                self._cell(person, day)
        for person in self._people:
            self._rules(person)
        self._cover()
        self._model.minimize(LinearExpr.weighted_sum([one for _, one in self._cost], [weight for weight, _ in self._cost]))

    def solve(self, *, effort: float, seconds: float, seed: int = 0) -> Freed:
        """Return the roster with the best that was found for the free cells."""
        answer = solve_part(self._model, effort=effort, seconds=seconds, seed=seed)
        return Freed(self._read(answer) if answer.values else None, answer.termination is Termination.OPTIMAL, answer.effort)

    def _read(self, answer: PartAnswer) -> Ints:
        found = self._lines.copy()
        for (person, day), picks in self._picks.items():
            found[person, day] = next(shift for shift, literal in picks.items() if answer.values[literal.index])
        return found

    def _cell(self, person: int, day: int) -> None:
        costs, now = self._problem.cost[person, day], int(self._lines[person, day])
        shifts = np.flatnonzero(np.isfinite(costs)).tolist()
        picks = {shift: self._model.new_bool_var("") for shift in shifts}
        self._model.add_exactly_one(picks.values())
        for shift, literal in picks.items():
            self._model.add_hint(literal, int(shift == now))
            self._charge(float(costs[shift]), literal)
        self._picks[person, day] = picks

    def _charge(self, cost: float, variable: cp_model.IntVar) -> None:
        if cost:
            self._cost.append((round(self._scale * cost), variable))

    def _on(self, person: int, day: int, shift: int) -> Sign:
        """Return whether somebody works a shift (or is off) on a day."""
        picks = self._picks.get((person, day))
        return int(self._lines[person, day] == shift) if picks is None else picks.get(shift, 0)

    def _works(self, person: int, day: int) -> Sign:
        off = self._on(person, day, self._problem.shifts)
        return 1 - off if isinstance(off, int) else off.negated()

    def _rules(self, person: int) -> None:
        """Post the rules of a line as far as free cells touch them."""
        works = [self._works(person, day) for day in range(self._problem.days)]
        self._successions(person)
        self._sums(person)
        self._weekends(person, works)
        self._runs(person, works)

    def _successions(self, person: int) -> None:
        problem, free, before = self._problem, self._free[person], self._problem.before[person]
        touched = np.flatnonzero(free[:-1] | free[1:]).tolist()
        sets: dict[tuple[int, ...], list[int]] = defaultdict(list)
        for then in range(problem.shifts):
            sets[tuple(np.flatnonzero(problem.barred[:, then]).tolist())].append(then)
        for ahead, thens in sets.items():
            for day in touched if ahead else ():
                clash = [self._on(person, day, one) for one in ahead] + [self._on(person, day + 1, one) for one in thens]
                self._at_most(clash, 1)
            if before.run and before.shift in ahead and free[0]:
                self._at_most([self._on(person, 0, one) for one in thens], 0)

    def _sums(self, person: int) -> None:
        problem, rules = self._problem, self._problem.rules[person]
        held = self._lines[person, ~self._free[person]]
        spent = int(problem.minutes[held[held != problem.shifts]].sum())
        open_ = [(int(problem.minutes[s]), sign) for s, sign in self._open(person) if s != problem.shifts]
        minutes = LinearExpr.weighted_sum([sign for _, sign in open_], [minutes for minutes, _ in open_])
        self._model.add_linear_constraint(minutes, rules.least_minutes - spent, rules.most_minutes - spent)
        for shift, most in enumerate(rules.most_of):
            signs = [sign for one, sign in self._open(person) if one == shift]
            self._at_most(signs, most - int((held == shift).sum()))

    def _open(self, person: int) -> list[tuple[int, cp_model.IntVar]]:
        """Return shift and literal of every free choice of a person."""
        days = np.flatnonzero(self._free[person]).tolist()
        return [pair for day in days for pair in self._picks[person, day].items()]

    def _weekends(self, person: int, works: Sequence[Sign]) -> None:
        most = self._problem.rules[person].most_weekends
        signs: list[Sign] = []
        if most >= len(self._problem.weekends):
            return
        for days in self._problem.weekends:
            there = [works[day] for day in days]
            open_ = [sign for sign in there if not isinstance(sign, int)]
            if 1 in [sign for sign in there if isinstance(sign, int)]:
                signs.append(1)
            elif open_:
                any_ = self._model.new_bool_var("")
                for sign in open_:
                    self._model.add_implication(sign, any_)
                signs.append(any_)
        self._at_most(signs, most)

    def _runs(self, person: int, works: Sequence[Sign]) -> None:
        """Post the lengths of runs and of days off; what came before the horizon counts where it is known."""
        rules, before, days = self._problem.rules[person], self._problem.before[person], self._problem.days
        past: list[Sign] = [1] * before.run if before.run else [0] * min(before.off, rules.least_off)
        line = [*past, *works] if before.known or before.run else list(works)
        if before.known:
            line = [_flip(past[0], flip=True), *line] if past else line  # whatever came before what is known ended it
        ahead = len(line) - days
        free = np.flatnonzero(self._free[person]) + ahead
        longest = max(rules.most_run, rules.least_run, rules.least_off) + 1
        begin, end = max(0, int(free[0]) - longest), min(len(line), int(free[-1]) + longest + 1)
        for first in range(begin, min(end, len(line) - rules.most_run)):
            self._at_most(line[first : first + rules.most_run + 1], rules.most_run)
        for first in range(max(1, begin), end):
            for least, off in ((rules.least_run, False), (rules.least_off, True)):
                for last in range(first + 1, min(first + least, len(line))):
                    ends = [line[first - 1], line[last]]
                    self._some([_flip(line[first], flip=not off), *(_flip(one, flip=off) for one in ends)])

    def _cover(self) -> None:
        problem = self._problem
        base = self._lines.copy()
        base[self._free] = -1
        held, now = problem.present(base), problem.present(self._lines)
        days: Flags = np.atleast_1d(self._free.any(axis=0))
        for need in np.flatnonzero(days[problem.day]).tolist():
            day, shift, group = (
                int(problem.day[need]),
                int(problem.shift[need]),
                np.atleast_1d(problem.groups[int(problem.who[need])]),
            )
            signs = [
                picks[shift]
                for person in self._people
                if group[person] and (picks := self._picks.get((person, day))) is not None and shift in picks
            ]
            lack, number = int(problem.wanted[need] - held[need]), int(now[need] - held[need])
            under = self._slack(max(0, lack), max(0, lack - number))
            over = self._slack(max(0, len(signs) - lack), max(0, number - lack))
            self._model.add(LinearExpr.sum([*signs, under, -1 * over]) == lack)
            self._charge(float(problem.under[need]), under)
            self._charge(float(problem.over[need]), over)

    def _slack(self, most: int, now: int) -> cp_model.IntVar:
        variable = self._model.new_int_var(0, most, "")
        self._model.add_hint(variable, min(now, most))
        return variable

    def _at_most(self, signs: Sequence[Sign], most: int) -> None:
        open_ = [sign for sign in signs if not isinstance(sign, int)]
        most -= sum(sign for sign in signs if isinstance(sign, int))
        if len(open_) > most:
            self._model.add(LinearExpr.sum(open_) <= most)

    def _some(self, signs: Sequence[Sign]) -> None:
        if not any(isinstance(sign, int) and sign for sign in signs):
            self._model.add_bool_or([sign for sign in signs if not isinstance(sign, int)])


def _flip(sign: Sign, *, flip: bool) -> Sign:
    if not flip:
        return sign
    return 1 - sign if isinstance(sign, int) else sign.negated()

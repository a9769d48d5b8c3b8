"""The week as a whole-number program over lines: columns come in while they pay, then the best whole ones are chosen.

Rows say that nobody gives more work than they do (kind × day × shift), what cover misses (day × shift × skill), and that
everybody has one line. People of a kind are told apart only by their lines; who of them uses which skill is free.
"""

from __future__ import annotations

from dataclasses import dataclass

import highspy
import numpy as np

from optimizer.rota.weekly.check import NOBODY
from optimizer.rota.weekly.pricing import Pricer
from optimizer.rota.weekly.problem import WEEK, Floats, Ints
from optimizer.solve.highs import highs_here
from optimizer.solve.lp import GUARD_S

ABSENT = 1000.0  # cost of one missing among those who must be there: more than any rule
EACH = 6  # lines per person and round
NEAR = 3000  # lines that the whole-number program chooses from
GAP = 1e-4


@dataclass(frozen=True)
class WeekPlan:
    """A planned week.

    Parameters
    ----------
    lines, skills
        Person × day: shift (the number of shifts for a day off), and skill (−1 for a day off).
    """

    lines: Ints
    skills: Ints


class WeekMaster:
    """The program of a week whose lines have the given costs."""

    def __init__(self, pricer: Pricer, costs: list[Floats], *, seed: int = 0) -> None:
        self._pricer, self._costs, self._seed = pricer, costs, seed
        crew, need = pricer.problem.crew, pricer.problem.need
        self._slots = WEEK * crew.shifts
        self._supply, self._cover = len(crew.kinds) * self._slots, self._slots * crew.skills
        self._lp = highs_here(seconds=GUARD_S, seed=seed)
        self._lp.setOptionValue("presolve", "off")
        rows = self._supply + self._cover + crew.people
        lower, upper = np.zeros(rows), np.full(rows, np.inf)
        lower[self._supply : self._supply + self._cover] = need.best.ravel()
        lower[-crew.people :] = upper[-crew.people :] = 1.0
        none = np.zeros(0, np.int32)
        self._lp.addRows(rows, lower, upper, 0, none, none, np.zeros(0))
        self._using = [
            (kind, slot, skill)
            for kind, has in enumerate(crew.kinds)
            for slot in range(self._slots)
            for skill in np.flatnonzero(has).tolist()
        ]
        self._first()
        self._inside = [np.zeros(len(one), bool) for one in costs]
        self._owner: list[tuple[int, int]] = []  # person and line of every column

    def _first(self) -> None:
        """Add the columns of who is missing, and of kinds with their skills."""
        crew, need = self._pricer.problem.crew, self._pricer.problem.need
        cover = [np.array([self._supply + row]) for row in range(self._cover)]
        ones, inf = [np.ones(1)] * self._cover, np.full(self._cover, np.inf)
        self._add(np.full(self._cover, need.missing), (need.best - need.least).ravel().astype(float), cover, ones)
        self._add(np.full(self._cover, ABSENT), inf, cover, ones)
        using = [
            np.array([kind * self._slots + slot, self._supply + slot * crew.skills + skill]) for kind, slot, skill in self._using
        ]
        self._add(np.zeros(len(using)), np.full(len(using), np.inf), using, [np.array([-1.0, 1.0])] * len(using))

    def _add(self, cost: Floats, upper: Floats, rows: list[Ints], values: list[Floats]) -> None:
        starts = np.concatenate(([0], np.cumsum([len(one) for one in rows])))[:-1].astype(np.int32)
        entries = np.concatenate(rows).astype(np.int32)
        self._lp.addCols(len(cost), cost, np.zeros(len(cost)), upper, len(entries), starts, entries, np.concatenate(values))

    def _enter(self, picks: list[Ints]) -> bool:
        """Let lines of everybody in; whether any is new."""
        crew, cost, rows = self._pricer.problem.crew, [], []
        for person, numbers in enumerate(picks):
            new = numbers[~self._inside[person][numbers]]
            self._inside[person][new] = True
            for number in new.tolist():
                days = self._pricer.lines[person].days[number]
                worked = np.flatnonzero(days != crew.shifts)
                supply = int(crew.kind[person]) * self._slots + worked * crew.shifts + days[worked]
                rows.append(np.append(supply, self._supply + self._cover + person))
                cost.append(float(self._costs[person][number]))
                self._owner.append((person, number))
        if cost:
            self._add(np.array(cost), np.full(len(cost), np.inf), rows, [np.ones(len(row)) for row in rows])
        return bool(cost)

    def _relax(self) -> list[Floats]:
        """Solve the relaxation; returns per person what each line costs beyond its prices."""
        crew, missing = self._pricer.problem.crew, self._pricer.problem.need.missing
        shape = (len(crew.kinds), WEEK, crew.shifts)
        rest = self._pricer.at(np.full(shape, missing / 2), self._costs)
        self._enter([_least(one, EACH) for one in rest])
        while True:
            self._lp.run()
            duals = np.array(self._lp.getSolution().row_dual)
            rest = self._pricer.at(duals[: self._supply].reshape(shape), self._costs)
            rest = [one - dual for one, dual in zip(rest, duals[-crew.people :].tolist(), strict=True)]
            best = [_least(one, EACH) for one in rest]
            if not self._enter([few[one[few] < -1e-6] for one, few in zip(rest, best, strict=True)]):
                return rest

    def plan(self, seconds: float) -> WeekPlan:
        """Return the best week of whole lines; `seconds` is a guard."""
        rest = self._relax()
        beyond = np.concatenate(rest)
        most = np.partition(beyond, NEAR)[NEAR] if len(beyond) > NEAR else np.inf
        self._enter([np.flatnonzero(one <= most) for one in rest])
        first = 2 * self._cover + len(self._using)
        size = first + len(self._owner)
        whole = highs_here(seconds=seconds, seed=self._seed)
        whole.passModel(self._lp.getLp())
        whole.changeColsIntegrality(size, np.arange(size, dtype=np.int32), [highspy.HighsVarType.kInteger] * size)
        whole.setOptionValue("mip_rel_gap", GAP)
        whole.run()
        if whole.getInfo().primal_solution_status != highspy.SolutionStatus.kSolutionStatusFeasible:
            whole.setOptionValue("time_limit", GUARD_S)  # fractions of people would leave out somebody who must be there
            whole.run()
        found = whole.getInfo().primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible
        values = np.array((whole if found else self._lp).getSolution().col_value)
        return self._read(values[first:], values[2 * self._cover : first])

    def _read(self, taken: Floats, using: Floats) -> WeekPlan:
        crew = self._pricer.problem.crew
        share, lines = np.zeros(crew.people), np.zeros((crew.people, WEEK), np.int64)
        for (person, number), value in zip(self._owner, taken.tolist(), strict=True):
            if value > share[person]:
                share[person], lines[person] = value, self._pricer.lines[person].days[number]
        skills = np.full(lines.shape, NOBODY)
        open_: dict[tuple[int, int], list[int]] = {}
        for (kind, slot, skill), value in zip(self._using, using.tolist(), strict=True):
            open_.setdefault((kind, slot), []).extend([skill] * round(value))
        for person, day in np.argwhere(lines != crew.shifts).tolist():
            kind = int(crew.kind[person])
            asked = open_[kind, day * crew.shifts + int(lines[person, day])]
            skills[person, day] = asked.pop() if asked else int(np.flatnonzero(crew.kinds[kind])[0])
        return WeekPlan(lines, skills)


def _least(values: Floats, count: int) -> Ints:
    """Return the numbers of the least values."""
    return np.argpartition(values, count)[:count] if count < len(values) else np.arange(len(values))

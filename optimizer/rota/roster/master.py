"""The master of a roster: a column per line of one person, rows for cover, for one line each, and for limits on shifts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from optimizer.rota.roster.check import faults
from optimizer.rota.roster.pricing import Found, Pricer
from optimizer.rota.roster.problem import Floats, Ints, RosterProblem
from optimizer.solve.columns import Columns, Master
from optimizer.solve.lp import LpAnswer

NO_LINE = 1e6  # price of a person without a line, above which no price of cover can go; raised with the problem's costs
TOLERANCE = 1e-6


@dataclass(frozen=True)
class Duals:
    """Prices: of the needs, of having a line, of the limits on a person's shifts, and of missing fewer in all."""

    needs: Floats
    person: Floats
    limits: Floats
    missing: float = 0.0


class RosterMaster:
    """A restricted master with all lines known so far.

    Rows: a need each, then a person each, then how many are missing in all, then the limits that lines in use have gone
    beyond, as they are found. Columns that are not lines come first: cover missed and exceeded per need, and a person
    without a line.
    """

    def __init__(self, problem: RosterProblem, *, seed: int = 0) -> None:
        self.problem = problem
        self.pricer = Pricer(problem)
        self.lines: list[Ints] = []
        self.owner: list[int] = []
        self.legal: list[bool] = []
        self.cost: list[float] = []
        self.fixed = np.zeros((problem.people, problem.days), bool)
        self._allowed = np.ones(problem.cost.shape, bool)
        self._barred: set[int] = set()
        self._of: list[list[int]] = [[] for _ in range(problem.people)]
        self._seen: set[tuple[int, bytes]] = set()
        needs, people, limits = len(problem.day), problem.people, problem.limited
        self._most = np.array([limit for _, _, limit in limits], np.float64)
        sides = np.concatenate([problem.wanted.astype(np.float64), np.ones(people)])
        self._missing = 0.0
        self.master = Master(np.append(sides, 0.0), np.append(sides, np.inf), seed=seed)
        finite = problem.cost[np.isfinite(problem.cost)]
        penalty = NO_LINE + problem.days * float(problem.under.max(initial=0.0) + np.abs(finite).max(initial=0.0))
        missed = np.column_stack([np.arange(needs), np.full(needs, needs + people)]).ravel()
        rows = np.concatenate([missed, np.arange(needs), needs + np.arange(people)])
        starts = np.concatenate([2 * np.arange(needs), 2 * needs + np.arange(needs + people)])
        self.master.add(
            Columns(
                np.concatenate([problem.under, problem.over, np.full(people, penalty)]),
                starts,
                rows,
                np.concatenate([np.ones(2 * needs), -np.ones(needs), np.ones(people)]),
            )
        )
        self.first = 2 * needs + people
        self._limit = {(person, shift): number for number, (person, shift, _) in enumerate(limits)}
        self._rows_of_limits: dict[int, int] = {}

    def add(self, found: Sequence[tuple[int, Ints]]) -> int:
        """Add lines (person and line) that are not there yet; returns how many were new."""
        problem, known = self.problem, len(self.lines)
        starts, rows, values = [0], [np.zeros(0, np.int64)], [np.zeros(0, np.int64)]
        for person, line in found:
            key = (person, line.astype(np.int16).tobytes())
            if key in self._seen:
                continue
            self._seen.add(key)
            used, times = np.unique(self._rows(person, line), return_counts=True)
            rows.append(used)
            values.append(times)
            starts.append(starts[-1] + len(used))
            self._of[person].append(len(self.lines))
            self.lines.append(line)
            self.owner.append(person)
            self.cost.append(float(problem.cost[person, np.arange(problem.days), line].sum()))
            self.legal.append(not faults(problem, person, line))
        new = self.cost[known:]
        if new:
            entries = np.concatenate(values).astype(np.float64)
            self.master.add(Columns(np.array(new), np.array(starts[:-1]), np.concatenate(rows), entries))
        return len(new)

    def _rows(self, person: int, line: Ints) -> Ints:
        """Return the rows of a line: its needs, its person, and the limits of its shifts as often as it has them."""
        numbers = [self._limit.get((person, shift), -1) for shift in line.tolist()]
        limits = [self._rows_of_limits[number] for number in numbers if number in self._rows_of_limits]
        needs = np.flatnonzero(self.problem.counts(person, line))
        return np.concatenate([needs, [len(self.problem.day) + person], np.array(limits, np.int64)])

    def shares(self, values: Floats) -> Floats:
        """Return person × day × (shifts, off): how much of a day the columns' values give to each choice."""
        problem = self.problem
        shares = np.zeros_like(problem.cost)
        used = np.flatnonzero(values[self.first :] > TOLERANCE)
        for number in used.tolist():
            shares[self.owner[number], np.arange(problem.days), self.lines[number]] += values[self.first + number]
        return shares

    def fix(self, person: int, day: int, choice: int, values: Floats) -> bool:
        """Let somebody do nothing else on a day; not if none of their legal lines in use does that.

        Parameters
        ----------
        values
            Of the columns: what is in use.
        """
        theirs = [number for number in self._of[person] if number not in self._barred]
        others = [number for number in theirs if self.lines[number][day] != choice]
        in_use = (number for number in theirs if self.legal[number] and values[self.first + number] > TOLERANCE)
        if set(in_use) <= set(others):
            return False
        self.fixed[person, day] = True
        self._allowed[person, day] = np.arange(self.problem.shifts + 1) == choice
        self._barred.update(others)
        nothing = np.zeros(len(others))
        self.master.bound(self.first + np.array(others, np.int64), nothing, nothing)
        return True

    def release(self) -> None:
        """Fix nothing any more."""
        numbers = np.array(sorted(self._barred), np.int64)
        self._barred.clear()
        self.fixed[:], self._allowed[:] = False, True
        self.master.bound(self.first + numbers, np.zeros(len(numbers)), np.full(len(numbers), np.inf))

    def solve(self, seconds: float) -> tuple[LpAnswer, Duals]:
        """Solve the relaxation."""
        answer = self.master.solve(seconds)
        while self._limit_more(answer.values):
            answer = self.master.solve(seconds)
        needs, people = len(self.problem.day), self.problem.people
        duals = answer.duals
        limits = np.zeros(len(self._most))
        limits[list(self._rows_of_limits)] = np.minimum(0.0, duals[needs + people + 1 :])
        return answer, Duals(duals[:needs], duals[needs : needs + people], limits, max(0.0, float(duals[needs + people])))

    def missing_at_least(self, number: float) -> None:
        """Let so many be missing in all, at least, from now on."""
        self._missing = number
        self.master.bound_row(len(self.problem.day) + self.problem.people, number, np.inf)

    def missing(self, values: Floats) -> float:
        """Return how many are missing in all."""
        return float(values[: len(self.problem.day)].sum())

    def _limit_more(self, values: Floats) -> bool:
        """Add a row for every limit that the lines in use go beyond together; whether there was any."""
        used = [number for number in np.flatnonzero(values[self.first :] > TOLERANCE).tolist() if not self.legal[number]]
        spent: dict[int, float] = defaultdict(float)
        for number in used:
            for shift in self.lines[number].tolist():
                limit = self._limit.get((self.owner[number], shift), -1)
                if limit >= 0:
                    spent[limit] += values[self.first + number]
        beyond = [limit for limit, times in sorted(spent.items()) if times > self._most[limit] + TOLERANCE]
        fresh = [limit for limit in beyond if limit not in self._rows_of_limits]
        for limit in fresh:
            person, shift, most = self.problem.limited[limit]
            times = np.array([(self.lines[number] == shift).sum() for number in self._of[person]], np.float64)
            columns = self.first + np.array(self._of[person], np.int64)
            self._rows_of_limits[limit] = self.master.limit(columns[times > 0], times[times > 0], float(most))
        return bool(fresh)

    def priced(self, duals: Duals) -> Floats:
        """Return person × day × (shifts, off) with all prices but that of having a line."""
        cost = self.problem.cost.copy()
        cost[:, :, :-1] -= self.problem.prices_of(duals.needs)
        for (person, shift, _), price in zip(self.problem.limited, duals.limits, strict=True):
            cost[person, :, shift] -= price
        cost[~self._allowed] = np.inf
        return cost

    def dual_bound(self, duals: Duals, found: Iterable[Found]) -> float:
        """Return what prices prove, with everybody's cheapest line at them among those found (Lagrange)."""
        cheapest = np.full(self.problem.people, np.inf)
        for one in found:
            cheapest[one.person] = min(cheapest[one.person], one.cost)
        others = duals.limits @ self._most + duals.missing * self._missing
        return float(self._clipped(duals) @ self.problem.wanted + others + cheapest.sum())

    def _clipped(self, duals: Duals) -> Floats:
        """Return prices of needs that no cost of missing or exceeding them contradicts."""
        return np.clip(duals.needs, -self.problem.over, self.problem.under - duals.missing)

    def price(self, duals: Duals, each: int, people: Sequence[int] | None = None) -> list[Found]:
        """Return cheapest lines at prices."""
        clipped = replace(duals, needs=self._clipped(duals))
        return list(self.pricer.lines(self.priced(clipped), each, people))

"""The master of a roster: a column per line of one person, rows for cover, for one line each, and for limits on shifts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from optimizer.rota.roster.check import faults
from optimizer.rota.roster.pricing import Found, Pricer
from optimizer.rota.roster.problem import Floats, Ints, RosterProblem
from optimizer.solve.columns import Columns, Master, MasterAnswer

NO_LINE = 1e6  # price of a person without a line, above which no price of cover can go; raised with the problem's costs
TOLERANCE = 1e-6


@dataclass(frozen=True)
class Duals:
    """Prices: of the needs, of having a line, and of the limits on a person's shifts."""

    needs: Floats
    person: Floats
    limits: Floats


class RosterMaster:
    """A restricted master with all lines known so far.

    Rows: a need each, then a person each, then a limit each. Columns that are not lines come first: cover missed and
    exceeded per need, and a person without a line.
    """

    def __init__(self, problem: RosterProblem, *, seed: int = 0) -> None:
        self.problem = problem
        self.pricer = Pricer(problem)
        self.lines: list[Ints] = []
        self.owner: list[int] = []
        self.legal: list[bool] = []
        self.cost: list[float] = []
        self._seen: set[tuple[int, bytes]] = set()
        needs, people, limits = len(problem.day), problem.people, problem.limited
        most = np.array([limit for _, _, limit in limits], np.float64)
        lower = np.concatenate([problem.wanted.astype(np.float64), np.ones(people), np.full(len(limits), -np.inf)])
        upper = np.concatenate([problem.wanted.astype(np.float64), np.ones(people), most])
        self.master = Master(lower, upper, seed=seed)
        finite = problem.cost[np.isfinite(problem.cost)]
        self.penalty = NO_LINE + problem.days * float(problem.under.max(initial=0.0) + np.abs(finite).max(initial=0.0))
        rows = np.concatenate([np.arange(needs), np.arange(needs), needs + np.arange(people)])
        self.master.add(
            Columns(
                np.concatenate([problem.under, problem.over, np.full(people, self.penalty)]),
                np.arange(2 * needs + people),
                rows,
                np.concatenate([np.ones(needs), -np.ones(needs), np.ones(people)]),
            )
        )
        self.first = 2 * needs + people
        self._limit_row = {(person, shift): needs + people + row for row, (person, shift, _) in enumerate(limits)}

    def add(self, found: Sequence[tuple[int, Ints]]) -> int:
        """Add lines (person and line) that are not there yet; returns how many were new."""
        problem = self.problem
        costs: list[float] = []
        starts: list[int] = []
        rows: list[int] = []
        for person, line in found:
            key = (person, line.astype(np.int16).tobytes())
            if key in self._seen:
                continue
            self._seen.add(key)
            starts.append(len(rows))
            costs.append(float(problem.cost[person, np.arange(problem.days), line].sum()))
            rows += self._rows(person, line)
            self.lines.append(line)
            self.owner.append(person)
            self.cost.append(costs[-1])
            self.legal.append(not faults(problem, person, line))
        if costs:
            values = np.ones(len(rows))
            grouped, entries, numbers = self._merged(starts, rows, values)
            self.master.add(Columns(np.array(costs), grouped, entries, numbers))
        return len(costs)

    def _rows(self, person: int, line: Ints) -> list[int]:
        problem = self.problem
        counts = problem.groups[problem.who, person] & (line[problem.day] == problem.shift)
        rows = [*np.flatnonzero(counts).tolist(), len(problem.day) + person]
        for shift in np.unique(line).tolist():
            row = self._limit_row.get((person, shift))
            if row is not None:
                rows += [row] * int((line == shift).sum())
        return rows

    @staticmethod
    def _merged(starts: Sequence[int], rows: Sequence[int], values: Floats) -> tuple[Ints, Ints, Floats]:
        """Return starts, rows and values with every row once a column."""
        begins: list[int] = []
        entries: list[int] = []
        numbers: list[float] = []
        for first, end in zip(starts, [*starts[1:], len(rows)], strict=True):
            begins.append(len(entries))
            unique, counts = np.unique(np.array(rows[first:end], np.int64), return_counts=True)
            entries += unique.tolist()
            numbers += counts.astype(np.float64).tolist()
        return np.array(begins), np.array(entries), np.array(numbers)

    def hold(self, numbers: Sequence[int]) -> list[int]:
        """Let lines be worked, and no other line of the same people; returns whose bounds have changed."""
        owners = {self.owner[number] for number in numbers}
        theirs = np.array([number for number, owner in enumerate(self.owner) if owner in owners], np.int64)
        held = np.isin(theirs, np.array(numbers, np.int64)).astype(np.float64)
        self.master.bound(self.first + theirs, held, np.where(held > 0, 1.0, 0.0))
        return sorted(owners)

    def release(self, owners: Iterable[int]) -> None:
        """Let people work any of their lines again."""
        who = set(owners)
        theirs = np.array([number for number, owner in enumerate(self.owner) if owner in who], np.int64)
        self.master.bound(self.first + theirs, np.zeros(len(theirs)), np.full(len(theirs), np.inf))

    def solve(self, seconds: float) -> tuple[MasterAnswer, Duals]:
        """Solve the relaxation."""
        answer = self.master.solve(seconds)
        needs, people = len(self.problem.day), self.problem.people
        duals = answer.duals
        return answer, Duals(duals[:needs], duals[needs : needs + people], np.minimum(0.0, duals[needs + people :]))

    def priced(self, duals: Duals) -> Floats:
        """Return person × day × (shifts, off) with all prices but that of having a line."""
        cost = self.problem.cost.copy()
        cost[:, :, :-1] -= self.problem.prices_of(duals.needs)
        for (person, shift, _), price in zip(self.problem.limited, duals.limits, strict=True):
            cost[person, :, shift] -= price
        return cost

    def dual_bound(self, duals: Duals, cheapest: Floats) -> float:
        """Return what prices prove, with everybody's cheapest line at them (Lagrange)."""
        problem = self.problem
        needs = np.clip(duals.needs, -problem.over, problem.under)
        most = np.array([limit for _, _, limit in problem.limited], np.float64)
        return float(needs @ problem.wanted + (duals.limits * most).sum() + cheapest.sum())

    def price(self, duals: Duals, each: int, people: Sequence[int] | None = None) -> list[Found]:
        """Return cheapest lines at prices."""
        clipped = Duals(np.clip(duals.needs, -self.problem.over, self.problem.under), duals.person, duals.limits)
        return list(self.pricer.lines(self.priced(clipped), each, people))

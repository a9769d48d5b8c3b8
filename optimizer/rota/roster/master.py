"""The master of a roster: a column per line of one person, rows for cover, for one line each, and for limits on shifts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

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
        self._most = np.array([limit for _, _, limit in limits], np.float64)
        lower = np.concatenate([problem.wanted.astype(np.float64), np.ones(people), np.full(len(limits), -np.inf)])
        upper = np.concatenate([problem.wanted.astype(np.float64), np.ones(people), self._most])
        self.master = Master(lower, upper, seed=seed)
        finite = problem.cost[np.isfinite(problem.cost)]
        penalty = NO_LINE + problem.days * float(problem.under.max(initial=0.0) + np.abs(finite).max(initial=0.0))
        rows = np.concatenate([np.arange(needs), np.arange(needs), needs + np.arange(people)])
        self.master.add(
            Columns(
                np.concatenate([problem.under, problem.over, np.full(people, penalty)]),
                np.arange(2 * needs + people),
                rows,
                np.concatenate([np.ones(needs), -np.ones(needs), np.ones(people)]),
            )
        )
        self.first = 2 * needs + people
        self._limit_row = {(person, shift): needs + people + row for row, (person, shift, _) in enumerate(limits)}

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
        limits = [self._limit_row[person, shift] for shift in line.tolist() if (person, shift) in self._limit_row]
        needs = np.flatnonzero(self.problem.counts(person, line))
        return np.concatenate([needs, [len(self.problem.day) + person], np.array(limits, np.int64)])

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

    def solve(self, seconds: float) -> tuple[LpAnswer, Duals]:
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

    def dual_bound(self, duals: Duals, found: Iterable[Found]) -> float:
        """Return what prices prove, with everybody's cheapest line at them among those found (Lagrange)."""
        cheapest = np.full(self.problem.people, np.inf)
        for one in found:
            cheapest[one.person] = min(cheapest[one.person], one.cost)
        return float(self._clipped(duals.needs) @ self.problem.wanted + duals.limits @ self._most + cheapest.sum())

    def _clipped(self, needs: Floats) -> Floats:
        """Return prices of needs that no cost of missing or exceeding them contradicts."""
        return np.clip(needs, -self.problem.over, self.problem.under)

    def price(self, duals: Duals, each: int, people: Sequence[int] | None = None) -> list[Found]:
        """Return cheapest lines at prices."""
        clipped = Duals(self._clipped(duals.needs), duals.person, duals.limits)
        return list(self.pricer.lines(self.priced(clipped), each, people))

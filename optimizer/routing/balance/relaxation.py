"""The linear relaxation: patients may be split. Its duals are prices per bed-day, its use of pairs says which matter."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from optimizer.routing.balance.instance import BalanceInstance, Floats, Integers
from optimizer.solve.lp import LinearProgram, LpAnswer, Matrix

NONE = 1e-9  # a share, or beds, too small to matter


@dataclass(frozen=True, slots=True)
class Split:
    """A solution with split patients: by arc and day, its overflow, and the prices of bed-days (hospital × day)."""

    optimal: bool
    sent: Floats
    overflow: float
    prices: Floats


class Relaxation:
    """The relaxation over some pairs: columns are patients by (pair, day), net arrivals and overflow by (hospital, day).

    Rows: net arrivals are what comes in less what goes out; nobody sends more than arrive; overflow is what stands above
    capacity, at most what it is without transfers; and all overflow within the budget. Hospital-days that no transfer
    can fill have no row, and those that no transfer can change only count.
    """

    def __init__(self, instance: BalanceInstance, pairs: Integers, budget: float = np.inf) -> None:
        self.instance = instance
        self.pairs = pairs
        self._pair, self._day = np.nonzero(instance.admissions[pairs[:, 0]] > 0)
        self._senders, receivers = (pairs[self._pair, side] * len(instance.days) + self._day for side in (0, 1))
        self._net = np.unique(np.concatenate((self._senders, receivers)))  # hospital-days, numbered in one row
        self._out = np.unique(self._senders)
        self._cells = self._that_may_fill(receivers)
        over = np.maximum(0.0, instance.excess).ravel()
        self._constant = float(over.sum() - over[self._cells].sum())
        self._lp = LinearProgram(self._matrix(receivers), self._columns(over), self._rows(budget))

    def minimise(self, weights: Floats, overflow: float, seconds: float) -> Split:
        """Minimise Σ weight of the pair × patients + `overflow` × patient-days above capacity."""
        cells = len(self._cells)
        cost = np.concatenate((weights[self._pair], np.zeros(len(self._net)), np.full(cells, overflow)))
        return self._split(self._lp.minimise(cost, seconds))

    def allow(self, pair: int, *, used: bool) -> None:
        """Let a pair be used, or not."""
        columns = np.flatnonzero(self._pair == pair)
        most = self.instance.admissions.ravel()[self._senders[columns]].astype(float)
        self._lp.bound(columns, np.zeros(len(columns)), most if used else np.zeros(len(columns)))

    def _split(self, answer: LpAnswer) -> Split:
        moves, over = len(self._pair), answer.values[len(self._pair) + len(self._net) :]
        sent = np.zeros((len(self.pairs), len(self.instance.days)))
        sent[self._pair, self._day] = np.maximum(0.0, answer.values[:moves])
        prices = (self.instance.excess > 0).astype(float)
        first = len(self._net) + len(self._out)
        prices.ravel()[self._cells] = np.maximum(0.0, -answer.duals[first : first + len(self._cells)])
        return Split(answer.optimal, sent, float(over.sum()) + self._constant, prices)

    def _that_may_fill(self, receivers: Integers) -> Integers:
        """Return the hospital-days that transfers change and that are above capacity when everybody comes who may."""
        shape = self.instance.admissions.shape
        most = np.zeros(shape)
        np.add.at(most.ravel(), receivers, self.instance.admissions.ravel()[self._senders])
        changed = np.zeros(shape, dtype=bool)
        changed.ravel()[self._net] = True
        full = self.instance.excess + most @ self.instance.kernel.T > NONE
        cells: Integers = np.flatnonzero(full & np.maximum.accumulate(changed, axis=1))
        return cells

    def _matrix(self, receivers: Integers) -> Matrix:
        moves, net, out, cells = len(self._pair), len(self._net), len(self._out), len(self._cells)
        move, cell, admitted = np.arange(moves), np.arange(cells), np.arange(net)
        later, arrival, share = self._stays()
        first = net + out
        rows = [np.searchsorted(self._net, receivers), np.searchsorted(self._net, self._senders), admitted]
        rows += [net + np.searchsorted(self._out, self._senders), first + later, first + cell, np.full(cells, first + cells)]
        columns = [move, move, moves + admitted, move, moves + arrival, moves + net + cell, moves + net + cell]
        values = [np.ones(moves), -np.ones(moves), -np.ones(net), np.ones(moves), share, -np.ones(cells), np.ones(cells)]
        return Matrix(np.concatenate(rows), np.concatenate(columns), np.concatenate(values))

    def _stays(self) -> tuple[Integers, Integers, Floats]:
        """Return which cell holds whom: its number, the number of the hospital-day of arrival, the share in bed."""
        days = len(self.instance.days)
        found: list[tuple[Integers, Integers, Floats]] = []
        for number in np.unique(self._cells // days):
            cells = np.flatnonzero(self._cells // days == number)
            arrivals = np.flatnonzero(self._net // days == number)
            held = self.instance.kernel[np.ix_(self._cells[cells] % days, self._net[arrivals] % days)]
            later, admitted = np.nonzero(held > NONE)
            found.append((cells[later], arrivals[admitted], held[later, admitted]))
        if not found:
            return np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0)
        later, admitted, share = (np.concatenate(part) for part in zip(*found, strict=True))
        return later, admitted, share

    def _columns(self, over: Floats) -> tuple[Floats, Floats]:
        arriving = self.instance.admissions.ravel().astype(float)
        lower = np.concatenate((np.zeros(len(self._pair)), -arriving[self._net], np.zeros(len(self._cells))))
        return lower, np.concatenate((arriving[self._senders], np.full(len(self._net), np.inf), over[self._cells]))

    def _rows(self, budget: float) -> tuple[Floats, Floats]:
        nothing, arriving = np.zeros(len(self._net)), self.instance.admissions.ravel().astype(float)
        free = np.full(len(self._out) + len(self._cells) + 1, -np.inf)
        beds = -self.instance.excess.ravel()[self._cells]
        upper = np.concatenate((nothing, arriving[self._out], beds, [budget - self._constant]))
        return np.concatenate((nothing, free)), upper

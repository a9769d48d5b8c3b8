"""The linear relaxation: patients may be split. Its duals are prices per bed-day, its use of pairs says which matter."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from optimizer.routing.balance.instance import BalanceInstance, Floats, Integers
from optimizer.solve.lp import LinearProgram, LpAnswer, Matrix

NONE = 1e-9  # a share too small to matter


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
    capacity, at most what it is without transfers; and all overflow within the budget.
    """

    def __init__(self, instance: BalanceInstance, pairs: Integers, budget: float = np.inf) -> None:
        self.instance = instance
        self.pairs = pairs
        self._pair, self._day = np.nonzero(instance.admissions[pairs[:, 0]] > 0)
        self._cells = instance.admissions.size
        self._lp = LinearProgram(self._matrix(), self._columns(), self._rows(budget))

    def minimise(self, weights: Floats, overflow: float, seconds: float) -> Split:
        """Minimise Σ weight of the pair × patients + `overflow` × patient-days above capacity."""
        cost = np.concatenate((weights[self._pair], np.zeros(self._cells), np.full(self._cells, overflow)))
        return self._split(self._lp.minimise(cost, seconds))

    def _split(self, answer: LpAnswer) -> Split:
        moves = len(self._pair)
        sent = np.zeros((len(self.pairs), len(self.instance.days)))
        sent[self._pair, self._day] = np.maximum(0.0, answer.values[:moves])
        prices = -answer.duals[2 * self._cells : 3 * self._cells].reshape(self.instance.admissions.shape)
        return Split(answer.optimal, sent, float(answer.values[moves + self._cells :].sum()), np.maximum(0.0, prices))

    def _matrix(self) -> Matrix:
        size, days = self.instance.admissions.shape
        moves, cells = len(self._pair), self._cells
        move, cell = np.arange(moves), np.arange(cells)
        sender = self.pairs[self._pair, 0] * days + self._day
        receiver = self.pairs[self._pair, 1] * days + self._day
        later, admitted = np.nonzero(self.instance.kernel > NONE)
        held = np.tile(self.instance.kernel[later, admitted], size)
        block = np.arange(size)[:, None] * days
        later = (2 * cells + block + later).ravel()
        rows: tuple[Integers, ...] = (receiver, sender, cell, cells + sender, later, 2 * cells + cell)
        columns: tuple[Integers, ...] = (move, move, moves + cell, move, (moves + block + admitted).ravel(), moves + cells + cell)
        values: tuple[Floats, ...] = (np.ones(moves), -np.ones(moves), -np.ones(cells), np.ones(moves), held, -np.ones(cells))
        rows, columns, values = (*rows, np.full(cells, 3 * cells)), (*columns, moves + cells + cell), (*values, np.ones(cells))
        return Matrix(np.concatenate(rows), np.concatenate(columns), np.concatenate(values))

    def _columns(self) -> tuple[Floats, Floats]:
        moves, arriving = len(self._pair), self.instance.admissions.ravel().astype(float)
        most = self.instance.admissions[self.pairs[self._pair, 0], self._day].astype(float)
        over = np.maximum(0.0, self.instance.excess).ravel()
        lower = np.concatenate((np.zeros(moves), -arriving, np.zeros(self._cells)))
        return lower, np.concatenate((most, np.full(self._cells, np.inf), over))

    def _rows(self, budget: float) -> tuple[Floats, Floats]:
        nothing, arriving = np.zeros(self._cells), self.instance.admissions.ravel().astype(float)
        free = np.full(2 * self._cells + 1, -np.inf)
        upper = np.concatenate((nothing, arriving, -self.instance.excess.ravel(), [budget]))
        return np.concatenate((nothing, free)), upper

"""A linear programme that is asked again and again with one thing changed: values, prices of rows, quick re-solves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import highspy
import numpy as np

from optimizer.solve.highs import highs_here

INFINITY = float("inf")
GUARD_S = 300.0  # against a solver that does not end; far beyond what the small models here need


class NoOptimumError(ValueError):
    """The linear programme has no optimum."""


@dataclass(frozen=True, slots=True)
class Priced:
    """An optimum.

    Parameters
    ----------
    prices
        Per row, by how much the value changes with its upper side, per unit and for small changes: never above 0 when
        minimising. Since the value is convex in the side, one unit more lowers it by at most minus the price.
    """

    value: float
    prices: Sequence[float]


class PricedLp:
    """Minimises over x with 0 ≤ x ≤ upper, rows ≤ or = their sides.

    Runs inside this process, for models of some thousand columns that end in milliseconds.
    """

    def __init__(self, upper: Sequence[float]) -> None:
        self._solver = highs_here(seconds=GUARD_S)
        self._columns = len(upper)
        self._rows = 0
        self._equal: set[int] = set()
        self._bases: dict[str, Any] = {}
        empty_i, empty_d = np.array([], dtype=np.int32), np.array([], dtype=np.float64)
        lower = np.zeros(self._columns)
        self._solver.addCols(
            self._columns, lower, lower, np.array(upper, dtype=np.float64), 0, np.zeros(self._columns, np.int32), empty_i, empty_d
        )

    def add_row(self, coefficients: Mapping[int, float], most: float, *, equal: bool = False) -> int:
        """Add Σ coefficient × column ≤ (or =) most; returns the row's number."""
        columns = np.array(list(coefficients), dtype=np.int32)
        weights = np.array(list(coefficients.values()), dtype=np.float64)
        self._solver.addRow(most if equal else -highspy.kHighsInf, most, len(columns), columns, weights)
        if equal:
            self._equal.add(self._rows)
        self._rows += 1
        return self._rows - 1

    def let(self, row: int, most: float) -> None:
        """Change the side of a row."""
        self._solver.changeRowBounds(row, most if row in self._equal else -highspy.kHighsInf, most)

    def minimise(self, costs: Mapping[int, float], name: str) -> Priced:
        """Return the least Σ cost × column.

        Parameters
        ----------
        name
            The first solve of a name leaves its basis, from which later ones of that name set out: after a change of
            some sides it is a few steps from the new optimum.

        Raises
        ------
        NoOptimumError
            When there is none, or the guard strikes.
        """
        all_costs = np.zeros(self._columns)
        for column, cost in costs.items():
            all_costs[column] = cost
        self._solver.changeColsCost(self._columns, np.arange(self._columns, dtype=np.int32), all_costs)
        self._solver.setOptionValue("time_limit", self._solver.getRunTime() + GUARD_S)
        if name in self._bases:
            self._solver.setBasis(self._bases[name])
        self._solver.run()
        if self._solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            message = f"no optimum: {self._solver.modelStatusToString(self._solver.getModelStatus())}"
            raise NoOptimumError(message)
        if name not in self._bases:
            self._bases[name] = self._solver.getBasis()
        return Priced(float(self._solver.getObjectiveValue()), tuple(self._solver.getSolution().row_dual))

"""A linear program that grows by columns and of which more and more is decided: column generation and diving."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import highspy
import numpy as np
import numpy.typing as npt

from optimizer.solve.highs import highs_here

Floats = npt.NDArray[np.floating]
Ints = npt.NDArray[np.integer]
PRIMAL, DUAL = 4, 1  # HiGHS' simplex strategies


@dataclass(frozen=True, slots=True)
class Vertex:
    """An optimum: its cost, the values of the columns, and per row how much the cost changes with the row's side."""

    objective: float
    values: Floats
    prices: Floats


class GrowingLp:
    """Minimise cost · x over 0 ≤ x ≤ 1 with rows ≤ their sides, kept warm between solves.

    Parameters
    ----------
    most
        The rows' sides.
    """

    def __init__(self, most: Floats, *, seed: int = 0) -> None:
        self.columns = 0
        self._solver: Any = highs_here(seconds=1.0, seed=seed)
        self._solver.setOptionValue("presolve", "off")
        self._warm = PRIMAL
        lp = highspy.HighsLp()
        lp.num_col_, lp.num_row_ = 0, len(most)
        lp.row_lower_, lp.row_upper_ = np.full(len(most), -np.inf), np.asarray(most, np.float64)
        lp.a_matrix_.format_ = highspy.MatrixFormat.kColwise
        lp.a_matrix_.start_ = np.zeros(1, np.int32)
        self._solver.passModel(lp)

    def add(self, cost: Floats, starts: Ints, rows: Ints, values: Floats) -> None:
        """Add columns, given column by column: those of column j stand from starts[j] to starts[j + 1]."""
        count = len(cost)
        self._solver.addCols(
            count,
            np.asarray(cost, np.float64),
            np.zeros(count),
            np.ones(count),
            len(rows),
            np.asarray(starts[:count], np.int32),
            np.asarray(rows, np.int32),
            np.asarray(values, np.float64),
        )
        self.columns += count
        self._warm = PRIMAL

    def decide(self, columns: Ints) -> None:
        """Let columns be 1 from now on."""
        ones = np.ones(len(columns))
        self._solver.changeColsBounds(len(columns), np.asarray(columns, np.int32), ones, ones)
        self._warm = DUAL

    def solve(self, seconds: float) -> Vertex | None:
        """Return the optimum, None when the clock strikes first."""
        self._solver.setOptionValue("simplex_strategy", self._warm)
        self._solver.setOptionValue("time_limit", self._solver.getRunTime() + max(0.01, seconds))
        self._solver.run()
        if self._solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            return None
        solution = self._solver.getSolution()
        return Vertex(float(self._solver.getObjectiveValue()), np.array(solution.col_value), np.array(solution.row_dual))

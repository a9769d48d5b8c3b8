"""A linear program by arrays, solved with HiGHS again and again as its costs change; values and duals.

In this process, unlike everything else that solves: a start of the child costs more than such a solve, and nothing is
searched. The caller's deadline is HiGHS' own time limit.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import highspy
import numpy as np
import numpy.typing as npt

from optimizer.solve.highs import highs_here

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]

GUARD_S = 300.0  # until the caller names a deadline of its own


@dataclass(frozen=True, slots=True)
class Matrix:
    """Sparse entries of the constraints, in any order; no place twice."""

    rows: Integers
    columns: Integers
    values: Floats


@dataclass(frozen=True, slots=True)
class LpAnswer:
    """Whether the optimum was proven, and the values and row duals of the last basis."""

    optimal: bool
    values: Floats
    duals: Floats
    objective: float


class LinearProgram:
    """Minimise cost × x under row and column bounds; infinite sides are ±inf."""

    def __init__(self, matrix: Matrix, columns: tuple[Floats, Floats], rows: tuple[Floats, Floats], *, seed: int = 0) -> None:
        self._solver = highs_here(seconds=GUARD_S, seed=seed)
        lp = highspy.HighsLp()
        lp.num_col_, lp.num_row_ = len(columns[0]), len(rows[0])
        lp.col_cost_ = np.zeros(lp.num_col_)
        lp.col_lower_, lp.col_upper_ = columns
        lp.row_lower_, lp.row_upper_ = rows
        order = np.argsort(matrix.columns, kind="stable")
        counts = np.bincount(matrix.columns, minlength=lp.num_col_)
        lp.a_matrix_.format_ = highspy.MatrixFormat.kColwise
        lp.a_matrix_.start_ = np.concatenate(([0], np.cumsum(counts))).astype(np.int32)
        lp.a_matrix_.index_ = matrix.rows[order].astype(np.int32)
        lp.a_matrix_.value_ = matrix.values[order]
        self._columns = lp.num_col_
        self._solver.passModel(lp)

    def bound(self, columns: Integers, lower: Floats, upper: Floats) -> None:
        """Let some columns have other bounds from now on."""
        self._solver.changeColsBounds(len(columns), columns.astype(np.int32), lower, upper)

    def minimise(self, cost: Floats, seconds: float) -> LpAnswer:
        """Solve from the last basis; `seconds` is a guard."""
        self._solver.changeColsCost(self._columns, np.arange(self._columns, dtype=np.int32), cost)
        return solved(self._solver, seconds)


def solved(solver: Any, seconds: float) -> LpAnswer:
    """Solve what a HiGHS solver holds from its last basis; `seconds` is a guard."""
    solver.setOptionValue("time_limit", solver.getRunTime() + max(0.01, seconds))
    solver.run()
    found = solver.getSolution()
    optimal = solver.getModelStatus() == highspy.HighsModelStatus.kOptimal
    return LpAnswer(optimal, np.array(found.col_value), np.array(found.row_dual), float(solver.getObjectiveValue()))

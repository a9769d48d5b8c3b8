"""A linear program whose columns come one by one, solved with HiGHS from the last basis: a restricted master.

In this process, like `lp`: a start of the child costs more than such a solve. Its whole-number version is searched for a
good answer among the columns there are.
"""

from __future__ import annotations

from dataclasses import dataclass

import highspy
import numpy as np
import numpy.typing as npt

from optimizer.solve.highs import highs_here
from optimizer.solve.lp import GUARD_S, LpAnswer, solved

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

PRIMAL_SIMPLEX = 4


@dataclass(frozen=True, slots=True)
class Columns:
    """Columns to be added: their costs, and their entries one column after the other."""

    cost: Floats
    starts: Ints
    rows: Ints
    values: Floats

    def __len__(self) -> int:
        """Return the number of columns."""
        return len(self.cost)


class Master:
    """Minimise costs of columns from 0 up under row bounds; infinite sides are ±inf."""

    def __init__(self, lower: Floats, upper: Floats, *, seed: int = 0) -> None:
        self._seed = seed
        self._solver = highs_here(seconds=GUARD_S, seed=seed)
        self._solver.setOptionValue("presolve", "off")
        self._solver.setOptionValue("simplex_strategy", PRIMAL_SIMPLEX)  # new columns leave the last basis feasible
        none = np.zeros(0, np.int32)
        self._solver.addRows(len(lower), lower, upper, 0, none, none, np.zeros(0))
        self.size = 0

    def add(self, columns: Columns, most: float = np.inf) -> Ints:
        """Add columns that may be up to `most`; returns their numbers."""
        count = len(columns)
        self._solver.addCols(
            count,
            columns.cost,
            np.zeros(count),
            np.full(count, most),
            len(columns.rows),
            columns.starts.astype(np.int32),
            columns.rows.astype(np.int32),
            columns.values,
        )
        self.size += count
        return np.arange(self.size - count, self.size)

    def bound(self, numbers: Ints, lower: Floats, upper: Floats) -> None:
        """Let some columns have other bounds from now on."""
        self._solver.changeColsBounds(len(numbers), numbers.astype(np.int32), lower, upper)

    def bound_row(self, number: int, lower: float, upper: float) -> None:
        """Let a row have other bounds from now on."""
        self._solver.changeRowBounds(number, lower, upper)

    def limit(self, numbers: Ints, values: Floats, most: float) -> int:
        """Add a row: the columns times their values come to `most` at most; returns its number."""
        self._solver.addRow(-np.inf, most, len(numbers), numbers.astype(np.int32), values)
        return int(self._solver.getNumRow()) - 1

    def solve(self, seconds: float) -> LpAnswer:
        """Solve the linear program; `seconds` is a guard."""
        return solved(self._solver, seconds)

    def whole(self, allowed: npt.NDArray[np.bool_], start: Floats | None, seconds: float, *, nodes: int = 0) -> Floats | None:
        """Return the best values found with all columns whole; None without any.

        Parameters
        ----------
        allowed
            Per column: whether it may be used.
        start
            Values of all columns to begin from.
        seconds
            Wall clock, a guard.
        nodes
            Branch-and-bound nodes; 0 means no limit.
        """
        solver = highs_here(seconds=seconds, seed=self._seed)
        if nodes:
            solver.setOptionValue("mip_max_nodes", nodes)
        solver.passModel(self._solver.getLp())
        numbers = np.arange(self.size, dtype=np.int32)
        solver.changeColsIntegrality(self.size, numbers, [highspy.HighsVarType.kInteger] * self.size)
        barred = np.flatnonzero(~allowed).astype(np.int32)
        solver.changeColsBounds(len(barred), barred, np.zeros(len(barred)), np.zeros(len(barred)))
        if start is not None:
            answer = highspy.HighsSolution()
            answer.col_value = start.tolist()
            solver.setSolution(answer)
        solver.run()
        if solver.getInfo().primal_solution_status != highspy.SolutionStatus.kSolutionStatusFeasible:
            return None
        return np.array(solver.getSolution().col_value)

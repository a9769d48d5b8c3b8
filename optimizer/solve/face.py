"""What the goals so far leave of a whole-number linear model, with its relaxation kept warm."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import highspy
import numpy as np
import numpy.typing as npt

from optimizer.solve.kept import TOLERANCE
from optimizer.solve.messages import MilpRequest
from optimizer.solve.milp_child import model_of, new_highs

MARGIN = 1e-4  # what a relaxation's value or a reduced cost may be wrong by; all coefficients are whole numbers
PRIMAL_SIMPLEX = 4
Status = highspy.HighsModelStatus
Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Relaxed:
    """The optimum of a relaxation: value without offset, values, reduced costs and duals of the request's rows."""

    value: float
    values: Floats
    reduced: Floats
    duals: Floats


class Face:
    """What the goals so far leave of a model; its relaxation is kept warm.

    `signs` are the columns that no row shares something out to: they tell what is in use, the others who uses it.
    """

    def __init__(self, request: MilpRequest) -> None:
        self.request = request
        self.lower, self.upper = np.array(request.lower), np.array(request.upper)
        self.row_lower, self.row_upper = np.array(request.row_lower), np.array(request.row_upper)
        self.kept: list[tuple[npt.NDArray[np.int32], Floats, float]] = []
        self._warm = self._solver(self.lower, self.upper, whole=False)
        self._started = False
        self._shared_out = self._sharing_rows()
        self.signs = np.ones(len(self.lower), dtype=np.bool_)
        for columns, _ in self._shared_out:
            self.signs[columns] = False

    def relax(self, costs: Floats, left_s: float) -> Relaxed | None:
        """Minimise costs in the relaxation; None when that fails."""
        solver = self._warm
        solver.changeColsCost(len(costs), np.arange(len(costs), dtype=np.int32), costs)
        for attempt in ("warm", "cold"):
            warm = self._started and attempt == "warm"
            if not warm:
                solver.clearSolver()
            solver.setOptionValue("presolve", "off" if warm else "choose")
            solver.setOptionValue("simplex_strategy", PRIMAL_SIMPLEX if warm else 1)
            solver.setOptionValue("time_limit", solver.getRunTime() + max(0.01, left_s))
            solver.run()
            if solver.getModelStatus() == Status.kOptimal:
                self._started = True
                answer = solver.getSolution()
                duals = np.array(answer.row_dual)[: len(self.row_lower)]
                value = float(solver.getObjectiveValue())
                return Relaxed(value, np.array(answer.col_value), np.array(answer.col_dual), duals)
        return None

    def better(self, relaxed: Relaxed, room: float) -> tuple[Floats, Floats]:
        """Return the column bounds of everything that costs at most `room` more than the relaxation."""
        lower, upper = self.lower.copy(), self.upper.copy()
        out, full = self._ruled(relaxed, room)
        upper[out] = lower[out]
        lower[full] = upper[full]
        return lower, upper

    def keep(self, costs: Floats, relaxed: Relaxed | None, most: float) -> None:
        """Rule out whatever lets the costs exceed `most`."""
        room = math.inf if relaxed is None else max(0.0, most - relaxed.value)
        if relaxed is not None:
            self.lower, self.upper = self.better(relaxed, room)
            self._bound_columns()
            tight = np.abs(relaxed.duals) > room + MARGIN
            self.row_upper = np.where(tight & (relaxed.duals > 0), self.row_lower, self.row_upper)
            self.row_lower = np.where(tight & (relaxed.duals < 0), self.row_upper, self.row_lower)
            rows = np.arange(len(tight), dtype=np.int32)
            self._warm.changeRowsBounds(len(rows), rows, self.row_lower, self.row_upper)
        if room > MARGIN:
            self._keep_row(costs, most)

    def reach(self, costs: Floats) -> tuple[float, float]:
        """Return what costs are at least and at most, by the bounds of columns and the rows that share something out."""
        possible = self.upper > TOLERANCE
        low = high = 0.0
        for columns, total in self._shared_out:
            here = costs[columns][possible[columns]]
            if len(here):
                low, high = low + total * float(here.min()), high + total * float(here.max())
        alone = costs * self.signs
        ends = alone * self.lower, alone * self.upper
        return low + float(np.minimum(*ends).sum()), high + float(np.maximum(*ends).sum())

    def _sharing_rows(self) -> list[tuple[npt.NDArray[np.int64], float]]:
        """Return rows that give a total to columns of their own, each column to one row only."""
        request, found = self.request, []
        index, starts = np.array(request.index, dtype=np.int64), request.starts
        ones = np.array(request.coefficient) == 1
        free = np.array(request.lower) >= 0
        for row in np.nonzero(self.row_lower == self.row_upper)[0]:
            columns = index[starts[row] : starts[row + 1]]
            if len(columns) and ones[starts[row] : starts[row + 1]].all() and free[columns].all():
                free[columns] = False
                found.append((columns, float(self.row_lower[row])))
        return found

    def least(self, costs: Floats) -> float:
        """Return what costs are at least by the bounds of columns alone."""
        return float(np.minimum(costs * self.lower, costs * self.upper).sum())

    def keep_least(self, costs: Floats, most: float) -> None:
        """Rule out whatever lets the costs exceed `most`, by the bounds of columns alone."""
        room = most - self.least(costs)
        self.upper = np.where(costs > room + MARGIN, self.lower, self.upper)
        self.lower = np.where(-costs > room + MARGIN, self.upper, self.lower)
        self._bound_columns()
        if room > MARGIN:
            self._keep_row(costs, most)

    def _bound_columns(self) -> None:
        everything = np.arange(len(self.lower), dtype=np.int32)
        self._warm.changeColsBounds(len(everything), everything, self.lower, self.upper)

    def _keep_row(self, costs: Floats, most: float) -> None:
        columns = np.nonzero(costs)[0].astype(np.int32)
        self.kept.append((columns, costs[columns], most + TOLERANCE))
        self._warm.addRow(-highspy.kHighsInf, most + TOLERANCE, len(columns), columns, costs[columns])

    def whole(self, lower: Floats, upper: Floats) -> Any:
        """Return a solver of the whole-number model within column bounds."""
        solver = self._solver(lower, upper, whole=True)
        for columns, weights, most in self.kept:
            solver.addRow(-highspy.kHighsInf, most, len(columns), columns, weights)
        return solver

    def _ruled(self, relaxed: Relaxed, room: float) -> tuple[Flags, Flags]:
        """Return which columns must stay at their lower and at their upper bound."""
        at_lower = relaxed.values <= self.lower + TOLERANCE
        at_upper = relaxed.values >= self.upper - TOLERANCE
        return at_lower & (relaxed.reduced > room + MARGIN), at_upper & (relaxed.reduced < -room - MARGIN)

    def _solver(self, lower: Floats, upper: Floats, *, whole: bool) -> Any:
        limits = self.request.limits
        solver = new_highs()
        solver.setOptionValue("output_flag", False)
        solver.setOptionValue("threads", 1)
        solver.setOptionValue("random_seed", limits.seed)
        solver.setOptionValue("mip_rel_gap", limits.relative_gap)
        solver.setOptionValue("mip_abs_gap", TOLERANCE)
        solver.setOptionValue("mip_allow_restart", False)  # the root is all there is to most of these, and a restart doubles it
        if limits.nodes:
            solver.setOptionValue("mip_max_nodes", limits.nodes)
        model = model_of(self.request)
        model.col_lower_, model.col_upper_ = lower, upper
        model.row_lower_, model.row_upper_ = self.row_lower, self.row_upper
        if not whole:
            model.integrality_ = []
        solver.passModel(model)
        return solver

"""A second look at a model by HiGHS in this very process: quick, on small models, only to contradict or confirm another."""

from __future__ import annotations

import time
from array import array
from collections.abc import Iterator, Sequence
from typing import Any

import highspy
import numpy as np

from optimizer.solve.highs import highs_here
from optimizer.solve.kept import room_of
from optimizer.solve.messages import LinearStage, MilpRequest
from optimizer.solve.milp_child import model_of

Status = highspy.HighsModelStatus


def solution(model: MilpRequest, seconds: float) -> tuple[bool, array[float] | None]:
    """Return whether there is proven to be no solution, and one where one is found."""
    solver = _solver(model, seconds)
    solver.run()
    return solver.getModelStatus() == Status.kInfeasible, _values(model, solver)


def lower(
    model: MilpRequest, stages: Sequence[LinearStage], values: Sequence[float], open_: Sequence[int], seconds: float, nodes: int
) -> Iterator[tuple[int, array[float]]]:
    """Yield, per goal of some, the best solution found for it among those no worse in the goals before it."""
    end = time.monotonic() + seconds
    solver = _solver(model, seconds)
    solver.setOptionValue("mip_max_nodes", nodes)
    for number, stage in enumerate(stages):
        where, weights = np.array(stage.variables, np.int32), np.array(stage.coefficients, np.float64)
        if number in open_:
            left = end - time.monotonic()
            if left <= 0:
                return
            costs = np.zeros(len(model.lower))
            np.add.at(costs, where, weights)
            solver.changeColsCost(len(costs), np.arange(len(costs), dtype=np.int32), costs)
            solver.setOptionValue("time_limit", solver.getRunTime() + left)
            solver.clearSolver()
            solver.run()
            found = _values(model, solver)
            if found is not None:
                yield number, found
        if len(where):
            most = values[number] + room_of(values[number]) - stage.offset
            solver.addRow(-highspy.kHighsInf, most, *_once(where, weights))


def _once(where: Any, weights: Any) -> tuple[int, Any, Any]:
    """Return a row with every column once, as the solver wants it."""
    columns, place = np.unique(where, return_inverse=True)
    total = np.zeros(len(columns))
    np.add.at(total, place, weights)
    return len(columns), columns.astype(np.int32), total


def _solver(model: MilpRequest, seconds: float) -> Any:
    solver = highs_here(seconds=seconds, seed=model.limits.seed + 1)
    solver.passModel(model_of(model))
    return solver


def _values(model: MilpRequest, solver: Any) -> array[float] | None:
    if solver.getInfo().primal_solution_status != highspy.SolutionStatus.kSolutionStatusFeasible:
        return None
    values = np.array(solver.getSolution().col_value)
    whole = np.array(model.integer, dtype=bool)
    values[whole] = np.round(values[whole])
    return array("d", (values + 0.0).tolist())

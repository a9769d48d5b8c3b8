"""One linear or integer program given as arrays, solved in this very process: for many small solves in a row.

The gateway's child process guards a large solve with a memory cap and a stop; for programs of some thousand columns
its start would cost more than the solve. The limits here are branch-and-bound nodes, and a clock as a guard.
HiGHS lets other threads run while it works.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import highspy
import numpy as np
import numpy.typing as npt

from optimizer.core.outcome import Termination
from optimizer.solve.highs import highs_here

Floats = npt.NDArray[np.floating]
Ints = npt.NDArray[np.integer]

FEASIBLE = highspy.SolutionStatus.kSolutionStatusFeasible
NOTHING = {highspy.HighsModelStatus.kInfeasible, highspy.HighsModelStatus.kObjectiveBound}
OVER = {highspy.HighsModelStatus.kOptimal, highspy.HighsModelStatus.kModelEmpty}


@dataclass(frozen=True)
class Matrix:
    """Minimise cost · x, rows within their limits, 0 ≤ x ≤ upper.

    Parameters
    ----------
    cost, upper
        Per column.
    starts, rows, values
        The coefficients column by column: those of column j stand from starts[j] to starts[j + 1].
    least, most
        Per row.
    whole
        Whether all columns are integers, or which.
    """

    cost: Floats
    upper: Floats
    starts: Ints
    rows: Ints
    values: Floats
    least: Floats
    most: Floats
    whole: bool | npt.NDArray[np.bool_] = False


@dataclass(frozen=True)
class MatrixResult:
    """The answer: values and row prices (of a linear program) are None unless the termination has a plan.

    The bound of an integer program holds without a plan as well; with a cutoff it says nothing of what lies above that.
    """

    termination: Termination
    objective: float | None = None
    bound: float | None = None
    values: Floats | None = None
    prices: Floats | None = None


def solve_matrix(
    matrix: Matrix,
    *,
    seconds: float = 60.0,
    nodes: int = 0,
    gap: float = 0.0,
    share: float = 0.0,
    seed: int = 0,
    interior: bool = False,
    cutoff: float | None = None,
    looking: bool = False,
) -> MatrixResult:
    """Solve a program.

    Parameters
    ----------
    seconds
        Wall clock, a guard.
    nodes
        Branch-and-bound nodes; 0 means no limit.
    gap
        Absolute distance between value and bound that is good enough.
    share
        The same in parts of the value.
    interior
        Whether a linear program is solved by an interior point method without crossover: inner prices, no vertex.
    cutoff
        Value above which no answer is of use: where there is none below it, the program counts as infeasible. What comes
        in spite of it may be dearer, and is then not proven. It makes most nodes of a proof short, so that looking for
        better answers and beginning again would cost more than they save.
    looking
        Whether better answers are looked for as usual in spite of a cutoff.
    """
    solver = mip_solver(seconds, nodes, gap, share, seed, cutoff=cutoff, looking=looking)
    if interior:
        solver.setOptionValue("solver", "ipm")
        solver.setOptionValue("run_crossover", "off")
    solver.passModel(matrix_model(matrix))
    solver.run()
    return mip_result(solver, matrix)


def mip_result(solver: Any, matrix: Matrix) -> MatrixResult:
    """Return what a solver that has run says about a program."""
    status, info = solver.getModelStatus(), solver.getInfo()
    if status in NOTHING:
        return MatrixResult(Termination.INFEASIBLE)
    if info.primal_solution_status != FEASIBLE and status not in OVER:
        return MatrixResult(Termination.UNKNOWN, bound=float(info.mip_dual_bound) if np.any(matrix.whole) else None)
    solution = solver.getSolution()
    objective = float(info.objective_function_value)
    done = Termination.OPTIMAL if status in OVER else Termination.FEASIBLE
    values = np.array(solution.col_value)
    if np.any(matrix.whole):
        return MatrixResult(done, objective, float(info.mip_dual_bound), np.where(matrix.whole, np.round(values), values))
    return MatrixResult(done, objective, objective if done is Termination.OPTIMAL else None, values, np.array(solution.row_dual))


def mip_solver(
    seconds: float, nodes: int, gap: float, share: float, seed: int, *, cutoff: float | None = None, looking: bool = False
) -> Any:
    """Return a solver with these limits; see `solve_matrix`."""
    solver = highs_here(seconds=seconds, seed=seed)
    solver.setOptionValue("mip_rel_gap", share)
    solver.setOptionValue("mip_abs_gap", max(gap, 1e-6))
    if nodes:
        solver.setOptionValue("mip_max_nodes", nodes)
    if cutoff is not None:
        solver.setOptionValue("objective_bound", cutoff)
        if not looking:
            solver.setOptionValue("mip_heuristic_effort", 0.0)
            solver.setOptionValue("mip_allow_restart", False)
    return solver


def matrix_model(matrix: Matrix, *, whole: bool = True) -> Any:
    """Return a program as the solver's own model; its relaxation when it need not be whole."""
    program = highspy.HighsLp()
    program.num_col_, program.num_row_ = len(matrix.cost), len(matrix.most)
    program.col_cost_ = np.asarray(matrix.cost, np.float64)
    program.col_lower_, program.col_upper_ = np.zeros(len(matrix.cost)), np.asarray(matrix.upper, np.float64)
    program.row_lower_, program.row_upper_ = np.asarray(matrix.least, np.float64), np.asarray(matrix.most, np.float64)
    program.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    program.a_matrix_.start_ = np.asarray(matrix.starts, np.int32)
    program.a_matrix_.index_ = np.asarray(matrix.rows, np.int32)
    program.a_matrix_.value_ = np.asarray(matrix.values, np.float64)
    if whole and np.any(matrix.whole):
        kinds = (highspy.HighsVarType.kContinuous, highspy.HighsVarType.kInteger)
        program.integrality_ = [kinds[int(one)] for one in np.broadcast_to(matrix.whole, len(matrix.cost))]
    return program

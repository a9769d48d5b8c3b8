"""An integer program with many rows that hardly ever bind, solved on what its relaxation leaves of it.

The relaxation takes such rows one after the other, as they are violated. A whole-number column whose reduced cost lifts the
relaxation above the cutoff stays where it is (Dantzig, Fulkerson and Johnson, 1954). Branch and bound gets the rest, with
the rows that have bound and those of columns that are not dear.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any

import highspy
import numpy as np
import numpy.typing as npt

from optimizer.core.outcome import Termination
from optimizer.solve.highs import highs_here
from optimizer.solve.matrix import Matrix, MatrixResult, matrix_model, mip_result, mip_solver

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

TOLERANCE = 1e-6
ROUNDS = 60
RISE, TIRED = 1e-5, 3  # relative rise of the value, and rounds in a row with less, after which the rest hardly matters
DIVE_NODES = 200
AT_ONCE = 20_000  # rows that come in one round, the most violated


@dataclass(frozen=True)
class Relaxed:
    """The optimum of the relaxation.

    Parameters
    ----------
    complete
        Whether no row is violated any more; the value is a bound in any case.
    reduced
        Cost of raising a column from its lower bound, negative where it is held down by its upper one.
    active
        Which rows have come in.
    """

    complete: bool
    value: float
    values: Floats
    reduced: Floats
    active: Flags


@dataclass(frozen=True)
class ByRow:
    """The entries of a matrix row by row."""

    starts: Ints
    columns: Ints
    values: Floats

    @classmethod
    def of(cls, matrix: Matrix) -> ByRow:
        """Turn a matrix."""
        column = np.repeat(np.arange(len(matrix.cost)), np.diff(matrix.starts))
        order = np.argsort(matrix.rows, kind="stable")
        counts = np.bincount(matrix.rows, minlength=len(matrix.most))
        return cls(np.concatenate(([0], np.cumsum(counts))), column[order], np.asarray(matrix.values, np.float64)[order])

    def times(self, values: Floats) -> Floats:
        """Return the value of every row."""
        total = np.concatenate(([0.0], np.cumsum(self.values * values[self.columns])))
        return np.asarray(total[self.starts[1:]] - total[self.starts[:-1]])

    def entries(self, rows: Ints) -> tuple[Ints, Ints, Floats]:
        """Return starts, columns and values of some rows."""
        length = self.starts[rows + 1] - self.starts[rows]
        starts = np.concatenate(([0], np.cumsum(length)))
        places = np.repeat(self.starts[rows] - starts[:-1], length) + np.arange(starts[-1])
        return starts, self.columns[places], self.values[places]


def relax_lean(matrix: Matrix, late: Flags, seconds: float, *, seed: int = 0) -> Relaxed | None:
    """Solve the relaxation; its value is infinite when nothing keeps the rows, and None is returned when time is too short.

    Parameters
    ----------
    late
        Rows that come in only when they are violated; their lower side must be free.
    """
    end, by_row = time.monotonic() + seconds, ByRow.of(matrix)
    solver = highs_here(seconds=seconds, seed=seed)
    active = ~late
    solver.passModel(matrix_model(_with_rows(matrix, by_row, np.flatnonzero(active)), whole=False))
    found, complete, tired = None, False, 0
    most = np.asarray(matrix.most, np.float64)
    for _ in range(ROUNDS):
        solver.setOptionValue("time_limit", solver.getRunTime() + max(0.01, end - time.monotonic()))
        solver.run()
        if solver.getModelStatus() == highspy.HighsModelStatus.kInfeasible:
            none = np.zeros(len(matrix.cost))
            return Relaxed(True, np.inf, none, none, active)
        if solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            break
        answer, before = solver.getSolution(), -np.inf if found is None else found[0]
        found = float(solver.getObjectiveValue()), np.array(answer.col_value), np.array(answer.col_dual)
        over = by_row.times(found[1]) - most
        over[active] = 0.0
        fresh = np.flatnonzero(over > TOLERANCE * np.maximum(1.0, np.abs(most)))
        tired = tired + 1 if found[0] - before <= RISE * abs(found[0]) else 0
        if not len(fresh) or tired == TIRED:
            complete = not len(fresh)
            break
        if len(fresh) > AT_ONCE:
            fresh = np.sort(fresh[np.argsort(-over[fresh], kind="stable")[:AT_ONCE]])
        _add(solver, by_row, fresh, most[fresh])
        active[fresh] = True
    return None if found is None else Relaxed(complete, *found, active)


def solve_lean(
    matrix: Matrix,
    late: Flags,
    implied: Flags,
    *,
    seconds: float = 60.0,
    nodes: int = 0,
    gap: float = 0.0,
    share: float = 0.0,
    seed: int = 0,
    cutoff: float | None = None,
    looking: bool = False,
) -> MatrixResult:
    """Solve an integer program like `matrix.solve_matrix`.

    Parameters
    ----------
    late
        Rows that come in only when they are violated; their lower side must be free.
    implied
        Those of them that all whole-number answers keep which keep the other rows.
    """
    end = time.monotonic() + seconds
    relaxed = relax_lean(matrix, late, seconds, seed=seed)
    if relaxed is None:
        return MatrixResult(Termination.UNKNOWN, bound=-np.inf)
    if not np.isfinite(relaxed.value) or (cutoff is not None and relaxed.value > cutoff):
        return MatrixResult(Termination.INFEASIBLE)
    search = _Search(matrix, relaxed, implied, end, (nodes, gap, share, seed), looking)
    first = search.dive(cutoff) if looking else None
    if first is None or first.objective is None:
        return search.rest(cutoff)
    enough = max(gap, share * abs(first.objective), TOLERANCE * max(1.0, abs(first.objective)))
    if first.objective - relaxed.value <= enough:
        return MatrixResult(Termination.OPTIMAL, first.objective, relaxed.value, first.values)
    better = search.rest(first.objective - max(0.5 * enough, 0.99 * gap))
    if better.objective is not None and better.objective < first.objective:
        return better
    if better.termination is Termination.INFEASIBLE:
        return MatrixResult(Termination.OPTIMAL, first.objective, first.objective - enough, first.values)
    return MatrixResult(Termination.FEASIBLE, first.objective, better.bound, first.values)


@dataclass
class _Search:
    """Branch and bound on parts of a program; `limits` are nodes, absolute and relative gap, and seed."""

    matrix: Matrix
    relaxed: Relaxed
    implied: Flags
    end: float
    limits: tuple[int, float, float, int]
    looking: bool

    def dive(self, cutoff: float | None) -> MatrixResult | None:
        """Return the best with everything fixed that is whole in the relaxation, None without any."""
        matrix, values = self.matrix, self.relaxed.values
        upper = np.array(matrix.upper, np.float64)
        surely = np.broadcast_to(matrix.whole, upper.shape) & (np.abs(values - np.round(values)) <= TOLERANCE)
        at = np.clip(np.round(values), 0.0, upper)
        found = self._branch(np.where(surely, at, 0.0), np.where(surely, at, upper), cutoff, DIVE_NODES)
        return found if found.objective is not None and (cutoff is None or found.objective <= cutoff) else None

    def rest(self, cutoff: float | None) -> MatrixResult:
        """Search whatever may be below a cutoff."""
        lower, upper = ruled(self.matrix, self.relaxed, self._room(cutoff))
        result = below(self._branch(lower, upper, cutoff, self.limits[0]), cutoff)
        if result.bound is None or result.bound >= self.relaxed.value:
            return result
        return MatrixResult(result.termination, result.objective, self.relaxed.value, result.values)

    def _room(self, cutoff: float | None) -> float:
        return np.inf if cutoff is None else max(0.0, cutoff - self.relaxed.value)

    def _branch(self, lower: Floats, upper: Floats, cutoff: float | None, nodes: int) -> MatrixResult:
        matrix, by_row = self.matrix, ByRow.of(self.matrix)
        cheap = _cheap_rows(by_row, self.relaxed, self._room(cutoff), len(matrix.most))
        kept = np.flatnonzero(self.relaxed.active | ~self.implied | cheap)
        _, gap, share, seed = self.limits
        left = self.end - time.monotonic()
        solver = mip_solver(left, nodes, gap, share, seed, cutoff=cutoff, looking=self.looking)
        model = matrix_model(_with_rows(matrix, by_row, kept))
        model.col_lower_, model.col_upper_ = lower, upper
        solver.passModel(model)
        solver.run()
        return mip_result(solver, matrix)


def below(result: MatrixResult, cutoff: float | None) -> MatrixResult:
    """Return a result in which an answer above the cutoff, found to the end of the search, means that there is none below."""
    dearer = cutoff is not None and result.objective is not None and result.objective > cutoff + TOLERANCE * max(1.0, abs(cutoff))
    return MatrixResult(Termination.INFEASIBLE) if dearer and result.termination is Termination.OPTIMAL else result


def ruled(matrix: Matrix, relaxed: Relaxed, room: float) -> tuple[Floats, Floats]:
    """Return column bounds of whatever costs at most `room` more than the relaxation."""
    lower, upper = np.zeros(len(matrix.cost)), np.array(matrix.upper, np.float64)
    whole = np.broadcast_to(matrix.whole, upper.shape)
    margin = TOLERANCE * max(1.0, abs(relaxed.value))
    out = whole & (relaxed.values <= TOLERANCE) & (relaxed.reduced > room + margin)
    full = whole & (relaxed.values >= upper - TOLERANCE) & (-relaxed.reduced > room + margin)
    lower[full] = upper[full]
    upper[out] = 0.0
    return lower, upper


def _cheap_rows(by_row: ByRow, relaxed: Relaxed, room: float, rows: int) -> Flags:
    """Return the rows all of whose columns could be used within `room`."""
    dear = (relaxed.values <= TOLERANCE) & (relaxed.reduced > room)
    return np.asarray(np.bincount(np.repeat(np.arange(rows), np.diff(by_row.starts)), dear[by_row.columns], rows) == 0)


def _with_rows(matrix: Matrix, by_row: ByRow, rows: Ints) -> Matrix:
    """Return a matrix with some of its rows."""
    starts, columns, values = by_row.entries(rows)
    row = np.repeat(np.arange(len(rows)), np.diff(starts))
    order = np.lexsort((row, columns))
    begin = np.concatenate(([0], np.cumsum(np.bincount(columns, minlength=len(matrix.cost)))))
    least, most = np.asarray(matrix.least)[rows], np.asarray(matrix.most)[rows]
    return Matrix(matrix.cost, matrix.upper, begin, row[order], values[order], least, most, matrix.whole)


def _add(solver: Any, by_row: ByRow, rows: Ints, most: Floats) -> None:
    starts, columns, values = by_row.entries(rows)
    free = np.full(len(rows), -np.inf)
    solver.addRows(
        len(rows), free, most, len(columns), starts[:-1].astype(np.int32), columns.astype(np.int32), np.ascontiguousarray(values)
    )

"""Rows that let a quantity be above 0 only when something is switched on, and which of them follow from the others."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from optimizer.solve.matrix import Matrix

Flags = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]


def switches(matrix: Matrix) -> tuple[Flags, Flags]:
    """Return the rows a · quantity − b · switch ≤ 0 of two columns, and which of them whole-number answers keep anyway.

    These are the ones whose quantity stands in a row of the same switch that leaves nothing when it is off, and is held
    within b / a by its own bound or by a row of quantities alone.
    """
    rows, count = np.asarray(matrix.rows, np.int64), len(matrix.most)
    column = np.repeat(np.arange(len(matrix.cost)), np.diff(matrix.starts))
    values = np.asarray(matrix.values, np.float64)
    whole = np.broadcast_to(matrix.whole, len(matrix.cost)).astype(bool)
    least, most = np.asarray(matrix.least, np.float64), np.asarray(matrix.most, np.float64)
    entries = np.bincount(rows, minlength=count)
    below = values < 0
    one_off = (np.bincount(rows, below, count) == 1) & (most == 0) & np.isinf(least)
    only_switch = np.bincount(rows, below & ~(whole & (np.asarray(matrix.upper) == 1))[column], count) == 0
    turned = one_off & only_switch
    late = turned & (entries == 2) & (np.bincount(rows, ~below & ~whole[column], count) == 1)
    switch, factor = np.full(count, -1, np.int64), np.zeros(count)
    switch[rows[below]], factor[rows[below]] = column[below], -values[below]
    held = _held(matrix, rows, column, values, entries)
    together = set()
    for place in np.flatnonzero(turned[rows] & ~late[rows] & ~below).tolist():
        together.add((int(column[place]), int(switch[rows[place]])))
    implied = np.zeros(count, bool)
    for place in np.flatnonzero(late[rows] & ~below).tolist():
        row, quantity = int(rows[place]), int(column[place])
        enough = held[quantity] <= factor[row] / values[place] * (1 + 1e-9)
        implied[row] = enough and (quantity, int(switch[row])) in together
    return late, implied


def _held(
    matrix: Matrix, rows: npt.NDArray[np.int64], column: npt.NDArray[np.int64], values: Floats, entries: npt.NDArray[np.int64]
) -> Floats:
    """Return what each column is at most, by its bound and by rows without negative coefficients."""
    held = np.array(matrix.upper, np.float64)
    plain = np.bincount(rows, values >= 0, len(matrix.most)) == entries
    sides = np.asarray(matrix.most, np.float64)
    kept = plain[rows] & (values > 0) & np.isfinite(sides)[rows]
    np.minimum.at(held, column[kept], sides[rows[kept]] / values[kept])
    return held

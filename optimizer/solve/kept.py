"""What keeps a linear model: whether values do, and how much room a value has that later goals keep."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from optimizer.solve.messages import MilpRequest

TOLERANCE = 1e-6  # HiGHS' own feasibility tolerance
HELD = 1e-5  # of a value that later stages keep: rows no wider than the tolerance are presolved to wrong optima
Floats = npt.NDArray[np.float64]


def room_of(value: float) -> float:
    """Return how much a kept value may be exceeded: what a solver may, but not less than `HELD`."""
    return max(HELD, TOLERANCE * abs(value))


def is_solution(request: MilpRequest, values: Floats, tolerance: float = TOLERANCE) -> bool:
    """Whether values keep every bound and row, and are whole where they have to be."""
    integer = np.array(request.integer, dtype=bool)
    if (values < np.array(request.lower) - tolerance).any() or (values > np.array(request.upper) + tolerance).any():
        return False
    if (np.abs(values - np.round(values))[integer] > tolerance).any():
        return False
    products = values[np.array(request.index, dtype=np.int64)] * np.array(request.coefficient)
    rows = np.concatenate(([0.0], np.cumsum(products)))[np.array(request.starts, dtype=np.int64)]
    activity = np.diff(rows)
    scale = tolerance * np.maximum(1.0, np.abs(activity))
    return bool(
        (activity >= np.array(request.row_lower) - scale).all() and (activity <= np.array(request.row_upper) + scale).all()
    )

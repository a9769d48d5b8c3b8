"""Arithmetic of goals solved one after the other."""

from __future__ import annotations

import math
from collections.abc import Sequence

from optimizer.solve.messages import LinearStage


def allowed(value: float, tolerance: float) -> float:
    """Return what later stages may let a goal grow to: relative to the value achieved, absolute where that is 0."""
    return value + (abs(value) * tolerance if value else tolerance)


def allowed_int(value: int, tolerance: float) -> int:
    """Return `allowed` in whole units."""
    return math.floor(allowed(value, tolerance) + 1e-9)


def budget(stages: Sequence[LinearStage], position: int, left: float) -> float:
    """Return the part of what is left that a stage may use; what it does not use goes to those after it."""
    shares = [stage.share for stage in stages[position:]]
    return left * shares[0] / (sum(shares) or 1.0)


def least(stage: LinearStage, lower: Sequence[float], upper: Sequence[float]) -> float:
    """Return the lowest value the variables' own bounds allow."""
    return stage.offset + sum(
        c * (lower[v] if c > 0 else upper[v]) for v, c in zip(stage.variables, stage.coefficients, strict=True) if c
    )

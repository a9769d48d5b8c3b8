"""The one place where fractions become integers for the solvers."""

from __future__ import annotations

import math
from decimal import ROUND_HALF_UP, Decimal

SLACK = 1e-9


def ceil_int(value: float) -> int:
    """Round up, forgiving floating-point dust: 3.0000000001 is 3."""
    return math.ceil(value - SLACK)


def floor_int(value: float) -> int:
    """Round down, forgiving floating-point dust: 2.9999999999 is 3."""
    return math.floor(value + SLACK)


def nearest_int(value: float) -> int:
    """Round half up, away from the surprises of banker's rounding."""
    return int(Decimal(repr(float(value))).to_integral_value(ROUND_HALF_UP))

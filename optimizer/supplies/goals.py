"""The goals of supplies, as expressions over the choices."""

from __future__ import annotations

from typing import Any

import pulp

from optimizer.supplies.choice import Choice

COVER_ROUNDING = 0.0499  # cover is written with one decimal: 28.95 days read as 29.0


def shortage(choice: Choice) -> Any:
    """Σ lacking."""
    return pulp.lpSum(choice.lacking)


def below_reserve(choice: Choice) -> Any:
    """Count stores whose cover at the end of the first day is below the reserve, that day taken off."""
    for number, row in enumerate(choice.instance.stores):
        wanted = max(0.0, (choice.instance.reserve_days - 1 - COVER_ROUNDING) * row.mean_use)
        left = row.on_hand + row.arrivals[0] + choice.net(number) - row.use[0]
        # the first day's use is all that can take the stock below 0
        choice.problem += left >= wanted - (wanted + row.use[0]) * choice.below[number]
    return pulp.lpSum(flag for flag, row in zip(choice.below, choice.instance.stores, strict=True) if row.mean_use > 0)


def transferred(choice: Choice) -> Any:
    """Σ sent."""
    return pulp.lpSum(choice.sent)

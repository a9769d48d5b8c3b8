"""Days as people write them: runs shortened, 03-11..03-14, 03-17."""

from __future__ import annotations

from collections.abc import Iterable

from optimizer.core.horizon import Horizon

NONE = "-"


def day_runs(horizon: Horizon, days: Iterable[int]) -> str:
    """Return day indices in rising order as dates without the year, runs shortened; ``-`` when there are none."""
    runs: list[list[int]] = []
    for day in days:
        if runs and day == runs[-1][1] + 1:
            runs[-1][1] = day
        else:
            runs.append([day, day])
    text = [[horizon.date(day).strftime("%m-%d") for day in run] for run in runs]
    return ", ".join(first if first == last else f"{first}..{last}" for first, last in text) or NONE

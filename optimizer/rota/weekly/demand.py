"""People wanted in weeks that nobody knows yet, drawn from the weeks seen so far."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from optimizer.rota.weekly.problem import SATURDAY, WEEK, Need


def drawn(seen: Sequence[Need], random: np.random.Generator) -> Need:
    """Return a week like those seen.

    For every shift and skill the days of one seen week in another order, working days and weekends apart: what a week
    wants in all of a skill changes little from week to week, on which days it does so changes much.
    """
    least = np.zeros_like(seen[0].least)
    best = np.zeros_like(least)
    for shift, skill in np.ndindex(*least.shape[1:]):
        week = seen[int(random.integers(len(seen)))]
        order = np.concatenate((random.permutation(SATURDAY), SATURDAY + random.permutation(WEEK - SATURDAY)))
        least[:, shift, skill] = week.least[order, shift, skill]
        best[:, shift, skill] = week.best[order, shift, skill]
    return Need(least, best, seen[0].missing)


def joined(weeks: Sequence[Need]) -> Need:
    """Return weeks one after the other."""
    least, best = np.concatenate([week.least for week in weeks]), np.concatenate([week.best for week in weeks])
    return Need(least, best, weeks[0].missing)

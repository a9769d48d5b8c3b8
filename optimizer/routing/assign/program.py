"""The program of some pairs of item and site: a row per item, and one per site and period in question."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from optimizer.routing.assign.instance import Ints
from optimizer.routing.assign.plan import Plan
from optimizer.routing.assign.pool import span_entries
from optimizer.solve.matrix import Matrix


@dataclass(frozen=True)
class Window:
    """Pairs of item and site that are in question.

    Parameters
    ----------
    item, site
        One entry per pair; being left out needs no pair. Every item of the window has its present site among them.
    """

    item: Ints
    site: Ints


def program_of(plan: Plan, window: Window, items: Ints, row: Ints) -> Matrix:
    """Return the program: a row per item (placed at most once) and one per site and period in question."""
    instance = plan.instance
    sites, place = np.unique(window.site, return_inverse=True)
    begin, end = instance.begin[window.item], instance.end[window.item]
    starts, period, length = span_entries(begin, end)
    pairs = len(window.item)
    amount = np.ones(pairs) if instance.use is None else instance.use[window.item, window.site]
    saved = instance.cost[window.item, window.site] - leaving(plan, items)[row]
    entry = np.repeat(np.arange(pairs), length)
    rows = np.empty(starts[-1] + pairs, np.int64)
    values = np.empty(len(rows))
    first = starts[:-1] + np.arange(pairs)
    rows[first], values[first] = row, 1.0
    rest = np.ones(len(rows), bool)
    rest[first] = False
    rows[rest] = len(items) + place[entry] * instance.periods + period
    values[rest] = np.asarray(amount)[entry]
    must = ~np.isfinite(instance.left_out[items])
    return Matrix(
        cost=saved,
        upper=np.ones(pairs),
        starts=np.concatenate([first, [len(rows)]]),
        rows=rows,
        values=values,
        least=np.concatenate([np.where(must, 1.0, 0.0), np.full(len(sites) * instance.periods, -np.inf)]),
        most=np.concatenate([np.ones(len(items)), np.maximum(plan.free[sites], 0.0).ravel()]),
        whole=True,
    )


def leaving(plan: Plan, items: Ints) -> Ints:
    """Return the cost of leaving items out, 0 where that is not allowed (they are served in any case)."""
    cost = plan.instance.left_out[items]
    return np.where(np.isfinite(cost), cost, 0.0)

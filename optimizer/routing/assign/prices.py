"""What prices per site and period prove: the Lagrangian relaxation of the capacity rows.

For any prices ≥ 0 every item takes the cheapest of its sites, prices included, or is left out; the sum of these costs
less the value of all places is a lower bound of every plan (Geoffrion, Lagrangean relaxation for integer programming,
1974). Nothing but arithmetic stands between the prices and the bound, so anybody can repeat it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from optimizer.routing.assign.instance import AssignmentInstance, Floats, Ints

CHUNK = 1 << 17  # entries of items × sites looked at in one go: they stay in the cache


@dataclass(frozen=True)
class Relaxed:
    """The answer of the relaxation.

    Parameters
    ----------
    bound
        Lower bound of every plan's cost.
    choice
        Per item the cheapest site; the number of sites stands for being left out.
    regret
        Per item how much more the second best choice costs.
    """

    bound: float
    choice: Ints
    regret: Floats


def span_prices(instance: AssignmentInstance, prices: Floats) -> Floats:
    """Return the price of a place over each span, spans × (sites and, at 0, being left out), as precise as the prices."""
    over = instance.spans.over(prices)
    return np.concatenate([over, np.zeros((len(over), 1), prices.dtype)], axis=1)


def reduced_costs(instance: AssignmentInstance, prices: Floats) -> Iterator[tuple[slice, Floats]]:
    """Yield chunks of items with their costs, prices included: items × (sites, being left out), as precise as the prices."""
    table, sites = span_prices(instance, prices), instance.sites
    step = max(1, CHUNK // (sites + 1))
    for first in range(0, instance.items, step):
        part = slice(first, min(first + step, instance.items))
        costs = table[instance.spans.of_item[part]]
        if instance.use is not None:
            costs[:, :sites] *= instance.use[part]
        costs[:, :sites] += instance.cost[part]
        costs[:, sites] = instance.left_out[part]
        yield part, costs


def dearer(instance: AssignmentInstance, prices: Floats) -> Floats:
    """Return by how much every plan that has a pair must be above the bound of these prices: items × (sites, left out)."""
    costs = np.concatenate([part for _, part in reduced_costs(instance, np.asarray(prices, np.float64))])
    least = costs.min(axis=1, keepdims=True)
    return np.asarray(costs - np.where(np.isfinite(least), least, 0.0))


def relax(instance: AssignmentInstance, prices: Floats) -> Relaxed:
    """Return the bound that prices prove, over all items and all their sites, in double precision.

    Parameters
    ----------
    prices
        Sites × periods, none below 0.

    Raises
    ------
    ValueError
        When a price is negative.
    """
    if (prices < 0).any():
        message = "a price is negative; the bound needs prices >= 0"
        raise ValueError(message)
    exact = np.asarray(prices, np.float64)
    total = -float((exact * instance.capacity).sum())
    choice = np.empty(instance.items, np.int64)
    regret = np.empty(instance.items)
    for part, costs in reduced_costs(instance, exact):
        rows = np.arange(len(costs))
        best = costs.argmin(axis=1)
        least = costs[rows, best]
        total += float(least.sum())
        costs[rows, best] = np.inf
        choice[part], regret[part] = best, costs.min(axis=1) - np.where(np.isfinite(least), least, 0.0)
    return Relaxed(total, choice, regret)

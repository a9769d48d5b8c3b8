"""One look at all pairs with prices: the best choice of every item, how far the next is, and the pairs within reach."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from optimizer.routing.assign.instance import Floats, Ints
from optimizer.routing.assign.transport.market import Market

ROWS, WIDE = 2000, 40  # items drawn, and choices of each, to estimate how many pairs a reach will leave


@dataclass(frozen=True)
class Look:
    """What prices say.

    Parameters
    ----------
    best, regret
        Per item: cost of the best choice, price included, and how much more the second best costs.
    first, second
        Per item: the two best choices; the number of sites stands for being left out.
    item, site
        Pairs within reach of the item's best, sorted by item; being left out needs no pair.
    """

    best: Floats
    regret: Floats
    first: Ints
    second: Ints
    item: Ints
    site: Ints

    @classmethod
    def at(cls, market: Market, prices: Floats, reach: float) -> Look:
        """Look at all pairs."""
        sites, kind = market.sites, market.cost.dtype
        values, choices = np.empty((2, market.items)), np.empty((2, market.items), np.int64)
        items, found = [], []
        price = prices.astype(kind)
        for part in market.chunks():
            costs = market.block(part) + price
            rows, out = np.arange(len(costs)), market.left_out[part]
            one = costs.argmin(axis=1)
            least = costs[rows, one].astype(np.float64)
            near = np.minimum(np.minimum(least, out) + reach, np.finfo(kind).max / 2).astype(kind)
            flat = np.flatnonzero(costs <= near[:, None])
            row = flat // sites
            items.append(row + part.start)
            found.append(flat - row * sites)
            costs[rows, one] = np.inf
            two = costs.argmin(axis=1)
            next_least = costs[rows, two].astype(np.float64)
            ahead, between = out < least, (out >= least) & (out < next_least)
            choices[0, part] = np.where(ahead, sites, one)
            values[0, part] = np.where(ahead, out, least)
            choices[1, part] = np.where(ahead, one, np.where(between, sites, two))
            values[1, part] = np.where(ahead, least, np.where(between, out, next_least))
        # in place of 'inf - inf' where an item has one choice only
        regret = np.where(np.isfinite(values[1]), values[1], np.inf) - values[0]
        return cls(values[0], regret, choices[0], choices[1], np.concatenate(items), np.concatenate(found))


def reach_for(market: Market, prices: Floats, pairs: float) -> float:
    """Return the reach that leaves about so many pairs of items with more than one choice, from a sample of items."""
    if market.items * market.sites <= pairs:
        return np.inf
    drawn = ((np.arange(min(ROWS, market.items)) + 0.5) * market.items / min(ROWS, market.items)).astype(np.int64)
    costs = np.concatenate([market.block(drawn) + prices, market.left_out[drawn, None]], axis=1)
    wide = min(WIDE, market.sites)
    near = np.sort(np.partition(costs, wide, axis=1)[:, : wide + 1], axis=1)
    near = near[:, 1:] - near[:, :1]
    # a pair counts from its own distance on, the best one from that of the second
    starts = np.sort(np.concatenate([near.ravel(), near[:, 0]]))
    starts = starts[np.isfinite(starts)]
    wanted = int(pairs * len(drawn) / market.items)
    return float(starts[min(wanted, len(starts) - 1)]) if len(starts) else 0.0

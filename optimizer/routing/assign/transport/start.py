"""First prices from a small sample of the items: adaptive steps (Kingma and Ba, Adam, 2015) over all its pairs."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from optimizer.routing.assign.instance import Floats, Ints
from optimizer.routing.assign.transport.market import Market

SAMPLE, STEPS = 5000, 200
FIRST, LAST = 0.03, 0.003  # length of a step, in parts of what the way to a middling site costs above the nearest
MEAN, SQUARE = 0.9, 0.99  # how slowly the running means of the slope and its square forget


def in_order(market: Market) -> Ints:
    """Return the items so that every so-manieth is a fair sample: by cost of leaving out, and cheapest site."""
    nearest = np.empty(market.items, np.int64)
    for part in market.chunks():
        nearest[part] = market.block(part).argmin(axis=1)
    return np.lexsort((nearest, market.left_out))


def draw(order: Ints, size: int) -> Ints:
    """Return about so many of the items, evenly over their order."""
    if size >= len(order):
        return np.sort(order)
    return np.sort(order[((np.arange(size) + 0.5) * len(order) / size).astype(np.int64)])


def first_prices(market: Market, order: Ints) -> Floats:
    """Return prices per site."""
    sample = market.part(draw(order, SAMPLE))
    places = market.places * (sample.items / market.items)
    cost = sample.block(slice(None))
    sample = replace(sample, cost=cost, row=None)
    least = cost.min(axis=1)
    reached = np.isfinite(least)
    wide = np.where(np.isfinite(cost), cost, np.nan)[reached]
    spread = float(np.median(np.nanmedian(wide, axis=1) - least[reached])) if reached.any() else 0.0
    saved = np.sort((sample.left_out - least)[reached])[::-1]
    full = int(places.sum())
    # a price at all sites alike, at which as many want a place as there are
    prices = np.full(market.sites, max(0.0, float(saved[full])) if full < len(saved) else 0.0)
    mean, square = np.zeros(market.sites), np.zeros(market.sites)
    for step in range(STEPS):
        slope = _demand(sample, prices) - places
        mean += (1 - MEAN) * (slope - mean)
        square += (1 - SQUARE) * (slope * slope - square)
        length = FIRST * spread * (LAST / FIRST) ** (step / STEPS)
        root = np.sqrt(square / (1 - SQUARE ** (step + 1))) + 1e-9
        prices = np.maximum(0.0, prices + length * mean / (1 - MEAN ** (step + 1)) / root)
    return prices


def _demand(market: Market, prices: Floats) -> Ints:
    """Return how many items like each site best."""
    choice, price = np.empty(market.items, np.int64), prices.astype(market.cost.dtype)
    for part in market.chunks():
        costs = market.block(part) + price
        best = costs.argmin(axis=1)
        least = costs[np.arange(len(costs)), best]
        choice[part] = np.where(market.left_out[part] < least, market.sites, best)
    return np.bincount(choice, minlength=market.sites + 1)[: market.sites]

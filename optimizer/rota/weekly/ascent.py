"""Prices of work by ascent of the dual: up where people are missing, down where there are too many.

Steps are scaled by the recent size of the slope (Kingma and Ba, Adam, 2015). The mean of the later prices is taken: they
hover around the best ones, and several may be as good.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from optimizer.rota.weekly.pricing import Pricer
from optimizer.rota.weekly.problem import Crew, Floats, Ints, Need

ABSENT = 10.0  # the price of one who must be there is at most so many times that of one who is wanted
PACE, SLOWEST = 1 / 15, 0.1  # first step, in prices of one missing; the last one in first ones
KEEP, KEEP_SQUARE, SOFT = 0.8, 0.95, 0.3  # how much of slope and square is kept; added to the root, in people
TIE = 1 / 60  # skills whose prices differ by less, in prices of one missing, share the people


def ascend(pricer: Pricer, need: Need, prices: Floats, steps: int, left: Callable[[], float]) -> Floats:
    """Return better prices of day × shift × skill for a demand, from prices to begin with; 0 where nobody is wanted.

    Parameters
    ----------
    left
        Seconds left, a guard: when they are over, the prices are what they are.
    """
    crew, prices = pricer.problem.crew, np.where(need.best > 0, prices, 0.0)
    slope_mean, square_mean = np.zeros_like(prices), np.zeros_like(prices)
    total, count = np.zeros_like(prices), 0
    for step in range(1, steps + 1):
        if left() <= 0:
            return total / count if count else prices
        lines = pricer.cheapest(by_kind(crew, prices))
        wanted = np.where(prices < need.missing, need.best, need.least)
        slope = wanted - _present(crew, prices, lines, TIE * need.missing)
        slope_mean = KEEP * slope_mean + (1 - KEEP) * slope
        square_mean = KEEP_SQUARE * square_mean + (1 - KEEP_SQUARE) * slope**2
        pace = PACE * need.missing * (1 - (1 - SLOWEST) * (step - 1) / steps)
        root = np.sqrt(square_mean / (1 - KEEP_SQUARE**step)) + SOFT
        prices = np.clip(prices + pace * slope_mean / (1 - KEEP**step) / root, 0.0, ABSENT * need.missing)
        if 2 * step > steps:
            total, count = total + prices, count + 1
    return total / max(1, count)


def by_kind(crew: Crew, prices: Floats) -> Floats:
    """Return kind × day × shift: the best price among the skills of a kind."""
    best: Floats = np.where(crew.kinds[:, None, None, :], prices, 0.0).max(axis=3)
    return best


def least_cost(crew: Crew, need: Need, prices: Floats, reduced: Floats) -> float:
    """Return what no plan is cheaper than, given what everybody's cheapest line costs at prices."""
    cover = np.minimum(prices, ABSENT * need.missing) * need.least
    cover += np.minimum(prices, need.missing) * (need.best - need.least)
    return float(reduced.sum() + cover.sum())


def _present(crew: Crew, prices: Floats, lines: Ints, tie: float) -> Floats:
    """Return day × shift × skill: people at work, everybody with the skill whose price is best."""
    best, total = by_kind(crew, prices), np.zeros_like(prices)
    for kind, has in enumerate(crew.kinds):
        people = lines[crew.kind == kind]
        count = np.stack([(people == shift).sum(axis=0) for shift in range(crew.shifts)], axis=1)
        share = has & (prices >= best[kind][:, :, None] - tie)
        total += count[:, :, None] * share / share.sum(axis=2, keepdims=True)
    return total

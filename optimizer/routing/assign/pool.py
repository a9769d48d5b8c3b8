"""First prices: all sites thrown together into one, which tells on which periods places are scarce at all."""

from __future__ import annotations

import numpy as np

from optimizer.routing.assign.instance import AssignmentInstance, Floats, Ints
from optimizer.solve.matrix import Matrix, solve_matrix


def pool_prices(instance: AssignmentInstance, scale: float, seconds: float = 60.0) -> Floats:
    """Return prices that are the same at every site, the best of that kind, sites × periods.

    A linear program with a row per period: the more an item saves by being served at its cheapest site, the sooner it
    is. Dual ascent alone needs thousands of steps to find out which of many full periods carries the price.

    Parameters
    ----------
    scale
        Stands for the cost of leaving out where that is not allowed.
    seconds
        Wall clock, a guard.
    """
    saved = np.where(np.isfinite(instance.left_out), instance.left_out, scale) - instance.cost.min(axis=1)
    worth = np.flatnonzero(saved > 0)
    amount = np.ones(len(worth))
    if instance.use is not None:
        amount = np.asarray(instance.use[worth, instance.cost[worth].argmin(axis=1)], np.float64)
    starts, periods, length = span_entries(instance.begin[worth], instance.end[worth])
    program = Matrix(
        cost=-saved[worth],
        upper=np.ones(len(worth)),
        starts=starts,
        rows=periods,
        values=np.repeat(amount, length),
        least=np.full(instance.periods, -np.inf),
        most=instance.capacity.sum(axis=0),
    )
    result = solve_matrix(program, seconds=seconds)
    price = np.zeros(instance.periods) if result.prices is None else np.maximum(0.0, -result.prices)
    return np.repeat(price[None, :], instance.sites, axis=0).astype(np.float32)


def span_entries(begin: Ints, end: Ints) -> tuple[Ints, Ints, Ints]:
    """Return for spans the starts, all their periods one after the other, and their lengths."""
    length = end - begin
    starts = np.zeros(len(length) + 1, np.int64)
    np.cumsum(length, out=starts[1:])
    periods = np.arange(starts[-1]) - np.repeat(starts[:-1], length) + np.repeat(begin, length)
    return starts, periods, length

"""What a price per demand proves: each site, by itself, serves what pays most within its capacity.

With a price for serving each demand, the sites no longer depend on each other but for the rules over which are open. A site's
best is a knapsack, taken with fractions (Geoffrion, Lagrangean relaxation for integer programming, 1974; Cornuejols, Sridharan
and Thizy, 1991); which sites to open at these values is a linear program of a column per site. Prices are free; every one
of them proves a bound.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from optimizer.designation.location.instance import Floats, Ints, LocationInstance
from optimizer.solve.lp import LinearProgram, LpAnswer, Matrix

GUARD_S = 5.0  # of a program with a column per site


@dataclass(frozen=True)
class View:
    """The pairs that can matter at prices up to a limit: nobody is served where that costs more than the price.

    Parameters
    ----------
    limit
        Per demand.
    site, demand, cost, size
        Of the pairs, sorted by site.
    starts
        Where the pairs of each site begin, and where the last ones end.
    """

    limit: Floats
    site: Ints
    demand: Ints
    cost: Floats
    size: Floats
    starts: Ints

    @classmethod
    def of(cls, instance: LocationInstance, limit: Floats) -> View:
        """Return the pairs that cost no more than a limit."""
        site, demand = np.nonzero(instance.by_site <= limit)
        starts = np.concatenate(([0], np.cumsum(np.bincount(site, minlength=instance.sites))))
        return cls(limit, site, demand, instance.by_site[site, demand], instance.size[demand], starts)

    def covers(self, prices: Floats) -> bool:
        """Whether nothing else can matter at these prices."""
        return bool((prices <= self.limit).all())


@dataclass(frozen=True)
class Priced:
    """What prices say.

    Parameters
    ----------
    bound
        Of the cost of every plan; −∞ when the choice of sites was not solved.
    opened
        Per site, how far it is open in the relaxation.
    served
        Per demand, the share that open sites would serve, all together.
    room
        Per site, the value of a unit of its capacity, if open.
    value
        Per site, the cost of having it open with what it serves at the prices.
    regret
        Per site, how much the bound rises when it is open instead of closed, or closed instead of open where the
        figure is negative.
    """

    bound: float
    opened: Floats
    served: Floats
    room: Floats
    value: Floats
    regret: Floats

    def dearer(self, instance: LocationInstance, prices: Floats) -> Floats:
        """Return, sites × demands, by how much the bound rises when a demand is served wholly there."""
        extra = instance.by_site - prices + self.room[:, None] * instance.size
        return np.maximum(self.regret, 0.0)[:, None] + np.maximum(extra, 0.0)


class Choice:
    """The choice of sites by their values: a linear program that is asked again and again."""

    def __init__(self, instance: LocationInstance) -> None:
        rows, sites = instance.choice_rows, instance.sites
        self._weight = rows.weight
        row, column = np.nonzero(rows.weight)
        matrix = Matrix(row, column, rows.weight[row, column])
        self._program = LinearProgram(matrix, (np.zeros(sites), np.ones(sites)), (rows.least, rows.most))

    def solve(self, value: Floats) -> LpAnswer:
        """Return the best choice; the solver's figures are scaled."""
        scale = max(1e-9, float(np.abs(value).max(initial=0.0)))
        found = self._program.minimise(value / scale, GUARD_S)
        return LpAnswer(found.optimal, np.clip(found.values, 0.0, 1.0), found.duals * scale, found.objective * scale)

    def bound(self, value: Floats, found: LpAnswer, least: Floats, most: Floats) -> float:
        """Return what the row prices prove, whatever the solver's tolerances: any prices of rows prove a bound."""
        duals = np.where(found.duals > 0, np.where(np.isfinite(least), found.duals, 0.0), found.duals)
        duals = np.where(duals < 0, np.where(np.isfinite(most), duals, 0.0), duals)
        sides = np.where(duals > 0, np.where(np.isfinite(least), least, 0.0), np.where(np.isfinite(most), most, 0.0))
        return float((duals * sides).sum() + np.minimum(value - duals @ self._weight, 0.0).sum())

    def regret(self, value: Floats, found: LpAnswer) -> Floats:
        """Return the reduced cost of every site."""
        return np.asarray(value - found.duals @ self._weight)


def relax(instance: LocationInstance, choice: Choice, prices: Floats, view: View | None = None) -> Priced:
    """Return what prices, one per demand, prove.

    Parameters
    ----------
    view
        Of pairs, which must cover the prices; made here when there is none.
    """
    seen = View.of(instance, prices) if view is None else view
    extra = seen.cost - prices[seen.demand]
    wanted = extra < 0
    gain, taken = np.where(wanted, extra, 0.0), wanted.astype(np.float64)
    load = np.bincount(seen.site, taken * seen.size, instance.sites)
    room, best = np.zeros(instance.sites), np.bincount(seen.site, gain, instance.sites).astype(np.float64)
    for site in np.flatnonzero(load > instance.capacity).tolist():
        here = slice(seen.starts[site], seen.starts[site + 1])
        best[site], room[site] = _knapsack(taken[here], gain[here], seen.size[here], float(instance.capacity[site]))
    value = instance.opening + best
    found, rows = choice.solve(value), instance.choice_rows
    bound = float(prices.sum()) + choice.bound(value, found, rows.least, rows.most)
    served = np.bincount(seen.demand, taken * found.values[seen.site], instance.demands).astype(np.float64)
    return Priced(bound, found.values, served, room, value, choice.regret(value, found))


def _knapsack(taken: Floats, gain: Floats, size: Floats, capacity: float) -> tuple[float, float]:
    """Take the best within a capacity, the last of them in part; returns its value and that of a unit of capacity.

    `taken` is changed to what is taken.
    """
    who = ((gain < 0) & (size > 0)).nonzero()[0]
    worth = gain[who] / size[who]
    by_worth = worth.argsort(kind="stable")
    order = who[by_worth]
    filled = size[order].cumsum()
    last = int(filled.searchsorted(capacity))
    if last >= len(order):
        return float(gain.sum()), 0.0
    part = (capacity - (filled[last - 1] if last else 0.0)) / size[order[last]]
    taken[order[last]] = part
    taken[order[last + 1 :]] = 0.0
    return float(gain @ taken), float(-worth[by_worth[last]])

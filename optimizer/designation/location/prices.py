"""What a price per demand proves: each site, by itself, serves what pays most within its capacity.

With a price for serving each demand, the sites no longer depend on each other but for the rules over which are open. A site's
best is a knapsack, taken with fractions (Geoffrion, Lagrangean relaxation for integer programming, 1974; Cornuejols, Sridharan
and Thizy, 1991); which sites to open at these values is a linear program of a column per site. Prices are free; every one
of them proves a bound.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from optimizer.designation.location.instance import Floats, LocationInstance, Mask
from optimizer.solve.lp import LinearProgram, LpAnswer, Matrix

GUARD_S = 5.0  # of a program with a column per site


@dataclass(frozen=True)
class Priced:
    """What prices say.

    Parameters
    ----------
    bound
        Of the cost of every plan; −∞ when the choice of sites was not solved.
    opened
        Per site, how far it is open in the relaxation.
    taken
        Sites × demands, the share a site would serve if open.
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
    taken: Floats
    room: Floats
    value: Floats
    regret: Floats

    @property
    def served(self) -> Floats:
        """The share of each demand that is served at these prices."""
        return self.opened @ self.taken

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


def relax(instance: LocationInstance, choice: Choice, prices: Floats) -> Priced:
    """Return what prices, one per demand, prove."""
    extra = instance.by_site - prices
    wanted = extra < 0
    gain = np.where(wanted, extra, 0.0)
    load = wanted @ instance.size
    taken = wanted.astype(np.float64)
    room, best = np.zeros(instance.sites), gain.sum(axis=1)
    for site in np.flatnonzero(load > instance.capacity).tolist():
        best[site], room[site] = _knapsack(taken[site], gain[site], wanted[site], instance.size, float(instance.capacity[site]))
    value = instance.opening + best
    found, rows = choice.solve(value), instance.choice_rows
    bound = float(prices.sum()) + choice.bound(value, found, rows.least, rows.most)
    return Priced(bound, found.values, taken, room, value, choice.regret(value, found))


def _knapsack(taken: Floats, gain: Floats, wanted: Mask, size: Floats, capacity: float) -> tuple[float, float]:
    """Take the best within a capacity, the last of them in part; returns its value and that of a unit of capacity.

    `taken` is changed to what is taken.
    """
    who = np.flatnonzero(wanted & (size > 0))
    worth = gain[who] / size[who]
    order = who[np.argsort(worth, kind="stable")]
    filled = np.cumsum(size[order])
    last = int(np.searchsorted(filled, capacity))
    if last >= len(order):
        return float(gain.sum()), 0.0
    part = (capacity - (filled[last - 1] if last else 0.0)) / size[order[last]]
    taken[order[last]] = part
    taken[order[last + 1 :]] = 0.0
    return float((gain * taken).sum()), float(-gain[order[last]] / size[order[last]])

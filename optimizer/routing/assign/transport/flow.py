"""A min-cost flow over some pairs, and the prices that belong to it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from optimizer.routing.assign.instance import Floats, Ints
from optimizer.solve.flow import Flow, FlowSolver, solve_flow

FINEST = 2**34  # steps into which the largest cost is divided
LARGEST = 2**60  # the solver multiplies costs by the number of nodes and needs the product to fit 64 bits


@dataclass(frozen=True)
class Network:
    """Rows (items, each of the same weight) and the arcs to their choices.

    Parameters
    ----------
    rows, sites
        Numbers of them; as a choice, the number of sites stands for being left out.
    row, choice, cost
        Per arc, sorted by row.
    weight
        Places that a row needs, at one choice or at several.
    room
        Places per site.
    """

    rows: int
    sites: int
    row: Ints
    choice: Ints
    cost: Floats
    weight: int
    room: Floats | Ints

    def solve(self, prices: Floats, solver: FlowSolver = solve_flow, stride: float = np.inf) -> Ints | None:
        """Return the places taken per arc, at least cost; None when there is no such plan or the solver fails.

        The flow begins with every row at its cheapest choice, prices included, and says who moves: a row with one other
        choice is a mere arc between the two, only those with more need a node. So the graph hardly has more nodes than
        sites, however many the rows. With a finite stride, a place may stay empty or be taken twice for so much: then
        prices that go with the flow need not move farther (Marsten, Hogan and Blankenship, The boxstep method, 1975).
        """
        price = np.append(prices, 0.0)
        above = self.cost + price[self.choice]
        starts = np.searchsorted(self.row, np.arange(self.rows + 1))
        above -= np.minimum.reduceat(above, starts[:-1])[self.row]
        first = np.flatnonzero(above == 0.0)
        first = first[np.unique(self.row[first], return_index=True)[1]]
        home = self.choice[first]
        other = np.ones(len(self.row), bool)
        other[first] = False
        moves = np.flatnonzero(other)
        crowd = np.flatnonzero(np.diff(starts) > 2)
        node = np.full(self.rows, -1, np.int64)
        node[crowd] = np.arange(len(crowd)) + self.sites + 1
        sink = self.sites + 1 + len(crowd)
        tails = np.where(node[self.row[moves]] >= 0, node[self.row[moves]], home[self.row[moves]])
        ends = np.arange(self.sites + 1)
        costs = np.concatenate([above[moves], np.zeros(len(crowd)), -np.minimum(price, stride)])
        most = np.append(self.room, self.weight * self.rows)
        tails = np.concatenate([tails, home[crowd], ends])
        heads = np.concatenate([self.choice[moves], node[crowd], np.full(len(ends), sink)])
        if np.isfinite(stride):
            tails, heads = np.concatenate([tails, ends[:-1]]), np.append(heads, np.full(self.sites, sink))
            costs = np.append(costs, np.full(self.sites, stride))
            most = np.append(most, np.full(self.sites, self.weight * self.rows))
        supply = np.zeros(sink + 1, np.int64)
        supply[: self.sites + 1] = self.weight * np.bincount(home, minlength=self.sites + 1)
        supply[sink] = -self.weight * self.rows
        carried = solver(
            Flow(
                tails=tails.astype(np.int32),
                heads=heads.astype(np.int32),
                most=np.concatenate([np.full(len(moves) + len(crowd), self.weight), most]).astype(np.int64),
                costs=_whole(costs, sink + 1),
                supply=supply,
            )
        )
        if carried is None:
            return None
        taken = np.zeros(len(self.row), np.int64)
        taken[moves] = carried[: len(moves)]
        taken[first] = self.weight - np.add.reduceat(taken, starts[:-1])
        return taken

    def prices(self, taken: Ints, least: Floats | None = None, most: Floats | None = None) -> tuple[Floats, Floats]:
        """Return the lowest and the highest prices per site under which nobody would rather be elsewhere.

        Between two sites stands the least that moving one who is at the first would cost; prices are shortest ways over
        these distances. A site with free places has the least price allowed (0 unless given), one with too many the
        highest allowed. The highest are infinite where nobody has a way out and no other is given.
        """
        apart = self._apart(taken)
        load = np.bincount(self.choice, weights=taken, minlength=self.sites + 1)[: self.sites]
        floor = np.append(np.zeros(self.sites) if least is None else least, 0.0)
        roof = np.append(np.full(self.sites, np.inf) if most is None else most, 0.0)
        fixed = np.where(load < self.room, floor[:-1], np.where(load > self.room, roof[:-1], np.nan))
        fixed = np.append(fixed, 0.0)
        still = ~np.isnan(fixed)
        tolerance = 1e-9 * (1.0 + float(np.abs(self.cost[np.isfinite(self.cost)]).max(initial=0.0)))
        high, low = np.where(still, fixed, roof), np.where(still, fixed, floor)
        for _ in range(self.sites + 1):
            lower = np.minimum(high, (apart + high).min(axis=1))
            lower[still] = fixed[still]
            over = np.isfinite(lower)
            done = bool((np.isfinite(high) == over).all() and np.abs(lower[over] - high[over]).max(initial=0.0) <= tolerance)
            high = lower
            if done:
                break
        for _ in range(self.sites + 1):
            raised = np.maximum(low, (low[:, None] - apart).max(axis=0))
            raised[still] = fixed[still]
            done = bool(np.abs(raised - low).max() <= tolerance)
            low = raised
            if done:
                break
        return np.maximum(low[:-1], 0.0), np.maximum(high[:-1], 0.0)

    def _apart(self, taken: Ints) -> Floats:
        """Return the least cost of moving one place's worth from a choice to another, infinite where nobody can."""
        width = self.sites + 1
        starts = np.searchsorted(self.row, np.arange(self.rows + 1))
        used = np.flatnonzero(taken)
        begin, length = starts[self.row[used]], np.diff(starts)[self.row[used]]
        source = np.repeat(used, length)
        offset = np.arange(len(source)) - np.repeat(np.cumsum(length) - length, length)
        target = np.repeat(begin, length) + offset
        apart = np.full(width * width, np.inf)
        np.minimum.at(apart, self.choice[source] * width + self.choice[target], self.cost[target] - self.cost[source])
        square = apart.reshape(width, width)
        np.fill_diagonal(square, 0.0)
        return square


def _whole(costs: Floats, nodes: int) -> Ints:
    """Return costs in whole steps, as fine as the solver's arithmetic allows."""
    widest = float(np.abs(costs).max(initial=0.0))
    return np.round(costs * (min(FINEST, LARGEST // (nodes + 1)) / max(widest, 1e-300))).astype(np.int64)

"""A first plan by diving: the linear program of all that is in doubt, decided bit by bit.

Prices say who is beyond doubt (see `search`); the linear program of the others has few columns, and what it leaves in
fractions is decided in rounds, the surest first, each round followed by a new solve in which everybody else may give way.
Columns that become worth having on the way are added (column generation: Dantzig and Wolfe, 1960).
"""

from __future__ import annotations

import time
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from optimizer.routing.assign.ascent import cost_scale, likely_sites
from optimizer.routing.assign.greedy import fill
from optimizer.routing.assign.instance import AssignmentInstance, Floats, Ints
from optimizer.routing.assign.plan import Plan
from optimizer.routing.assign.pool import span_entries
from optimizer.routing.assign.prices import relax, span_prices
from optimizer.solve.growing import GrowingLp, Vertex

LIKELY = 24  # sites per item that may become columns
IN_DOUBT, AT_FIRST = 0.2, 0.1  # shares of the items with a row of their own, and with more than one column at first
FEWEST, FEWEST_FIRST = 1500, 1000  # the same as numbers of items, at least
DECIDED = 0.4  # part of the items in fractions decided per round
WHOLE = 1e-6
THOROUGH_UP_TO = 3000  # items in doubt


@dataclass(frozen=True)
class Care:
    """How eagerly new columns are looked for.

    Parameters
    ----------
    rounds
        Before the first decision.
    fresh
        Columns per item and round at most.
    gain
        Reduced cost, in parts of the cost scale, from which a column is worth having.
    late
        Part of the first fractions from which on there are rounds between decisions, too.
    """

    rounds: int
    fresh: int
    gain: float
    late: float


THOROUGH, QUICK = Care(6, 2, 1e-3, 1.0), Care(1, 1, 5e-3, 0.3)


def dive(instance: AssignmentInstance, prices: Floats, end: float) -> Plan:
    """Return a plan that keeps the capacity, unfinished when the clock strikes.

    Parameters
    ----------
    prices
        Sites × periods.
    end
        `time.monotonic` at which to come to a close.
    """
    plan = Plan(instance)
    field = _Field.of(plan, prices)
    vertex = field.solve(end)
    for _ in range(field.care.rounds):
        if vertex is None or not field.price_out(vertex):
            break
        vertex = field.solve(end)
    many = 0 if vertex is None else field.undecided(vertex)
    while vertex is not None and field.decide(vertex):
        vertex = field.solve(end)
        if vertex is not None and field.undecided(vertex) <= field.care.late * many and field.price_out(vertex):
            vertex = field.solve(end)
    if vertex is not None:
        field.settle(vertex)
        fill(plan, prices)
    return plan


@dataclass
class _Field:
    """The linear program with what its rows and columns stand for.

    Parameters
    ----------
    items
        In doubt, one row each.
    sites, cost, use
        Likely sites per item in doubt, and of the same shape (items × likely) what they cost and take up.
    there
        Whether a likely site has its column.
    column_item, column_site
        Per column: position among `items`, and the site.
    """

    plan: Plan
    items: Ints
    sites: Ints
    cost: Floats
    use: Floats
    there: npt.NDArray[np.bool_]
    lp: GrowingLp
    care: Care
    least_gain: float
    column_item: Ints
    column_site: Ints

    @classmethod
    def of(cls, plan: Plan, prices: Floats) -> _Field:
        """Place who is beyond doubt, and set up the program of the others."""
        instance = plan.instance
        relaxed = relax(instance, prices)
        share = min(1.0, max(IN_DOUBT, FEWEST / max(1, instance.items)))
        doubt = relaxed.regret <= np.quantile(relaxed.regret, share)
        sure = np.flatnonzero(~doubt)
        for item in sure[np.argsort(-relaxed.regret[sure], kind="stable")].tolist():
            site = int(relaxed.choice[item])
            if site < instance.sites:
                if plan.fits(item, site):
                    plan.put(item, site)
                else:
                    doubt[item] = True
        items = np.flatnonzero(doubt)
        scale = cost_scale(instance)
        leaving = np.where(np.isfinite(instance.left_out[items]), instance.left_out[items], 10.0 * scale)
        sites = _nearest(instance, prices, items)
        cost = instance.cost[items[:, None], sites] - leaving[:, None]
        use = np.ones(sites.shape) if instance.use is None else np.asarray(instance.use[items[:, None], sites], np.float64)
        lp = GrowingLp(np.concatenate([np.ones(len(items)), np.maximum(plan.free, 0.0).ravel()]))
        none = np.zeros(0, np.int64)
        care = THOROUGH if len(items) <= THOROUGH_UP_TO else QUICK
        field = cls(plan, items, sites, cost, use, np.zeros(sites.shape, bool), lp, care, care.gain * scale, none, none)
        field.begin(prices, relaxed.regret[items])
        return field

    def begin(self, prices: Floats, regret: Floats) -> None:
        """Add the first columns: of everybody the best site, of those most in doubt what is within reach of it."""
        reduced = self._reduced(prices)
        first = max(AT_FIRST * self.plan.instance.items, FEWEST_FIRST)
        reach = float(np.quantile(regret, min(1.0, first / max(1, len(regret)))))
        least = np.minimum(reduced.min(axis=1), 0.0)
        near = reduced <= least[:, None] + np.where(regret <= reach, reach, 0.0)[:, None]
        self._add(near & np.isfinite(self.cost))

    def _reduced(self, prices: Floats) -> Floats:
        """Return costs with prices, items × likely sites."""
        table = span_prices(self.plan.instance, prices)
        return np.asarray(self.cost + self.use * table[self.plan.instance.spans.of_item[self.items][:, None], self.sites])

    def _add(self, wanted: npt.NDArray[np.bool_]) -> None:
        item, place = np.nonzero(wanted)
        self.there |= wanted
        site, instance = self.sites[item, place], self.plan.instance
        who = self.items[item]
        starts, period, length = span_entries(instance.begin[who], instance.end[who])
        first = starts[:-1] + np.arange(len(who))
        rows, values = np.empty(starts[-1] + len(who), np.int64), np.ones(starts[-1] + len(who))
        rest = np.ones(len(rows), bool)
        rest[first] = False
        rows[first] = item
        rows[rest] = len(self.items) + np.repeat(site, length) * instance.periods + period
        values[rest] = np.repeat(self.use[item, place], length)
        self.lp.add(self.cost[item, place], np.concatenate([first, [len(rows)]]), rows, values)
        self.column_item = np.concatenate([self.column_item, item])
        self.column_site = np.concatenate([self.column_site, site])

    def solve(self, end: float) -> Vertex | None:
        """Solve what stands."""
        return self.lp.solve(end - time.monotonic())

    def price_out(self, vertex: Vertex) -> bool:
        """Add the columns that would make the vertex cheaper; whether there are any."""
        instance, count = self.plan.instance, len(self.items)
        prices = np.maximum(0.0, -vertex.prices[count:]).reshape(instance.sites, instance.periods)
        reduced = self._reduced(prices) - np.minimum(vertex.prices[:count], 0.0)[:, None]
        reduced[self.there | (self.plan.choice[self.items] >= 0)[:, None]] = np.inf
        fresh = self.care.fresh
        best = np.argpartition(reduced, fresh - 1, axis=1)[:, :fresh] if reduced.shape[1] > fresh else None
        wanted = reduced < -self.least_gain
        if best is not None:
            kept = np.zeros_like(wanted)
            np.put_along_axis(kept, best, True, axis=1)
            wanted &= kept
        if not wanted.any():
            return False
        self._add(wanted)
        return True

    def undecided(self, vertex: Vertex) -> int:
        """Return how many columns are in fractions."""
        return int(((vertex.values > WHOLE) & (vertex.values < 1 - WHOLE)).sum())

    def decide(self, vertex: Vertex) -> bool:
        """Decide the surest of what is in fractions; whether there was any."""
        x = vertex.values
        parts = np.flatnonzero((x > WHOLE) & (x < 1 - WHOLE))
        parts = parts[self.plan.choice[self.items[self.column_item[parts]]] < 0]
        if not len(parts):
            return False
        wanted = max(8, int(DECIDED * len(np.unique(self.column_item[parts]))))
        decided = []
        for column in parts[np.argsort(-x[parts], kind="stable")].tolist():
            if self._put(column):
                decided.append(column)
                if len(decided) == wanted:
                    break
        if not decided:
            return False
        self.lp.decide(np.array(decided))
        return True

    def settle(self, vertex: Vertex) -> None:
        """Place those who are whole in the end."""
        for column in np.flatnonzero(vertex.values > 1 - WHOLE).tolist():
            self._put(column)

    def _put(self, column: int) -> bool:
        item, site = int(self.items[self.column_item[column]]), int(self.column_site[column])
        if self.plan.choice[item] >= 0 or not self.plan.fits(item, site):
            return False
        self.plan.put(item, site)
        return True


def _nearest(instance: AssignmentInstance, prices: Floats, items: Ints) -> Ints:
    """Return the likely sites of some items, items × sites."""
    found = likely_sites(instance, prices, min(LIKELY, instance.sites))[:, items]
    if found.shape[0] > instance.sites:
        found = found[: instance.sites]
    return np.asarray(found[: min(LIKELY, instance.sites)].T)

"""A first plan from prices: everybody where they lean to, then those who found no room, dearest to leave out first."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from optimizer.routing.assign.ascent import CHOICES, Leaning, likely_sites
from optimizer.routing.assign.instance import LEFT_OUT, AssignmentInstance, Floats, Ints
from optimizer.routing.assign.plan import Plan
from optimizer.routing.assign.prices import span_prices

ROUNDS = 4  # passes over those left out
EVICTED = 12  # occupants of a site looked at to make room for one who is left out


def greedy(instance: AssignmentInstance, prices: Floats) -> Plan:
    """Return a plan that keeps the capacity."""
    leaning = Leaning.of(instance, prices)
    plan = Plan(instance)
    waiting = _lean(plan, leaning)
    seats = _Seats.of(plan, leaning.site, prices)
    for item in sorted(waiting, key=lambda item: (-instance.left_out[item], item)):
        seats.seat(item)
    seats.fill()
    return plan


def fill(plan: Plan, prices: Floats) -> None:
    """Place those left out, with room or by moving one other, where that makes the plan cheaper."""
    columns = likely_sites(plan.instance, prices, min(CHOICES, plan.instance.sites))
    _Seats.of(plan, columns, prices).fill()


def _lean(plan: Plan, leaning: Leaning) -> list[int]:
    """Place everybody where they lean to most, the most decided first; returns who found no room."""
    instance = plan.instance
    row = leaning.share.argmax(axis=0)
    items = np.arange(instance.items)
    site, share = leaning.site[row, items], leaning.share[row, items]
    waiting = []
    for item in np.lexsort((-instance.left_out, -np.round(share, 1))).tolist():
        if site[item] == instance.sites:
            continue
        if plan.fits(item, int(site[item])):
            plan.put(item, int(site[item]))
        else:
            waiting.append(item)
    return waiting


@dataclass(frozen=True)
class _Seats:
    """Finds room for one more, by evicting one other where that pays.

    Parameters
    ----------
    ranked
        Likely sites per item, the cheapest with prices first; rows × items.
    """

    plan: Plan
    ranked: Ints

    @classmethod
    def of(cls, plan: Plan, columns: Ints, prices: Floats) -> _Seats:
        """Rank the likely sites of every item."""
        instance = plan.instance
        sites = columns[:-1]
        items = np.arange(instance.items)
        price = span_prices(instance, prices)[instance.spans.of_item, sites]
        amount = 1.0 if instance.use is None else instance.use[items, sites]
        order = np.argsort(instance.cost[items, sites] + price * amount, axis=0, kind="stable")
        return cls(plan, np.take_along_axis(sites, order, axis=0))

    def fill(self) -> None:
        """Look at those left out, the dearest first, as long as that helps."""
        for _ in range(ROUNDS):
            out = np.flatnonzero(self.plan.choice == LEFT_OUT)
            order = out[np.argsort(-self.plan.instance.left_out[out], kind="stable")]
            if not sum(self.squeeze_in(item) for item in order.tolist()):
                return

    def seat(self, item: int) -> bool:
        """Place an item at the likely site with room that is cheapest with prices; whether there is one worth it."""
        for site in self.ranked[:, item].tolist():
            if self.plan.instance.cost[item, site] < self.plan.instance.left_out[item] and self.plan.fits(item, site):
                self.plan.put(item, site)
                return True
        return False

    def squeeze_in(self, item: int) -> bool:
        """Place an item that is left out, with room or by moving one other, if that makes the plan cheaper."""
        if self.seat(item):
            return True
        plan, best = self.plan, (-1e-9, LEFT_OUT, LEFT_OUT, LEFT_OUT)
        for site in self.ranked[:, item].tolist():
            cost = float(plan.instance.cost[item, site])
            gain = cost - float(plan.instance.left_out[item])
            if not math.isfinite(cost) or gain >= best[0]:
                continue
            for other in self._evictable(item, site):
                target, loss = self._elsewhere(other, site)
                if math.isfinite(loss) and gain + loss < best[0]:
                    best = (gain + loss, site, other, target)
        if best[1] == LEFT_OUT:
            return False
        plan.take(best[2])
        if best[3] != LEFT_OUT:
            plan.put(best[2], best[3])
        if not plan.fits(item, best[1]):  # the other was moved onto a place that this one needs
            plan.take(best[2])
            plan.put(best[2], best[1])
            return False
        plan.put(item, best[1])
        return True

    def _evictable(self, item: int, site: int) -> list[int]:
        """Return occupants of a site without whom the item fits, those first whom it costs least to leave out."""
        plan, instance = self.plan, self.plan.instance
        begin, need = int(instance.begin[item]), instance.used(item, site)
        short = begin + np.flatnonzero(plan.free[site, begin : instance.end[item]] < need - 1e-9)
        here = np.flatnonzero(plan.choice == site)
        lack = need - plan.free[site, short].min()
        amount = np.ones(len(here)) if instance.use is None else instance.use[here, site]
        here = here[(instance.begin[here] <= short[0]) & (instance.end[here] > short[-1]) & (amount >= lack - 1e-9)]
        loss = instance.left_out[here] - instance.cost[here, site]
        return [int(one) for one in here[np.argsort(loss, kind="stable")[:EVICTED]]]

    def _elsewhere(self, item: int, site: int) -> tuple[int, float]:
        """Return the cheapest other place of an item, or none, and what it loses by moving there."""
        plan, instance = self.plan, self.plan.instance
        best, loss = LEFT_OUT, float(instance.left_out[item])
        for other in self.ranked[:, item].tolist():
            if other != site and instance.cost[item, other] < loss and plan.fits(item, other):
                best, loss = other, float(instance.cost[item, other])
        return best, loss - float(instance.cost[item, site])

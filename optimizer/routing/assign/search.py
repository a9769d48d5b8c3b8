"""From a first plan to a better one: windows over groups of sites that share patrons, one after the other.

Prices say who is beyond doubt: an item whose second best site costs far more than its best stays where it is. The
others, one in some, are what the bound leaves open; group by group they are settled by an integer program.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from optimizer.routing.assign.ascent import likely_sites
from optimizer.routing.assign.instance import LEFT_OUT, Floats, Ints
from optimizer.routing.assign.plan import Plan
from optimizer.routing.assign.prices import span_prices
from optimizer.routing.assign.program import Window
from optimizer.routing.assign.window import Effort, improve

PAIRS = 2500  # pairs of item and site in one window
CHOICES = 8  # sites per item in question at most
OPEN = 0.25  # share of the items in question, besides those left out
TURNS = 12  # sweeps over all sites at most


@dataclass(frozen=True)
class Doubt:
    """Items in question with their sites, prices included.

    Parameters
    ----------
    item, site
        One entry per pair.
    """

    item: Ints
    site: Ints

    @classmethod
    def of(cls, plan: Plan, prices: Floats, share: float) -> Doubt:
        """Return the pairs within reach of the best choice: the reach leaves `share` of the items in question."""
        instance = plan.instance
        columns = likely_sites(instance, prices, CHOICES)
        table, items = span_prices(instance, prices), np.arange(instance.items)
        out = columns == instance.sites
        site = np.where(out, 0, columns)
        price = table[instance.spans.of_item, columns]
        if instance.use is not None:
            price = price * instance.use[items, site]
        cost = np.where(out, instance.left_out, instance.cost[items, site] + price)
        finite = np.where(np.isfinite(cost), cost, 1e300)
        two = np.partition(finite, 1, axis=0)
        regret = two[1] - two[0]
        reach = float(np.quantile(regret, share)) if instance.items else 0.0
        elsewhere = (plan.choice == LEFT_OUT) | (plan.choice != columns[finite.argmin(axis=0), items])
        width = np.where(elsewhere, np.maximum(4 * reach, 0.02 * np.abs(two[0])), reach)
        near = (finite <= two[0] + width) & ~out & np.isfinite(cost)
        rows, who = np.nonzero(near)
        return cls(who, columns[rows, who])

    def groups(self, plan: Plan, turn: int) -> Iterator[Window]:
        """Yield windows that together hold every site at least once."""
        instance = plan.instance
        item, site = _with_present(plan, self.item, self.site)
        bond = _bond(instance.sites, item, site)
        size = np.bincount(site, minlength=instance.sites)
        waiting = [int(s) for s in np.argsort(-size, kind="stable") if size[s]]
        waiting = waiting[turn % max(1, len(waiting)) :] + waiting[: turn % max(1, len(waiting))]
        seen: set[int] = set()
        for first in waiting:
            if first in seen:
                continue
            group = _grow(first, bond, size)
            seen.update(group)
            inside = np.isin(site, group)
            yield _window(plan, item[inside], site[inside])


def _with_present(plan: Plan, item: Ints, site: Ints) -> tuple[Ints, Ints]:
    """Add the present site of the items in question where it is not among the pairs."""
    who = np.unique(item)
    who = who[plan.choice[who] != LEFT_OUT]
    width = plan.instance.sites
    keys = np.unique(np.concatenate([item * width + site, who * width + plan.choice[who]]))
    return keys // width, keys % width


def _bond(sites: int, item: Ints, site: Ints) -> Floats:
    """Return how many items have both of two sites in question; the pairs come sorted by item."""
    bond = np.zeros((sites, sites))
    for apart in range(1, len(item)):
        both = item[:-apart] == item[apart:]
        if not both.any():
            break
        np.add.at(bond, (site[:-apart][both], site[apart:][both]), 1.0)
    return bond + bond.T


def _grow(first: int, bond: Floats, size: Ints) -> list[int]:
    """Return a site with those it shares most items with, up to the size of a window."""
    group, pull, total = [first], bond[first].copy(), int(size[first])
    pull[first] = -1
    while True:
        nearest = int(pull.argmax())
        if pull[nearest] <= 0 or total + size[nearest] > PAIRS:
            return group
        group.append(nearest)
        total += int(size[nearest])
        pull = np.where(pull < 0, -1, pull + bond[nearest])
        pull[nearest] = -1


def _window(plan: Plan, item: Ints, site: Ints) -> Window:
    """Return the pairs of items that are at one of the sites, or nowhere."""
    width = plan.instance.sites
    inside = np.zeros(width + 1, bool)
    inside[np.unique(site)] = True
    inside[LEFT_OUT] = True
    mine = inside[plan.choice[item]]
    return Window(item[mine], site[mine])


def windows(plan: Plan, prices: Floats, aim: float, effort: Callable[[], Effort]) -> Iterator[float]:
    """Improve a plan window by window; yields what each gained, and ends when nothing helps.

    Parameters
    ----------
    aim
        Cost at which the plan is good enough; a sweep that gains less than a twentieth of what is missing looks further.
    effort
        Asked before every window.
    """
    share = OPEN
    for turn in range(TURNS):
        gained = 0.0
        for window in Doubt.of(plan, prices, share).groups(plan, 7 * turn):
            gain = improve(plan, window, effort())
            gained += gain
            yield gain
        if gained <= 0.05 * max(0.0, plan.objective - aim):
            if share >= 1.0:
                return
            share = min(1.0, 1.6 * share)

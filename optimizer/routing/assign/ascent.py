"""Prices by dual ascent: raise the price of a place where too many want it, lower it where places stay empty.

The steps adapt to each price (Kingma and Ba, Adam, 2015), which on these problems is far ahead of plain subgradient
steps. They begin from the prices of the pool (`pool`); the first, long steps look at a sample of the items with a like
part of the places, the later ones only at the few sites per item that its prices make likely, renewed every so often.
None of this can spoil the bound, which `relax` takes over all items and sites.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from optimizer.routing.assign.instance import AssignmentInstance, Floats, Ints
from optimizer.routing.assign.pool import pool_prices
from optimizer.routing.assign.prices import reduced_costs, span_prices

STEPS_SAMPLE, STEPS = 400, 1000
SAMPLE, SHARE = 4000, 0.2  # a sample has so many items, or this share of all, whichever is more
LIKELY = 16  # sites per item looked at between renewals; with long steps that would miss where an item turns to
RENEW = 50  # steps between renewals
FIRST, MIDDLE, LAST = 5e-3, 1e-3, 1e-5  # length of a step, in parts of the cost scale
HOVERING, HOVER = 150, 2.5e-5  # steps, and their length in parts of the cost scale, to see where items lean to
CHOICES = 12  # sites per item that it may lean to
MEAN, SQUARE = 0.9, 0.99  # how slowly the running means of the gradient and its square forget

Stop = Callable[[], bool]


def ascend(instance: AssignmentInstance, steps: int = STEPS, stop: Stop | None = None) -> Floats:
    """Return prices, sites × periods, whose bound is close to the best that prices can prove.

    Parameters
    ----------
    steps
        The same number gives the same prices.
    stop
        Asked at every renewal; prices so far are returned when it says yes.
    """
    scale = cost_scale(instance)
    prices = pool_prices(instance, scale)
    sample = _sample(instance, max(SAMPLE, int(SHARE * instance.items)))
    prices = _climb(sample, prices, STEPS_SAMPLE, (FIRST * scale, MIDDLE * scale), sample.sites, stop)
    return _climb(instance, prices, steps, (MIDDLE * scale, LAST * scale), LIKELY, stop)


def _climb(
    instance: AssignmentInstance, prices: Floats, steps: int, length: tuple[float, float], likely: int, stop: Stop | None
) -> Floats:
    """Return better prices after steps of a length that falls from the first figure to the second."""
    pace, view = _Pace(prices), None
    for step in range(steps):
        if view is None or (step % RENEW == 0 and likely < instance.sites):
            view = _View.of(instance, pace.prices, likely)
        if stop is not None and step % RENEW == RENEW - 1 and stop():
            break
        pace.step(view.excess(pace.prices), length[0] * (length[1] / length[0]) ** (step / steps))
    return pace.prices


class _Pace:
    """Prices on their way, with running means of the slope and of its square."""

    def __init__(self, prices: Floats) -> None:
        self.prices = prices
        self._mean, self._square, self._steps = np.zeros_like(prices), np.zeros_like(prices), 0

    def step(self, slope: Floats, length: float) -> None:
        """Go a step of about this length in every price."""
        self._steps += 1
        self._mean += (1 - MEAN) * (slope - self._mean)
        self._square += (1 - SQUARE) * (slope * slope - self._square)
        mean = self._mean / (1 - MEAN**self._steps)
        root = np.sqrt(self._square / (1 - SQUARE**self._steps)) + 1e-9
        self.prices = np.maximum(0.0, self.prices + np.float32(length) * mean / root)


def _sample(instance: AssignmentInstance, size: int) -> AssignmentInstance:
    """Return every so-manieth item in the order of spans and costs of leaving out, so that each period keeps its share.

    Drawing at random would make the scarcity of places, a few per cent as a rule, a matter of luck.
    """
    if size >= instance.items:
        return instance
    order = np.lexsort((instance.left_out, instance.end, instance.begin))
    drawn = order[((np.arange(size) + 0.5) * instance.items / size).astype(np.int64)]
    return replace(
        instance,
        cost=instance.cost[drawn],
        left_out=instance.left_out[drawn],
        begin=instance.begin[drawn],
        end=instance.end[drawn],
        capacity=instance.capacity * (size / instance.items),
        use=None if instance.use is None else instance.use[drawn],
    )


@dataclass(frozen=True)
class Leaning:
    """Where items lean to: how often each took a site while the prices hovered around their best.

    These shares come close to a fractional optimum (Barahona and Anbil, The volume algorithm, 2000): hardly any site is
    promised twice.

    Parameters
    ----------
    site
        (Likely sites and, last, being left out) × items; the number of sites stands for being left out.
    share
        Of the same shape, from 0 to 1.
    """

    site: Ints
    share: Floats

    @classmethod
    def of(cls, instance: AssignmentInstance, prices: Floats) -> Leaning:
        """Let the prices hover for some steps and count."""
        view = _View.of(instance, prices, CHOICES)
        tally = np.zeros(view.cell.shape, np.int32)
        length = cost_scale(instance) * HOVER
        pace = _Pace(prices)
        for _ in range(HOVERING):
            pace.step(view.excess(pace.prices, tally), length)
        return cls(view.cell % (instance.sites + 1), tally / HOVERING)


def cost_scale(instance: AssignmentInstance) -> float:
    """Return a cost that prices may well reach: of being left out, else the dearest site of an item."""
    finite = instance.left_out[np.isfinite(instance.left_out)]
    if finite.size == 0:
        finite = instance.cost[:10_000][np.isfinite(instance.cost[:10_000])]
    return max(1e-9, float(np.abs(finite).max(initial=0.0)))


@dataclass(frozen=True)
class _View:
    """The likely sites of every item, laid out so that one pass over memory finds the cheapest.

    Parameters
    ----------
    cell
        (Likely sites and being left out) × items: index into spans × (sites and being left out).
    cost, use
        Of the same shape.
    """

    instance: AssignmentInstance
    cell: npt.NDArray[np.intp]
    cost: npt.NDArray[np.float32]
    use: npt.NDArray[np.float32] | None

    @classmethod
    def of(cls, instance: AssignmentInstance, prices: Floats, likely: int) -> _View:
        """Return the view at these prices."""
        width, items = instance.sites + 1, np.arange(instance.items)
        columns = likely_sites(instance, prices, likely)
        cell = columns + instance.spans.of_item.astype(np.intp) * width
        out = columns == instance.sites
        site = np.where(out, 0, columns)
        cost = np.where(out, instance.left_out, instance.cost[items, site]).astype(np.float32)
        use = None if instance.use is None else np.where(out, 0, instance.use[items, site]).astype(np.float32)
        return cls(instance, cell, cost, use)

    def excess(self, prices: Floats, tally: npt.NDArray[np.int32] | None = None) -> Floats:
        """Return by how much demand exceeds the places, sites × periods, when everybody takes the cheapest.

        A tally, of the shape of `cell`, counts who took what.
        """
        instance, width = self.instance, self.instance.sites + 1
        costs = np.take(span_prices(instance, prices).ravel(), self.cell)
        if self.use is not None:
            costs *= self.use
        costs += self.cost
        if tally is not None:
            tally[costs.argmin(axis=0), np.arange(instance.items)] += 1
        best, cell = costs[0].copy(), self.cell[0].copy()
        amount = None if self.use is None else self.use[0].copy()
        for row in range(1, len(costs)):
            better = costs[row] < best
            np.copyto(best, costs[row], where=better)
            np.copyto(cell, self.cell[row], where=better)
            if amount is not None and self.use is not None:
                np.copyto(amount, self.use[row], where=better)
        spans = len(instance.spans.begin)
        taken = np.bincount(cell, weights=amount, minlength=spans * width).reshape(spans, width)
        load = instance.spans.load(taken[:, : instance.sites].astype(np.float32))
        return (load - instance.capacity).astype(np.float32)


def likely_sites(instance: AssignmentInstance, prices: Floats, most: int) -> Ints:
    """Return per item the sites cheapest with prices and, last, the number of sites for being left out: rows × items."""
    if most >= instance.sites:
        every = np.arange(instance.sites + 1)
        return np.repeat(every[:, None], instance.items, axis=1)
    found = np.empty((most + 1, instance.items), np.int64)
    found[most] = instance.sites
    for part, costs in reduced_costs(instance, prices):
        found[:most, part] = np.argpartition(costs[:, :-1], most, axis=1)[:, :most].T
    return found

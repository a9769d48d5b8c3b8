"""From first prices to the proven optimum of a market, level by level."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import numpy as np

from optimizer.routing.assign.instance import Floats, Ints
from optimizer.routing.assign.transport.level import STRIDE, Settled, settle
from optimizer.routing.assign.transport.market import Market
from optimizer.routing.assign.transport.start import draw, first_prices, in_order
from optimizer.solve.flow import FlowSolver, solve_flow

SMALL, LARGER = 12_000, 75_000  # items of the first samples
THIN = 2  # every so-manieth item in doubt takes part, at the last level but one
PAIRS = 200_000.0  # in question at a level
WIDER = 1.5  # the last level again with so many more pairs, until the optimum is proven
FIRST_TRIES, TRIES = 12, 5  # of a level whose prices move farther than its pairs reach
LAST_TRIES = 12
PROBE = 10_000  # items on which prices of a level are tried
STRIDES = np.array([1e3, 8.0, 2.0, 0.5])  # how far prices may move at a level, in parts of its reach
ROUNDING = 1e-9


@dataclass(frozen=True)
class Sold:
    """A plan of a market.

    Parameters
    ----------
    choice
        Per item; the number of sites stands for being left out.
    objective, bound
        Cost of the plan, and what `prices` prove.
    """

    choice: Ints
    objective: float
    bound: float
    prices: Floats

    @property
    def proven(self) -> bool:
        """Whether it is the optimum, within rounding."""
        return self.objective - self.bound <= ROUNDING * max(1.0, abs(self.objective))


def solve_market(
    market: Market, gap: float = ROUNDING, stop: Callable[[], bool] | None = None, solver: FlowSolver = solve_flow
) -> Sold:
    """Return the best plan found; without the clock striking, the optimum unless a flow fails.

    Parameters
    ----------
    gap
        Proven relative gap that is good enough.
    stop
        Asked before every level but the last; a plan comes in any case.
    solver
        Of the flows.
    """
    if not market.sites:
        return Sold(np.zeros(market.items, np.int64), float(market.left_out.sum()), float(market.left_out.sum()), np.zeros(0))
    order = in_order(market)
    prices = first_prices(market, order)
    probe = market.part(draw(order, PROBE))
    probe = replace(probe, cost=probe.block(slice(None)), row=None, places=market.places * (probe.items / market.items))
    for weight, thin, pairs in _levels(market.items):
        if stop is not None and stop():
            break
        part = market.part(draw(order, market.items // weight)) if weight > 1 else market
        for _ in range(TRIES if thin > 1 else FIRST_TRIES):
            settled = settle(part, prices, weight, thin, pairs, solver)
            if settled is None or (stop is not None and stop()):
                break
            moved = np.abs(settled.prices - prices)
            if np.quantile(moved, 0.9) <= settled.reach:
                prices = settled.prices
                # single small sites may be far off still, which only the last of these levels needs to mend
                if weight * thin > THIN or moved.max() < 0.9 * STRIDE * settled.reach:
                    break
                continue
            prices = _best_stride(probe, prices, settled)
    return _last((market, probe), prices, gap, stop, solver)


def _levels(items: int) -> Iterator[tuple[int, int, float]]:
    """Yield, before the last level, how many items each of a sample stands for, each in doubt of these, and the pairs."""
    if items // SMALL > 1:
        yield items // SMALL, 1, PAIRS / 2
    weight = items // LARGER
    while weight > 1:
        yield weight, THIN, PAIRS
        weight //= 3
    for thin in (2 * THIN, THIN):
        if items > thin * SMALL:
            yield 1, thin, PAIRS


def _best_stride(market: Market, prices: Floats, settled: Settled) -> Floats:
    """Return the prices on the way to those of a level that prove most."""
    moved = settled.prices - prices
    tried = [prices] + [np.maximum(0.0, prices + np.clip(moved, -most, most)) for most in STRIDES * settled.reach]
    return max(tried, key=market.bound)


def _last(
    markets: tuple[Market, Market], prices: Floats, gap: float, stop: Callable[[], bool] | None, solver: FlowSolver
) -> Sold:
    """Return the plan of the last level, with every item for itself; the second market is the sample to try prices on."""
    market, probe = markets
    everybody = np.arange(market.items)
    out = np.full(market.items, market.sites)
    best = Sold(out, float(market.left_out.sum()), -np.inf, prices)
    pairs = PAIRS
    for _ in range(LAST_TRIES):
        before = prices
        settled = settle(market, before, 1, 1, pairs, solver)
        if settled is None:
            break
        cost = float(market.costs(everybody, settled.choice).sum())
        if cost < best.objective:
            best = replace(best, choice=settled.choice, objective=cost)
        bound = market.bound(settled.prices)
        prices = settled.prices
        known = best.bound
        if bound > best.bound:
            best = replace(best, bound=bound, prices=prices)
        if bound <= known or float(np.quantile(np.abs(prices - before), 0.9)) > 2 * settled.reach:
            prices = _best_stride(probe, before, settled)
            bound = market.bound(prices)
        if bound > best.bound:
            best = replace(best, bound=bound, prices=prices)
        if best.objective - best.bound <= gap * max(1.0, abs(best.objective)) or (stop is not None and stop()):
            break
        pairs *= WIDER
    bound = market.bound(prices) if best.bound == -np.inf else -np.inf
    return best if best.bound >= bound else replace(best, bound=bound, prices=prices)

"""One level: the items in doubt under prices are settled by a min-cost flow, which gives better prices.

Far from the optimum most items are in doubt; then only every so-manieth of them takes part and stands for its
neighbours in the order of the border that it is close to, which keeps the count at every border almost exact.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from optimizer.routing.assign.instance import Floats, Ints
from optimizer.routing.assign.transport.flow import Network
from optimizer.routing.assign.transport.look import Look, reach_for
from optimizer.routing.assign.transport.market import Market
from optimizer.solve.flow import FlowSolver

STRIDE, FIRST_STRIDE = 8.0, 32.0  # how far prices may move at a level that only looks for prices, in parts of its reach
SPARE = 8  # items beyond its places that a site has to choose from


@dataclass(frozen=True)
class Settled:
    """What a level found.

    Parameters
    ----------
    choice
        Per item; the number of sites stands for being left out. It keeps the places only where every item counted
        for one and all in doubt took part.
    prices
        Per site.
    reach
        Within it of an item's best choice, pairs were in question; prices that moved much farther are guesses.
    """

    choice: Ints
    prices: Floats
    reach: float


def settle(market: Market, prices: Floats, weight: int, thin: int, pairs: float, solver: FlowSolver) -> Settled | None:
    """Settle about so many pairs; None should the flow fail.

    Parameters
    ----------
    weight
        How many items each of the market stands for.
    thin
        Every so-manieth item in doubt takes part.
    """
    reach = reach_for(market, prices, pairs * thin)
    look = Look.at(market, prices, reach)
    item, site = _with_entries(market, prices, look, weight, thin)
    doubt = np.bincount(item, minlength=market.items) + (market.left_out <= look.best + reach) > 1
    _release(market, look, doubt, weight)
    room = market.places - weight * np.bincount(look.first[~doubt], minlength=market.sites + 1)[: market.sites]
    rows = np.flatnonzero(doubt)
    if thin > 1:
        rows = np.sort(rows[_by_border(look, rows)][thin // 2 :: thin])
    if not len(rows):
        return Settled(look.first, prices, reach)
    room = np.maximum(room, 0)
    network = _network(market, look, (item, site), rows, weight * thin, room, reach)
    stride = np.inf if weight * thin == 1 else reach * (FIRST_STRIDE if thin == 1 else STRIDE)
    taken = network.solve(prices, solver, stride)
    if taken is None:
        return None
    low, high = network.prices(taken, np.maximum(0.0, prices - stride), prices + stride)
    choice = look.first.copy()
    used = taken > 0
    choice[rows[network.row[used]]] = network.choice[used]
    middle = np.where(np.isfinite(high), (low + high) / 2, low)
    return Settled(choice, np.clip(np.clip(middle, prices - reach, prices + reach), low, high), reach)


def _with_entries(market: Market, prices: Floats, look: Look, weight: int, thin: int) -> tuple[Ints, Ints]:
    """Return the pairs within reach, and more for sites that hardly anybody has within reach."""
    width = market.sites
    wanted = np.ceil(market.places / weight).astype(np.int64) + SPARE * thin
    found = np.bincount(look.site, minlength=width)
    items, sites = [look.item], [look.site]
    for site in np.flatnonzero((found < np.minimum(wanted, market.items)) & (market.places > 0)).tolist():
        above = market.column(site) + prices[site] - look.best
        most = min(int(wanted[site]), market.items)
        nearest = np.argpartition(above, most - 1)[:most]
        nearest = nearest[np.isfinite(above[nearest])]
        items.append(nearest)
        sites.append(np.full(len(nearest), site))
    if len(items) == 1:
        return look.item, look.site
    keys = _distinct(np.concatenate(items[1:]) * width + np.concatenate(sites[1:]))
    known = look.item * width + look.site
    at = np.minimum(np.searchsorted(known, keys), max(0, len(known) - 1))
    keys = keys[known[at] != keys] if len(known) else keys
    return np.concatenate([look.item, keys // width]), np.concatenate([look.site, keys % width])


def _release(market: Market, look: Look, doubt: np.ndarray[tuple[int], np.dtype[np.bool_]], weight: int) -> None:
    """Put in doubt those least sure of a site that more are sure of than it has places."""
    sure = np.bincount(look.first[~doubt], minlength=market.sites + 1)[: market.sites]
    surplus = np.ceil(sure - market.places / weight).astype(np.int64)
    for site in np.flatnonzero(surplus > 0).tolist():
        mine = np.flatnonzero((look.first == site) & ~doubt)
        doubt[mine[np.argsort(look.regret[mine], kind="stable")[: surplus[site]]]] = True


def _by_border(look: Look, rows: Ints) -> Ints:
    """Return the order of items by the border between two choices, and along the way across it."""
    one, two, regret = look.first[rows], look.second[rows], look.regret[rows]
    return np.lexsort((np.where(one < two, -regret, regret), np.maximum(one, two), np.minimum(one, two)))


def _network(
    market: Market, look: Look, pairs: tuple[Ints, Ints], rows: Ints, weight: int, room: Floats | Ints, reach: float
) -> Network:
    """Return the network of some items with their pairs, and being left out where that is near or may be needed."""
    row_of = np.full(market.items, -1, np.int64)
    row_of[rows] = np.arange(len(rows))
    mine = row_of[pairs[0]] >= 0
    second = np.flatnonzero(np.isfinite(look.regret[rows]))
    leave = np.flatnonzero((market.left_out[rows] <= look.best[rows] + reach) | _outlets(market, look, rows, weight, room))
    width = market.sites + 1
    keys = np.concatenate(
        [
            row_of[pairs[0][mine]] * width + pairs[1][mine],
            np.arange(len(rows)) * width + look.first[rows],
            second * width + look.second[rows[second]],
            leave * width + market.sites,
        ]
    )
    keys = _distinct(keys)
    row, choice = keys // width, keys % width
    return Network(len(rows), market.sites, row, choice, market.costs(rows[row], choice), weight, room)


def _outlets(
    market: Market, look: Look, rows: Ints, weight: int, room: Floats | Ints
) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """Return who must be able to leave so that there is a flow at all: where too many are, the cheapest to leave out."""
    first = look.first[rows]
    order = np.lexsort((market.left_out[rows] - look.best[rows], first))
    count = np.bincount(first, minlength=market.sites + 1)
    rank = np.empty(len(rows), np.int64)
    rank[order] = np.arange(len(rows)) - np.repeat(np.cumsum(count) - count, count)
    surplus = np.append(count[: market.sites] - room // weight, 0)
    return rank < surplus[first]


def _distinct(keys: Ints) -> Ints:
    """Return keys sorted, each once; far quicker than `numpy.unique` on many."""
    keys = np.sort(keys)
    return keys[np.concatenate([[True], keys[1:] != keys[:-1]])] if len(keys) else keys

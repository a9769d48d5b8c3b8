"""What the days to come cost one person at given prices, by where they stand when those days begin: backwards, day by day."""

from __future__ import annotations

import numpy as np

from optimizer.rota.weekly.problem import SATURDAY, SUNDAY, WEEK, Contract, Crew, Floats, Ints
from optimizer.rota.weekly.steps import steps_of


def account(contract: Contract) -> Floats:
    """Return shifts × weekends: what totals cost at the end; the last ones stand for all above, charged as they come."""
    few = contract.each * np.maximum(0, contract.least - np.arange(contract.most + 1.0))
    return np.repeat(few[:, None], contract.weekends + 1, axis=1)


class Ahead:
    """The least cost of the days to come for everybody with one contract.

    Parameters
    ----------
    prices
        Kind × day × shift: what work is worth; whole weeks to the end of the period.
    """

    def __init__(self, crew: Crew, number: int, prices: Floats) -> None:
        self._steps, self._contract, self._prices = steps_of(crew, number), crew.contracts[number], prices
        last = account(self._contract)
        self._from = [np.broadcast_to(last, (len(prices), len(self._steps.works), *last.shape))]  # by days left
        for day in reversed(range(prices.shape[1])):
            self._from.append(self._earlier(self._from[-1], day))

    @property
    def worth(self) -> Floats:
        """Kind × state × shifts × weekends so far: the least cost of all days to come."""
        return self._from[-1]

    def _earlier(self, ahead: Floats, day: int) -> Floats:
        """Return the least cost from a day on, given the one from the day after it."""
        steps, contract, prices = self._steps, self._contract, self._prices[:, day]
        off, day, fresh = prices.shape[1], day % WEEK, ~self._steps.works
        best: Floats = ahead[:, steps.then[:, off]] + steps.cost[None, :, off, None, None]
        if day == SUNDAY:
            best[:, steps.works] += contract.broken
        more = np.concatenate((ahead[:, :, 1:], ahead[:, :, -1:] + contract.each), axis=2)
        weekend = more
        if day in (SATURDAY, SUNDAY):
            weekend = np.concatenate((more[..., 1:], more[..., -1:] + contract.weekend), axis=3)
        for shift in range(off):
            then, cost = steps.then[:, shift], steps.cost[None, :, shift] - prices[:, None, shift]
            one = (weekend if day == SATURDAY else more)[:, then]
            if day == SUNDAY:
                one[:, fresh] = weekend[:, then[fresh]] + contract.broken
            one += cost[:, :, None, None]
            np.minimum(best, one, out=best)
        return best

    def follow(self, kind: Ints, state: Ints, shifts: Ints, weekends: Ints) -> Ints:
        """Return everybody's cheapest line of the days to come, from where they stand."""
        steps, contract = self._steps, self._contract
        days, off = self._prices.shape[1:]
        lines, each, work = np.zeros((len(kind), days), np.int64), np.arange(len(kind)), np.arange(off + 1) < off
        for day in range(days):
            then, worked = steps.then[state], steps.works[state][:, None]
            toll = steps.cost[state] - np.pad(self._prices[kind, day], ((0, 0), (0, 1)))
            more, begins = shifts[:, None] + work, np.zeros((len(kind), off + 1), np.int64)
            if day % WEEK == SATURDAY:
                begins[:] = work
            elif day % WEEK == SUNDAY:
                begins[:] = work & ~worked
                toll += contract.broken * (work != worked)
            after = weekends[:, None] + begins
            toll += contract.each * (more > contract.most) + contract.weekend * (after > contract.weekends)
            more, after = np.minimum(more, contract.most), np.minimum(after, contract.weekends)
            pick = (toll + self._from[days - 1 - day][kind[:, None], then, more, after]).argmin(axis=1)
            lines[:, day] = pick
            state, shifts, weekends = then[each, pick], more[each, pick], after[each, pick]
        return lines

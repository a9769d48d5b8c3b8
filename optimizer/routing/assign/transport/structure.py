"""Which instances are transportation problems, and their answer as one of the core."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from optimizer.core.outcome import Termination
from optimizer.routing.assign.instance import LEFT_OUT, AssignmentInstance, Floats, Ints
from optimizer.routing.assign.transport.market import Market
from optimizer.routing.assign.transport.solve import ROUNDING, solve_market
from optimizer.solve.flow import FlowDesk, solve_flow

MANY = 50_000  # items from which on flows are sure to be large


@dataclass(frozen=True)
class Carried:
    """The answer.

    Parameters
    ----------
    termination
        OPTIMAL or FEASIBLE with a plan; INFEASIBLE when proven, else UNKNOWN.
    choice
        Site per item, `LEFT_OUT` for none; None without a plan.
    bound, prices
        Lower bound of every plan, and the prices, sites × periods, that prove it (`prices.relax`).
    """

    termination: Termination
    choice: Ints | None
    bound: float
    prices: Floats


def is_transport(instance: AssignmentInstance) -> bool:
    """Whether every item takes one place, spans are the same or apart, and places are whole in the periods that count."""
    if not instance.items or not (instance.use is None or bool((instance.use == 1.0).all())):
        return False
    spans = instance.spans
    if (spans.begin[1:] < spans.end[:-1]).any():
        return False
    least = [instance.capacity[:, begin:end].min(axis=1) for begin, end in zip(spans.begin, spans.end, strict=True)]
    return all(bool((np.isfinite(one) & (one == np.floor(one)) & (one >= 0)).all()) for one in least)


def solve_transport(
    instance: AssignmentInstance, gap: float = ROUNDING, stop: Callable[[], bool] | None = None, desk: FlowDesk | None = None
) -> Carried:
    """Return the optimum with its proof, span by span; without the clock striking, unless a flow fails.

    Parameters
    ----------
    gap
        Proven relative gap that is good enough; finer costs nothing as a rule.
    stop
        Asked between levels; the best so far is returned when it says yes.
    desk
        Solves the flows of large instances while other threads go on; without one, this process does.
    """
    if desk is not None and instance.items >= MANY:
        desk.prepare()
    choice = np.full(instance.items, LEFT_OUT, np.int64)
    prices = np.zeros((instance.sites, instance.periods))
    bound, proven, fits = 0.0, True, True
    order = np.argsort(instance.spans.of_item, kind="stable")
    groups = np.split(order, np.cumsum(np.bincount(instance.spans.of_item))[:-1])
    for begin, end, items in zip(instance.spans.begin, instance.spans.end, groups, strict=True):
        market = Market.of(instance, items)
        sold = solve_market(market, gap, stop, desk or solve_flow)
        out = sold.choice == instance.sites
        choice[items] = np.where(out, LEFT_OUT, sold.choice)
        if (out & market.must).any():
            if sold.proven:
                return Carried(Termination.INFEASIBLE, None, np.inf, prices)
            fits = False
        tight = begin + instance.capacity[:, begin:end].argmin(axis=1)
        prices[np.arange(instance.sites), tight] = sold.prices
        bound += sold.bound
        proven &= sold.proven
    ended = Termination.OPTIMAL if proven else Termination.FEASIBLE
    return Carried(ended if fits else Termination.UNKNOWN, choice if fits else None, bound, prices)

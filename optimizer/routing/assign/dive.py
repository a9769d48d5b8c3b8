"""A plan by diving: the linear program of all that is in doubt, decided bit by bit.

Prices say who is beyond doubt; the others share what these leave of the places. Their linear program, solved by an
interior point method, tells where each leans to; the surest are decided, the rest are asked again with what is left then.
An inner solution shows more than a vertex here (where many do equally well it stands in the middle), and takes a fraction
of the time. Each round looks at more sites per item than the last: fewer ask, and near places are gone.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from optimizer.routing.assign.ascent import cost_scale
from optimizer.routing.assign.greedy import fill
from optimizer.routing.assign.instance import LEFT_OUT, AssignmentInstance, Floats, Ints
from optimizer.routing.assign.plan import ROUNDING, Plan
from optimizer.routing.assign.prices import relax, span_prices
from optimizer.routing.assign.program import Window, program_of
from optimizer.solve.matrix import solve_matrix

IN_DOUBT, FEWEST = 0.3, 1500  # share of the items that are decided by rounds, and their number at least
SITES, MORE = 8, 2  # cheapest sites with room per item in the first round, and so many more in each further one
DECIDED, AT_LEAST = 0.2, 20  # part of the items decided per round, and their number
SURE = 0.97  # share of an item at one site from which on it is decided in any case
DEAR = 10.0  # cost scales: of leaving out who must be served


def dive(instance: AssignmentInstance, prices: Floats, end: float) -> Plan:
    """Return a plan that keeps the capacity, unfinished when the clock strikes.

    Parameters
    ----------
    prices
        Sites × periods.
    end
        `time.monotonic` at which to come to a close.
    """
    exact = np.asarray(prices, np.float64)
    plan = Plan(instance)
    leaving = np.where(np.isfinite(instance.left_out), instance.left_out, DEAR * cost_scale(instance))
    waiting, sites = _place_the_sure(plan, exact), SITES
    while len(waiting) and time.monotonic() < end:
        lean = _Lean.of(plan, _columns(plan, exact, waiting, sites), leaving, end)
        if lean is None:
            break
        waiting = _decide(plan, lean)
        sites += MORE
    fill(plan, prices)
    return plan


def _place_the_sure(plan: Plan, prices: Floats) -> Ints:
    """Place who is beyond doubt, the surest first, and return the others."""
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
    return np.flatnonzero(doubt)


def _columns(plan: Plan, prices: Floats, items: Ints, most: int) -> Window:
    """Return the cheapest sites of every item, prices included, among those with room for it."""
    instance = plan.instance
    spans, of_item = instance.spans, instance.spans.of_item[items]
    known, row = np.unique(of_item, return_inverse=True)
    room = np.stack([plan.free[:, spans.begin[span] : spans.end[span]].min(axis=1) for span in known.tolist()])
    price = span_prices(instance, prices)[:, : instance.sites]
    use = np.ones((1, 1)) if instance.use is None else np.asarray(instance.use[items], np.float64)
    own = np.asarray(instance.cost[items], np.float64)
    cost = own + use * price[of_item]
    cost[(room[row] < use - ROUNDING) | (own >= instance.left_out[items, None])] = np.inf
    most = min(most, instance.sites)
    near = np.argpartition(cost, most - 1, axis=1)[:, :most] if most < instance.sites else None
    if near is None:
        item, site = np.nonzero(np.isfinite(cost))
        return Window(items[item], site)
    item, site = np.repeat(np.arange(len(items)), most), near.ravel()
    there = np.isfinite(cost[item, site])
    return Window(items[item[there]], site[there])


@dataclass(frozen=True)
class _Lean:
    """Where items lean to.

    Parameters
    ----------
    item, site, share
        Per item: its likeliest site, or `LEFT_OUT`, and how much of it is there.
    """

    item: Ints
    site: Ints
    share: npt.NDArray[np.float64]

    @classmethod
    def of(cls, plan: Plan, window: Window, leaving: Floats, end: float) -> _Lean | None:
        """Solve the linear program of some columns; None when nothing is left to decide, or no time."""
        if not len(window.item):
            return None
        items, row = np.unique(window.item, return_inverse=True)
        program = program_of(plan, window, items, row)
        cost = np.asarray(plan.instance.cost[window.item, window.site] - leaving[window.item], np.float64)
        never = np.full(len(program.most), -np.inf)
        program = replace(program, cost=cost, least=never, whole=False)
        answer = solve_matrix(program, interior=True, seconds=end - time.monotonic())
        if answer.values is None:
            return None
        part = np.clip(answer.values, 0.0, 1.0)
        out = 1.0 - np.bincount(row, weights=part, minlength=len(items))
        order = np.lexsort((-part, row))
        top = order[np.searchsorted(row[order], np.arange(len(items)))]
        away = out > part[top]
        return cls(items, np.where(away, LEFT_OUT, window.site[top]), np.maximum(out, part[top]))


def _decide(plan: Plan, lean: _Lean) -> Ints:
    """Decide the surest, and return who waits still."""
    wanted = max(AT_LEAST, int(DECIDED * len(lean.item)))
    decided = np.zeros(len(lean.item), bool)
    count = 0
    for which in np.argsort(-lean.share, kind="stable").tolist():
        if count >= wanted and lean.share[which] < SURE:
            break
        item, site = int(lean.item[which]), int(lean.site[which])
        if site != LEFT_OUT:
            if not plan.fits(item, site):
                continue
            plan.put(item, site)
        decided[which] = True
        count += 1
    return lean.item[~decided]

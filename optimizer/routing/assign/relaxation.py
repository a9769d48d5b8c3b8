"""The linear relaxation to its very optimum, by columns: few pairs of item and site are ever looked at by the solver.

Prices that are nearly right leave most items beyond doubt: these stay where they lean to, without a row. Whoever would
rather be elsewhere at the prices of the answer comes in with a row and columns (Dantzig and Wolfe, 1960), until nobody
would: then no pair was missed.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from optimizer.routing.assign.ascent import cost_scale
from optimizer.routing.assign.instance import LEFT_OUT, AssignmentInstance, Floats
from optimizer.routing.assign.plan import ROUNDING, Plan
from optimizer.routing.assign.prices import dearer, reduced_costs, relax
from optimizer.routing.assign.program import Window, program_of
from optimizer.solve.matrix import solve_matrix

PAIRS, ROWS = 200_000, 1_500  # items × sites, and sites × periods, up to which it does
IN_DOUBT, FEWEST = 0.25, 400  # share of the items with a row at first, and their number at least
ROUNDS = 30
TOLERANCE = 1e-7
DEAR = 10.0  # cost scales: of leaving out who must be served


@dataclass(frozen=True)
class Linear:
    """What the relaxation says.

    Parameters
    ----------
    prices
        Sites × periods.
    bound
        What they prove.
    dearer
        Items × (sites, being left out): so much above the bound is every plan that has the pair.
    """

    prices: Floats
    bound: float
    dearer: Floats


def is_middling(instance: AssignmentInstance) -> bool:
    """Whether the relaxation takes no longer than the search that it spares."""
    return instance.items * instance.sites <= PAIRS and instance.sites * instance.periods <= ROWS


def relaxation(instance: AssignmentInstance, prices: Floats, left: Callable[[], float]) -> Linear:
    """Return the best prices there are, unless the clock strikes.

    Parameters
    ----------
    prices
        To begin from, sites × periods.
    left
        Seconds left.
    """
    best: Floats = np.asarray(prices, np.float64)
    bound, extra = relax(instance, best).bound, dearer(instance, best)
    columns = _Columns.of(instance, extra)
    for _ in range(ROUNDS):
        tried = columns.solve(left())
        if tried is None:
            break
        value = relax(instance, tried).bound
        if value > bound:
            best, bound = tried, value
        # nothing that is missing could lower it by more than the difference
        if columns.objective - bound <= TOLERANCE * abs(bound) or not columns.price_out(tried):
            break
    return Linear(best, bound, dearer(instance, best))


@dataclass
class _Columns:
    """The program of some pairs; items with a single choice among them stay there, as far as they fit.

    Parameters
    ----------
    there
        Items × (sites, being left out): what is among the choices.
    regret
        Per item, how much the second choice costs more at the first prices.
    leaving
        Cost of leaving an item out, a high one where that is not allowed.
    worth
        Per item with a row what serving it costs at the prices of the answer, else not a number.
    objective
        Of the answer.
    """

    instance: AssignmentInstance
    there: npt.NDArray[np.bool_]
    regret: Floats
    leaving: Floats
    worth: Floats
    objective: float = np.inf

    @classmethod
    def of(cls, instance: AssignmentInstance, extra: Floats) -> _Columns:
        """Begin with the pairs within a reach that leaves a share of the items in doubt."""
        items, width = extra.shape
        regret = np.partition(extra, 1, axis=1)[:, 1] if width > 1 else np.zeros(items)
        reach = float(np.quantile(regret, min(1.0, max(IN_DOUBT, FEWEST / items))))
        leaving = np.where(np.isfinite(instance.left_out), instance.left_out, DEAR * cost_scale(instance))
        return cls(instance, (extra <= reach) & np.isfinite(extra), regret, leaving, np.full(items, np.nan))

    def solve(self, seconds: float) -> Floats | None:
        """Return the prices that belong to the optimum, None when there is no answer."""
        instance, sites = self.instance, self.instance.sites
        plan = self._settled()
        doubt = (self.there.sum(axis=1) > 1) | (self.there[:, :sites].any(axis=1) & (plan.choice == LEFT_OUT))
        item, site = np.nonzero(self.there[:, :sites] & doubt[:, None])
        self.worth = np.full(instance.items, np.nan)
        prices = np.zeros((sites, instance.periods))
        self.objective = self._alone(plan)
        if not len(item):
            return prices
        items, row = np.unique(item, return_inverse=True)
        program = program_of(plan, Window(item, site), items, row)
        cost = instance.cost[item, site] - self.leaving[item]
        never = np.full(len(program.most), -np.inf)
        answer = solve_matrix(replace(program, cost=cost, least=never, whole=False), seconds=seconds)
        if answer.prices is None or answer.bound is None:
            return None
        known = np.unique(site)
        prices[known] = np.maximum(0.0, -answer.prices[len(items) :]).reshape(len(known), -1)
        self.objective += answer.bound
        self.worth[items] = np.minimum(answer.prices[: len(items)], 0.0) + self.leaving[items]
        return prices

    def _alone(self, plan: Plan) -> float:
        """Return what the plan costs, all others left out."""
        placed = np.flatnonzero(plan.choice != LEFT_OUT)
        cost = np.array(self.leaving, np.float64)
        cost[placed] = self.instance.cost[placed, plan.choice[placed]]
        return float(cost.sum())

    def _settled(self) -> Plan:
        """Return the plan of those with one choice, the surest first where not all of them fit."""
        plan, sites = Plan(self.instance), self.instance.sites
        sure = np.flatnonzero((self.there.sum(axis=1) == 1) & ~self.there[:, sites])
        choice = np.full(self.instance.items, LEFT_OUT, np.int64)
        choice[sure] = self.there[sure].argmax(axis=1)
        plan.settle(choice)
        if (plan.free >= -ROUNDING).all():
            return plan
        plan = Plan(self.instance)
        for item in sure[np.argsort(-self.regret[sure], kind="stable")].tolist():
            if plan.fits(item, int(choice[item])):
                plan.put(item, int(choice[item]))
        return plan

    def price_out(self, prices: Floats) -> bool:
        """Add the pairs that would make the answer cheaper; whether there are any."""
        costs = np.concatenate([part for _, part in reduced_costs(self.instance, prices)])
        stay = costs[np.arange(len(costs)), self.there.argmax(axis=1)]
        worth = np.where(np.isnan(self.worth), stay, self.worth)
        fresh = (costs < (worth - TOLERANCE * np.maximum(1.0, np.abs(worth)))[:, None]) & ~self.there
        self.there |= fresh
        return bool(fresh.any())

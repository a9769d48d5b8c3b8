"""The integer program of what the bound leaves open, which proves its answer for the whole.

With the best prices, a plan that has a pair is dearer than the bound by what the pair costs above the item's best choice
(reduced cost fixing: Dantzig, Fulkerson and Johnson, 1954). So a program of all pairs within a reach has the optimum of
the whole when its own is no farther from the bound than that. The reach begins small and grows until it holds one: nothing
dearer than the reach is of use, and a search that is cut off there is short, while a reach of three times what is needed
costs ten times as much.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from optimizer.core.outcome import Termination
from optimizer.routing.assign.instance import LEFT_OUT, AssignmentInstance
from optimizer.routing.assign.plan import ROUNDING, Plan
from optimizer.routing.assign.program import Window
from optimizer.routing.assign.relaxation import Linear
from optimizer.routing.assign.window import Effort, solve_window

PAIRS, PER_ITEM, MOST_PER_ITEM = 200, 0.2, 1.5  # pairs in question at first: so many, and so many per item
WIDER = 2.0  # reach, after one that held no plan near enough
SLACK = 1e-6


@dataclass(frozen=True)
class Found:
    """What a program found.

    Parameters
    ----------
    plan
        None where there was no plan within reach.
    bound
        Of every plan of the whole instance.
    termination
        INFEASIBLE only when proven for the whole instance.
    """

    plan: Plan | None
    bound: float
    termination: Termination


def narrow(instance: AssignmentInstance, linear: Linear, effort: Callable[[int], Effort]) -> Iterator[Found]:
    """Yield what programs of ever more pairs find; the last is proven, unless its effort was used up.

    Parameters
    ----------
    effort
        Asked before every program, with its number of pairs.
    """
    extra = linear.dearer
    widest = float(extra[np.isfinite(extra)].max(initial=0.0))
    reach = _first_reach(instance, linear)
    while True:
        inside = (extra <= reach) & np.isfinite(extra)
        everything = reach >= widest
        most = None if everything else linear.bound + reach
        plan, ended, bound = _solve(instance, inside, effort(int(inside.sum()) - instance.items), most)
        bound = max(linear.bound, bound if everything else min(bound, linear.bound + reach))
        if plan is None and everything and ended is Termination.INFEASIBLE:
            yield Found(None, np.inf, ended)
            return
        yield Found(plan, bound, Termination.UNKNOWN if plan is None else Termination.FEASIBLE)
        over = Termination.INFEASIBLE if plan is None else Termination.OPTIMAL
        missing = np.inf if plan is None else plan.objective - linear.bound
        if everything or ended is not over or missing <= reach + ROUNDING * abs(linear.bound):
            return
        reach = min(missing, WIDER * max(reach, SLACK * widest))


def _first_reach(instance: AssignmentInstance, linear: Linear) -> float:
    """Return the reach with a number of pairs besides everybody's best choice."""
    wanted = int(min(PAIRS + PER_ITEM * instance.items, MOST_PER_ITEM * instance.items))
    besides = np.sort(linear.dearer, axis=1)[:, 1:].ravel()
    return float(np.partition(besides, wanted)[wanted]) if wanted < len(besides) else np.inf


def _solve(
    instance: AssignmentInstance, inside: npt.NDArray[np.bool_], effort: Effort, most: float | None
) -> tuple[Plan | None, Termination, float]:
    """Return the plan of some pairs, how it ended, and a bound of all such plans, but for what costs more than `most`."""
    plan = Plan(instance)
    single = inside.sum(axis=1) == 1
    home = inside.argmax(axis=1)
    plan.settle(np.where(single & (home < instance.sites), home, LEFT_OUT))
    if (plan.free < -ROUNDING).any() or not inside.any(axis=1).all():
        return None, Termination.INFEASIBLE, np.inf
    item, site = np.nonzero(inside[:, :-1] & ~single[:, None])
    held = np.flatnonzero(plan.choice != LEFT_OUT)
    without = np.array(instance.left_out, np.float64)
    without[held] = instance.cost[held, plan.choice[held]]
    base = float(without[np.isfinite(without)].sum())
    if not len(item):
        return plan, Termination.OPTIMAL, plan.objective
    cutoff = None if most is None else most - base + ROUNDING * abs(most)
    answer = solve_window(plan, Window(item, site), effort, cutoff)
    bound = -np.inf if answer.bound is None else base + answer.bound
    if not answer.sites_fit or not np.isfinite(plan.objective):
        return None, answer.termination, bound
    # proven to the end, the solver's bound is short of its value by rounding in what being left out costs
    return plan, answer.termination, plan.objective if answer.termination is Termination.OPTIMAL and not effort.gap else bound

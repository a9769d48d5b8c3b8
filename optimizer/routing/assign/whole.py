"""A small instance as one integer program: proven, or with the bound that branch and bound has reached."""

from __future__ import annotations

import math

import numpy as np

from optimizer.core.outcome import Termination
from optimizer.routing.assign.instance import AssignmentInstance, Ints
from optimizer.routing.assign.plan import Plan
from optimizer.routing.assign.program import Window
from optimizer.routing.assign.window import Effort, solve_window

ENTRIES = 2_500  # of the program (items × sites × periods of use) up to which it does


def is_small(instance: AssignmentInstance) -> bool:
    """Whether one integer program is the way."""
    return int((instance.end - instance.begin).sum()) * instance.sites <= ENTRIES


def solve_whole(instance: AssignmentInstance, effort: Effort) -> tuple[Termination, Ints | None, float]:
    """Return how it ended, the site per item, and a lower bound of every plan."""
    plan = Plan(instance)
    item, site = np.nonzero(np.isfinite(instance.cost))
    result = solve_window(plan, Window(item, site), effort)
    base = float(instance.left_out[np.isfinite(instance.left_out)].sum())
    bound = -math.inf if result.bound is None else result.bound + base
    if result.termination is Termination.INFEASIBLE or not result.sites_fit:
        return result.termination if result.termination is Termination.INFEASIBLE else Termination.UNKNOWN, None, bound
    return result.termination, plan.choice, bound

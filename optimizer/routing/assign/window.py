"""A window on the plan: some sites and items set free, everybody else held, solved to the best by an integer program."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from optimizer.core.outcome import Termination
from optimizer.routing.assign.instance import LEFT_OUT, Ints
from optimizer.routing.assign.plan import Plan
from optimizer.routing.assign.program import Window, program_of
from optimizer.solve.matrix import solve_matrix


@dataclass(frozen=True)
class Effort:
    """How far an integer program is taken: branch-and-bound nodes, absolute and relative gap, and a clock as a guard."""

    nodes: int = 30
    gap: float = 0.0
    share: float = 0.0
    seconds: float = 30.0


@dataclass(frozen=True)
class Answer:
    """How a window ended, whether its answer fits the plan and stands there now, and a bound of its cost.

    The bound counts from everybody of the window left out, as far as that has a cost.
    """

    termination: Termination
    sites_fit: bool
    bound: float | None


def solve_window(plan: Plan, window: Window, effort: Effort, cutoff: float | None = None) -> Answer:
    """Place the items of a window, which have no place yet, as well as their sites allow (`cutoff`: see `solve_matrix`)."""
    items, row = np.unique(window.item, return_inverse=True)
    program = program_of(plan, window, items, row)
    result = solve_matrix(program, nodes=effort.nodes, gap=effort.gap, share=effort.share, seconds=effort.seconds, cutoff=cutoff)
    if result.values is None or not result.termination.has_plan:
        return Answer(result.termination, False, result.bound)
    chosen = np.flatnonzero(result.values > 0.5)
    if _place(plan, window.item[chosen], window.site[chosen]):
        return Answer(result.termination, True, result.bound)
    for item in items.tolist():
        plan.take(item)
    return Answer(result.termination, False, result.bound)


def improve(plan: Plan, window: Window, effort: Effort) -> float:
    """Solve a window, change the plan if that makes it cheaper, and return by how much."""
    items = np.unique(window.item)
    if len(window.item) <= len(items):
        return 0.0
    before = _cost(plan, items)
    held = [(int(item), plan.take(int(item))) for item in items]
    answer = solve_window(plan, window, effort)
    gain = before - _cost(plan, items) if answer.sites_fit else 0.0
    if gain > 0.0 or (math.isinf(before) and answer.sites_fit):
        return gain
    for item, _ in held:
        plan.take(item)
    for item, site in held:
        if site != LEFT_OUT:
            plan.put(item, site)
    return 0.0


def _cost(plan: Plan, items: Ints) -> float:
    site = plan.choice[items]
    cost = np.where(site == LEFT_OUT, plan.instance.left_out[items], plan.instance.cost[items, site])
    return float(cost.astype(np.float64).sum())


def _place(plan: Plan, items: Ints, sites: Ints) -> bool:
    """Place items; whether all fit (a solver is not believed)."""
    for item, site in zip(items.tolist(), sites.tolist(), strict=True):
        if plan.choice[item] != LEFT_OUT or not plan.fits(item, site):
            return False
        plan.put(item, site)
    return True

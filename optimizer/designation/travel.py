"""The last goal of designation: shorter trips, with everything the goals before it achieved kept.

One model over all origins has tens of thousands of flows and takes minutes. So sites are chosen over merged origins
first, then each service and ward kind is solved by itself over all origins, the others held; a linear relaxation of the
whole gives the bound.
"""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import pulp

from optimizer.core.params import Control, Limits
from optimizer.designation.block import block_of
from optimizer.designation.choice import Choice
from optimizer.designation.draft import Draft
from optimizer.designation.goals import Goals
from optimizer.designation.instance import DesignationInstance, Group
from optimizer.designation.merge import Merged
from optimizer.designation.rules import RULES
from optimizer.solve.milp import MilpStage, solve_milp
from optimizer.solve.result import SolverResult

STEP = "designation"
TRAVEL_GAP = 1e-3  # minutes are estimates; a tenth of a percent of their sum is well below their own error
COARSE_GAP = 1e-2  # merged origins only choose the sites; their minutes are means
SLACK = 1e-6


@dataclass(frozen=True, slots=True)
class Shortened:
    """A draft with shorter trips, the bound of their sum, and what the solver said."""

    draft: Draft
    bound: float | None
    results: tuple[SolverResult, ...]


def shorten(instance: DesignationInstance, merged: Merged, draft: Draft, limits: Limits, control: Control | None) -> Shortened:
    """Return a draft with shorter trips; what a failing solve was to improve stays as it is.

    `draft` is over the merged origins.
    """
    end = time.monotonic() + limits.wall_s
    with ThreadPoolExecutor(max_workers=2) as pool:
        relaxed = pool.submit(_relaxation, instance, merged.apart(draft), limits, control)
        coarse, first = _improve(instance, merged.groups, draft, limits.but(relative_gap=COARSE_GAP), control)
        better, results = merged.apart(coarse), [first]
        for service_id, kind in dict.fromkeys((site.service_id, site.ward_kind) for site in instance.sites):
            block = block_of(instance, better, service_id, kind)
            if block.instance.groups and block.draft.open:
                rest = limits.but(deadline_s=max(0.1, end - time.monotonic()))
                found, result = _improve(block.instance, block.instance.groups, block.draft, rest, control)
                better = block.put_back(better, found)
                results.append(result)
        bound = relaxed.result()
    return Shortened(better, bound.bound_of("travel"), (bound, *results))


def model(instance: DesignationInstance, groups: tuple[Group, ...], draft: Draft) -> tuple[Choice, Goals]:
    """Return the model with every rule posted, starting from a draft."""
    choice = Choice(instance, groups)
    choice.start_from(draft)
    for rule in RULES.values():
        rule(choice)
    return choice, Goals(choice, draft)


def _improve(
    instance: DesignationInstance, groups: tuple[Group, ...], draft: Draft, limits: Limits, control: Control | None
) -> tuple[Draft, SolverResult]:
    """Shorten trips with no earlier goal worse than in the draft."""
    choice, goals = model(instance, groups, draft)
    _keep(choice, goals)
    limits = limits.but(relative_gap=max(limits.relative_gap, TRAVEL_GAP))
    result = solve_milp(choice.problem, [MilpStage("travel", goals.travel())], limits, control=control, step=STEP)
    return (choice.draft(result) if result.termination.has_plan else draft), result


def _relaxation(instance: DesignationInstance, draft: Draft, limits: Limits, control: Control | None) -> SolverResult:
    choice, goals = model(instance, instance.groups, draft)
    _keep(choice, goals)
    for variable in (*choice.open, *choice.converted):
        variable.cat = pulp.LpContinuous
    return solve_milp(choice.problem, [MilpStage("travel", goals.travel())], limits, control=control, step=STEP)


def _keep(choice: Choice, goals: Goals) -> None:
    """Let no earlier goal become worse than in the draft the model starts from."""
    for build in goals.before_travel().values():
        expression = build()
        value = expression.value() or 0.0
        if len(expression):
            choice.problem += expression <= value + SLACK * max(1.0, abs(value))

"""The last goal of designation: shorter trips, with everything the goals before it achieved kept.

One model over all origins has tens of thousands of flows, most of them to sites that hardly anybody would go to. The rows
that tie a flow to its site come in as they bind, and what the relaxation rules out is left away (`solve.lean`).

The goals before leave exactly so many sites in all. A relaxation lends fractions of them from one service to another;
so each service and ward kind gets the fewest sites with which it can keep those goals, which closes most of the gap.
"""

from __future__ import annotations

import math
import time
from collections import defaultdict
from dataclasses import dataclass

import pulp

from optimizer.core.params import Control, Limits
from optimizer.data.vocabulary import WardKind
from optimizer.designation.choice import Choice
from optimizer.designation.draft import Draft
from optimizer.designation.goals import Goals
from optimizer.designation.instance import DesignationInstance, Group
from optimizer.designation.merge import Merged
from optimizer.designation.rules import RULES
from optimizer.solve.milp import MilpStage, least_values, solve_milp
from optimizer.solve.result import SolverResult

STEP = "designation"
TRAVEL_GAP = 1e-3  # minutes are estimates; a tenth of a percent of their sum is well below their own error
HAIR = 1e-6  # of a gap, which often is exactly the one allowed
SLACK = 1e-6
ROUNDING = 1e-4  # of a number of sites that a relaxation asks for
Kind = tuple[str, WardKind]


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
    fewest = _fewest(instance, merged, draft, limits.wall_s)
    begun = merged.apart(draft)
    choice, goals = model(instance, instance.groups, begun)
    _keep(choice, goals)
    for kind, sites in _sites(instance).items():
        if fewest[kind] > 0:
            choice.problem += pulp.lpSum(choice.open[site] for site in sites) >= fewest[kind]
    limits = limits.but(relative_gap=max(limits.relative_gap, TRAVEL_GAP), deadline_s=max(0.1, end - time.monotonic()))
    result = solve_milp(choice.problem, [MilpStage("travel", goals.travel())], limits, control=control, step=STEP, lean=True)
    final = choice.draft(result) if result.termination.has_plan else begun
    return Shortened(final, result.bound_of("travel"), (result,))


def model(instance: DesignationInstance, groups: tuple[Group, ...], draft: Draft) -> tuple[Choice, Goals]:
    """Return the model with every rule posted, starting from a draft."""
    choice = Choice(instance, groups)
    choice.start_from(draft)
    for rule in RULES.values():
        rule(choice)
    return choice, Goals(choice, draft)


def _sites(instance: DesignationInstance) -> dict[Kind, list[int]]:
    """Return the sites of each service and ward kind."""
    found: dict[Kind, list[int]] = defaultdict(list)
    for number, site in enumerate(instance.sites):
        found[site.service_id, site.ward_kind].append(number)
    return found


def _fewest(instance: DesignationInstance, merged: Merged, draft: Draft, seconds: float) -> dict[Kind, int]:
    """Return the fewest sites of each service and ward kind with which the goals before travel can be kept.

    No goal before travel tells merged origins apart, so theirs is the same answer at a tenth of the flows.
    """
    choice, goals = model(instance, merged.groups, draft)
    _keep(choice, goals)
    kinds = _sites(instance)
    least = least_values(choice.problem, [pulp.lpSum(choice.open[site] for site in sites) for sites in kinds.values()], seconds)
    return {kind: math.ceil(value - ROUNDING) if value > 0 else 0 for kind, value in zip(kinds, least, strict=True)}


def _keep(choice: Choice, goals: Goals) -> None:
    """Let no earlier goal become worse than in the draft the model starts from."""
    for build in goals.before_travel().values():
        expression = build()
        value = expression.value() or 0.0
        if len(expression):
            choice.problem += expression <= value + SLACK * max(1.0, abs(value))

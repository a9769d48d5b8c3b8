"""What goals already achieved mean for those after them: rows that keep them, and the fewest sites with which they can be kept.

A relaxation lends fractions of sites from one service to another. So each service and ward kind gets the fewest sites with
which it can keep the goals, rounded up: that closes most of the gap of every goal after them.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Collection, Mapping

import pulp

from optimizer.designation.choice import Choice
from optimizer.designation.demand import Kind
from optimizer.designation.draft import Draft
from optimizer.designation.goals import Goals
from optimizer.designation.instance import DesignationInstance, Group
from optimizer.designation.rules import RULES
from optimizer.solve.kept import room_of
from optimizer.solve.milp import least_values

ROUNDING = 1e-4  # of a number of sites that a relaxation asks for


def model(instance: DesignationInstance, groups: tuple[Group, ...], draft: Draft) -> tuple[Choice, Goals]:
    """Return the model with every rule posted, starting from a draft."""
    choice = Choice(instance, groups)
    choice.start_from(draft)
    for rule in RULES.values():
        rule(choice)
    return choice, Goals(choice, draft)


def keep(choice: Choice, goals: Goals, names: Collection[str]) -> None:
    """Let none of these goals become worse than in the draft the model starts from."""
    for name, build in goals.before_travel().items():
        if name in names:
            expression = build()
            value = expression.value() or 0.0
            if len(expression):
                choice.problem += expression <= value + room_of(value)


def fewest(
    instance: DesignationInstance, groups: tuple[Group, ...], draft: Draft, names: Collection[str], seconds: float
) -> dict[Kind, int]:
    """Return the fewest sites of each service and ward kind with which these goals can be kept.

    No goal before travel tells merged origins apart, so theirs is the same answer at a tenth of the flows.
    """
    choice, goals = model(instance, groups, draft)
    keep(choice, goals, names)
    kinds = sites_by_kind(instance)
    least = least_values(choice.problem, [pulp.lpSum(choice.open[site] for site in sites) for sites in kinds.values()], seconds)
    return {kind: math.ceil(value - ROUNDING) if value > 0 else 0 for kind, value in zip(kinds, least, strict=True)}


def have_at_least(choice: Choice, numbers: Mapping[Kind, int]) -> None:
    """Designate so many sites of each service and ward kind."""
    for kind, sites in sites_by_kind(choice.instance).items():
        if numbers[kind] > 0:
            choice.problem += pulp.lpSum(choice.open[site] for site in sites) >= numbers[kind]


def sites_by_kind(instance: DesignationInstance) -> dict[Kind, tuple[int, ...]]:
    """Return the sites of every service and ward kind."""
    found: dict[Kind, list[int]] = defaultdict(list)
    for number, site in enumerate(instance.sites):
        found[site.service_id, site.ward_kind].append(number)
    return {kind: tuple(sites) for kind, sites in found.items()}

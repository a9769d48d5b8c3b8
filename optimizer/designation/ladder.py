"""What every number of sites of one service and ward kind can achieve, and so what the best is of so many sites in all.

Up to the travel limit, the goals are sums over services and ward kinds, and only the number of sites is shared by them (and
a few rules, which are left out here). So each is solved by itself for every number of its sites, a program of some hundred
columns, and the numbers that are best together are found by adding up. Where sites exist that keep the other rules with
these numbers, they are proven best; a model of everything at once would search long for that.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import accumulate

import pulp

from optimizer.designation.choice import Choice
from optimizer.designation.demand import Kind
from optimizer.designation.draft import Draft
from optimizer.designation.goals import Goals
from optimizer.designation.instance import DesignationInstance, Group
from optimizer.designation.rules import RULES
from optimizer.designation.rungs import Rung, Rungs
from optimizer.solve.milp import MilpStage, solve_here

LAST = "beyond_limit"  # of the goals that are sums over services and ward kinds
NODES = 2_000
DECIMALS = 6  # of values that are added up
ROUNDING = 1e-4  # of their sums
Values = tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Ladder:
    """One service and ward kind: the goals' least values by the number of sites allowed, from none to all.

    Parameters
    ----------
    values
        By number of sites, goal by goal in their order.
    """

    sites: tuple[int, ...]
    values: tuple[Values, ...]


def posted(instance: DesignationInstance, groups: Sequence[Group]) -> tuple[Choice, Goals]:
    """Return the model of some groups with every rule, starting from nothing."""
    choice, nothing = Choice(instance, groups), Draft(frozenset())
    choice.start_from(nothing)
    for rule in RULES.values():
        rule(choice)
    return choice, Goals(choice, nothing)


def alone(instance: DesignationInstance, kind: Kind) -> DesignationInstance:
    """Return an instance in which people of one service and ward kind only are expected day by day."""
    return replace(instance, need={one: days for one, days in instance.need.items() if one == kind})


def separable(goals: Goals) -> list[str]:
    """Return the goals that are sums over services and ward kinds, in their order."""
    names = [name for name in goals.before_travel() if name != "districts_without"]
    return names[: names.index(LAST) + 1]


def ladders(instance: DesignationInstance, groups: Sequence[Group], seconds: float) -> tuple[Ladder, ...] | None:
    """Return the ladder of every service and ward kind; None where one of the small programs is not solved."""
    kinds: dict[Kind, list[Group]] = defaultdict(list)
    for group in groups:
        kinds[group.service_id, group.ward_kind].append(group)
    found = []
    for kind, members in kinds.items():
        sites = tuple(n for n, site in enumerate(instance.sites) if (site.service_id, site.ward_kind) == kind)
        values: list[Values] = []
        for number in range(len(sites) + 1):
            rung = _rung(alone(instance, kind), members, (sites, number), seconds)
            if rung is None:
                return None
            values.append(rung)
        found.append(Ladder(sites, tuple(values)))
    return tuple(found)


def _rung(instance: DesignationInstance, groups: list[Group], most: tuple[tuple[int, ...], int], seconds: float) -> Values | None:
    """Return the least values with so many of these sites at most, each given those before it."""
    choice, goals = posted(instance, groups)
    sites, number = most
    choice.problem += pulp.lpSum(choice.open[site] for site in sites) <= number
    built = goals.before_travel()
    stages = [MilpStage(name, built[name]()) for name in separable(goals)]
    values = solve_here(choice.problem, stages, nodes=NODES, seconds=seconds)
    return None if values is None else tuple(max(0.0, round(value, DECIMALS)) for value in values)


def rungs(found: Sequence[Ladder], most_sites: int, window: float = 0.0) -> Rungs:
    """Return the numbers of sites, by service and ward kind, that are best with so many in all.

    Parameters
    ----------
    window
        How much more the last goal may be than with the best numbers: other rules may ask for others.
    """
    before = list(accumulate(found, _with, initial=_nothing(found, most_sites)))
    after = list(accumulate(reversed(found), _with, initial=_nothing(found, most_sites)))[::-1]
    best = before[-1][most_sites]
    most = (*best[:-1], best[-1] + window)
    chosen = []
    for place, ladder in enumerate(found):
        possible = {}
        for number, values in enumerate(ladder.values[: most_sites + 1]):
            left = most_sites - number
            if any(_within(_sum(before[place][n], values, after[place + 1][left - n]), most) for n in range(left + 1)):
                possible[number] = values
        chosen.append(Rung(ladder.sites, possible))
    return Rungs(tuple(chosen), best, most_sites, window)


def _nothing(found: Sequence[Ladder], most_sites: int) -> list[Values]:
    return [(0.0,) * len(found[0].values[0])] * (most_sites + 1) if found else [()] * (most_sites + 1)


def _with(best: list[Values], ladder: Ladder) -> list[Values]:
    """Return the least values with one service and ward kind more, by the number of sites in all."""
    return [
        min(_sum(best[total - number], ladder.values[number]) for number in range(min(total, len(ladder.values) - 1) + 1))
        for total in range(len(best))
    ]


def _sum(*parts: Values) -> Values:
    return tuple(round(sum(column), DECIMALS) for column in zip(*parts, strict=True))


def _within(one: Values, most: Values) -> bool:
    return all(value <= limit + ROUNDING for value, limit in zip(one, most, strict=True))


def fewest_sites(instance: DesignationInstance, found: Sequence[Ladder], groups: Sequence[Group], seconds: float) -> int | None:
    """Return the fewest sites that leave as few districts, and people, without a place as all sites would; None if unproven.

    It does not matter for that who goes where: every site of a service and ward kind serves all of it.
    """
    served = [ladder for ladder in found if ladder.sites]
    together = [_as_one([one for one in groups if not set(ladder.sites).isdisjoint(one.sites)], ladder) for ladder in served]
    choice, goals = posted(instance, together)
    built = goals.before_travel()
    names = [name for name in ("districts_without", *separable(goals)) if name in built and name != LAST]
    stages = [*(MilpStage(name, built[name]()) for name in names), MilpStage("sites", goals.sites())]
    values = solve_here(choice.problem, stages, nodes=NODES, seconds=seconds)
    return None if values is None or values[-1] == float("inf") else round(values[-1])


def _as_one(groups: Sequence[Group], ladder: Ladder) -> Group:
    even = len(ladder.sites)
    load, high = sum(group.load for group in groups), sum(group.high for group in groups)
    return replace(groups[0], load=load, high=high, sites=ladder.sites, minutes=(0.0,) * even, near=(True,) * even)

"""The rules of designation that tie choices together, each by its name in the rulebook, posted to a PuLP problem.

Rules about single rows (designation_allowed, designation_licence, conversion_lead_time) stand in `allowed`: what they
forbid is not in the instance.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable

import pulp

from optimizer.designation.choice import Choice


def flow_demand(choice: Choice) -> None:
    """Σ over sites of the flow of a group ≤ its load."""
    for number, group in enumerate(choice.groups):
        if group.sites:
            choice.problem += pulp.lpSum(choice.flow[number, site] for site in group.sites) <= group.load


def flow_designated(choice: Choice) -> None:
    """Flow of a group to a site ≤ load × open."""
    for (number, site), flow in choice.flow.items():
        choice.problem += flow <= choice.groups[number].load * choice.open[site]


def flow_capacity(choice: Choice) -> None:
    """Σ over groups of the flow to a site ≤ fill × places of its units in use; and none where it is not open."""
    arriving: dict[int, list[pulp.LpVariable]] = defaultdict(list)
    for (_, site), flow in choice.flow.items():
        arriving[site].append(flow)
    for site, flows in arriving.items():
        total = pulp.lpSum(flows)
        fill = choice.instance.fill
        options = [(number, option) for number, option in enumerate(choice.instance.options) if option.site == site]
        if not all(choice.is_certain(number) for number, _ in options):
            choice.problem += total <= pulp.lpSum(fill * option.places * choice.use(number) for number, option in options)
        choice.problem += total <= fill * sum(option.places for _, option in options) * choice.open[site]


def designation_unit(choice: Choice) -> None:
    """Open a site only when one of its units is there."""
    for site, is_open in enumerate(choice.open):
        options = [number for number, option in enumerate(choice.instance.options) if option.site == site]
        if not any(choice.is_certain(number) for number in options):
            choice.problem += is_open <= pulp.lpSum(choice.use(number) for number in options)


def designation_fixed_in(choice: Choice) -> None:
    """Open a site of every hospital fixed in."""
    for name in choice.instance.fixed_in:
        choice.problem += pulp.lpSum(choice.open[site] for site in choice.instance.hospitals[name]) >= 1


def conversion_listed(choice: Choice) -> None:
    """Convert a unit once at most, and not count it as what it was before."""
    for number, option in enumerate(choice.instance.options):
        if not choice.is_certain(number):
            for lost in option.lost_by:
                choice.problem += choice.use(number) + choice.converted[lost] <= 1


def in_force(choice: Choice) -> None:
    """Keep open, and converted, what the plan in force has so: no rule of the rulebook, but the wish of a re-plan."""
    for site in sorted(choice.instance.held):
        choice.problem += choice.open[site] >= 1
    for number in sorted(choice.instance.held_conversions):
        choice.problem += choice.converted[number] >= 1


RULES: dict[str, Callable[[Choice], None]] = {
    rule.__name__: rule
    for rule in (flow_demand, flow_designated, flow_capacity, designation_unit, designation_fixed_in, conversion_listed, in_force)
}

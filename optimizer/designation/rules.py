"""The rules of designation that tie choices together, each by its name in the rulebook, posted to a PuLP problem.

Rules about single rows (designation_allowed, designation_licence, conversion_lead_time) stand in `allowed`: what they
forbid is not in the instance.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping

import pulp

from optimizer.designation.best_numbers import best_numbers
from optimizer.designation.choice import Choice
from optimizer.designation.option import Site


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


def designation_minimum(choice: Choice) -> None:
    """Open a site only when its units offer the least number of places at once that the service asks for."""
    for site, is_open in enumerate(choice.open):
        least = choice.instance.least[site] if choice.instance.least else 0
        options = [(number, option) for number, option in enumerate(choice.instance.options) if option.site == site]
        certain = sum(option.at_once for number, option in options if choice.is_certain(number))
        if certain < least:
            choice.problem += pulp.lpSum(option.at_once * choice.use(number) for number, option in options) >= least * is_open


def services_under_roof(choice: Choice) -> None:
    """Designate a hospital for no more services than its limit."""
    _under_roof(choice, choice.instance.most_services, lambda site: site.service_id)


def kinds_under_roof(choice: Choice) -> None:
    """Designate a hospital for no more ward kinds than its limit."""
    _under_roof(choice, choice.instance.most_kinds, lambda site: site.ward_kind)


def building_exclusive(choice: Choice) -> None:
    """Use no other unit of a building in which a designated unit serves confirmed cases."""
    for number, option in enumerate(choice.instance.options):
        for other in option.beside:
            site = choice.instance.options[other].site
            choice.problem += choice.use(number) + choice.open[site] + choice.use(other) <= 2


def emergency_kept(choice: Choice) -> None:
    """Leave every hospital one of its emergency buffers."""
    for place, units in enumerate(choice.instance.emergency):
        kept = [choice.problem.add_variable(f"kept_{place}_{number}", 0, 1) for number in range(len(units))]
        for variable, lost_by in zip(kept, units, strict=True):
            for conversion in lost_by:
                choice.problem += variable + choice.converted[conversion] <= 1
        choice.problem += pulp.lpSum(kept) >= 1


def _under_roof(choice: Choice, limits: Mapping[str, int], kind_of: Callable[[Site], str]) -> None:
    """Designate a hospital's sites of no more different kinds than its limit."""
    for name, most in limits.items():
        kinds: dict[str, list[int]] = defaultdict(list)
        for site in choice.instance.hospitals[name]:
            kinds[kind_of(choice.instance.sites[site])].append(site)
        if len(kinds) > most:
            choice.problem += pulp.lpSum(_any_open(choice, f"{name}_{kind}", sites) for kind, sites in kinds.items()) <= most


def _any_open(choice: Choice, name: str, sites: list[int]) -> pulp.LpAffineExpression:
    """Return what is 1 at least when one of some sites is open."""
    if len(sites) == 1:
        return choice.open[sites[0]] + 0
    variable = choice.problem.add_variable(f"any_{name}", 0, 1)
    for site in sites:
        choice.problem += variable >= choice.open[site]
    return variable + 0


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
            if option.conversion is not None and option.beside:
                choice.problem += choice.use(number) <= choice.converted[option.conversion]


def sites_limit(choice: Choice) -> None:
    """Designate no more sites than the question allows: no rule of the rulebook, but a point of the front."""
    if choice.instance.most_sites is not None:
        choice.problem += pulp.lpSum(choice.open) <= choice.instance.most_sites


def another_set(choice: Choice) -> None:
    """Designate another set of hospitals than one that is known: no rule of the rulebook, but a question."""
    known = choice.instance.not_these
    if known is None:
        return
    differs = []
    for place, (name, sites) in enumerate(choice.instance.hospitals.items()):
        some = choice.problem.add_variable(f"some_{place}", 0, 1)
        some.setInitialValue(max((choice.open[site].value() or 0.0 for site in sites), default=0.0))
        choice.problem += some <= pulp.lpSum(choice.open[site] for site in sites)
        for site in sites:
            choice.problem += some >= choice.open[site]
        differs.append(1 - some if name in known else some + 0)
    choice.problem += pulp.lpSum(differs) >= 1


def in_force(choice: Choice) -> None:
    """Keep open, and converted, what the plan in force has so: no rule of the rulebook, but the wish of a re-plan."""
    for site in sorted(choice.instance.held):
        choice.problem += choice.open[site] >= 1
    for number in sorted(choice.instance.held_conversions):
        choice.problem += choice.converted[number] >= 1


RULES: dict[str, Callable[[Choice], None]] = {
    rule.__name__: rule
    for rule in (
        flow_demand,
        flow_designated,
        flow_capacity,
        designation_unit,
        designation_minimum,
        services_under_roof,
        kinds_under_roof,
        building_exclusive,
        emergency_kept,
        designation_fixed_in,
        conversion_listed,
        sites_limit,
        best_numbers,
        another_set,
        in_force,
    )
}

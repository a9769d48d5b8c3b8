"""Numbers of sites that are best together, as rows of a model: no rule of the rulebook, but what has been proven already."""

from __future__ import annotations

import pulp

from optimizer.designation.choice import Choice
from optimizer.designation.rungs import Rung

SLACK = 1e-5  # of bed-days; solvers keep rows to a tenth of that


def best_numbers(choice: Choice) -> None:
    """Open as many sites of each service and ward kind as is best, and serve as many people as that allows."""
    known = choice.instance.rungs
    if known is None:
        return
    numbers, beyond = [], []
    for place, rung in enumerate(known.rungs):
        taken = _taken(choice, place, rung)
        numbers.append(pulp.lpSum(number * variable for number, variable in taken.items()))
        choice.problem += numbers[-1] == pulp.lpSum(choice.open[site] for site in rung.sites)
        beyond += _serve(choice, rung, taken)
    choice.problem += pulp.lpSum(numbers) <= known.most_sites
    if beyond:
        choice.problem += pulp.lpSum(beyond) <= known.values[-1] + known.window + SLACK


def _taken(choice: Choice, place: int, rung: Rung) -> dict[int, pulp.LpVariable]:
    """Return which number is taken, exactly one."""
    begun = sum(choice.open[site].value() or 0.0 for site in rung.sites)
    taken = {}
    for number in rung.values:
        taken[number] = choice.problem.add_variable(f"rung_{place}_{number}", cat=pulp.LpBinary)
        taken[number].setInitialValue(int(abs(begun - number) < SLACK))
    choice.problem += pulp.lpSum(taken.values()) == 1
    return taken


def _serve(choice: Choice, rung: Rung, taken: dict[int, pulp.LpVariable]) -> list[pulp.LpVariable]:
    """Leave no more people without a place than the number taken has to; return the flows beyond the limit."""
    sites = frozenset(rung.sites)
    mine = [(number, group) for number, group in enumerate(choice.groups) if not sites.isdisjoint(group.sites)]
    load = sum(group.load for _, group in mine)
    served = pulp.lpSum(choice.flow[number, site] for number, group in mine for site in group.sites)
    choice.problem += served >= pulp.lpSum((load - values[0]) * taken[number] for number, values in rung.values.items()) - SLACK
    far = [
        choice.flow[number, site]
        for number, group in mine
        for site, near in zip(group.sites, group.near, strict=True)
        if not near
    ]
    if far:
        choice.problem += pulp.lpSum(far) >= pulp.lpSum(values[-1] * taken[n] for n, values in rung.values.items()) - SLACK
    return far

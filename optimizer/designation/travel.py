"""The last goal of designation: shorter trips, with everything the goals before it achieved kept.

One model over all origins has tens of thousands of flows and takes minutes. So each service and ward kind is solved by
itself, with as many sites as it had, and a linear relaxation of the whole gives the bound.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

import pulp

from optimizer.core.params import Control, Limits
from optimizer.data.vocabulary import WardKind
from optimizer.designation.choice import Choice
from optimizer.designation.draft import Draft, room
from optimizer.designation.goals import Goals
from optimizer.designation.instance import DesignationInstance, Group, Option
from optimizer.designation.rules import RULES
from optimizer.solve.milp import MilpStage, solve_milp
from optimizer.solve.result import SolverResult

STEP = "designation"
TRAVEL_GAP = 1e-3  # minutes are estimates; a tenth of a percent of their sum is well below their own error
SLACK = 1e-6


@dataclass(frozen=True, slots=True)
class Shortened:
    """A draft with shorter trips, the bound of their sum, and what the solver said."""

    draft: Draft
    bound: float | None
    results: tuple[SolverResult, ...]


@dataclass(frozen=True, slots=True)
class Block:
    """One service and ward kind: an instance of its own, and where its sites and groups stand in the whole."""

    instance: DesignationInstance
    draft: Draft
    sites: tuple[int, ...]
    groups: tuple[int, ...]


def shorten(instance: DesignationInstance, draft: Draft, limits: Limits, control: Control | None) -> Shortened:
    """Return a draft with shorter trips; a block whose solve fails stays as it is."""
    limits = limits.but(relative_gap=max(limits.relative_gap, TRAVEL_GAP))
    parts = blocks(instance, draft)
    with ThreadPoolExecutor(max_workers=limits.workers) as pool:
        relaxed = pool.submit(_relaxation, instance, draft, limits, control)
        solved = list(pool.map(lambda block: _solve_block(block, limits, control), parts))
        bound = relaxed.result()
    is_open, flows = set(draft.open), dict(draft.flows)
    for block, (better, result) in zip(parts, solved, strict=True):
        if result.termination.has_plan:
            is_open -= set(block.sites)
            is_open |= {block.sites[site] for site in better.open}
            flows = {key: amount for key, amount in flows.items() if key[0] not in block.groups}
            flows |= {(block.groups[n], block.sites[s]): amount for (n, s), amount in better.flows.items()}
    results = (bound, *(result for _, result in solved))
    return Shortened(Draft(frozenset(is_open), draft.converted, flows), bound.bound_of("travel"), results)


def model(instance: DesignationInstance, groups: tuple[Group, ...], draft: Draft) -> tuple[Choice, Goals]:
    """Return the model with every rule posted, starting from a draft."""
    choice = Choice(instance, groups)
    choice.start_from(draft)
    for rule in RULES.values():
        rule(choice)
    return choice, Goals(choice, draft)


def blocks(instance: DesignationInstance, draft: Draft) -> tuple[Block, ...]:
    """Return one block per service and ward kind with designated sites."""
    places = room(instance, draft.converted)
    pinned = _pinned(instance, draft)
    kinds = dict.fromkeys((site.service_id, site.ward_kind) for site in instance.sites)
    found = []
    for service_id, kind in kinds:
        sites = tuple(
            position
            for position, site in enumerate(instance.sites)
            if (site.service_id, site.ward_kind) == (service_id, kind)
            and (position in draft.open or (places[position] > 0 and _is_free(instance, draft, position)))
        )
        if draft.open.intersection(sites):
            found.append(_block(instance, draft, sites, pinned, places))
    return tuple(found)


def _pinned(instance: DesignationInstance, draft: Draft) -> set[int]:
    """Return sites that stay open, so that every district and hospital that has one keeps it."""
    needed = [instance.hospitals[name] for name in instance.fixed_in] + list(instance.districts.values())
    return {next(site for site in sites if site in draft.open) for sites in needed if draft.open.intersection(sites)}


def _is_free(instance: DesignationInstance, draft: Draft, position: int) -> bool:
    """Whether a closed site may open without a hospital more to coordinate, or a ward kind more under one roof."""
    site = instance.sites[position]
    siblings = instance.hospitals[site.hospital_id]
    kinds = {instance.sites[other].ward_kind for other in siblings if other in draft.open}
    if kinds:
        return site.ward_kind in kinds
    possible = {instance.sites[other].ward_kind for other in siblings}
    return site.hospital_id not in instance.coordinated and (site.ward_kind is WardKind.BUFFER or len(possible) == 1)


def _block(instance: DesignationInstance, draft: Draft, sites: tuple[int, ...], pinned: set[int], places: list[float]) -> Block:
    index = {position: number for number, position in enumerate(sites)}
    first = instance.sites[sites[0]]
    groups = tuple(
        number
        for number, group in enumerate(instance.groups)
        if (group.service_id, group.ward_kind) == (first.service_id, first.ward_kind)
    )
    local = replace(
        instance,
        sites=tuple(instance.sites[position] for position in sites),
        options=tuple(
            Option(index[option.site], option.places, None, ())
            for option in instance.options
            if option.site in index
            and places[option.site] > 0
            and (option.conversion is None or option.conversion in draft.converted)
            and not draft.converted.intersection(option.lost_by)
        ),
        conversions=(),
        groups=tuple(_restricted(instance.groups[number], index) for number in groups),
        hospitals={instance.sites[position].hospital_id: (number,) for position, number in index.items()},
        fixed_in=tuple(instance.sites[position].hospital_id for position in sites if position in pinned),
        coordinated=(),
        districts={},
    )
    where = {number: position for position, number in enumerate(groups)}
    flows = {(where[n], index[s]): amount for (n, s), amount in draft.flows.items() if n in where and s in index}
    return Block(local, Draft(frozenset(index[s] for s in sites if s in draft.open), frozenset(), flows), sites, groups)


def _restricted(group: Group, index: dict[int, int]) -> Group:
    kept = [(index[s], m, near) for s, m, near in zip(group.sites, group.minutes, group.near, strict=True) if s in index]
    return replace(
        group,
        sites=tuple(site for site, _, _ in kept),
        minutes=tuple(minutes for _, minutes, _ in kept),
        near=tuple(near for _, _, near in kept),
    )


def _solve_block(block: Block, limits: Limits, control: Control | None) -> tuple[Draft, SolverResult]:
    choice, goals = model(block.instance, block.instance.groups, block.draft)
    _keep(choice, goals)
    result = solve_milp(choice.problem, [MilpStage("travel", goals.travel())], limits, control=control, step=STEP)
    return (choice.draft(result) if result.termination.has_plan else block.draft), result


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

"""A part of a plan made anew: some open sites near each other, whoever they serve, and closed sites that could take over.

Everything outside stays as it is, so the part is an instance of its own (Taillard and Voss, POPMUSIC, 2002).
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from optimizer.designation.location.instance import Floats, Ints, LocationInstance, Mask, OpenRows
from optimizer.designation.location.plan import Plan
from optimizer.designation.location.program import Effort, solve_pairs

GAIN = 1e-9  # relative; less is rounding


@dataclass(frozen=True)
class Window:
    """Sites, of which some are open now, and the demands with the share that is theirs.

    Parameters
    ----------
    site
        Sites whose opening and service are decided anew.
    demand, part
        Demands, and the share of each that no site outside serves.
    """

    site: Ints
    demand: Ints
    part: Floats


def window_of(instance: LocationInstance, plan: Plan, opened: Ints, closed: Ints, unserved: Ints) -> Window:
    """Return the window of some open and some closed sites, with all they serve and some who are not served."""
    mine = np.isin(plan.site, opened)
    part = np.bincount(plan.demand[mine], plan.share[mine], instance.demands)
    missing = np.maximum(0.0, 1.0 - plan.served(instance))
    part[unserved] += missing[unserved]
    demand = np.flatnonzero(part)
    return Window(np.concatenate([opened, closed]), demand, np.minimum(1.0, part[demand]))


def made_anew(
    instance: LocationInstance, plan: Plan, window: Window, room: Floats, per_demand: int, effort: Effort
) -> Plan | None:
    """Return a better plan of the window in its own numbers, None when there is no gain.

    Parameters
    ----------
    room
        Per site, the value of a unit of its capacity.
    per_demand
        Sites that each demand may go to, besides those it is at.
    """
    local, inside = _local(instance, plan, window), _likely(instance, plan, window, room, per_demand)
    held = _held(plan, window)
    now = held.value(local)
    cutoff = now - max(GAIN * max(1.0, abs(now)), 0.5 * local.grain)
    answer = solve_pairs(local, inside, effort, cutoff=cutoff, looking=True, missing=not held.is_complete(local))
    return answer.plan if answer.plan is not None and _fits(local, answer.plan) else None


def put_back(instance: LocationInstance, plan: Plan, window: Window, part: Plan) -> Plan:
    """Return the plan with its window replaced; the same plan when that is no gain, or breaks a rule over open sites."""
    stay = ~np.isin(plan.site, window.site)
    opened = plan.open.copy()
    opened[window.site] = part.open
    better = Plan.of(
        opened,
        np.concatenate([plan.demand[stay], window.demand[part.demand]]),
        np.concatenate([plan.site[stay], window.site[part.site]]),
        np.concatenate([plan.share[stay], part.share * window.part[part.demand]]),
    )
    now = plan.value(instance)
    gains = better.value(instance) < now - GAIN * max(1.0, abs(now))
    return better if gains and instance.may_open(opened) else plan


def _local(instance: LocationInstance, plan: Plan, window: Window) -> LocationInstance:
    position = np.full(instance.demands, -1, np.int64)
    position[window.demand] = np.arange(len(window.demand))
    apart = position[instance.apart]
    outside = plan.open.copy()
    outside[window.site] = False
    most = None if instance.most_open is None else instance.most_open - int(outside.sum())
    rows = None
    if instance.rows is not None:
        held = instance.rows.weight @ outside
        rows = OpenRows(instance.rows.weight[:, window.site], instance.rows.least - held, instance.rows.most - held)
    return replace(
        instance,
        cost=instance.by_site[np.ix_(window.site, window.demand)].T * window.part[:, None],
        size=instance.size[window.demand] * window.part,
        capacity=instance.capacity[window.site],
        opening=instance.opening[window.site],
        most_open=most,
        apart=apart[(apart >= 0).all(axis=1)],
        rows=rows,
    )


def _likely(instance: LocationInstance, plan: Plan, window: Window, room: Floats, per_demand: int) -> Mask:
    """Return the pairs worth a column: each demand's cheapest sites, and those it is at now."""
    cost = (instance.by_site[np.ix_(window.site, window.demand)] + room[window.site, None] * instance.size[window.demand]).T
    if per_demand < cost.shape[1]:
        limit = np.partition(cost, per_demand - 1, axis=1)[:, per_demand - 1 : per_demand]
        inside = cost <= limit
    else:
        inside = np.ones(cost.shape, bool)
    held = _held(plan, window)
    inside[held.demand, held.site] = True
    return inside


def _held(plan: Plan, window: Window) -> Plan:
    """Return what a plan has in the window, in the window's own numbers."""
    site = {int(one): position for position, one in enumerate(window.site)}
    demand = {int(one): position for position, one in enumerate(window.demand)}
    mine = np.flatnonzero(np.isin(plan.site, window.site))
    local = np.array([demand[int(one)] for one in plan.demand[mine]], np.int64)
    where = np.array([site[int(one)] for one in plan.site[mine]], np.int64)
    return Plan.of(plan.open[window.site], local, where, plan.share[mine] / window.part[local])


def _fits(local: LocationInstance, plan: Plan) -> bool:
    """Whether a solver's answer keeps capacity (it is not believed)."""
    return bool((plan.load(local) <= local.capacity * (1 + 1e-6) + 1e-9).all())

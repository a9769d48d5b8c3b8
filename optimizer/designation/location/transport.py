"""Who is served where when the open sites are given and demands may be split: a transportation problem, as a linear program."""

from __future__ import annotations

import numpy as np

from optimizer.designation.location.instance import LocationInstance, Mask
from optimizer.designation.location.plan import Plan
from optimizer.solve.matrix import Matrix, solve_matrix

DUST = 1e-9


def transport(instance: LocationInstance, opened: Mask, pairs: Mask, seconds: float) -> Plan | None:
    """Return the cheapest way to serve from open sites over some pairs, whoever cannot be served left out; None by the clock.

    Demands that must keep apart have to be apart in `pairs` already.
    """
    demand, site = np.nonzero(pairs & instance.allowed & opened)
    count, sites = len(demand), instance.sites
    cost = np.concatenate([instance.cost[demand, site], instance.leaving])
    column = np.arange(count)
    row = np.concatenate([demand, instance.demands + site, np.arange(instance.demands)])
    columns = np.concatenate([column, column, count + np.arange(instance.demands)])
    value = np.concatenate([np.ones(count), instance.size[demand], np.ones(instance.demands)])
    order = np.lexsort((row, columns))
    starts = np.concatenate(([0], np.cumsum(np.bincount(columns, minlength=len(cost)))))
    least = np.concatenate([np.ones(instance.demands), np.full(sites, -np.inf)])
    most = np.concatenate([np.ones(instance.demands), instance.capacity])
    scale = 1.0 / max(1.0, float(np.abs(cost[:count]).max(initial=0.0)))
    found = solve_matrix(Matrix(cost * scale, np.ones(len(cost)), starts, row[order], value[order], least, most), seconds=seconds)
    if found.values is None or found.bound is None:
        return None
    share = np.asarray(found.values[:count], np.float64)
    kept = share > DUST
    demand, site, share = demand[kept], site[kept], share[kept]
    served = np.bincount(demand, share, instance.demands)[demand]
    share = np.where(np.abs(served - 1.0) < DUST * instance.sites, share / served, share)
    return Plan.of(opened, demand, site, share)


def settled(instance: LocationInstance, plan: Plan, seconds: float) -> Plan:
    """Return a plan with the same open sites, served as well as they allow; sites that nobody needs are closed."""
    better = plan
    if not instance.single:
        pairs = np.ones((instance.demands, instance.sites), bool)
        if len(instance.apart):
            hostile = np.array([bool(each) for each in instance.enemies], bool)
            pairs[hostile] = False
            pairs[plan.demand, plan.site] = True
        found = transport(instance, plan.open, pairs, seconds)
        if found is not None and found.value(instance) <= plan.value(instance):
            better = found
    if instance.rows is not None:
        return better
    used = np.zeros(instance.sites, bool)
    used[better.site] = True
    return Plan(better.open & (used | (instance.opening < 0)), better.demand, better.site, better.share)

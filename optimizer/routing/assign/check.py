"""What is wrong with an answer of the core, found with nothing but the instance: no solver, no shared arithmetic."""

from __future__ import annotations

import math
from collections import defaultdict

from optimizer.routing.assign.instance import LEFT_OUT, AssignmentInstance
from optimizer.routing.assign.model import Assigned
from optimizer.routing.assign.prices import relax

TOLERANCE = 1e-6


def faults(instance: AssignmentInstance, answer: Assigned) -> list[str]:
    """Return what does not hold: forbidden pairs, capacity, the cost stated, or a bound that its prices do not prove."""
    if answer.choice is None:
        return [] if not answer.termination.has_plan else ["a plan is claimed but there is none"]
    found: list[str] = []
    used: defaultdict[tuple[int, int], float] = defaultdict(float)
    cost = 0.0
    for item, site in enumerate(answer.choice.tolist()):
        if site == LEFT_OUT:
            cost += float(instance.left_out[item])
            continue
        cost += float(instance.cost[item, site])
        amount = 1.0 if instance.use is None else float(instance.use[item, site])
        for period in range(int(instance.begin[item]), int(instance.end[item])):
            used[site, period] += amount
    if not math.isfinite(cost):
        found.append("somebody is where they cannot go, or left out who must not be")
    over = [key for key, amount in used.items() if amount > instance.capacity[key] * (1 + TOLERANCE) + TOLERANCE]
    found += [f"site {site} holds too much in period {period}" for site, period in sorted(over)]
    if abs(cost - answer.objective) > TOLERANCE * max(1.0, abs(cost)):
        found.append(f"the cost is {cost}, not {answer.objective}")
    if answer.bound > cost + TOLERANCE * max(1.0, abs(cost)):
        found.append(f"the bound {answer.bound} is above the cost {cost}")
    scale = max(1.0, abs(cost))
    if answer.prices is not None:
        proven = relax(instance, answer.prices).bound
        if abs(proven - answer.priced) > TOLERANCE * scale or answer.bound < proven - TOLERANCE * scale:
            found.append("the prices do not prove the bound stated of them")
    return found

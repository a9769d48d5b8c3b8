"""What is wrong with an answer of the core, found with nothing but the instance: no solver, no shared arithmetic."""

from __future__ import annotations

from collections import defaultdict

from optimizer.designation.location.instance import LocationInstance
from optimizer.designation.location.model import Located

TOLERANCE = 1e-6


def faults(instance: LocationInstance, answer: Located) -> list[str]:
    """Return what does not hold: a demand not served, a site overfull or not open, a rule broken, a wrong cost or bound."""
    plan = answer.plan
    if plan is None:
        return ["a plan is claimed but there is none"] if answer.termination.has_plan else []
    served: defaultdict[int, float] = defaultdict(float)
    load: defaultdict[int, float] = defaultdict(float)
    users: defaultdict[int, set[int]] = defaultdict(set)
    cost, found = 0.0, []
    for demand, site, share in zip(plan.demand.tolist(), plan.site.tolist(), plan.share.tolist(), strict=True):
        served[demand] += share
        load[site] += share * float(instance.size[demand])
        users[site].add(demand)
        cost += share * float(instance.cost[demand, site])
        if share <= 0 or (instance.single and abs(share - 1) > TOLERANCE):
            found.append(f"demand {demand} has a share of {share} at site {site}")
        if not plan.open[site]:
            found.append(f"site {site} serves but is not open")
    found += [f"demand {one} is served {served[one]}" for one in range(instance.demands) if abs(served[one] - 1) > TOLERANCE]
    most = {site: float(instance.capacity[site]) for site in load}
    found += [f"site {site} holds {load[site]}" for site in load if load[site] > most[site] * (1 + TOLERANCE) + TOLERANCE]
    for one, other in instance.apart.tolist():
        found += [f"{one} and {other} share site {site}" for site, who in users.items() if one in who and other in who]
    opened = [site for site in range(instance.sites) if plan.open[site]]
    cost += sum(float(instance.opening[site]) for site in opened)
    if instance.most_open is not None and len(opened) > instance.most_open:
        found.append(f"{len(opened)} sites are open")
    if instance.rows is not None:
        for row in range(len(instance.rows)):
            total = sum(float(instance.rows.weight[row, site]) for site in opened)
            if not instance.rows.least[row] - TOLERANCE <= total <= instance.rows.most[row] + TOLERANCE:
                found.append(f"row {row} is {total}")
    scale = TOLERANCE * max(1.0, abs(cost))
    if abs(cost - answer.objective) > scale:
        found.append(f"the cost is {cost}, not {answer.objective}")
    if answer.bound > cost + scale:
        found.append(f"the bound {answer.bound} is above the cost {cost}")
    return found

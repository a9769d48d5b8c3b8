"""Every plan of a tiny instance, tried one after the other.

Sizes and capacities are whole numbers: once it is settled who uses which site, serving is a transportation problem, whose
cheapest plan serves in whole units.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from itertools import product

from optimizer.designation.location.instance import LocationInstance


def least_cost(instance: LocationInstance) -> float:
    """Return the cost of the best plan, infinite when there is none."""
    return min((_serve(instance, opened) for opened in _choices(instance)), default=math.inf)


def _choices(instance: LocationInstance) -> Iterator[tuple[int, ...]]:
    for flags in product((0, 1), repeat=instance.sites):
        opened = tuple(site for site, flag in enumerate(flags) if flag)
        if instance.most_open is not None and len(opened) > instance.most_open:
            continue
        if instance.rows is not None:
            totals = [sum(row[site] for site in opened) for row in instance.rows.weight.tolist()]
            sides = zip(totals, instance.rows.least.tolist(), instance.rows.most.tolist(), strict=True)
            if not all(least <= total <= most for total, least, most in sides):
                continue
        yield opened


def _serve(instance: LocationInstance, opened: tuple[int, ...]) -> float:
    left = {site: float(instance.capacity[site]) for site in opened}
    users: dict[int, set[int]] = {site: set() for site in opened}
    best = [math.inf]

    def go(demand: int, cost: float) -> None:
        if cost >= best[0]:
            return
        if demand == instance.demands:
            best[0] = cost
            return
        size = int(instance.size[demand])
        for units in _splits(instance, opened, max(1, size)):
            sites = [site for site, amount in units.items() if amount]
            full = any(size and left[site] < units[site] for site in sites)
            if full or any(instance.enemies[demand] & users[site] for site in sites):
                continue
            extra = sum(float(instance.cost[demand, site]) * units[site] / max(1, size) for site in sites)
            if not math.isfinite(extra):
                continue
            for site in sites:
                left[site] -= units[site] if size else 0
                users[site].add(demand)
            go(demand + 1, cost + extra)
            for site in sites:
                left[site] += units[site] if size else 0
                users[site].discard(demand)

    go(0, sum(float(instance.opening[site]) for site in opened))
    return best[0]


def _splits(instance: LocationInstance, opened: tuple[int, ...], size: int) -> Iterator[dict[int, int]]:
    if instance.single:
        yield from ({site: size} for site in opened)
        return
    for amounts in product(range(size + 1), repeat=len(opened)):
        if sum(amounts) == size:
            yield dict(zip(opened, amounts, strict=True))

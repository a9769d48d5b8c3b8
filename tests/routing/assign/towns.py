"""Small and middling instances of the assignment core, drawn by a seed."""

from __future__ import annotations

import itertools

import numpy as np

from optimizer.routing.assign.instance import LEFT_OUT, AssignmentInstance


def town(seed: int, items: int, sites: int, periods: int = 1, *, must: bool = False, uses: bool = False) -> AssignmentInstance:
    """Return items around sites on a square, with rather too few places."""
    rng = np.random.default_rng(seed)
    cost = np.round(np.abs(rng.random((items, 1)) - rng.random((1, sites))) * 60, 3)
    cost[rng.random(cost.shape) < 0.1] = np.inf
    begin = rng.integers(0, periods, items)
    use = rng.integers(1, 4, (items, sites)).astype(float) if uses else None
    places = max(1.0, 0.9 * items * min(6, periods) / periods * (2 if uses else 1) / sites)
    return AssignmentInstance(
        cost=cost,
        left_out=np.full(items, np.inf) if must else rng.choice([200.0, 60.0, 20.0], items),
        begin=begin,
        end=np.minimum(begin + rng.integers(1, 9, items), periods),
        capacity=np.repeat(np.ceil(places * rng.random((sites, 1)) * 2), periods, axis=1),
        use=use,
    )


def best(instance: AssignmentInstance) -> float:
    """Return the least cost by trying everything; infinite when nothing will do."""
    least = np.inf
    for choice in itertools.product(range(LEFT_OUT, instance.sites), repeat=instance.items):
        chosen = np.array(choice, np.int64)
        cost = instance.objective(chosen)
        if cost < least and (instance.load(chosen) <= instance.capacity + 1e-9).all():
            least = cost
    return least

"""Location instances by number: tiny ones for trying everything, middling ones for the whole search."""

from __future__ import annotations

import numpy as np

from optimizer.designation.location.instance import LocationInstance, OpenRows, no_pairs


def tiny(number: int, *, single: bool) -> LocationInstance:
    """Return three or four sites and four demands in whole numbers; some have rows, a most, enemies, missing pairs."""
    random = np.random.default_rng(number)
    sites, demands = int(random.integers(3, 5)), 4
    cost = random.integers(1, 30, (demands, sites)).astype(float)
    if random.random() < 0.4:
        cost[random.random(cost.shape) < 0.2] = np.inf
    apart = no_pairs()
    if random.random() < 0.5:
        apart = np.array([random.choice(demands, 2, replace=False) for _ in range(int(random.integers(1, 4)))], np.int64)
    rows = None
    if random.random() < 0.4:
        weight = random.integers(-1, 3, (1, sites)).astype(float)
        rows = OpenRows(weight, np.array([1.0 if random.random() < 0.5 else -np.inf]), np.array([3.0]))
    return LocationInstance(
        cost=cost,
        size=random.integers(0 if random.random() < 0.2 else 1, 4, demands).astype(float),
        capacity=random.integers(2, 8, sites).astype(float),
        opening=random.integers(0, 40, sites).astype(float),
        single=single,
        most_open=int(random.integers(1, sites + 1)) if random.random() < 0.5 else None,
        apart=apart,
        rows=rows,
    )


def plane(
    number: int, sites: int, demands: int, *, single: bool, most_open: int | None = None, enemies: int = 0
) -> LocationInstance:
    """Return points in a square that has room for all of them: costs are distances times sizes."""
    random = np.random.default_rng(number)
    places, homes = random.random((sites, 2)), random.random((demands, 2))
    size = random.integers(1, 10, demands).astype(float)
    distance = np.hypot(*(homes[:, None, :] - places[None, :, :]).transpose(2, 0, 1))
    capacity = np.full(sites, np.ceil(1.4 * size.sum() / (most_open or max(2, sites // 4))))
    pairs = {tuple(sorted(random.choice(demands, 2, replace=False).tolist())) for _ in range(enemies)}
    return LocationInstance(
        cost=np.round(100 * distance * size[:, None]),
        size=size,
        capacity=capacity,
        opening=np.zeros(sites) if most_open else random.integers(100, 300, sites).astype(float),
        single=single,
        most_open=most_open,
        apart=np.array(sorted(pairs), np.int64).reshape(-1, 2),
    )

"""A first plan from prices: the sites that leant most to being open, each demand where it is cheapest and there is room."""

from __future__ import annotations

import numpy as np

from optimizer.core.outcome import Termination
from optimizer.designation.location.ascent import Climbed
from optimizer.designation.location.instance import Floats, LocationInstance, Mask
from optimizer.designation.location.plan import Plan
from optimizer.designation.location.transport import transport
from optimizer.solve.matrix import Matrix, solve_matrix

ROUNDING = 1e-9
FAR = 1e15  # instead of an infinite cost, to take differences of


def first_plan(instance: LocationInstance, climbed: Climbed, seconds: float) -> tuple[Termination, Plan | None]:
    """Return a plan, which may leave demands unserved; INFEASIBLE when no choice of sites keeps the rules."""
    ended, opened = chosen_sites(instance, climbed.lean, seconds)
    return ended, None if opened is None else _served(instance, opened, climbed, seconds)


def _served(instance: LocationInstance, opened: Mask, climbed: Climbed, seconds: float) -> Plan:
    if not instance.single and not len(instance.apart):
        pairs = np.ones((instance.demands, instance.sites), bool)
        found = transport(instance, opened, pairs, seconds)
        if found is not None:
            return found
    return _one_by_one(instance, opened, climbed.priced.room)


def chosen_sites(instance: LocationInstance, lean: Floats, seconds: float) -> tuple[Termination, Mask | None]:
    """Return the sites that leant most to being open, as far as the rules over open sites allow."""
    rows, sites = instance.choice_rows, instance.sites
    row, column = np.nonzero(rows.weight.T)[::-1]
    starts = np.concatenate(([0], np.cumsum(np.count_nonzero(rows.weight, axis=0))))
    cost = 0.5 - lean
    matrix = Matrix(cost, np.ones(sites), starts, row, rows.weight[row, column], rows.least, rows.most, whole=True)
    found = solve_matrix(matrix, nodes=200, seconds=seconds)
    return found.termination, None if found.values is None else np.asarray(found.values > 0.5)


def _one_by_one(instance: LocationInstance, opened: Mask, room_value: Floats) -> Plan:
    """Serve the demands one after the other, those first that lose most when they do not get their cheapest site."""
    where = np.flatnonzero(opened)
    cost = np.where(instance.allowed, instance.cost, np.inf)[:, where] + instance.size[:, None] * room_value[where]
    ranked = np.minimum(np.sort(cost, axis=1), FAR)
    loss = ranked[:, 1] - ranked[:, 0] if len(where) > 1 else np.zeros(instance.demands)
    left = instance.capacity * (1 + ROUNDING)
    inside: list[set[int]] = [set() for _ in range(instance.sites)]
    entries: list[tuple[int, int, float]] = []
    for demand in np.lexsort((-loss, -instance.size)).tolist():
        missing = 1.0
        for position in np.argsort(cost[demand], kind="stable").tolist():
            site = int(where[position])
            if not np.isfinite(cost[demand, position]) or instance.enemies[demand] & inside[site]:
                continue
            size = float(instance.size[demand])
            part = missing if size * missing <= left[site] else (0.0 if instance.single else float(left[site]) / size)
            if part > ROUNDING:
                entries.append((demand, site, part))
                inside[site].add(demand)
                left[site] -= part * size
                missing -= part
            if missing <= ROUNDING:
                break
    table = np.array(entries, np.float64).reshape(-1, 3)
    return Plan.of(opened, table[:, 0].astype(np.int64), table[:, 1].astype(np.int64), table[:, 2])

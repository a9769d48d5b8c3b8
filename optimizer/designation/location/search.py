"""Windows over a plan, one after the other, ever larger when small ones gain nothing more."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

from optimizer.designation.location.ascent import Climbed
from optimizer.designation.location.instance import Floats, Ints, LocationInstance, Mask
from optimizer.designation.location.plan import WHOLE, Plan
from optimizer.designation.location.program import Effort
from optimizer.designation.location.window import Window, made_anew, put_back, window_of

LEVELS = (300, 700, 1500, 3000, 6000, 12_000, 25_000, 50_000)  # pairs of a window
FEWEST_OPEN = 2
PER_DEMAND = 8  # sites per demand in a window, at first; so many times more at every level
MORE = 1.2
SPARE = 3.0  # closed sites beside an open one
UNSERVED = 20  # of those not served, so many in one window
CHANCE = 0.5  # share of a distance that may come on top of it by chance, so that windows differ
NODES = 50  # of branch and bound in a window
SECONDS = 5.0  # for a window of the first level, a guard
FAR = 1e12

Left = Callable[[], float]


@dataclass
class Search:
    """A plan that windows improve.

    Parameters
    ----------
    left
        Seconds left; the search ends when there are none.
    workers
        Windows made anew side by side; the number is part of what makes a search repeat itself.
    level
        Of the windows it is at, or begins with.
    """

    instance: LocationInstance
    climbed: Climbed
    plan: Plan
    left: Left
    workers: int = 1
    seed: int = 0
    level: int = 0

    def run(self) -> Iterator[Plan]:
        """Yield the plan after every step.

        A site whose window gained nothing is left alone at that level until a window with it in does.
        """
        random = np.random.default_rng(self.seed)
        with ThreadPoolExecutor(self.workers) as pool:
            for level in range(max(self.level, self._begin()), len(LEVELS)):
                self.level = level
                settled = np.zeros(self.instance.sites, bool)
                while (self.plan.open & ~settled).any():
                    for batch in self._batches(level, settled, random):
                        self._work(pool, batch, level, settled)
                        yield self.plan
                        if self.left() <= 0.1:
                            return
                if LEVELS[level] >= self.instance.demands * self.instance.sites:
                    return

    def _begin(self) -> int:
        """Return the first level with room for the smallest windows as they are on average."""
        users = len(self.plan.site) / max(1, int(self.plan.open.sum()))
        sizes = [FEWEST_OPEN * users * min(_per_demand(level), FEWEST_OPEN * (1 + SPARE)) for level in range(len(LEVELS))]
        return next((level for level, size in enumerate(sizes) if LEVELS[level] >= size), len(LEVELS) - 1)

    def _work(self, pool: ThreadPoolExecutor, batch: list[tuple[int, Window]], level: int, settled: Mask) -> None:
        effort = Effort(nodes=NODES, seconds=max(0.1, min(SECONDS * MORE**level, self.left())))
        jobs = [pool.submit(self._made_anew, window, level, effort) for _, window in batch]
        for (middle, window), job in zip(batch, jobs, strict=True):
            part, before = job.result(), self.plan
            if part is not None:
                self.plan = put_back(self.instance, self.plan, window, part)
            if self.plan is not before:
                settled[window.site] = False
            elif self._is_all(window):
                settled[:] = True
            else:
                settled[middle] = True

    def _is_all(self, window: Window) -> bool:
        """Whether a window has all demands and open sites: then it does not matter what is in its middle."""
        every = int(self.plan.open[window.site].sum()) == int(self.plan.open.sum())
        return every and len(window.demand) == self.instance.demands

    def _made_anew(self, window: Window, level: int, effort: Effort) -> Plan | None:
        return made_anew(self.instance, self.plan, window, self.climbed.priced.room, _per_demand(level), effort)

    def _batches(self, level: int, settled: Mask, random: np.random.Generator) -> Iterator[list[tuple[int, Window]]]:
        """Yield windows, each with the site in its middle, as many at once as there are workers, which share no site."""
        batch: list[tuple[int, Window]] = []
        blocked = np.zeros(self.instance.sites, bool)
        for middle in self._middles(settled, random):
            if batch and (blocked[middle] or len(batch) == self.workers):
                yield batch
                batch, blocked = [], np.zeros(self.instance.sites, bool)
            if self.plan.open[middle] and not settled[middle]:
                window = self._window(middle, level, blocked, random)
                batch.append((middle, window))
                blocked[window.site] = True
        if batch:
            yield batch

    def _middles(self, settled: Mask, random: np.random.Generator) -> list[int]:
        """Return the open sites not settled in random order; those near whoever is not served come first."""
        order = random.permutation(np.flatnonzero(self.plan.open & ~settled)).tolist()
        missing = self._unserved()[:UNSERVED].tolist()
        near = [min(order, key=lambda site: self.instance.by_site[site, one]) for one in missing] if order else []
        return list(dict.fromkeys([*near, *order]))

    def _unserved(self) -> Ints:
        return np.flatnonzero(self.plan.served(self.instance) < 1 - WHOLE)

    def _window(self, middle: int, level: int, blocked: Mask, random: np.random.Generator) -> Window:
        """Return the open sites nearest to one of them, closed ones worth most to whom they serve, and some not served."""
        instance, plan = self.instance, self.plan
        unserved = self._unserved() if not blocked.any() else np.zeros(0, np.int64)
        unserved = unserved[np.argsort(instance.by_site[middle, unserved], kind="stable")][:UNSERVED]
        near = _nearest(instance, plan, middle, random)
        near = near[~blocked[near]]
        users = np.bincount(plan.site, minlength=instance.sites)[near]
        pairs = np.cumsum(users) * np.minimum(_per_demand(level), (1 + SPARE) * np.arange(1, len(near) + 1))
        opened = np.sort(near[: max(FEWEST_OPEN, int(np.searchsorted(pairs, LEVELS[level])))])
        demand = np.unique(np.concatenate([plan.demand[np.isin(plan.site, opened)], unserved]))
        worth = instance.opening + np.minimum(instance.by_site[:, demand] - self.climbed.prices[demand], 0.0).sum(axis=1)
        worth = worth + np.abs(worth) * random.uniform(0.0, CHANCE, len(worth))
        shut = np.flatnonzero(~plan.open & ~blocked & (instance.capacity > 0))
        wanted = max(6, int(SPARE * len(opened)))
        closed = np.sort(shut[np.argsort(worth[shut], kind="stable")][:wanted])
        return window_of(instance, plan, opened, closed, unserved)


def _per_demand(level: int) -> int:
    return int(PER_DEMAND * MORE**level)


def _nearest(instance: LocationInstance, plan: Plan, middle: int, random: np.random.Generator) -> Ints:
    """Return the open sites, those first between which demands move cheaply."""
    opened = np.flatnonzero(plan.open)
    who = plan.demand[plan.site == middle]
    far: Floats = np.full(len(opened), FAR)
    if len(who):
        far = np.minimum(far, (instance.by_site[np.ix_(opened, who)] - instance.by_site[middle, who]).mean(axis=1))
    # and of those there, how much dearer the middle would be
    extra = np.minimum(FAR, instance.by_site[middle, plan.demand]) - instance.cost[plan.demand, plan.site]
    users = np.bincount(plan.site, minlength=instance.sites)
    back = np.bincount(plan.site, extra, instance.sites) / np.maximum(1, users)
    far = np.where(users[opened] > 0, np.minimum(far, back[opened]), far)
    far = far + np.abs(far) * random.uniform(0.0, CHANCE, len(far))
    far[opened == middle] = -np.inf
    return np.asarray(opened[np.argsort(far, kind="stable")], np.int64)

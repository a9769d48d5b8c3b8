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

LEVELS = (400, 1000, 2500, 6000, 15000, 40000)  # pairs of a window
FEWEST_OPEN = 2
PER_DEMAND = 8  # sites per demand in a window, at first; a third more at every level
SPARE = 3.0  # closed sites beside an open one
UNSERVED = 20  # of those not served, so many in one window
CHANCE = 0.5  # share of a distance that may come on top of it by chance, so that windows differ
NODES = 200  # of branch and bound in a window
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
    """

    instance: LocationInstance
    climbed: Climbed
    plan: Plan
    left: Left
    workers: int = 1
    seed: int = 0

    def run(self) -> Iterator[Plan]:
        """Yield the plan after every step."""
        random = np.random.default_rng(self.seed)
        level = 0
        with ThreadPoolExecutor(self.workers) as pool:
            while level < len(LEVELS):
                before = self.plan.value(self.instance)
                for batch in self._batches(level, random):
                    effort = Effort(nodes=NODES, seconds=max(0.1, min(SECONDS * (1 + level), self.left())))
                    jobs = [pool.submit(self._made_anew, window, level, effort) for window in batch]
                    for window, job in zip(batch, jobs, strict=True):
                        part = job.result()
                        if part is not None:
                            self.plan = put_back(self.instance, self.plan, window, part)
                    yield self.plan
                    if self.left() <= 0.1:
                        return
                if before - self.plan.value(self.instance) <= 1e-9 * max(1.0, abs(before)):
                    if LEVELS[level] >= self.instance.demands * self.instance.sites:
                        return
                    level += 1

    def _made_anew(self, window: Window, level: int, effort: Effort) -> Plan | None:
        return made_anew(self.instance, self.plan, window, self.climbed.priced.room, _per_demand(level), effort)

    def _batches(self, level: int, random: np.random.Generator) -> Iterator[list[Window]]:
        """Yield windows around every open site, as many at once as there are workers, which share no site."""
        batch: list[Window] = []
        blocked = np.zeros(self.instance.sites, bool)
        for middle in self._middles(random):
            if not self.plan.open[middle]:
                continue
            if blocked[middle] and batch:
                yield batch
                batch, blocked = [], np.zeros(self.instance.sites, bool)
                if not self.plan.open[middle]:
                    continue
            window = self._window(middle, level, blocked, random)
            batch.append(window)
            if len(window.demand) == self.instance.demands and self.plan.open[window.site].sum() == self.plan.open.sum():
                yield batch  # that is all there is, whatever is in the middle
                return
            blocked[window.site] = True
            if len(batch) == self.workers:
                yield batch
                batch, blocked = [], np.zeros(self.instance.sites, bool)
        if batch:
            yield batch

    def _middles(self, random: np.random.Generator) -> list[int]:
        """Return the open sites in random order; those near whoever is not served come first."""
        order = random.permutation(np.flatnonzero(self.plan.open)).tolist()
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
    return int(PER_DEMAND * (4 / 3) ** level)


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

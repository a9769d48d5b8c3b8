"""Quick steps that make a first plan better before anything is solved: pieces elsewhere, one site for another, a site closed.

A piece is the share of a demand at a site; it moves as a whole. Each kind of step is priced for all pieces and sites at
once, and those that pay most are taken first, as long as they still fit.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from optimizer.designation.location.instance import Floats, Ints, LocationInstance
from optimizer.designation.location.plan import Plan

ROUNDS = 30
GAIN = 1e-9  # relative to what all serving costs; less is rounding
FULL = 1e-9  # relative
AT_ONCE = 500  # pieces that are priced against all others at once
ADDED = 10  # closed sites tried at once


def quick(instance: LocationInstance, plan: Plan, late: Callable[[], bool]) -> Plan:
    """Return a plan no dearer, after steps that pay; the same plan when rules over open sites would have to be watched."""
    if instance.rows is not None:
        return plan
    moving = _Moving(instance, plan, late)
    for _ in range(ROUNDS):
        before = moving.gained
        for step in (moving.relocate, moving.trade, moving.add, moving.exchange, moving.close):
            if late():
                return moving.plan()
            step()
        if moving.gained - before <= moving.enough:
            break
    return moving.plan()


class _Moving:
    """A plan in pieces."""

    def __init__(self, instance: LocationInstance, plan: Plan, late: Callable[[], bool]) -> None:
        self.late = late
        self.instance = instance
        self.demand, self.site, self.share = plan.demand.copy(), plan.site.copy(), plan.share.copy()
        self.amount = instance.size[self.demand] * self.share
        self.left = instance.capacity * (1 + FULL) - plan.load(instance)
        self.open = plan.open.copy()
        self.gained = 0.0
        self.enough = GAIN * max(1.0, abs(plan.cost(instance)))
        self.enemies = [np.array(sorted(each), np.int64) for each in instance.enemies]
        self.barred = np.zeros((instance.demands, instance.sites), np.int16)  # enemies of a demand at a site
        for demand, site in zip(self.demand.tolist(), self.site.tolist(), strict=True):
            self.barred[self.enemies[demand], site] += 1

    def plan(self) -> Plan:
        """Return the plan as it is now, pieces of a demand at one site put together."""
        keys, where = np.unique(self.demand * self.instance.sites + self.site, return_inverse=True)
        share = np.bincount(where, self.share, len(keys)).astype(np.float64)
        return Plan.of(self.open, keys // self.instance.sites, keys % self.instance.sites, share)

    def relocate(self) -> None:
        """Move pieces to open sites where they are cheaper, those that gain most first."""
        for _ in range(ROUNDS):
            gain = self._gains(np.flatnonzero(self.open))
            best = gain.argmax(axis=1)
            most, targets = gain[np.arange(len(best)), best], np.flatnonzero(self.open)[best] if gain.size else best
            moved = False
            for piece in np.argsort(-most, kind="stable").tolist():
                if most[piece] <= self.enough:
                    break
                if self._fits(piece, int(targets[piece])):
                    self._move(piece, int(targets[piece]))
                    moved = True
            if not moved:
                return

    def trade(self) -> None:
        """Let pieces of two sites change places, those that gain most first."""
        count = len(self.site)
        for _ in range(ROUNDS):
            best, most = np.zeros(count, np.int64), np.zeros(count)
            for start in range(0, count, AT_ONCE):
                if self.late():
                    return
                rows = np.arange(start, min(count, start + AT_ONCE))
                gain = self._trades(rows)
                best[rows] = gain.argmax(axis=1)
                most[rows] = gain[np.arange(len(rows)), best[rows]]
            moved = False
            for one in np.argsort(-most, kind="stable").tolist():
                if most[one] <= self.enough:
                    break
                moved = self._trade(one, int(best[one])) or moved
            if not moved:
                return

    def _trades(self, rows: Ints) -> Floats:
        """Return what some pieces gain by changing places with every other."""
        cost, site, demand = self.instance.by_site, self.site, self.demand
        here = cost[site, demand] * self.share
        gain = here[rows][:, None] - cost[np.ix_(site, demand[rows])].T * self.share[rows][:, None]
        gain += here - cost[np.ix_(site[rows], demand)] * self.share
        bigger = self.amount[rows][:, None] - self.amount
        gain[(self.left[site] < bigger) | (self.left[site[rows]][:, None] < -bigger)] = -np.inf
        gain[(self.barred[np.ix_(demand[rows], site)] > 0) | (self.barred[np.ix_(demand, site[rows])].T > 0)] = -np.inf
        gain[site[rows][:, None] == site] = -np.inf
        return np.asarray(gain)

    def _trade(self, one: int, other: int) -> bool:
        """Let two pieces change places if that still pays and fits; whether they did."""
        first, second, before = int(self.site[one]), int(self.site[other]), self.gained
        if first == second:
            return False
        left = self.left[first] + self.amount[one] - self.amount[other], self.left[second] + self.amount[other] - self.amount[one]
        if min(left) < 0 or self.barred[self.demand[one], second] or self.barred[self.demand[other], first]:
            return False
        self._move(one, second)
        self._move(other, first)
        if self.gained - before > self.enough:
            return True
        self._move(one, first)
        self._move(other, second)
        return False

    def add(self) -> None:
        """Open closed sites that draw enough pieces to themselves to pay."""
        instance = self.instance
        shut = np.flatnonzero(~self.open & (instance.capacity > 0))
        if not len(shut) or not len(self.site):
            return
        save = instance.cost[self.demand, self.site] * self.share - instance.by_site[np.ix_(shut, self.demand)] * self.share
        worth = np.maximum(save, 0.0).sum(axis=1) - instance.opening[shut]
        for place in np.argsort(-worth, kind="stable")[:ADDED].tolist():
            full = instance.most_open is not None and int(self.open.sum()) >= instance.most_open
            if full or worth[place] <= self.enough:
                return
            self._draw(int(shut[place]))

    def _draw(self, site: int) -> None:
        """Open a site and move to it what it serves for less, the most for its capacity first; close it if that does not pay."""
        before = self.gained
        moved: list[tuple[int, int]] = []
        self._open(site)
        save = (self.instance.cost[self.demand, self.site] - self.instance.by_site[site, self.demand]) * self.share
        for piece in np.argsort(-save / np.maximum(self.amount, 1e-9), kind="stable").tolist():
            if save[piece] <= self.enough:
                break
            if self._fits(piece, site):
                moved.append((piece, int(self.site[piece])))
                self._move(piece, site)
        if self.gained - before <= self.enough:
            for piece, old in reversed(moved):
                self._move(piece, old)
            self._close(site)

    def exchange(self) -> None:
        """Let closed sites take over everything from open ones, where that pays and fits."""
        opened, shut = np.flatnonzero(self.open), np.flatnonzero(~self.open)
        if not len(opened) or not len(shut) or not len(self.site):
            return
        instance, column = self.instance, np.searchsorted(opened, self.site)
        there = np.zeros((len(shut), len(opened)))
        here = np.bincount(column, instance.cost[self.demand, self.site] * self.share, len(opened))
        order = np.argsort(column, kind="stable")
        first = np.flatnonzero(np.diff(column[order], prepend=-1))
        moved = instance.by_site[np.ix_(shut, self.demand[order])] * self.share[order]
        there[:, column[order][first]] = np.add.reduceat(moved, first, axis=1)
        gain = (here + instance.opening[opened]) - (there + instance.opening[shut][:, None])
        load = np.bincount(column, self.amount, len(opened))
        gain[instance.capacity[shut][:, None] * (1 + FULL) < load] = -np.inf
        for place in np.argsort(-gain, axis=None, kind="stable")[: len(opened) * 4].tolist():
            new, old = divmod(place, len(opened))
            if gain[new, old] <= self.enough:
                return
            if self.open[opened[old]] and not self.open[shut[new]]:
                self._open(int(shut[new]))
                for piece in np.flatnonzero(self.site == opened[old]).tolist():
                    self._move(piece, int(shut[new]))
                self._close(int(opened[old]))

    def close(self) -> None:
        """Close sites whose pieces the other open ones can take for less than the site costs."""
        busy = np.bincount(self.site, self.amount, self.instance.sites)
        opened = np.flatnonzero(self.open)
        worth = busy[opened] / np.maximum(1e-9, self.instance.opening[opened])
        for site in opened[np.argsort(worth, kind="stable")].tolist():
            pieces, home = np.flatnonzero(self.site == site), self.gained
            moved: list[int] = []
            for piece in pieces[np.argsort(-self.amount[pieces], kind="stable")].tolist():
                target = self._cheapest(piece, site)
                if target is None:
                    break
                self._move(piece, target)
                moved.append(piece)
            if len(moved) == len(pieces) and self.gained - home + self.instance.opening[site] > self.enough:
                self._close(site)
                continue
            for piece in reversed(moved):
                self._move(piece, site)

    def _gains(self, sites: Ints) -> Floats:
        """Return, pieces × sites, what moving there gains; −∞ where a piece does not fit."""
        instance = self.instance
        new = instance.by_site[np.ix_(sites, self.demand)].T * self.share[:, None]
        gain = (instance.cost[self.demand, self.site] * self.share)[:, None] - new
        gain[(self.left[sites] < self.amount[:, None]) | (self.barred[np.ix_(self.demand, sites)] > 0)] = -np.inf
        gain[self.site[:, None] == sites] = -np.inf
        return np.asarray(gain)

    def _cheapest(self, piece: int, but: int) -> int | None:
        demand = self.demand[piece]
        cost = np.where(
            self.open & (self.left >= self.amount[piece]) & (self.barred[demand] == 0), self.instance.by_site[:, demand], np.inf
        )
        cost[but] = np.inf
        best = int(cost.argmin())
        return best if np.isfinite(cost[best]) else None

    def _fits(self, piece: int, site: int) -> bool:
        return bool(self.left[site] >= self.amount[piece] and not self.barred[self.demand[piece], site])

    def _move(self, piece: int, site: int) -> None:
        demand, old = int(self.demand[piece]), int(self.site[piece])
        self.gained += float((self.instance.cost[demand, old] - self.instance.cost[demand, site]) * self.share[piece])
        self.left[old] += self.amount[piece]
        self.left[site] -= self.amount[piece]
        self.barred[self.enemies[demand], old] -= 1
        self.barred[self.enemies[demand], site] += 1
        self.site[piece] = site

    def _open(self, site: int) -> None:
        self.open[site] = True
        self.gained -= float(self.instance.opening[site])

    def _close(self, site: int) -> None:
        self.open[site] = False
        self.gained += float(self.instance.opening[site])

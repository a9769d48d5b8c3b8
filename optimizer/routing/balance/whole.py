"""Whole patients: round what the relaxation sends, then walk from neighbour to neighbour, never straight back.

A step sends one patient more or less over a pair on a day, moves one to a day nearby, or hands one from a receiver
(or sender) to another. What a step does to a hospital depends on that hospital alone, so the worth of all steps is kept
in one table a hospital, and a step renews two rows of it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from optimizer.routing.balance.daybyday import mended
from optimizer.routing.balance.instance import BalanceInstance, Floats, Integers

REACH = 1  # days a patient may be moved by in one step
EACH = 1e-3  # what a patient sent counts: ties go to fewer
LADDER = (0.3, 1.0, 3.0, 20.0, 1000.0)  # price of a bed above the limit, in patient-days above capacity, one after the other
SOON = (20.0, 50.0, 1000.0)  # first of all to a plan that breaks nothing
PATIENCE = 30  # steps at one price without a better plan
ROUNDS = 1  # times up the ladder
TENURE = 10  # steps during which the reverse is forbidden
NOTHING = 1e-9
CHECK_EVERY = 20  # steps between looks at the clock


@dataclass(frozen=True, slots=True)
class Shifts:
    """Changes of what one hospital admits: one more on a day, one less, or one on another day instead.

    `plus` and `minus` are days, the number of days where there is none; `reverse` is the shift that undoes one.
    """

    plus: Integers
    minus: Integers
    reverse: Integers
    effect: Floats

    @classmethod
    def of(cls, kernel: Floats) -> Shifts:
        """Build all shifts of up to REACH days."""
        days = len(kernel)
        steps = [(day, days) for day in range(days)]
        steps += [(day, day + gap) for gap in range(1, REACH + 1) for day in range(days - gap)]
        forth = np.array(steps, dtype=np.int64)
        both = np.concatenate((forth, forth[:, ::-1]))
        wide = np.concatenate((kernel.T, np.zeros((1, days))))  # row: day of admission; the last one admits nobody
        reverse = np.roll(np.arange(len(both)), len(forth))
        return cls(both[:, 0], both[:, 1], reverse, wide[both[:, 0]] - wide[both[:, 1]])


class Walk:
    """The state of the walk: patients by (pair, day), occupancy, and the worth of every shift at every hospital.

    Beds above capacity and beds above the limit are kept apart (first axis 0 and 1), for the price of the latter moves.
    """

    def __init__(self, instance: BalanceInstance, pairs: Integers, sent: Integers) -> None:
        self.instance, self.pairs, self.sent = instance, pairs, sent
        self.shifts = Shifts.of(instance.kernel)
        self.price = LADDER[-1]
        net = np.zeros_like(instance.admissions)
        np.add.at(net, pairs[:, 1], sent)
        np.subtract.at(net, pairs[:, 0], sent)
        self.occupancy = instance.occupancy + net @ instance.kernel.T
        self.room = instance.admissions.copy()
        np.subtract.at(self.room, pairs[:, 0], sent)
        limit = np.maximum(instance.capacity[:, None], instance.occupancy) + 1e-9
        self._above = np.stack((np.broadcast_to(instance.capacity[:, None], limit.shape), limit))
        self._cost = np.maximum(0.0, self.occupancy - self._above).sum(axis=-1)
        self._worth = np.zeros((2, len(net), len(self.shifts.plus)))
        for number in np.unique(pairs):
            self._renew(number)

    @property
    def overflow(self) -> float:
        """Patient-days above capacity."""
        return float(self._cost[0].sum())

    @property
    def broken(self) -> float:
        """Patient-days above the limits."""
        return float(self._cost[1].sum())

    @property
    def total(self) -> float:
        """Both together at the price of now."""
        return self.overflow + self.price * self.broken

    def worth(self) -> Floats:
        """Return hospital × shift: what it changes in `total`."""
        together: Floats = self._worth[0] + self.price * self._worth[1]
        return together

    def step(self, pair: int, shift: int) -> None:
        """Apply a shift to what the receiver of a pair admits, its reverse to the sender."""
        sender, receiver = self.pairs[pair]
        days = len(self.instance.days)
        for day, change in ((self.shifts.plus[shift], 1), (self.shifts.minus[shift], -1)):
            if day < days:
                self.sent[pair, day] += change
                self.room[sender, day] -= change
        self.occupancy[receiver] += self.shifts.effect[shift]
        self.occupancy[sender] -= self.shifts.effect[shift]
        self._renew(receiver)
        self._renew(sender)

    def _renew(self, number: int) -> None:
        above = self._above[:, number]
        self._cost[:, number] = np.maximum(0.0, self.occupancy[number] - above).sum(axis=-1)
        held = self.occupancy[number] + self.shifts.effect
        for kind in (0, 1):
            self._worth[kind, number] = np.maximum(0.0, held - above[kind]).sum(axis=-1) - self._cost[kind, number]


class Search:
    """Looks for the best step that is allowed: within one pair, or between two that share a hospital."""

    def __init__(self, walk: Walk) -> None:
        self.walk = walk
        pairs, shifts = walk.pairs, walk.shifts
        days = len(walk.instance.days)
        self.days = days
        self.tabu = np.zeros((2, len(pairs), days + 1), dtype=np.int64)  # until which step one more, one less is forbidden
        self.each = EACH * ((shifts.plus < days).astype(float) - (shifts.minus < days))
        self.couples = _couples(pairs)

    def best(self, now: int) -> tuple[float, list[tuple[int, int]]]:
        """Return the worth of the best step and the step: shifts by pair."""
        walk, shifts = self.walk, self.walk.shifts
        worth = walk.worth()
        none = np.ones((len(walk.pairs), 1), dtype=bool)
        room = np.concatenate((walk.room[walk.pairs[:, 0]] > 0, none), axis=1)
        fresh = self.tabu <= now
        more, less = room & fresh[0], np.concatenate((walk.sent > 0, none), axis=1) & fresh[1]
        one = worth[walk.pairs[:, 1]] + worth[walk.pairs[:, 0]][:, shifts.reverse] + self.each
        one = np.where(more[:, shifts.plus] & less[:, shifts.minus], one, np.inf)
        pair, shift = divmod(int(np.argmin(one)), one.shape[1])
        found = float(one[pair, shift]), [(pair, shift)]
        first, second, gains, loses, kind = self.couples
        if not len(first):
            return found
        single = shifts.reverse[: self.days]
        two = worth[gains][:, : self.days] + worth[loses][:, single] + EACH * kind[:, None]
        more, less, fresh = more[:, : self.days], less[:, : self.days], fresh[:, :, : self.days]
        sign = kind[:, None]
        may = np.where(sign >= 0, more[first], less[first]) & np.where(sign > 0, more[second], less[second])
        # room freed by the one less is taken by the one more when both have the same sender
        freed = (kind == 0) & (walk.pairs[first, 0] == walk.pairs[second, 0])
        may |= freed[:, None] & fresh[0][first] & less[second]
        two = np.where(may, two, np.inf)
        couple, day = divmod(int(np.argmin(two)), self.days)
        if two[couple, day] >= found[0]:
            return found
        signs = {0: (1, -1), 2: (1, 1), -2: (-1, -1)}[int(kind[couple])]
        moved = zip((first[couple], second[couple]), signs, strict=True)
        steps = [(int(pair), day if sign > 0 else int(single[day])) for pair, sign in moved]
        return float(two[couple, day]), steps

    def take(self, steps: list[tuple[int, int]], now: int) -> None:
        """Apply a step and forbid its reverse for a while."""
        for pair, shift in steps:
            self.walk.step(pair, shift)
            self.tabu[1, pair, self.walk.shifts.plus[shift]] = now + TENURE
            self.tabu[0, pair, self.walk.shifts.minus[shift]] = now + TENURE
        self.tabu[:, :, self.days] = 0


def _couples(pairs: Integers) -> tuple[Integers, ...]:
    """Return couples of pairs that share a hospital which a joint step leaves as it is.

    First and second pair, who admits one more and who one less by it, and by how much patients sent change: 0 when the
    first sends one more and the second one less, 2 or −2 when both do the same, the first into the second's sender.
    """
    sender, receiver = pairs[:, 0], pairs[:, 1]
    apart = ~np.eye(len(pairs), dtype=bool)
    found = []
    a, b = np.nonzero(np.equal.outer(sender, sender) & apart)
    found.append((a, b, receiver[a], receiver[b], np.zeros(len(a), dtype=np.int64)))
    a, b = np.nonzero(np.equal.outer(receiver, receiver) & apart)
    found.append((a, b, sender[b], sender[a], np.zeros(len(a), dtype=np.int64)))
    a, b = np.nonzero(np.equal.outer(receiver, sender) & np.not_equal.outer(sender, receiver))
    found.append((a, b, receiver[b], sender[a], np.full(len(a), 2)))
    found.append((a, b, sender[a], receiver[b], np.full(len(a), -2)))
    return tuple(np.concatenate(part) for part in zip(*found, strict=True))


def rounded(instance: BalanceInstance, pairs: Integers, split: Floats) -> Integers:
    """Return whole patients by (pair, day): what was rounded away on a day is carried to the next."""
    whole = np.diff(np.floor(np.cumsum(split, axis=1) + 0.5), axis=1, prepend=0.0).astype(np.int64)
    room = instance.admissions.copy()
    for pair, (sender, _) in enumerate(pairs):
        whole[pair] = np.minimum(whole[pair], room[sender])
        room[sender] -= whole[pair]
    return whole


def whole_patients(
    instance: BalanceInstance, pairs: Integers, split: Floats, target: float, left: Callable[[], float]
) -> tuple[Integers, float]:
    """Return whole patients by (pair, day) that break no limit, and their overflow.

    The walk ends at the target, at the top of the ladder for the last time, or when the seconds left are over (a guard).
    It knows one plan from the start: to send nobody.
    """
    nobody, before = np.zeros(split.shape, dtype=np.int64), float(np.maximum(0.0, instance.excess).sum())
    if not len(pairs) or before <= target:
        return nobody, before
    walk = Walk(instance, pairs, rounded(instance, pairs, split))
    search = Search(walk)
    best, least = (walk.sent.copy(), walk.overflow) if walk.broken <= 0 else (nobody, before)
    now, over = 0, False
    for price in SOON + LADDER * ROUNDS:
        walk.price, lowest, since = price, np.inf, 0
        while since < PATIENCE and least > target and not over:
            worth, steps = search.best(now)
            if not np.isfinite(worth):
                break
            search.take(steps, now)
            now, since = now + 1, since + 1
            over = now % CHECK_EVERY == 0 and left() <= 0
            if walk.total < lowest - NOTHING:
                lowest, since = walk.total, 0
            if walk.broken <= 0 and walk.overflow < least:
                best, least = walk.sent.copy(), walk.overflow
        if least > target and (over or price == LADDER[-1]):
            walk = search.walk = Walk(instance, pairs, mended(instance, pairs, walk.sent, left))
            call_back(walk)
            if walk.overflow < least:
                best, least = walk.sent.copy(), walk.overflow
        if least <= target or over:
            break
    return best, least


def call_back(walk: Walk) -> None:
    """Send fewer patients, one after the other, until no limit is broken; to send nobody breaks none."""
    single = walk.shifts.reverse[: len(walk.instance.days)]
    walk.price = LADDER[-1]
    while walk.broken > 0:
        worth = walk.worth()
        back = worth[walk.pairs[:, 1]][:, single] + worth[walk.pairs[:, 0]][:, : len(single)]
        pair, day = divmod(int(np.argmin(np.where(walk.sent > 0, back, np.inf))), len(single))
        walk.step(pair, int(single[day]))

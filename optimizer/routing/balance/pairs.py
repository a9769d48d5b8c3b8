"""Few pairs: the relaxation again and again, each pair dearer the less it carried, within a budget of overflow.

A weight of one over what a pair carried makes the weighted sum count pairs rather than patients (iterative reweighting,
Candès, Wakin and Boyd 2008). Then it is tried to do without each of those that carry least. It is a heuristic: how many
pairs are needed at least is said by `check.pairs_needed`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from optimizer.routing.balance.instance import BalanceInstance, Integers
from optimizer.routing.balance.relaxation import Relaxation, Split

USED = 1e-6  # patients over all days
SOFTEN = 0.01  # of the mean use, added to a pair's use: keeps one that carries nothing from counting without end
ROUNDS = 5
EACH = 2e-3  # what a patient sent counts against a patient-day above capacity, when pairs are tried
TRIED = 40  # pairs tried to do without


def fewer_pairs(
    instance: BalanceInstance, pairs: Integers, split: Split, budget: float, left: Callable[[], float]
) -> tuple[Integers, Split]:
    """Return a small set of pairs that keeps the overflow within the budget, and what they carry.

    Parameters
    ----------
    split
        What the pairs carry so far.
    left
        Seconds left; a guard.
    """
    pairs, split = _used(pairs, split)
    for _ in range(ROUNDS):
        use = split.sent.sum(axis=1)
        if not len(use):
            break
        weights = 1.0 / (use + SOFTEN * use.mean())
        found = Relaxation(instance, pairs, budget).minimise(weights / weights.mean(), 0.0, left())
        if not found.optimal:
            break
        before = len(pairs)
        pairs, split = _used(pairs, found)
        if len(pairs) == before:
            break
    return pairs, split


def without_least(
    instance: BalanceInstance, pairs: Integers, split: Split, budget: float, left: Callable[[], float]
) -> tuple[Integers, Split]:
    """Return the pairs without those of the least use that the budget does not need, and the least overflow over them."""
    if not len(pairs):
        return pairs, split
    relaxation, weights = Relaxation(instance, pairs), np.full(len(pairs), EACH)
    now = relaxation.minimise(weights, 1.0, left())
    if not now.optimal or now.overflow > budget:
        return pairs, split
    tried: set[int] = set()
    while len(tried) < min(TRIED, len(pairs)):
        use = now.sent.sum(axis=1)
        pair = next(int(pair) for pair in np.argsort(use, kind="stable") if int(pair) not in tried)
        tried.add(pair)
        relaxation.allow(pair, used=False)
        found = now if use[pair] <= USED else relaxation.minimise(weights, 1.0, left())
        if not found.optimal:
            break
        if found.overflow <= budget:
            now = found
        else:
            relaxation.allow(pair, used=True)
    return _used(pairs, now)


def _used(pairs: Integers, split: Split) -> tuple[Integers, Split]:
    keep = split.sent.sum(axis=1) > USED
    return pairs[keep], replace(split, sent=split.sent[keep])

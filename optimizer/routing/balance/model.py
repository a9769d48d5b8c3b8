"""The entry: least overflow, then few pairs, then few patients sent; and the front of overflow against pairs."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from optimizer.core.outcome import Outcome, Run, Term, Termination
from optimizer.routing.balance.check import Transfer, check, pairs_needed, proven_bound
from optimizer.routing.balance.daybyday import day_by_day
from optimizer.routing.balance.instance import BalanceInstance, Floats, Integers
from optimizer.routing.balance.pairs import USED, fewer_pairs, without_least
from optimizer.routing.balance.relaxation import Relaxation, Split
from optimizer.routing.balance.whole import whole_patients

STEP = "balance"
TOLERANCE = 0.02  # overflow above its bound that fewer pairs may cost
PARTS = (0.35, 0.1, 0.0)  # of the tolerance given to the choice of pairs; rounding needs the rest
ROUGH, FINE = 0.3, 0.0005  # what a patient sent counts against a patient-day above capacity, first and then
FRONT = (1e-4, 1e-3, 5e-3, 0.01, 0.02, 0.04, 0.08, 0.15, 0.3, 0.5)  # of what can be avoided, given up for fewer pairs
FEW = 4  # receivers of a sender when there is no relaxation to choose them
LATER = 0.35  # of the seconds, kept for what follows the first relaxation
LEAST_S = 0.05


@dataclass(frozen=True, slots=True)
class BalanceSolution:
    """Who sends how many to whom on which day, and the prices per bed-day (hospital × day) that prove the bound."""

    transfers: tuple[Transfer, ...]
    prices: Floats


@dataclass(frozen=True, slots=True)
class FrontPoint:
    """One trade of overflow (patient-days) against pairs, in whole patients, with the transfers that show it."""

    pairs: int
    overflow: float
    patients: int
    transfers: tuple[Transfer, ...]


def balance(instance: BalanceInstance, *, tolerance: float = TOLERANCE, seconds: float = 60.0) -> Outcome[BalanceSolution]:
    """Return transfers whose overflow is within the tolerance of the least possible, over few pairs.

    Parameters
    ----------
    tolerance
        Overflow above the proven bound that fewer pairs may cost, relative; where the bound is 0 nothing is given up.
    seconds
        A guard: when it strikes the answer has more pairs or more overflow, and says ``stopped_by: deadline``.

    Returns
    -------
    Outcome
        Terms ``overflow`` (patient-days), ``pairs`` (its bound: fewer cannot stay within the tolerance) and
        ``patients``. Its solution passes `check.check`, or it is to send nobody (FALLBACK).
    """
    began = time.monotonic()

    def left() -> float:
        return seconds - (time.monotonic() - began)

    split = _least(instance, lambda: left() - LATER * seconds)
    bound = proven_bound(instance, split.prices)
    target = bound * (1.0 + tolerance) + USED
    best: tuple[Transfer, ...] = ()
    least = float(np.maximum(0.0, instance.excess).sum())
    for part in PARTS:
        if least <= target or left() <= LEAST_S:
            break
        if split.optimal:
            budget = max(split.overflow, bound) * (1.0 + part * tolerance) + USED
            pairs, few = fewer_pairs(instance, instance.pairs, split, budget, lambda: left() / 2)
            pairs, few = without_least(instance, pairs, few, budget, lambda: left() / 2)
            sent = day_by_day(instance, pairs, few.sent, left)
        else:
            pairs = _near(instance)
            sent = np.zeros((len(pairs), len(instance.days)))
        whole, overflow = whole_patients(instance, pairs, sent, target, left)
        if overflow < least:
            least = overflow
            best = _transfers(pairs, whole)
    return _outcome(instance, best, split, target, time.monotonic() - began, late=left() <= LEAST_S)


def front(instance: BalanceInstance, seconds: float = 60.0) -> Iterator[FrontPoint]:
    """Yield trades of overflow against pairs, from least overflow to fewest pairs; none worse in both than one before."""
    end = time.monotonic() + seconds

    def left() -> float:
        return end - time.monotonic()

    split, fewest = _least(instance, left), len(instance.pairs) + 1
    pairs, floor = instance.pairs, split.overflow
    now = float(np.maximum(0.0, instance.excess).sum())
    for share in FRONT:
        if not split.optimal or left() <= LEAST_S:
            return
        budget = floor + share * (now - floor) + USED
        pairs, split = fewer_pairs(instance, pairs, split, budget, left)
        pairs, split = without_least(instance, pairs, split, budget, left)
        target = split.overflow * (1.0 + TOLERANCE)
        whole, _ = whole_patients(instance, pairs, day_by_day(instance, pairs, split.sent, left), target, left)
        transfers = _transfers(pairs, whole)
        seen = check(instance, transfers)
        if seen.pairs < fewest and not seen.faults:
            fewest = seen.pairs
            yield FrontPoint(seen.pairs, seen.overflow, seen.patients, transfers)


def _least(instance: BalanceInstance, left: Callable[[], float]) -> Split:
    """Return the least overflow with split patients. A dearer transfer first: it leads there sooner."""
    if not len(instance.pairs):
        none = np.zeros((0, len(instance.days)))
        prices = (instance.excess > 0).astype(float)
        return Split(optimal=True, sent=none, overflow=float(np.maximum(0.0, instance.excess).sum()), prices=prices)
    relaxation, each = Relaxation(instance, instance.pairs), np.ones(len(instance.pairs))
    rough = relaxation.minimise(ROUGH * each, 1.0, left())
    fine = relaxation.minimise(FINE * each, 1.0, left())
    return fine if fine.optimal else rough


def _near(instance: BalanceInstance) -> Integers:
    """Return, for every sender that overflows, its receivers with most beds free: for a walk without a relaxation."""
    free = np.maximum(0.0, -instance.excess).sum(axis=1)
    full = np.flatnonzero((instance.excess > 0).any(axis=1))
    rows = [instance.pairs[instance.pairs[:, 0] == sender] for sender in full]
    kept = [row[np.argsort(-free[row[:, 1]], kind="stable")[:FEW]] for row in rows]
    return np.concatenate(kept) if kept else instance.pairs[:0]


def _transfers(pairs: Integers, whole: Integers) -> tuple[Transfer, ...]:
    rows = (
        Transfer(int(day), int(pairs[pair, 0]), int(pairs[pair, 1]), int(whole[pair, day]))
        for pair, day in zip(*np.nonzero(whole), strict=True)
    )
    return tuple(sorted(rows, key=lambda row: (row.day, row.sender, row.receiver)))


def _outcome(
    instance: BalanceInstance, transfers: tuple[Transfer, ...], split: Split, target: float, seconds: float, *, late: bool
) -> Outcome[BalanceSolution]:
    seen = check(instance, transfers)
    if seen.faults:  # never hand on what breaks a rule
        transfers, seen = (), check(instance, ())
    bound = proven_bound(instance, split.prices)
    terms = (
        Term("overflow", seen.overflow, min(bound, seen.overflow)),
        Term("pairs", seen.pairs, min(pairs_needed(instance, split.prices, max(target, seen.overflow)), seen.pairs)),
        Term("patients", seen.patients),
    )
    proven = seen.overflow - bound <= TOLERANCE * 1e-4
    ended = Termination.OPTIMAL if proven else Termination.FEASIBLE if transfers else Termination.FALLBACK
    run = Run(solver="HiGHS", seconds=seconds, stopped_by="deadline" if late else "")
    return Outcome(STEP, ended, BalanceSolution(transfers, split.prices), terms, run)

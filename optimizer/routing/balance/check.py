"""What a set of transfers does, worked out anew without solver or model; and the bound that prices per bed-day prove."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from optimizer.routing.balance.instance import BalanceInstance, Floats

TOLERANCE = 1e-6  # beds; what adding up shares in another order may make


@dataclass(frozen=True, slots=True)
class Transfer:
    """Patients who arrive at one hospital on a day and go to another; indices into the instance."""

    day: int
    sender: int
    receiver: int
    patients: int


@dataclass(frozen=True, slots=True)
class Checked:
    """Patient-days above capacity, patients sent, pairs in use, and every broken rule in words."""

    overflow: float
    patients: int
    pairs: int
    faults: tuple[str, ...]


def check(instance: BalanceInstance, transfers: Iterable[Transfer]) -> Checked:
    """Recompute occupancy day by day and look at every rule.

    Rules: whole positive numbers, pairs that are allowed, no more patients sent than arrive, and no hospital fuller
    than the larger of its capacity and what it would hold without transfers.
    """
    rows = list(transfers)
    allowed = {(int(i), int(j)) for i, j in instance.pairs}
    admitted = instance.admissions.astype(np.int64).copy()
    sent: Counter[tuple[int, int]] = Counter()
    faults = []
    for row in rows:
        if not isinstance(row.patients, int) or row.patients < 1:
            faults.append(f"{row.patients!r} patients is no positive whole number")
        if (row.sender, row.receiver) not in allowed:
            faults.append(f"{instance.hospitals[row.sender]} may not send to {instance.hospitals[row.receiver]}")
        sent[row.sender, row.day] += row.patients
        admitted[row.sender, row.day] -= row.patients
        admitted[row.receiver, row.day] += row.patients
    for (hospital, day), patients in sent.items():
        if patients > instance.admissions[hospital, day]:
            faults.append(f"{instance.hospitals[hospital]} sends {patients} on {instance.days[day]}, more than arrive")
    overflow = 0.0
    for number, name in enumerate(instance.hospitals):
        beds = float(instance.capacity[number])
        before, after = _beds(instance, number, instance.admissions), _beds(instance, number, admitted)
        overflow += float(np.maximum(0.0, after - beds).sum())
        for day in np.flatnonzero(after > np.maximum(beds, before) + TOLERANCE).tolist():
            faults.append(f"{name} holds {after[day]:.3f} on {instance.days[day]}, more than its beds and than without transfers")
    used = {(row.sender, row.receiver) for row in rows}
    return Checked(overflow, sum(row.patients for row in rows), len(used), tuple(faults))


def _beds(instance: BalanceInstance, hospital: int, admitted: np.ndarray) -> Floats:
    days = len(instance.days)
    held: Floats = instance.residual[hospital] + np.convolve(admitted[hospital], instance.still_in_bed)[:days]
    return held


def proven_bound(instance: BalanceInstance, prices: Floats) -> float:
    """Return the least overflow that prices per bed-day prove, split patients or not (Lagrangian relaxation).

    Every occupied bed is paid at its hospital's price of the day; then every arriving patient goes where the stay is
    cheapest, for himself alone, and every hospital-day is as full as suits it: up to its beds while the price is at
    most 1 (what a patient-day above capacity counts), up to its limit beyond that.

    Parameters
    ----------
    prices
        Hospital × day; negative ones count as 0.
    """
    price = np.maximum(0.0, prices)
    over = np.maximum(0.0, instance.excess)
    fill = np.where(price <= 1.0, price * instance.excess, over + price * (instance.excess - over))
    stay = price @ instance.kernel
    best = stay.copy()
    for sender, receiver in instance.pairs:
        np.minimum(best[sender], stay[receiver], out=best[sender])
    return max(0.0, float(fill.sum() + (instance.admissions * (best - stay)).sum()))


def pairs_needed(instance: BalanceInstance, prices: Floats, budget: float) -> int:
    """Return a number of pairs below which the overflow exceeds the budget, patients split or not.

    By the relaxation of `proven_bound`, the pairs in use must save at least what is missing to the budget. The pairs of
    one sender save no more than all of them together, and no more than the sum of what each saves alone; so the
    best pairs of every sender are taken one after the other, greedily, which no set of fewer pairs can beat.
    """
    price = np.maximum(0.0, prices)
    over = np.maximum(0.0, instance.excess)
    missing = float(np.where(price <= 1.0, price * instance.excess, over + price * (instance.excess - over)).sum()) - budget
    stay = price @ instance.kernel
    savings: list[float] = []
    for sender in np.unique(instance.pairs[:, 0]):
        receivers = instance.pairs[instance.pairs[:, 0] == sender, 1]
        saved = instance.admissions[sender] * np.maximum(0.0, stay[sender] - stay[receivers])
        together, alone = float(saved.max(axis=0).sum()), np.sort(saved.sum(axis=1))[::-1]
        reached = np.minimum(np.cumsum(alone), together)
        savings.extend(np.diff(reached, prepend=0.0).tolist())
    reached = np.cumsum(np.sort(np.array(savings))[::-1])
    return 0 if missing <= TOLERANCE else int(np.searchsorted(reached, missing - TOLERANCE)) + 1

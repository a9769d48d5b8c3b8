"""Places of the rota: a role in a ward during a shift of a day, and how many people are useful there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from optimizer.data.vocabulary import Role
from optimizer.rota.entities import Need

Slot = tuple[int, Role, int, int]  # ward, role, shift, day


def slot_of(need: Need) -> Slot:
    """Return the ward, role, shift and day of a need."""
    return need.ward, need.role, need.shift, need.day


def rooms(needs: Iterable[Need]) -> dict[Slot, int]:
    """Return how many people are useful in every slot: what any skill wants, or the sum over skills if that is more.

    Of an interval, all who count in a part of it may come in one slot; of several parts, the one that wants most counts.
    """
    most: Counter[tuple[Slot, str]] = Counter()
    for need in needs:
        for shift, day in need.spots:
            key = (need.ward, need.role, shift, day), need.skill
            most[key] = max(most[key], need.most)
    skilled: Counter[Slot] = Counter()
    for (slot, skill), number in most.items():
        skilled[slot] += number if skill else 0
    return {slot: max(number, most[slot, ""]) for slot, number in skilled.items()}

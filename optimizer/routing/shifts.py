"""Which shift of the day a patient's sessions are in, where the model left that open."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from optimizer.routing.candidates import Option
from optimizer.routing.instance import RoutingInstance
from optimizer.routing.people import Person


def settle_shifts(instance: RoutingInstance, placed: Iterable[tuple[Person, Option]]) -> dict[int, int]:
    """Return the shift per person index: first come, first served, the earliest shift with a free station.

    A station is held from the first to the last session, so this always succeeds where
    `candidates.shifts_settle_later` holds. The life-threatened come last and, where no station is free, go beyond.
    """
    taken: Counter[tuple[int, int, int]] = Counter()
    answer: dict[int, int] = {}
    open_ones = []
    for person, option in placed:
        if not instance.places[option.place].sessions:
            continue
        if option.shift:
            answer[person.index] = option.shift
            if not person.urgent:
                taken.update((option.place, day, option.shift) for day in option.days)
        else:
            open_ones.append((person.urgent, option.start, option.days, person.index, option.place))
    for urgent, _, days, index, place in sorted(open_ones):
        unit = instance.places[place]
        free = [
            shift for shift in range(1, unit.shifts + 1) if all(taken[place, day, shift] < unit.per_shift(day) for day in days)
        ]
        shift = free[0] if free else min(range(1, unit.shifts + 1), key=lambda s: (sum(taken[place, d, s] for d in days), s))
        answer[index] = shift
        if not urgent or free:
            taken.update((place, day, shift) for day in days)
    return answer

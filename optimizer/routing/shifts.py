"""Which shift of the day a patient's sessions are in, where the model left that open."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from optimizer.routing.instance import RoutingInstance
from optimizer.routing.option import Option
from optimizer.routing.people import Person


def settle_shifts(instance: RoutingInstance, placed: Iterable[tuple[Person, Option]]) -> dict[tuple[int, int], int]:
    """Return the shift per person index and leg: first come, first served, the earliest shift with a free station.

    A station is held from the first to the last session, so this always succeeds where
    `candidates.shifts_settle_later` holds. The life-threatened come last and, where no station is free, go beyond.
    """
    taken: Counter[tuple[int, int, int]] = Counter()
    answer: dict[tuple[int, int], int] = {}
    open_ones = []
    for person, option in placed:
        for number, leg in enumerate(option.legs):
            if not instance.places[leg.place].sessions:
                continue
            if leg.shift:
                answer[person.index, number] = leg.shift
                if not person.urgent:
                    taken.update((leg.place, day, leg.shift) for day in leg.days)
            else:
                open_ones.append((person.urgent, leg.start, leg.days, person.index, number, leg.place))
    for urgent, _, days, index, number, place in sorted(open_ones):
        unit = instance.places[place]
        free = [
            shift for shift in range(1, unit.shifts + 1) if all(taken[place, day, shift] < unit.per_shift(day) for day in days)
        ]
        shift = free[0] if free else min(range(1, unit.shifts + 1), key=lambda s: (sum(taken[place, d, s] for d in days), s))
        answer[index, number] = shift
        if not urgent or free:
            taken.update((place, day, shift) for day in days)
    return answer

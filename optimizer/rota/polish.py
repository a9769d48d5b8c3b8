"""Even out the nights of a greedy rota: a night goes from who has most to who has fewest, cover unchanged."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from optimizer.rota.entities import OFF
from optimizer.rota.greedy import Roster
from optimizer.rota.instance import RotaInstance
from optimizer.rota.rules import keeps_rules
from optimizer.rota.split import Piece

ROUNDS = 400


def even_nights(instance: RotaInstance, piece: Piece, roster: Roster) -> None:
    """Move nights within every pool until no single exchange makes them more even."""
    for number in piece.night_pools:
        pool = instance.night_pools[number]
        for _ in range(ROUNDS):
            if not _move_one(instance, roster, pool):
                break


def _move_one(instance: RotaInstance, roster: Roster, pool: Sequence[int]) -> bool:
    most = max(roster.nights[index] for index in pool)
    fewest = min(roster.nights[index] for index in pool)
    if most - fewest < 2:  # one more or less is as even as it may get
        return False
    givers = [index for index in pool if roster.nights[index] == most]
    takers = [index for index in pool if roster.nights[index] == fewest]
    pairs = ((giver, taker) for giver in givers for taker in takers)
    return any(
        _exchange(instance, roster, giver, taker, days) for giver, taker in pairs for days in _days(instance, roster, giver)
    )


def _days(instance: RotaInstance, roster: Roster, giver: int) -> Iterator[tuple[int, ...]]:
    """Yield the days to exchange: a night alone, then with the day after or before."""
    nights = [day for day, shift in enumerate(roster.lines[giver]) if shift != OFF and instance.shifts[shift].night]
    yield from ((day,) for day in nights)
    for step in (1, -1):
        yield from (tuple(sorted((day, day + step))) for day in nights if 0 <= day + step < instance.days)


def _exchange(instance: RotaInstance, roster: Roster, giver: int, taker: int, days: Sequence[int]) -> bool:
    if not all(roster.can_swap(giver, taker, day) for day in days):
        return False
    first, second = list(roster.lines[giver]), list(roster.lines[taker])
    for day in days:
        first[day], second[day] = second[day], first[day]
    people = instance.people
    nights = [
        people[index].carried.nights + sum(shift != OFF and instance.shifts[shift].night for shift in line)
        for index, line in ((giver, first), (taker, second))
    ]
    if max(nights) >= roster.nights[giver] or min(nights) <= roster.nights[taker]:
        return False
    if not (keeps_rules(instance, people[giver], first) and keeps_rules(instance, people[taker], second)):
        return False
    roster.swap(giver, taker, days)
    return True

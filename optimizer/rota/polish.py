"""Even out a greedy rota: days go from who has most to who has fewest, cover unchanged."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from optimizer.rota.entities import OFF
from optimizer.rota.fairness import Even, evens_of, figure
from optimizer.rota.greedy import Roster
from optimizer.rota.instance import RotaInstance
from optimizer.rota.rules import keeps_rules
from optimizer.rota.split import Piece

ROUNDS = 400  # exchanges of one goal in one pool
LENGTHS = (3, 4, 5, 7, 10, 14)  # of stretches that are exchanged whole
TRIES = 40_000  # pairs of lines looked at per goal and pool, so that the time is bounded and the same everywhere


def even_out(instance: RotaInstance, piece: Piece, roster: Roster) -> None:
    """Exchange days within every pool, goal by goal in their order, until no single exchange makes it more even."""
    for number in piece.night_pools:
        evens = evens_of(instance, number)
        for place, even in enumerate(evens):
            polish = _Polish(instance, roster, instance.night_pools[number], even, evens[:place])
            for _ in range(ROUNDS):
                if not polish.move_one():
                    break


class _Polish:
    """Exchanges that make one figure of a pool more even and none of those before it less."""

    def __init__(self, instance: RotaInstance, roster: Roster, pool: Sequence[int], even: Even, before: Sequence[Even]) -> None:
        self._instance = instance
        self._roster = roster
        self._figures = {index: figure(instance, index, even, roster.lines[index]) for index in pool}
        self._even = even
        held = [(one, [figure(instance, index, one, roster.lines[index]) for index in pool]) for one in before]
        self._bounds = [(one, min(figures), max(figures)) for one, figures in held]
        self._tries = 0

    def move_one(self) -> bool:
        """Let somebody take a day or more of another who counts for the same needs; False when nobody can.

        One of the two is among those with most or with fewest: people with a skill that is rare may all have most.
        """
        most, fewest = max(self._figures.values()), min(self._figures.values())
        if most - fewest < 2:  # one more or less is as even as it may get
            return False
        order = sorted(self._figures, key=lambda index: -self._figures[index])
        pairs = (
            (giver, taker)
            for giver in order
            for taker in reversed(order)
            if self._figures[giver] - self._figures[taker] > 1
            and (self._figures[giver] == most or self._figures[taker] == fewest)
            and self._roster.alike(giver, taker)
        )
        return any(self._exchange(giver, taker, days) for giver, taker in pairs for days in self._days(giver))

    def _days(self, giver: int) -> Iterator[tuple[int, ...]]:
        """Yield the days to exchange: a day worked alone, then with the day after or before, then longer stretches.

        The longer a stretch, the fewer of the days around it forbid: shifts in between follow each other as before.
        """
        worked = [day for day, shift in enumerate(self._roster.lines[giver]) if shift != OFF]
        yield from ((day,) for day in worked)
        for step in (1, -1):
            yield from (tuple(sorted((day, day + step))) for day in worked if 0 <= day + step < self._instance.days)
        for length in LENGTHS:
            yield from (tuple(range(day, min(day + length, self._instance.days))) for day in worked)

    def _exchange(self, giver: int, taker: int, days: Sequence[int]) -> bool:
        if self._tries > TRIES:
            return False
        first, second = list(self._roster.lines[giver]), list(self._roster.lines[taker])
        for day in days:
            first[day], second[day] = second[day], first[day]
        now = [figure(self._instance, index, self._even, line) for index, line in ((giver, first), (taker, second))]
        if max(now) >= self._figures[giver] or min(now) <= self._figures[taker]:
            return False
        if not all(
            low <= figure(self._instance, index, one, line) <= high
            for one, low, high in self._bounds
            for index, line in ((giver, first), (taker, second))
        ):
            return False
        self._tries += 1
        people = self._instance.people
        if not all(self._roster.can_swap(giver, taker, day) for day in days):
            return False
        if not all(keeps_rules(self._instance, people[index], line) for index, line in ((giver, first), (taker, second))):
            return False
        self._roster.swap(giver, taker, days)
        self._figures.update(zip((giver, taker), now, strict=True))
        return True

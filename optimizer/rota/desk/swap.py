"""May two people swap: legal or not, with the rules it would break, and what it does to the goals."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from optimizer.rota.desk.book import Moves, RotaDesk
from optimizer.rota.desk.obstacles import Obstacle


@dataclass(frozen=True, slots=True)
class Swap:
    """What two people would then work, the rules against it by person, and by how much every goal changes."""

    moves: Moves
    obstacles: tuple[tuple[int, tuple[Obstacle, ...]], ...]
    change: dict[str, int]

    @property
    def legal(self) -> bool:
        """Whether nothing stands against it."""
        return not any(found for _, found in self.obstacles)


def swapped(desk: RotaDesk, one: int, other: int, days: Sequence[int]) -> Swap:
    """Let two people take each other's place (a shift in a ward, or a day off) on some days.

    A trade of one day for another is a swap on both days.
    """
    moves = {}
    for day in days:
        moves[one, day], moves[other, day] = desk.assigned.get((other, day)), desk.assigned.get((one, day))
    changed = {key: where for key, where in moves.items() if where != desk.assigned.get(key)}
    obstacles = tuple((index, desk.obstacles(index, changed)) for index in (one, other))
    return Swap(changed, obstacles, desk.change(changed))

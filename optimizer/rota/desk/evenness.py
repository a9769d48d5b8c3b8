"""How moves change what is to be even in a pool: figures of everybody are counted once, those of who moves anew."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from optimizer.rota.fairness import EVENS, Even, evens_of, figure
from optimizer.rota.instance import RotaInstance


class Evenness:
    """The figures of every pool of a rota.

    Parameters
    ----------
    lines
        Shift (or OFF) of everybody on every day.
    """

    def __init__(self, instance: RotaInstance, lines: Sequence[Sequence[int]]) -> None:
        self._instance = instance
        self._pools: list[list[tuple[Even, dict[int, int]]]] = [
            [
                (even, {index: figure(instance, index, even, lines[index]) for index in pool})
                for even in evens_of(instance, number)
            ]
            for number, pool in enumerate(instance.night_pools)
        ]
        self._of: dict[int, list[int]] = defaultdict(list)
        for number, pool in enumerate(instance.night_pools):
            for index in pool:
                self._of[index].append(number)

    def pools_of(self, index: int) -> Sequence[int]:
        """Return the pools somebody is in."""
        return self._of.get(index, ())

    def change(self, lines: Mapping[int, Sequence[int]]) -> dict[str, int]:
        """Return by how much every spread changes with other lines of some people."""
        found = {even.name: 0 for even in EVENS}
        for number in {number for index in lines for number in self.pools_of(index)}:
            for even, figures in self._pools[number]:
                moved = {index: figure(self._instance, index, even, line) for index, line in lines.items() if index in figures}
                if any(figures[index] != had for index, had in moved.items()):
                    found[even.name] += _spread({**figures, **moved}.values()) - _spread(figures.values())
        return found


def _spread(figures: Iterable[int]) -> int:
    known = list(figures)
    return max(known) - min(known)

"""How much of a component a solve may look at, so that the work is bounded whatever the size of the city.

Deterministic on purpose: the work is estimated from the number of options, never measured by the clock.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from optimizer.routing.instance import Kin
from optimizer.routing.ledger import Ledger
from optimizer.routing.option import Option
from optimizer.routing.settle import Settled

USUAL_OPTIONS = 7000  # a component of so many options …
USUAL_S = 1.7  # … takes about so many seconds for the goals up to crossing, …
GROWTH = 2.4  # … and more with this power of its size (measured on Lanzhou at 3 % and 10 %)
FEWEST = 3  # options per patient below which a solve is not worth its time


@dataclass(frozen=True, slots=True)
class Budget:
    """Estimated seconds for all components of a solve, `weight` times as much work as the goals up to crossing."""

    seconds: float
    weight: float = 1.0

    def allot(self, known: Ledger, blocks: Sequence[Settled]) -> list[Settled | None]:
        """Return each component as far as it may be looked at: whole, narrowed, or not at all."""
        left = self.seconds
        order = sorted(range(len(blocks)), key=lambda number: (blocks[number].size, number))
        found: list[Settled | None] = [None] * len(blocks)
        for done, number in enumerate(order):
            share = left / (len(blocks) - done)
            block = blocks[number]
            if self._work(block.size) > share:
                most = USUAL_OPTIONS * math.pow(share / (self.weight * USUAL_S), 1 / GROWTH)
                each = int(most / max(1, len(block.kin)))
                if each < FEWEST:
                    continue
                block = narrowed(known, block, each)
            found[number] = block
            left -= self._work(block.size)
        return found

    def _work(self, size: int) -> float:
        return self.weight * USUAL_S * math.pow(size / USUAL_OPTIONS, GROWTH)


def narrowed(known: Ledger, block: Settled, most: int) -> Settled:
    """Return a component with at most so many options each: what they have, the best by themselves, the roomiest."""
    return Settled(tuple(_narrow(known, kin, most) for kin in block.kin), block.must)


def _narrow(known: Ledger, kin: Kin, most: int) -> Kin:
    if len(kin.options) <= most:
        return kin
    person = known.instance.people[kin.members[0]]
    inside = set(kin.options)
    have = dict.fromkeys(option for index in kin.members if (option := known.chosen[index]) is not None)
    best = [option for _, option in known.ranked(person) if option in inside]
    roomy = sorted(best, key=lambda option: _crowding(known, option))
    chosen = [*have, *best[: most // 2], *roomy]
    kept = set(list(dict.fromkeys(chosen))[: max(most, len(have))])
    return replace(kin, options=tuple(option for option in kin.options if option in kept))


def _crowding(known: Ledger, option: Option) -> int:
    """Return how many places too few an option has on its fullest day for one more patient, 0 when it has room."""
    places, regular = known.instance.places, known.regular
    return max(0, *(1 + regular[leg.place][day] - places[leg.place].limit(day) for leg in option.legs for day in leg.days))

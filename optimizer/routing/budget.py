"""How much of a component a solve may look at: the most promising options of everybody, so that the work is bounded."""

from __future__ import annotations

from dataclasses import replace

from optimizer.routing.instance import Kin
from optimizer.routing.ledger import Ledger
from optimizer.routing.option import Option
from optimizer.routing.settle import Settled

FEWEST = 3  # options per patient below which a solve is not worth its time


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

"""The best plan of a tiny instance by trying everything."""

from __future__ import annotations

from collections.abc import Mapping

from optimizer.routing.instance import RoutingInstance
from optimizer.routing.ledger import Ledger, Vector

MOST = 200_000  # placements tried; a town that needs more is too large to follow


class TooManyError(ValueError):
    """The instance has more plans than can be tried."""


def best_vector(instance: RoutingInstance) -> Vector | None:
    """Return the best goal values over every rule-abiding combination of options, None when there is none.

    A placement never lowers a goal but for the counts of those it places. So when the people decided on so far already
    come to no less than the best plan known, whatever the others get is left out.

    Raises
    ------
    TooManyError
        When more than `MOST` placements would have to be tried.
    """
    ledger = Ledger(instance)
    best: list[Vector] = []
    tried = 0

    def descend(index: int) -> None:
        nonlocal tried
        if best and _decided(ledger, index) >= best[0]:
            return
        if index == len(instance.people):
            best[:] = [ledger.vector]
            return
        person = instance.people[index]
        for option in instance.options[index]:
            tried += 1
            if tried > MOST:
                raise TooManyError
            if ledger.fits(person, option):
                ledger.add(person, option)
                descend(index + 1)
                ledger.remove(person)
        if not (person.urgent and instance.options[index]):
            descend(index + 1)

    descend(0)
    return best[0] if best else None


def least_of(instance: RoutingInstance, goal: str, most: Mapping[str, int]) -> int | None:
    """Return the least of one goal over every rule-abiding plan in which others are at most so much; None: no such plan.

    Raises
    ------
    TooManyError
        When more than `MOST` placements would have to be tried.
    """
    ledger = Ledger(instance)
    names = [one.name for one in instance.goals]
    limits = [most.get(name) for name in names]
    best: list[int] = []
    tried = 0

    def descend(index: int) -> None:
        nonlocal tried
        decided = _decided(ledger, index)
        if any(limit is not None and value > limit for value, limit in zip(decided, limits, strict=True)):
            return
        if best and decided[names.index(goal)] >= best[0]:
            return
        if index == len(instance.people):
            best[:] = [ledger.totals[goal]]
            return
        person = instance.people[index]
        for option in instance.options[index]:
            tried += 1
            if tried > MOST:
                raise TooManyError
            if ledger.fits(person, option):
                ledger.add(person, option)
                descend(index + 1)
                ledger.remove(person)
        if not (person.urgent and instance.options[index]):
            descend(index + 1)

    descend(0)
    return best[0] if best else None


def _decided(ledger: Ledger, index: int) -> Vector:
    """Return the goals' values of those before an index alone."""
    totals = dict(ledger.totals)
    for person in ledger.instance.people[index:]:
        totals[f"unplaced_{person.urgency}"] -= 1
        totals["changes"] -= person.in_previous
        totals["lost_place"] -= person.has_place
    return tuple(totals[goal.name] for goal in ledger.instance.goals)

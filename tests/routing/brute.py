"""The best plan of a tiny instance by trying everything."""

from __future__ import annotations

from optimizer.routing.instance import RoutingInstance
from optimizer.routing.ledger import Ledger, Vector


def best_vector(instance: RoutingInstance) -> Vector | None:
    """Return the best goal values over every rule-abiding combination of options, None when there is none."""
    ledger = Ledger(instance)
    best: list[Vector] = []

    def descend(index: int) -> None:
        if index == len(instance.people):
            best[:] = [min([*best, ledger.vector])]
            return
        person = instance.people[index]
        for option in instance.options[index]:
            if ledger.fits(person, option):
                ledger.add(person, option)
                descend(index + 1)
                ledger.remove(person)
        if not (person.urgent and instance.options[index]):
            descend(index + 1)

    descend(0)
    return best[0] if best else None

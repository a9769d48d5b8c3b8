"""Where a plan in force is still possible, it goes on: the start of every re-plan."""

from __future__ import annotations

from optimizer.routing.instance import RoutingInstance
from optimizer.routing.ledger import Ledger


def hold(instance: RoutingInstance, start: Ledger | None = None) -> Ledger:
    """Return the plan of those who can keep what was decided, the most urgent first where not all of them can.

    Parameters
    ----------
    start
        A plan of some people, to go on from.
    """
    ledger = Ledger(instance) if start is None else start
    for person in instance.people:
        if person.in_force and ledger.chosen[person.index] is None:
            kept = (option for option in instance.options[person.index] if not option.changed)
            option = next((option for option in kept if ledger.fits(person, option)), None)
            if option is not None:
                ledger.add(person, option)
    return ledger

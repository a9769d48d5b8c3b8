"""A plan without a solver: the most urgent first, each to what serves the goals best at that moment."""

from __future__ import annotations

from collections.abc import Set

from optimizer.routing.instance import RoutingInstance
from optimizer.routing.ledger import Ledger, Vector
from optimizer.routing.option import Option
from optimizer.routing.people import Person


def greedy(instance: RoutingInstance, start: Ledger | None = None) -> Ledger:
    """Return a plan that keeps every rule; nobody urgent is left out for lack of room.

    Parameters
    ----------
    start
        A plan of some people, to go on from.
    """
    ledger = Ledger(instance) if start is None else start
    waiting = [person for person in instance.people if ledger.chosen[person.index] is None]
    waiting.sort(key=lambda person: (not person.urgent, not person.has_place))
    for person in waiting:  # who has a place first, then by urgency, longest wait, lot
        place_best(ledger, person, _shared_hospitals(ledger, person))
    return ledger


def place_best(
    ledger: Ledger,
    person: Person,
    hospitals: Set[int] | None = None,
    *,
    without: Set[int] = frozenset(),
    old: Option | None = None,
) -> bool:
    """Give a person the best fitting option, unless all goals together are better off without; whether placed.

    Parameters
    ----------
    hospitals
        Where they may go; everywhere when None.
    without
        Place indices not to be used.
    old
        An option that wins ties.
    """
    places = ledger.instance.places
    chosen: Option | None = None
    least: Vector | None = None if person.urgent else (0,) * len(ledger.instance.goals)
    if old is not None and ledger.fits(person, old):
        change = ledger.gain(person, old)
        if least is None or change < least:
            chosen, least = old, change
    for floor, option in ledger.ranked(person):
        if least is not None and floor >= least:
            break
        if without and not without.isdisjoint(option.places):
            continue
        if hospitals is not None and places[option.place].hospital not in hospitals:
            continue
        if ledger.fits(person, option):
            change = ledger.exact(floor, option)
            if least is None or change < least:
                chosen, least = option, change
    if chosen is not None:
        ledger.add(person, chosen)
    return chosen is not None


def _shared_hospitals(ledger: Ledger, person: Person) -> Set[int] | None:
    """Return the hospitals where all linked people could go too; None where there is no such wish or no such place."""
    instance = ledger.instance
    shared: set[int] | None = None
    for other in person.linked:
        if ledger.chosen[other] is None and instance.options[other]:
            hospitals = {instance.places[option.place].hospital for option in instance.options[other]}
            shared = hospitals if shared is None else shared & hospitals
    own = {instance.places[option.place].hospital for option in instance.options[person.index]} if shared else set()
    return shared if shared and shared & own else None

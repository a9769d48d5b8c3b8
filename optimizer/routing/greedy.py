"""A plan without a solver: the most urgent first, each to what serves the goals best at that moment."""

from __future__ import annotations

from collections.abc import Iterable

from optimizer.routing.candidates import Option
from optimizer.routing.instance import RoutingInstance
from optimizer.routing.ledger import Ledger, Vector
from optimizer.routing.people import Person


def greedy(instance: RoutingInstance) -> Ledger:
    """Return a plan that keeps every rule; nobody urgent is left out for lack of room."""
    ledger = Ledger(instance)
    for person in instance.people:  # by urgency, then longest wait, then lot
        place_best(ledger, person, _with_kin(ledger, person))
    return ledger


def place_best(ledger: Ledger, person: Person, options: Iterable[Option] | None = None) -> bool:
    """Give a person the best fitting option, unless all goals together are better off without; whether placed."""
    found = best(ledger, person, ledger.instance.options[person.index] if options is None else options)
    if found is None:
        return False
    ledger.add(person, found)
    return True


def best(ledger: Ledger, person: Person, options: Iterable[Option]) -> Option | None:
    """Return the fitting option that changes the goals for the best, None when no one does."""
    chosen: Option | None = None
    least: Vector | None = None if person.urgent else (0,) * len(ledger.instance.goals)
    for option in options:
        if ledger.fits(person, option):
            change = ledger.gain(person, option)
            if least is None or change < least:
                chosen, least = option, change
    return chosen


def _with_kin(ledger: Ledger, person: Person) -> Iterable[Option]:
    """Return a person's options; of a linked one, those at hospitals where all linked people could go, if any."""
    instance = ledger.instance
    options = instance.options[person.index]
    for other in person.linked:
        if ledger.chosen[other] is None and instance.options[other]:
            hospitals = {instance.places[option.place].hospital for option in instance.options[other]}
            shared = tuple(option for option in options if instance.places[option.place].hospital in hospitals)
            options = shared or options
    return options

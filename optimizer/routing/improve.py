"""Local search on a plan: people one by one, then whole sites; every step makes the goals better in their order."""

from __future__ import annotations

from optimizer.core.params import Control, is_over
from optimizer.routing.greedy import place_best
from optimizer.routing.ledger import Ledger
from optimizer.routing.option import Option
from optimizer.routing.people import Person

ROUNDS = 3


def improve(ledger: Ledger, rounds: int = ROUNDS, control: Control | None = None) -> None:
    """Improve a plan until nothing helps any more or an answer is due, at most `rounds` times round."""
    for _ in range(rounds):
        before = ledger.vector
        reinsert(ledger, control)
        close_sites(ledger, control)
        if ledger.vector == before or is_over(control):
            return


def reinsert(ledger: Ledger, control: Control | None = None) -> None:
    """Take every person out and put them where the goals are best served, given all others."""
    for person in ledger.instance.people:
        if is_over(control):
            return
        old = ledger.chosen[person.index]
        if old is not None:
            ledger.remove(person)
        place_best(ledger, person, old=old)


def close_sites(ledger: Ledger, control: Control | None = None) -> None:
    """Try to empty each site in use, the smallest first, and keep what makes the goals better."""
    instance = ledger.instance
    for site, _ in sorted(ledger.sites.items(), key=lambda item: (item[1], item[0][0], item[0][1], item[0][2])):
        if is_over(control):
            return
        hospital, service, kind = site
        closed = {place.index for place in instance.places if place.hospital == hospital and place.unit.service_id == service}
        here = [
            person
            for person, option in ledger.placed()
            if any(leg.place in closed and instance.places[leg.place].kinds[leg.start] is kind for leg in option.legs)
        ]
        if here and all(any(closed.isdisjoint(o.places) for o in instance.options[person.index]) for person in here):
            _move_out(ledger, here, closed)


def _move_out(ledger: Ledger, people: list[Person], closed: set[int]) -> None:
    before = ledger.vector
    old = [(person, ledger.remove(person)) for person in people]
    for person, _ in old:
        place_best(ledger, person, without=closed)
    # minutes of the life-threatened count before their having a place at all, so a step must not buy the one with the other
    left_out = any(person.urgent and ledger.chosen[person.index] is None for person in people)
    if left_out or not ledger.vector < before:
        _restore(ledger, old)


def _restore(ledger: Ledger, old: list[tuple[Person, Option]]) -> None:
    for person, _ in old:
        if ledger.chosen[person.index] is not None:
            ledger.remove(person)
    for person, option in old:
        ledger.add(person, option)

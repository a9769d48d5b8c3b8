"""What it costs others when a full unit takes one patient more: who gives way, and where they go instead.

Definition. Everybody but the patient asked about and those displaced stays as the plan in force has them. A planned patient
may be displaced who is not more urgent, not life-threatened, not linked, pinned or bound (accepted, on the way, arrived),
and does not lie in the unit yet. A displaced patient gets the place that serves the plan's goals best beside all others,
or none. The cost is the change of every goal of the plan. Where one displaced patient frees the place, each is tried, so
that no cheaper one exists; where several must go, they are chosen one by one, the one who frees most days first, and the
cost may not be the least: it is marked so.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from optimizer.planning.standing import Standing, used
from optimizer.planning.suggest_entities import Displaced
from optimizer.routing.greedy import place_best
from optimizer.routing.ledger import Vector
from optimizer.routing.option import Option
from optimizer.routing.people import NO_PLACE, Person

MOST_DISPLACED = 4  # beyond this nobody would call it a suggestion


@dataclass(frozen=True, slots=True)
class Outcome:
    """All goals with the patient placed and the displaced elsewhere."""

    vector: Vector
    displaced: tuple[Displaced, ...]
    exact: bool


def give_way(standing: Standing, person: Person, option: Option, now: int) -> Outcome | None:
    """Return the cheapest way to make room for a placement that does not fit; None where nobody may give way.

    Parameters
    ----------
    person
        Must have no place in the account.
    now
        Day index of asking: who came before it stays.
    """
    ledger = standing.ledger
    if not (ledger.apart(option) and ledger.together(person, option)):
        return None
    movable = [other for other in _movable(standing, person, option, now)]
    best: Outcome | None = None
    for other in movable:
        found = _displace(standing, person, option, (other,))
        if found is not None and (best is None or found.vector < best.vector):
            best = found
    return best if best is not None else _several(standing, person, option, movable)


def _movable(standing: Standing, person: Person, option: Option, now: int) -> list[Person]:
    """Return who could give way in the unit on a day on which it is full."""
    full = _full(standing, option)
    where = {place for place, _ in full}
    return [
        other
        for other, has in standing.ledger.placed()
        if has.start >= now
        and not full.isdisjoint(used(has))
        and other.urgency >= person.urgency
        and not other.urgent
        and not other.linked
        and other.patient.pinned_unit_id is None
        and other.bound == NO_PLACE
        and other.current not in where
    ]


def _full(standing: Standing, option: Option) -> set[tuple[int, int]]:
    """Return the places and days of an option that have no room; all of them when only a shift is full."""
    places, regular = standing.instance.places, standing.ledger.regular
    every = set(used(option))
    return {(place, day) for place, day in every if regular[place][day] >= places[place].limit(day)} or every


def _displace(standing: Standing, person: Person, option: Option, others: Sequence[Person]) -> Outcome | None:
    """Return what comes of some people giving way; the account is left as it was."""
    ledger = standing.ledger
    had = [(other, ledger.remove(other)) for other in others]
    found = None
    if ledger.fits(person, option):
        ledger.add(person, option)
        for other in others:
            place_best(ledger, other)
        moved = [(other, old, ledger.chosen[other.index]) for other, old in had]
        found = Outcome(ledger.vector, tuple(_displaced(standing, *one) for one in moved), exact=len(others) == 1)
        for other, _, has in moved:
            if has is not None:
                ledger.remove(other)
        ledger.remove(person)
    for other, old in had:
        ledger.add(other, old)
    return found


def _several(standing: Standing, person: Person, option: Option, movable: Sequence[Person]) -> Outcome | None:
    """Choose people one by one, who frees most of the days still full first."""
    ledger = standing.ledger
    chosen: list[tuple[Person, Option]] = []
    rest = list(movable)
    while not ledger.fits(person, option) and rest and len(chosen) < MOST_DISPLACED:
        full = _full(standing, option)
        most = max(rest, key=lambda other: (_freed(standing, other, full), other.urgency, -other.index))
        if not _freed(standing, most, full):
            break
        rest.remove(most)
        chosen.append((most, ledger.remove(most)))
    fits = ledger.fits(person, option)
    for other, old in chosen:
        ledger.add(other, old)
    return _displace(standing, person, option, [other for other, _ in chosen]) if fits else None


def _freed(standing: Standing, other: Person, full: set[tuple[int, int]]) -> int:
    has = standing.has(other)
    return 0 if has is None else len(full.intersection(used(has)))


def _displaced(standing: Standing, other: Person, old: Option, new: Option | None) -> Displaced:
    places = standing.instance.places
    return Displaced(
        other.patient.patient_id,
        places[old.place].unit.unit_id,
        None if new is None else places[new.place].unit.unit_id,
        0 if new is None else new.travel - old.travel,
        0 if new is None else new.wait - old.wait,
    )

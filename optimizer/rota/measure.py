"""Terms of a rota in whole units, counted from who works what; no solver is asked."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

from optimizer.data.vocabulary import Role
from optimizer.rota.entities import OFF, Need, Person
from optimizer.rota.fairness import EVENS, evens_of, spread
from optimizer.rota.instance import RotaInstance
from optimizer.rota.slots import rooms
from optimizer.rota.split import Piece

Assigned = Mapping[tuple[int, int], tuple[int, int]]  # (person, day) → (shift, ward)


def lines_of(instance: RotaInstance, piece: Piece, assigned: Assigned) -> dict[int, list[int]]:
    """Return the shift of every day, or that it is off, by person of a piece."""
    days = range(instance.days)
    return {index: [assigned.get((index, day), (OFF, 0))[0] for day in days] for index in piece.people}


def present(instance: RotaInstance, assigned: Assigned) -> Counter[tuple[int, Role, str, int, int]]:
    """Return how many people of a role with a skill ("" for any) are in a ward during a shift of a day."""
    found: Counter[tuple[int, Role, str, int, int]] = Counter()
    for (index, day), (shift, ward) in assigned.items():
        person = instance.people[index]
        for skill in ("", *person.skills):
            found[ward, person.role, skill, shift, day] += 1
    return found


def there(counted: Mapping[tuple[int, Role, str, int, int], int], need: Need) -> int:
    """Return how many people count for a need."""
    return sum(counted.get((need.ward, need.role, need.skill, shift, day), 0) for shift, day in need.spots)


def of_own_skill(instance: RotaInstance, assigned: Assigned) -> Counter[tuple[int, Role, str, int, int]]:
    """Return what `present` returns, of skills for which somebody may stand in, without those who do."""
    found: Counter[tuple[int, Role, str, int, int]] = Counter()
    for (index, day), (shift, ward) in assigned.items() if instance.stood_in else ():
        person = instance.people[index]
        for skill in person.own & instance.stood_in:
            found[ward, person.role, skill, shift, day] += 1
    return found


def measure(instance: RotaInstance, piece: Piece, assigned: Assigned) -> dict[str, int]:
    """Return every term of a piece; minutes below the contract in minutes."""
    counted = present(instance, assigned)
    needs = [instance.needs[index] for index in piece.needs]
    own, members = of_own_skill(instance, assigned), set(piece.people)
    people = [(index, instance.people[index]) for index in piece.people]
    return {
        "short_of_min": sum(max(0, need.least - there(counted, need)) for need in needs),
        "short_of_preferred": sum(max(0, need.preferred - there(counted, need)) for need in needs),
        "over_cover": _over(instance, needs, assigned),
        "skills_stood_in": sum(max(0, need.least - there(own, need)) for need in needs if need.skill in instance.stood_in),
        "requests_refused": sum(_refused(index, person, assigned) for index, person in people),
        "under_minutes": sum(_owed(instance, index, person, assigned) for index, person in people),
        "on_call_others": sum(
            instance.shifts[shift].on_call and day in instance.people[index].not_first
            for (index, day), (shift, _) in assigned.items()
            if index in members
        ),
        **spreads(instance, piece, assigned),
        "rota_changes": sum(_changes(instance, index, assigned) for index, _ in people),
    }


def _over(instance: RotaInstance, needs: Sequence[Need], assigned: Assigned) -> int:
    """Count people beyond what is useful where they are."""
    room = rooms(needs)
    crowd = Counter((ward, instance.people[index].role, shift, day) for (index, day), (shift, ward) in assigned.items())
    return sum(max(0, number - room.get(slot, 0)) for slot, number in crowd.items())


def _refused(index: int, person: Person, assigned: Assigned) -> int:
    return sum(wish.weight for wish in person.wishes if assigned.get((index, wish.day), (OFF, 0))[0] != wish.shift)


def _owed(instance: RotaInstance, index: int, person: Person, assigned: Assigned) -> int:
    owed = 0
    for block in instance.owed(person):
        done = sum(instance.shifts[assigned[index, day][0]].minutes for day in block if (index, day) in assigned)
        owed += max(0, (person.contract.min_minutes or 0) - done)
    return owed


def _changes(instance: RotaInstance, index: int, assigned: Assigned) -> int:
    keys = ((index, day) for day in range(instance.before_days))
    return sum(assigned.get(key) != instance.before.get(key) for key in keys)


def spreads(instance: RotaInstance, piece: Piece, assigned: Assigned) -> dict[str, int]:
    """Return the spreads of a piece's pools, added up by goal."""
    lines: dict[int, dict[int, int]] = defaultdict(dict)
    for (index, day), (shift, _) in assigned.items():
        lines[index][day] = shift
    found = {even.name: 0 for even in EVENS}
    for number in piece.night_pools:
        for even in evens_of(instance, number):
            found[even.name] += spread(instance, number, even, lines)
    return found

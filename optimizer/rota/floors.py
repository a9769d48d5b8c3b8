"""What no rota can do better than, known by counting people, days and minutes; it spares the solver many a proof."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping

from optimizer.data.vocabulary import Role
from optimizer.rota.entities import Contract, Person
from optimizer.rota.instance import RotaInstance
from optimizer.rota.measure import Assigned, present
from optimizer.rota.slots import Slot, rooms, slot_of
from optimizer.rota.split import Piece


def able_on(instance: RotaInstance, piece: Piece) -> Mapping[tuple[Role, int], int]:
    """Return how many people of a role could work on a day."""
    found: Counter[tuple[Role, int]] = Counter()
    for index in piece.people:
        person = instance.people[index]
        found.update((person.role, day) for day in range(instance.days) if instance.options(person, day))
    return found


def most_shifts(instance: RotaInstance, person: Person) -> int:
    """Return a number of shifts that nobody can exceed over the horizon: days off and minutes of every period count."""
    able = [bool(instance.options(person, day)) for day in range(instance.days)]
    shortest = min((instance.shifts[shift].minutes for options in person.options for shift in options), default=1)
    total = 0
    for block in instance.blocks(person.contract):
        days = min(sum(able[day] for day in block), _most_days(person.contract, len(block)))
        if person.contract.max_minutes is not None:
            days = min(days, person.contract.max_minutes // shortest)
        total += days
    return min(total, _most_days(person.contract, instance.days))


def _most_days(contract: Contract, days: int) -> int:
    return days if contract.max_run is None else days - days // (contract.max_run + 1)


def missing_floors(instance: RotaInstance, piece: Piece, wanted: Mapping[Slot, int]) -> dict[Role, tuple[dict[int, int], int]]:
    """Return per role the people who must be missing on every day, and over the horizon, when `wanted` are wanted."""
    able = able_on(instance, piece)
    asked: dict[Role, Counter[int]] = defaultdict(Counter)
    for (_, role, _, day), number in wanted.items():
        asked[role][day] += number
    found = {}
    for role, by_day in asked.items():
        daily = {day: max(0, number - able[role, day]) for day, number in by_day.items()}
        people = (instance.people[index] for index in piece.people)
        supply = sum(most_shifts(instance, person) for person in people if person.role is role)
        found[role] = daily, max(sum(daily.values()), by_day.total() - supply)
    return found


def night_floor(instance: RotaInstance, piece: Piece, pool: tuple[int, ...], assigned: Assigned) -> int:
    """Return the least spread of a pool's nights, given a plan that fills every slot exactly; 0 where that is not known.

    When every slot holds just the people useful there, every other such plan has as many nights, and none can be even
    unless they divide by the people of the pool.
    """
    needs = [instance.needs[index] for index in piece.needs]
    counted = present(instance, assigned)
    members = set(pool)
    if any(need.stretch for need in needs):
        return 0
    for slot, room in rooms(needs).items():
        exact = room == sum(need.most for need in needs if slot_of(need) == slot and not need.skill)
        if not exact or counted[slot[0], slot[1], "", slot[2], slot[3]] != room:
            return 0
    roles = {instance.people[index].role for index in pool}
    others = (instance.people[index] for index in piece.people if index not in members)
    if any(person.role in roles and any(person.options) for person in others):
        return 0
    nights = sum(instance.shifts[shift].night for (index, _), (shift, _) in assigned.items() if index in members)
    return int(nights % len(pool) > 0)

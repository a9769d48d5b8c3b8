"""What no rota can do better than, known by counting people, days and minutes; it spares the solver many a proof."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping

from optimizer.data.vocabulary import Role
from optimizer.rota.entities import Contract, Person
from optimizer.rota.fairness import Even, level_spread
from optimizer.rota.instance import RotaInstance
from optimizer.rota.measure import Assigned, present, there
from optimizer.rota.skilled import skilled_spread
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


def even_floor(instance: RotaInstance, piece: Piece, number: int, even: Even, assigned: Assigned) -> int:
    """Return the least spread of a pool, given a plan at hand.

    Whoever carries most stays that far above whom no line can bring there. And when every slot holds just the people useful
    there, every other such plan has as many nights (entries), so that they cannot be more even than handed out one by one.
    Where nobody is missing, those with a skill that is asked for on every shift have so many at least.
    """
    pool = [instance.people[index] for index in instance.night_pools[number]]
    carried = [even.carried(person) for person in pool]
    least = max(0, max(carried) - min(had + even.most(instance, person) for had, person in zip(carried, pool, strict=True)))
    unit = even.unit(instance)
    if not unit or any(had % unit for had in carried):
        return least
    figures = [(person.skills, had // unit) for person, had in zip(pool, carried, strict=True)]
    units = _units(instance, number, even, assigned) // unit
    same = _same_number(instance, piece, number, assigned)
    level = level_spread([had for _, had in figures], units) if same else 0
    asked = _asked(instance, piece, number, even, assigned)
    if asked:
        most = units if same else _room(instance, piece, number, even) // unit
        level = max(level, skilled_spread(figures, asked, units if same else 0, most))
    return max(least, unit * level)


def _units(instance: RotaInstance, number: int, even: Even, assigned: Assigned) -> int:
    """Return what the people of a pool have together in a plan."""
    lines: dict[int, dict[int, int]] = {index: {} for index in instance.night_pools[number]}
    for (index, day), (shift, _) in assigned.items():
        if index in lines:
            lines[index][day] = shift
    return sum(even.count(instance, instance.people[index], days) for index, days in lines.items())


def _room(instance: RotaInstance, piece: Piece, number: int, even: Even) -> int:
    """Return what all who are useful in the roles of a pool could have together; a filler could have more."""
    somebody, roles = instance.people[instance.night_pools[number][0]], _roles(instance, number)
    return sum(
        room * even.count(instance, somebody, {day: shift})
        for (_, role, shift, day), room in rooms([instance.needs[index] for index in piece.needs]).items()
        if role in roles
    )


def _roles(instance: RotaInstance, number: int) -> set[Role]:
    return {instance.people[index].role for index in instance.night_pools[number]}


def _asked(instance: RotaInstance, piece: Piece, number: int, even: Even, assigned: Assigned) -> dict[str, int]:
    """Return by skill the shifts that must go to people of a pool with it; nothing where that is not so certain."""
    counted, asked, unit = present(instance, assigned), Counter[str](), even.unit(instance)
    somebody, roles = instance.people[instance.night_pools[number][0]], _roles(instance, number)
    if may_hold_fillers(instance, piece) or not _nobody_else(instance, piece, number):
        return {}
    for need in (instance.needs[index] for index in piece.needs):
        if there(counted, need) < need.least:
            return {}
        if need.skill and need.least and not need.stretch and need.role in roles:
            asked[need.skill] += need.least * (even.count(instance, somebody, {need.day: need.shift}) // unit)
    return {skill: number for skill, number in asked.items() if number}


def _same_number(instance: RotaInstance, piece: Piece, number: int, assigned: Assigned) -> bool:
    """Return whether every plan as good as the one at hand gives a pool as many shifts of every type."""
    needs = [instance.needs[index] for index in piece.needs]
    counted = present(instance, assigned)
    if any(need.stretch for need in needs):
        return False
    useful, roles = rooms(needs), _roles(instance, number)
    for slot, room in useful.items():
        exact = room == sum(need.most for need in needs if slot_of(need) == slot and not need.skill)
        if not exact or counted[slot[0], slot[1], "", slot[2], slot[3]] != room:
            return False
    held = {(ward, role, shift, day) for ward, role, skill, shift, day in counted if not skill and role in roles}
    if held - useful.keys():  # somebody is where nobody is wanted: a better plan has another number
        return False
    return _nobody_else(instance, piece, number)


def _nobody_else(instance: RotaInstance, piece: Piece, number: int) -> bool:
    """Whether nobody outside a pool could take a shift of its roles."""
    members, roles = set(instance.night_pools[number]), _roles(instance, number)
    others = (instance.people[index] for index in piece.people if index not in members)
    return not any(person.role in roles and any(person.options) for person in others)


def may_hold_fillers(instance: RotaInstance, piece: Piece) -> bool:
    """Whether a line may need a shift that nobody wants, or a pair comes as one: then more people than useful may come."""
    people = set(piece.people)
    return (
        instance.frozen_days > 0
        or any(instance.people[index].needs_fillers for index in people)
        or any(pair.shares and pair.one in people for pair in instance.pairs)
    )

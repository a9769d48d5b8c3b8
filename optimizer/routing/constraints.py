"""The hard rules between patients as constraints, a function each, named as in `core.rulebook`.

The rules of a single patient need none: no variable exists for what they forbid.
"""

from __future__ import annotations

from ortools.sat.python import cp_model

from optimizer.data.vocabulary import WardKind
from optimizer.routing.choice import Choice, Wave

Waves = list[tuple[Wave, cp_model.IntVar]]


def post_all(choice: Choice) -> None:
    """Post every rule."""
    capacity(choice)
    linked_same_hospital(choice)
    building_exclusive(choice)


def capacity(choice: Choice) -> None:
    """Those who are not life-threatened fit the effective capacity by themselves, on every day and in every shift."""
    tightest: dict[tuple[int, ...], tuple[list[cp_model.IntVar], int]] = {}
    for (index, day), waves in choice.by_day.items():
        place = choice.instance.places[index]
        by_shift: dict[int, list[cp_model.IntVar]] = {}
        for (_, _, shift, urgent), variable in waves:
            if not urgent:
                by_shift.setdefault(shift, []).append(variable)
        for shift, variables in by_shift.items():
            room = place.per_shift(day) if shift else place.limit(day)
            key = tuple([variable.index for variable in variables])
            if key not in tightest or tightest[key][1] > room:
                tightest[key] = (variables, room)
    for variables, room in tightest.values():
        if choice.sketch.most(variables) > room:
            choice.sketch.model.add(cp_model.LinearExpr.sum(variables) <= room)


def linked_same_hospital(choice: Choice) -> None:
    """Two linked people who are both placed are at one hospital."""
    number = {kin.members[0]: position for position, kin in enumerate(choice.kin) if kin.size == 1}
    for one, position in number.items():
        for other in choice.instance.people[one].linked:
            if one < other and other in number:
                _same_hospital(choice, position, number[other])


def _same_hospital(choice: Choice, one: int, other: int) -> None:
    def at(position: int) -> list[tuple[int, cp_model.IntVar]]:
        options = choice.kin[position].options
        return [(choice.place(o).hospital, v) for o, v in zip(options, choice.taken[position], strict=True)]

    here, there = at(one), at(other)
    for hospital in sorted({hospital for hospital, _ in here}):
        elsewhere = [variable for where, variable in there if where != hospital]
        if elsewhere:
            choice.sketch.model.add_at_most_one([*(v for where, v in here if where == hospital), *elsewhere])


def building_exclusive(choice: Choice) -> None:
    """On a day a building holds confirmed cases or others, never both."""
    sides: dict[tuple[int, int], tuple[Waves, Waves]] = {}
    for (index, day), waves in choice.by_day.items():
        place = choice.instance.places[index]
        both = sides.setdefault((place.building, day), ([], []))
        both[place.kinds[day] is WardKind.ISOLATION].extend(waves)
    for (building, day), (others, isolated) in sides.items():
        if others and isolated:
            known = any(choice.sketch.known(variable) for _, variable in isolated)
            closed = choice.sketch.integer(0, 1, f"isolated{building}_{day}", int(known))
            for _, variable in isolated:
                choice.sketch.model.add(variable <= choice.sketch.most([variable]) * closed)
            for _, variable in others:
                choice.sketch.model.add(variable <= choice.sketch.most([variable]) * (1 - closed))

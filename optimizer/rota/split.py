"""The rota falls apart into pieces that share nobody: a team in its ward, or the own wards of a hospital."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

from optimizer.rota.instance import RotaInstance


@dataclass(slots=True)
class Piece:
    """People, needs and night pools that belong together; all by index."""

    people: list[int] = field(default_factory=list)
    needs: list[int] = field(default_factory=list)
    night_pools: list[int] = field(default_factory=list)

    def choices(self, instance: RotaInstance) -> int:
        """Return the number of person-day-shift choices, a measure of its size."""
        people = (instance.people[index] for index in self.people)
        return sum(len(instance.options(person, day)) for person in people for day in range(instance.days))


def whole(instance: RotaInstance) -> Piece:
    """Return everything as one piece."""
    return Piece(list(range(len(instance.people))), list(range(len(instance.needs))), list(range(len(instance.night_pools))))


def split(instance: RotaInstance) -> tuple[Piece, ...]:
    """Return pieces that hold every person, need and night pool once; no rule or goal joins two of them."""
    people, needs = len(instance.people), len(instance.needs)
    parent = list(range(people + needs + len(instance.night_pools)))

    def root(one: int) -> int:
        while parent[one] != one:
            parent[one] = parent[parent[one]]
            one = parent[one]
        return one

    def join(one: int, other: int) -> None:
        low, high = sorted((root(one), root(other)))
        parent[high] = low

    slots: dict[tuple[object, ...], int] = {}
    for index, need in enumerate(instance.needs):
        for spot in need.spots:
            join(people + index, slots.setdefault((need.ward, need.role, *spot), people + index))
    for index, person in enumerate(instance.people):
        for day in range(instance.days):
            for shift, wards in instance.options(person, day).items():
                for ward in wards:
                    slot = slots.get((ward, person.role, shift, day))
                    if slot is not None:
                        join(index, slot)
    for pair in instance.pairs:
        join(pair.one, pair.other)
    for number, pool in enumerate(instance.night_pools):
        for index in pool:
            join(index, people + needs + number)
    pieces: dict[int, Piece] = defaultdict(Piece)
    for node in range(len(parent)):
        piece = pieces[root(node)]
        if node < people:
            piece.people.append(node)
        elif node < people + needs:
            piece.needs.append(node - people)
        else:
            piece.night_pools.append(node - people - needs)
    return tuple(pieces.values())

"""Who counts where: people of a kind who could serve several wards are dealt to them by number, not by name."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from ortools.sat.python import cp_model
from ortools.sat.python.cp_model import IntVar, LinearExpr

from optimizer.data.vocabulary import Role
from optimizer.rota.entities import Need
from optimizer.rota.instance import RotaInstance
from optimizer.rota.measure import Assigned
from optimizer.rota.split import Piece
from optimizer.rota.variables import Book, PersonLine

Kind = tuple[frozenset[str], tuple[int, ...], frozenset[str]]  # skills that count, wards open to them, skills stood in for
Spot = tuple[Role, int, int]  # role, shift, day


@dataclass(frozen=True, slots=True)
class Share:
    """How many people with these skills are in a ward, some of which they stand in for; `start` is the greedy figure."""

    skills: frozenset[str]
    borrowed: frozenset[str]
    number: cp_model.LinearExprT
    start: int
    most: int


class Cover:
    """Numbers of people in every ward, shift and day of a piece."""

    def __init__(
        self, book: Book, instance: RotaInstance, piece: Piece, lines: Mapping[int, PersonLine], start: Assigned
    ) -> None:
        self._instance = instance
        self._lines = lines
        self._book = book
        self._shares: dict[tuple[int, Role, int, int], list[Share]] = defaultdict(list)
        self._dealt: dict[tuple[Spot, Kind], Sequence[IntVar]] = {}
        self._start: dict[tuple[Spot, Kind], Sequence[int]] = {}
        self._kinds = self._grouped(piece)
        placed = Counter((index, day, *where) for (index, day), where in start.items())
        for (spot, kind), people in self._kinds.items():
            role, shift, day = spot
            skills, wards, borrowed = kind
            picks = [lines[index].picks(day)[shift] for index in people]
            begun = [sum(placed[index, day, shift, ward] for index in people) for ward in wards]
            if len(wards) == 1:
                share = Share(skills, borrowed, LinearExpr.sum(picks), begun[0], len(people))
                self._shares[wards[0], role, shift, day].append(share)
                continue
            dealt = [book.integer(0, len(people), number, "dealt") for number in begun]
            book.model.add(LinearExpr.sum(dealt) == LinearExpr.sum(picks))
            self._dealt[spot, kind] = dealt
            for ward, number, value in zip(wards, dealt, begun, strict=True):
                self._shares[ward, role, shift, day].append(Share(skills, borrowed, number, value, len(people)))
            self._start[spot, kind] = begun

    def _grouped(self, piece: Piece) -> dict[tuple[Spot, Kind], list[int]]:
        asked: dict[Role, set[str]] = defaultdict(set)
        for index in piece.needs:
            asked[self._instance.needs[index].role].add(self._instance.needs[index].skill)
        found: dict[tuple[Spot, Kind], list[int]] = defaultdict(list)
        for index in piece.people:
            person = self._instance.people[index]
            skills = person.skills & asked[person.role]
            borrowed = skills - person.own & self._instance.stood_in
            for day in range(self._instance.days):
                for shift, wards in self._instance.options(person, day).items():
                    found[(person.role, shift, day), (skills, wards, borrowed)].append(index)
        return found

    def present(self, need: Need, *, own: bool = False) -> tuple[cp_model.LinearExprT, int, int]:
        """Return who count for a need (stand-ins left out of `own`), in number, in the greedy figure, and at most."""
        shares = [
            share
            for shift, day in need.spots
            for share in self._shares.get((need.ward, need.role, shift, day), ())
            if not need.skill or (need.skill in share.skills and not (own and need.skill in share.borrowed))
        ]
        number = LinearExpr.sum([share.number for share in shares])
        return number, sum(share.start for share in shares), sum(share.most for share in shares)

    def slots(self) -> Mapping[tuple[int, Role, int, int], tuple[cp_model.LinearExprT, int, int]]:
        """Return, by ward, role, shift and day, the number there, the greedy figure and the most there could be."""
        return {
            slot: (
                LinearExpr.sum([share.number for share in shares]),
                sum(share.start for share in shares),
                sum(share.most for share in shares),
            )
            for slot, shares in self._shares.items()
        }

    def kept(self) -> list[cp_model.LinearExprT]:
        """Return the numbers of people who stay in the shift and ward that the rota in force gives them.

        Of people of a kind, those who were in a ward before stay in it as far as it takes as many.
        """
        found: list[cp_model.LinearExprT] = []
        for (spot, kind), people in self._kinds.items():
            _, shift, day = spot
            for place, ward in enumerate(kind[1]):
                stay = [index for index in people if self._instance.before.get((index, day)) == (shift, ward)]
                if not stay:
                    continue
                picks = [self._lines[index].picks(day)[shift] for index in stay]
                if len(kind[1]) == 1:
                    found += picks
                    continue
                begun = sum(self._book.start[pick.index] for pick in picks)
                kept = self._book.integer(0, len(stay), min(begun, self._start[spot, kind][place]), "kept")
                self._book.model.add(kept <= self._dealt[spot, kind][place])
                self._book.model.add(kept <= LinearExpr.sum(picks))
                found.append(kept)
        return found

    def read(self, values: Sequence[float]) -> dict[tuple[int, int], tuple[int, int]]:
        """Return shift and ward by person and day; people in order fill the wards in order."""
        found: dict[tuple[int, int], tuple[int, int]] = {}
        for (spot, kind), people in self._kinds.items():
            _, shift, day = spot
            wards = kind[1]
            working = [index for index in people if self._lines[index].shift_on(day, values) == shift]
            numbers = [len(working)] if len(wards) == 1 else [round(values[v.index]) for v in self._dealt[spot, kind]]
            for index, ward in self._deal(working, dict(zip(wards, numbers, strict=True)), shift, day):
                found[index, day] = (shift, ward)
        return found

    def _deal(self, working: Sequence[int], numbers: dict[int, int], shift: int, day: int) -> Iterator[tuple[int, int]]:
        """Yield everybody with a ward: who was in it before first, then the others in order."""
        rest = []
        for index in working:
            was = self._instance.before.get((index, day))
            if was is not None and was[0] == shift and numbers.get(was[1], 0) > 0:
                numbers[was[1]] -= 1
                yield index, was[1]
            else:
                rest.append(index)
        queue = iter(rest)
        for ward, number in numbers.items():
            for _ in range(number):
                yield next(queue), ward

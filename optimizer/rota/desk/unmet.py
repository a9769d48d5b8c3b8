"""The people and needs of a piece of the rota whose cover is short, as a model in which cover may be missed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ortools.sat.python import cp_model

from optimizer.rota.cover import Cover
from optimizer.rota.desk.book import RotaDesk
from optimizer.rota.entities import Need
from optimizer.rota.instance import RotaInstance
from optimizer.rota.split import Piece, split
from optimizer.rota.variables import Book, PersonLine


@dataclass(frozen=True)
class Unmet:
    """A piece with open needs; the rota in force is where a search starts."""

    instance: RotaInstance
    piece: Piece
    book: Book
    lines: dict[int, PersonLine]
    cover: Cover

    @property
    def needs(self) -> tuple[Need, ...]:
        """Needs that want somebody."""
        return tuple(need for need in (self.instance.needs[number] for number in self.piece.needs) if need.least)

    def missing(self) -> list[cp_model.IntVar]:
        """Return how many people every need misses."""
        found = []
        for need in self.needs:
            there, start, _ = self.cover.present(need)
            short = self.book.integer(0, need.least, need.least - start, "missing")
            self.book.model.add(cp_model.LinearExpr.sum([there, short]) >= need.least)
            found.append(short)
        return found


def open_pieces(desk: RotaDesk, needs: Sequence[Need]) -> tuple[Piece, ...]:
    """Return the pieces of the rota in which some needs are."""
    wanted = set(needs)
    return tuple(piece for piece in split(desk.instance) if any(desk.instance.needs[number] in wanted for number in piece.needs))


def unmet(desk: RotaDesk, piece: Piece, instance: RotaInstance | None = None) -> Unmet:
    """Return a piece as a model without any rule of the lines; an instance with more people may be given."""
    instance = instance or desk.instance
    book = Book()
    off = [-1] * instance.days
    lines = {
        index: PersonLine(book, instance, instance.people[index], desk.lines[index] if index < len(desk.lines) else off)
        for index in piece.people
    }
    members = set(piece.people)
    start = {key: where for key, where in desk.assigned.items() if key[0] in members}
    return Unmet(instance, piece, book, lines, Cover(book, instance, piece, lines, start))

"""What the relaxation of a piece is good for: a better rota to begin with, and a bound of what stays short."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from ortools.sat.python import cp_model
from ortools.sat.python.cp_model import LinearExpr

from optimizer.rota.chains import Chains
from optimizer.rota.greedy import Roster
from optimizer.rota.instance import RotaInstance
from optimizer.rota.measure import Assigned, lines_of, measure
from optimizer.rota.pairs import keeps_all
from optimizer.rota.relaxed import Relaxed, short
from optimizer.rota.slots import rooms
from optimizer.rota.split import Piece
from optimizer.rota.variables import Book

SERVICE = ("short_of_min", "short_of_preferred")


def is_short(instance: RotaInstance, piece: Piece, assigned: Assigned) -> bool:
    """Whether anybody is missing, of the minimum or of the preferred number."""
    return short(instance, [instance.needs[index] for index in piece.needs], assigned, 1) > 0


def better_start(
    instance: RotaInstance, piece: Piece, lines: Sequence[Sequence[int] | None], roster: Roster, service: Relaxed
) -> Roster:
    """Return the roster of the relaxation where it keeps every rule and serves better, else the one there is."""
    if service.assigned is None:
        return roster
    assigned = _without_surplus(instance, piece, service.assigned)
    new = lines_of(instance, piece, assigned)
    if not keeps_all(instance, new):
        return roster
    other = Roster(instance, piece, [new.get(index, line) for index, line in enumerate(lines)])
    Chains(other).mend()
    return other if _order(instance, piece, other) < _order(instance, piece, roster) else roster


def post_bound(book: Book, goals: Mapping[str, cp_model.LinearExprT], service: Relaxed, reached: Mapping[str, int]) -> list[str]:
    """Tell the model what the relaxation knows of its first two goals; returns those that need no search any more.

    Parameters
    ----------
    reached
        Goals of the rota to begin with: those that may be taken as settled if nothing can be better.
    """
    missing, preferred = (goals[name] for name in SERVICE)
    book.model.add(LinearExpr.weighted_sum([missing, preferred], [service.weight, 1]) >= service.bound)
    book.model.add(LinearExpr.sum([missing]) >= service.least_short)
    done = []
    if reached[SERVICE[0]] <= service.least_short:
        book.model.add(LinearExpr.sum([missing]) <= service.least_short)
        done.append(SERVICE[0])
        rest = service.bound - service.weight * service.least_short
        if SERVICE[1] in reached and reached[SERVICE[1]] <= rest:
            book.model.add(LinearExpr.sum([preferred]) <= reached[SERVICE[1]])
            done.append(SERVICE[1])
    return done


def _order(instance: RotaInstance, piece: Piece, roster: Roster) -> tuple[int, ...]:
    reached = measure(instance, piece, roster.assigned)
    return reached["over_cover"], *(reached[name] for name in SERVICE)


def _without_surplus(instance: RotaInstance, piece: Piece, assigned: Assigned) -> dict[tuple[int, int], tuple[int, int]]:
    """Return who works what, without those beyond what is useful in their place."""
    room = rooms([instance.needs[index] for index in piece.needs])
    taken: Counter[tuple[object, ...]] = Counter()
    kept = {}
    for (index, day), (shift, ward) in sorted(assigned.items()):
        slot = ward, instance.people[index].role, shift, day
        taken[slot] += 1
        if taken[slot] <= room.get(slot, 0):
            kept[index, day] = shift, ward
    return kept

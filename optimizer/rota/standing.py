"""Pieces of a rota in force that still stand: every rule kept and nobody missing to a minimum, so nothing is planned anew."""

from __future__ import annotations

from optimizer.core.outcome import Run, Termination
from optimizer.rota.instance import RotaInstance
from optimizer.rota.measure import Assigned, lines_of, measure
from optimizer.rota.pairs import keeps_all
from optimizer.rota.piece import PieceResult
from optimizer.rota.split import Piece

MUST_BE_NONE = ("short_of_min", "over_cover", "rota_changes")


def standing(instance: RotaInstance, piece: Piece) -> PieceResult | None:
    """Return a piece as it is in force, None where it does not reach the last day, breaks a rule or leaves a minimum short."""
    if instance.before_days < instance.days:
        return None
    days = range(instance.days)
    assigned = {
        (index, day): instance.before[index, day] for index in piece.people for day in days if (index, day) in instance.before
    }
    still = (
        all(ward in instance.people[index].options[day].get(shift, ()) for (index, day), (shift, ward) in assigned.items())
        and keeps_all(instance, lines_of(instance, piece, assigned))
        and not any(_missing(instance, piece, assigned))
    )
    return PieceResult(Termination.FEASIBLE, assigned, {}, Run()) if still else None


def _missing(instance: RotaInstance, piece: Piece, assigned: Assigned) -> list[int]:
    reached = measure(instance, piece, assigned)
    return [reached[name] for name in MUST_BE_NONE]

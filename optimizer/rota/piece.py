"""Plan one piece of the rota: the greedy plan, then CP-SAT from there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from optimizer.core.outcome import Run, Termination
from optimizer.core.params import Control, Limits
from optimizer.rota.cover import Cover
from optimizer.rota.entities import OFF
from optimizer.rota.goals import goals
from optimizer.rota.greedy import greedy_roster
from optimizer.rota.instance import RotaInstance
from optimizer.rota.measure import Assigned, measure
from optimizer.rota.rules import LINE_RULES, keeps_rules
from optimizer.rota.split import Piece
from optimizer.rota.variables import Book, PersonLine
from optimizer.solve.cpsat import Stage, solve_cpsat


@dataclass(frozen=True, slots=True)
class PieceResult:
    """How a piece ended: who works what (empty without a plan), and the bounds of its terms."""

    termination: Termination
    assigned: Assigned
    bounds: Mapping[str, float | None]
    run: Run


def plan_piece(
    instance: RotaInstance,
    piece: Piece,
    lines: Sequence[Sequence[int] | None],
    limits: Limits,
    control: Control | None,
) -> PieceResult:
    """Plan one piece; a greedy plan that reaches every floor known by counting needs no solver."""
    roster = greedy_roster(instance, piece, lines)
    begun = roster.assigned
    whole = all(keeps_rules(instance, instance.people[index], line) for index, line in roster.lines.items())
    book = Book()
    variables = {index: PersonLine(book, instance, instance.people[index], roster.lines[index]) for index in piece.people}
    for index, line in variables.items():
        for rule in LINE_RULES:
            rule.post(instance, instance.people[index], line)
    cover = Cover(book, instance, piece, variables, begun)
    wanted = goals(book, instance, piece, variables, cover, begun)
    reached = measure(instance, piece, begun)
    floors = {goal.name: goal.floor for goal in wanted}
    if whole and all(value <= floors[name] for name, value in reached.items()):
        return PieceResult(Termination.OPTIMAL, begun, {name: float(value) for name, value in reached.items()}, Run())
    stages = [Stage(goal.name, goal.expr) for goal in wanted]
    result = solve_cpsat(book.model, stages, limits, hint=book.start, control=control, step="rota")
    if result.termination.has_plan:
        bounds = {goal.name: result.bound_of(goal.name) for goal in wanted}
        return PieceResult(result.termination, cover.read(result.values), bounds, result.run)
    if whole:
        return PieceResult(Termination.FALLBACK, begun, {}, result.run)
    return PieceResult(result.termination, {}, {}, result.run)


def is_idle(instance: RotaInstance, piece: Piece) -> bool:
    """Return whether nobody of a piece can work."""
    return piece.choices(instance) == 0


__all__ = ["OFF", "PieceResult", "is_idle", "plan_piece"]

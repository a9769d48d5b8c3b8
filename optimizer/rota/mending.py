"""A piece of a rota in force mended while somebody waits: exchanges first, then one search for all that is left, over at once.

A rota made anew is sought goal by goal, each with its proof. Here what serves and how little changes are weighed in one sum,
which is proven in about a second where the goals one by one end with their limits. What is to be even, and the days after the
plan, are left to a rota made anew.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Mapping, Sequence

from ortools.sat.python.cp_model import LinearExpr

from optimizer.core.outcome import Run, Termination
from optimizer.core.params import Control, Limits, left_s, no_time
from optimizer.data.vocabulary import Role
from optimizer.rota.chains import Chains
from optimizer.rota.cover import Cover
from optimizer.rota.goals import Goal, service_goals
from optimizer.rota.greedy import greedy_roster
from optimizer.rota.instance import RotaInstance
from optimizer.rota.measure import measure
from optimizer.rota.pairs import keeps_all, post_pairs
from optimizer.rota.piece import PieceResult
from optimizer.rota.rules import LINE_RULES
from optimizer.rota.side_by_side import side_by_side
from optimizer.rota.slots import rooms, slot_of
from optimizer.rota.split import Piece
from optimizer.rota.variables import Book, PersonLine
from optimizer.solve.cpsat import Stage, solve_cpsat
from optimizer.solve.result import late

CHANGES = "rota_changes"
BEFORE_CHANGES = (
    "short_of_min",
    "short_of_preferred",
    "over_cover",
    "skills_stood_in",
    "requests_refused",
    "under_minutes",
    "on_call_others",
)
INTERVALS = "interval_people"  # no term of a rota, so that it is not measured
WORTH = 50  # of any goal that comes later are given for one, at least
MOST = 10**9  # that one of a goal weighs, far from where integers end


def mended(
    instance: RotaInstance,
    pieces: Sequence[Piece],
    lines: Sequence[Sequence[int] | None],
    limits: Limits,
    control: Control | None,
) -> list[PieceResult]:
    """Mend pieces side by side, the largest first; each has the limits of all."""
    end = time.monotonic() + min(limits.wall_s, left_s(control))

    def one(number: int, wall_s: float) -> PieceResult:
        return _mend(instance, pieces[number], lines, limits.but(deadline_s=wall_s, workers=1), control)

    sizes = [len(piece.people) * len(piece.needs) for piece in pieces]
    return side_by_side(sizes, limits.workers, end, one)


def _mend(
    instance: RotaInstance, piece: Piece, lines: Sequence[Sequence[int] | None], limits: Limits, control: Control | None
) -> PieceResult:
    began = time.monotonic()
    roster = greedy_roster(instance, piece, lines)
    Chains(roster).mend()
    begun, whole = roster.assigned, keeps_all(instance, roster.lines)
    kept = PieceResult(Termination.FALLBACK if whole else Termination.UNKNOWN, begun if whole else {}, {}, late(limits))
    if no_time(control, began):
        return kept
    reached = measure(instance, piece, begun)
    if whole and not any(reached[name] for name in BEFORE_CHANGES) and reached[CHANGES] <= fewest_changes(instance, piece):
        return PieceResult(Termination.FEASIBLE, begun, _bounds(reached, {CHANGES: reached[CHANGES]}), Run())
    book = Book()
    variables = {index: PersonLine(book, instance, instance.people[index], roster.lines[index]) for index in piece.people}
    cover = Cover(book, instance, piece, variables, begun)
    goals = service_goals(book, instance, piece, variables, cover, begun)
    floors = {goal.name: goal.floor for goal in goals}
    if whole and all(reached[name] <= floors.get(name, 0) for name in (*BEFORE_CHANGES, CHANGES)):
        return PieceResult(Termination.FEASIBLE, begun, _bounds(reached, floors), Run())
    for index, line in variables.items():
        for rule in LINE_RULES:
            rule.post(instance, instance.people[index], line)
    post_pairs(instance, variables)
    stage = Stage("mended", weighed(goals, reached))
    result = solve_cpsat(book.model, [stage], limits, hint=book.start, control=control, step="rota", tight=True)
    if not result.termination.has_plan:
        return PieceResult(kept.termination if whole else result.termination, kept.assigned, {}, result.run)
    found = cover.read(result.values)
    reached = measure(instance, piece, found)
    if result.termination is Termination.OPTIMAL and all(reached[name] <= floors.get(name, 0) for name in BEFORE_CHANGES):
        floors |= {} if INTERVALS in floors else {CHANGES: reached[CHANGES]}  # nothing else was left to weigh
    return PieceResult(Termination.FEASIBLE, found, _bounds(reached, floors), result.run)


def weighed(goals: Sequence[Goal], begun: Mapping[str, int]) -> LinearExpr:
    """Return all goals as one sum: each outweighs `WORTH` of every later one, and what the plan to begin with has of them.

    So no goal ends worse than it began for the sake of those after it.
    """
    parts, weights, later = [], [], 1
    for goal in reversed(goals):
        weight = min(later, MOST)
        parts.append(goal.expr)
        weights.append(weight)
        later += weight * max(WORTH, begun.get(goal.name, 0))
    return LinearExpr.weighted_sum(parts, weights)


def fewest_changes(instance: RotaInstance, piece: Piece) -> int:
    """Return how many person-days must differ from the rota in force where nobody is missing and nobody too many.

    By role and day, as many as are lost or too many now, and as many as have to come.
    """
    needs = [instance.needs[index] for index in piece.needs]
    room, wanted, there = rooms(needs), {}, Counter[tuple[int, Role, int, int]]()
    for need in needs:
        if not need.skill and not need.stretch:
            wanted[slot_of(need)] = need.preferred
    leave, come = Counter[tuple[Role, int]](), Counter[tuple[Role, int]]()
    for index in piece.people:
        person = instance.people[index]
        for day in range(instance.before_days):
            was = instance.before.get((index, day))
            if was is None:
                continue
            shift, ward = was
            if ward in instance.options(person, day).get(shift, ()):
                there[ward, person.role, shift, day] += 1
            else:
                leave[person.role, day] += 1
    for (ward, role, shift, day), number in there.items():
        leave[role, day] += max(0, number - room.get((ward, role, shift, day), 0))
    for (ward, role, shift, day), number in wanted.items():
        if day < instance.before_days:
            come[role, day] += max(0, number - there[ward, role, shift, day])
    return sum(max(leave[spot], come[spot]) for spot in leave.keys() | come.keys())


def _bounds(reached: Mapping[str, int], floors: Mapping[str, int]) -> dict[str, float]:
    """Return what is known of the goals that count: those that stand where counting alone shows nothing can be better."""
    return {name: float(reached[name]) for name in (*BEFORE_CHANGES, CHANGES) if reached[name] <= floors.get(name, 0)}

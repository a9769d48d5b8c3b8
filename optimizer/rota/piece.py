"""Plan one piece of the rota: the greedy plan, then CP-SAT from there."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from optimizer.core.outcome import Run, Termination
from optimizer.core.params import Control, Limits, is_over, left_s, no_time, why_over
from optimizer.rota.ahead import Ahead, Lines
from optimizer.rota.chains import Chains
from optimizer.rota.cover import Cover
from optimizer.rota.goals import Goal, goals
from optimizer.rota.greedy import greedy_roster
from optimizer.rota.instance import RotaInstance
from optimizer.rota.measure import Assigned, measure
from optimizer.rota.pairs import keeps_all, post_pairs
from optimizer.rota.polish import even_out
from optimizer.rota.relaxed import relaxed
from optimizer.rota.rules import LINE_RULES
from optimizer.rota.service import SERVICE, better_start, is_short, post_bound
from optimizer.rota.split import Piece
from optimizer.rota.variables import Book, PersonLine
from optimizer.solve.cpsat import Stage, solve_cpsat
from optimizer.solve.result import late

UNUSED = 1.5
"""Share of the time that is kept from the goals: an evenness that cannot be proven would use up whatever is left."""

SOME = 0.5  # of the time left, for the relaxation


@dataclass(frozen=True, slots=True)
class PieceResult:
    """How a piece ended: who works what (empty without a plan), and the bounds of its terms."""

    termination: Termination
    assigned: Assigned
    bounds: Mapping[str, float | None]
    run: Run


@dataclass(frozen=True, slots=True)
class Task:
    """A piece with its greedy plan and, unless that is known to be best, the model to solve.

    Parameters
    ----------
    whole
        Whether the greedy plan keeps every rule (else a hard request could not be settled without a solver).
    stopped
        Whether the clock struck, or somebody asked to stop, while the plan to begin with was made.
    """

    begun: Assigned
    whole: bool
    book: Book | None
    stages: tuple[Stage, ...]
    cover: Cover | None
    bounds: Mapping[str, float | None]
    stopped: bool = False


def prepare(
    instance: RotaInstance,
    piece: Piece,
    lines: Sequence[Sequence[int] | None],
    ahead: Ahead | None = None,
    control: Control | None = None,
    *,
    bounds: bool = True,
) -> Task:
    """Make the first plan of a piece; no model is kept when it reaches every floor known by counting, or an answer is due.

    Without `bounds` nothing is asked of the relaxation: it takes seconds, and proves what stays short.
    """
    began = time.monotonic()
    roster = greedy_roster(instance, piece, lines)
    Chains(roster).mend()
    if no_time(control, began):
        return Task(roster.assigned, keeps_all(instance, roster.lines), None, (), None, {}, stopped=True)
    short = is_short(instance, piece, roster.assigned)
    service = relaxed(instance, piece, roster.assigned, SOME * left_s(control), control) if short and bounds else None
    if service is not None and not instance.before_days and not is_over(control):
        roster = better_start(instance, piece, lines, roster, service)
    if not instance.before_days and not is_over(control):
        even_out(instance, piece, roster)
    begun, whole = roster.assigned, keeps_all(instance, roster.lines)
    if no_time(control, began):
        return Task(begun, whole, None, (), None, {}, stopped=True)
    book = Book()
    variables = {index: PersonLine(book, instance, instance.people[index], roster.lines[index]) for index in piece.people}
    cover = Cover(book, instance, piece, variables, begun)
    wanted = goals(book, instance, piece, variables, cover, begun)
    floors = {goal.name: goal.floor for goal in wanted}
    reached = measure(instance, piece, begun)
    later = None if ahead is None else _later(ahead, instance, piece, book, variables, roster.lines)
    if later is not None:
        wanted.insert(1, later[0])  # right after what is short of the minimum
    if whole and (later is None or later[1] <= later[0].floor) and all(v <= floors.get(name, 0) for name, v in reached.items()):
        return Task(begun, whole, None, (), None, {name: float(value) for name, value in reached.items()})
    for index, line in variables.items():
        if is_over(control):
            return Task(begun, whole, None, (), None, {}, stopped=True)
        for rule in LINE_RULES:
            rule.post(instance, instance.people[index], line)
    post_pairs(instance, variables)
    done: list[str] = []
    if service is not None and whole:
        first = SERVICE if later is None else SERVICE[:1]  # what the days after the plan ask for comes between the two
        done = post_bound(book, {goal.name: goal.expr for goal in wanted}, service, {name: reached[name] for name in first})
    nothing = {name: 0.0 for name in reached if name not in floors}  # goals that this piece has no part in
    nothing |= {name: float(reached[name]) for name in done}
    stages = [Stage(goal.name, goal.expr, share=goal.share) for goal in wanted if goal.name not in done]
    return Task(
        begun, whole, book, (*stages, Stage("rest", 0, share=UNUSED)), cover, nothing, service is not None and service.stopped
    )


def _later(
    ahead: Ahead, instance: RotaInstance, piece: Piece, book: Book, variables: Mapping[int, PersonLine], lines: Lines
) -> tuple[Goal, int] | None:
    tail = ahead.piece(instance, piece)
    return ahead.goal(book, tail, variables, lines) if tail.needs else None


def solve(task: Task, limits: Limits, control: Control | None) -> PieceResult:
    """Improve the greedy plan of a piece with CP-SAT."""
    if task.stopped and task.book is None:
        ended = Termination.FALLBACK if task.whole else Termination.UNKNOWN
        return PieceResult(ended, task.begun if task.whole else {}, {}, late(limits, control))
    if task.book is None or task.cover is None:
        return PieceResult(Termination.OPTIMAL, task.begun, task.bounds, Run())
    result = solve_cpsat(task.book.model, task.stages, limits, hint=task.book.start, control=control, step="rota", tight=True)
    if task.stopped:
        result = replace(result, run=replace(result.run, stopped_by=why_over(control)))
    if result.termination.has_plan:
        bounds = {**task.bounds, **{stage.name: result.bound_of(stage.name) for stage in task.stages}}
        return PieceResult(result.termination, task.cover.read(result.values), bounds, result.run)
    if task.whole:
        return PieceResult(Termination.FALLBACK, task.begun, {}, result.run)
    return PieceResult(result.termination, {}, {}, result.run)

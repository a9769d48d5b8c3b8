"""Plan who works which shift: piece by piece with CP-SAT, from a greedy plan that also is the fallback."""

from __future__ import annotations

import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

from optimizer.core.errors import ContradictionError
from optimizer.core.issue import Issue
from optimizer.core.outcome import Outcome, Run, Term, Termination
from optimizer.core.params import Control, Limits, left_s
from optimizer.data.dataset import Dataset
from optimizer.data.tables.plan import RotaRow, RotationRow, TeamRow
from optimizer.rota.ahead import Ahead
from optimizer.rota.bygroup import as_one, in_force_as_one, of_people
from optimizer.rota.fixed import request_issue, start_lines
from optimizer.rota.groups import Groups
from optimizer.rota.instance import RotaInstance
from optimizer.rota.mending import mended
from optimizer.rota.piece import PieceResult, prepare, solve
from optimizer.rota.pools import Capacity, Pools
from optimizer.rota.side_by_side import side_by_side
from optimizer.rota.solution import RotaSolution, in_unit, solution_of, term_values
from optimizer.rota.split import Piece, split
from optimizer.rota.standing import standing

LEAST_S = 1.0  # of solver time a piece, however small: its goals are as many as those of a large one


def roster(
    dataset: Dataset,
    teams: tuple[TeamRow, ...],
    rotation: tuple[RotationRow, ...],
    capacity: Capacity,
    limits: Limits,
    control: Control | None = None,
    *,
    in_force: Sequence[RotaRow] = (),
    quick: bool = False,
) -> Outcome[RotaSolution]:
    """Plan the shifts of everybody on the days of the horizon.

    Parameters
    ----------
    capacity
        Beds and census by unit and date; cover per patient or bed is counted from them.
    in_force
        The rota in force: as few person-days as can be differ from it, at equal service.
    quick
        Whether somebody waits: a rota in force for all days is mended where it has to be, and no further.

    Raises
    ------
    ContradictionError
        When a hard request contradicts other hard rules; its issues name the rules and the rows.
    """
    groups = Groups.of(dataset)
    if not groups.members:
        return _of_people(dataset, Pools(dataset, teams, rotation, capacity), limits, control, in_force, quick=quick)
    one, held = as_one(dataset, groups), in_force_as_one(groups, in_force)
    outcome = _of_people(one, Pools(one, teams, rotation, capacity), limits, control, held, quick=quick)
    instance = RotaInstance.from_dataset(dataset, Pools(dataset, teams, rotation, capacity), in_force)
    return of_people(dataset, groups, instance, outcome)


def _of_people(
    dataset: Dataset, pools: Pools, limits: Limits, control: Control | None, in_force: Sequence[RotaRow], *, quick: bool
) -> Outcome[RotaSolution]:
    """Plan the shifts of everybody in the staff table, each on their own."""
    began = time.monotonic()
    instance = RotaInstance.from_dataset(dataset, pools, in_force)
    lines = start_lines(dataset, pools, instance)
    pieces = split(instance)
    hold = dataset.scenario.replan.hold_rota
    found = [standing(instance, piece) if hold or quick else None for piece in pieces]
    anew = [piece for piece, kept in zip(pieces, found, strict=True) if kept is None]
    if quick and instance.before_days == instance.days:
        planned = mended(instance, anew, lines, limits, control)
    else:
        ahead = Ahead.of(dataset, pools.teams, pools.rotation, pools.capacity)
        planned = _plan(instance, anew, lines, limits, control, ahead, bounds=not (hold or quick))
    results = [*planned, *filter(None, found)]
    run = replace(_run(results), seed=limits.seed, workers=limits.workers, seconds=time.monotonic() - began)
    termination = _termination(results)
    if termination is Termination.INFEASIBLE:
        raise ContradictionError(_undecided(dataset, instance, lines))
    if not termination.has_plan:
        return Outcome("rota", termination, None, (), run)
    assigned = {key: where for result in results for key, where in result.assigned.items()}
    solution = solution_of(dataset, instance, assigned)
    terms = tuple(
        Term(name, value, _bound(results, name, value)) for name, value in term_values(dataset, instance, solution.rota).items()
    )
    return Outcome("rota", termination, solution, terms, run)


def _plan(
    instance: RotaInstance,
    pieces: Sequence[Piece],
    lines: Sequence[Sequence[int] | None],
    limits: Limits,
    control: Control | None,
    ahead: Ahead | None,
    *,
    bounds: bool,
) -> list[PieceResult]:
    """Plan every piece; those that need a solver share its time by their size, with a least, side by side on a worker each."""
    end = time.monotonic() + min(limits.wall_s, left_s(control))
    with ThreadPoolExecutor(limits.workers) as pool:
        tasks = list(pool.map(lambda piece: prepare(instance, piece, lines, ahead, control, bounds=bounds), pieces))
    sizes = [piece.choices(instance) if task.book is not None else 0 for piece, task in zip(pieces, tasks, strict=True)]

    def one(number: int, wall_s: float) -> PieceResult:
        share = limits.deterministic_s * sizes[number] / max(1, sum(sizes))
        seconds = max(share, min(LEAST_S, limits.deterministic_s))
        return solve(tasks[number], limits.but(deterministic_s=seconds, deadline_s=wall_s, workers=1), control)

    return side_by_side(sizes, limits.workers, end, one)


def _termination(results: Sequence[PieceResult]) -> Termination:
    found = {result.termination for result in results}
    worst = (Termination.INFEASIBLE, Termination.UNKNOWN, Termination.FALLBACK, Termination.FEASIBLE)
    return next((one for one in worst if one in found), Termination.OPTIMAL)


def _bound(results: Sequence[PieceResult], name: str, value: float) -> float | None:
    bounds = [result.bounds.get(name) for result in results]
    known = [bound for bound in bounds if bound is not None]
    if len(known) < len(bounds):
        return 0.0 if value == 0 else None  # no term is negative
    return min(value, in_unit(name, sum(known)))


def _run(results: Sequence[PieceResult]) -> Run:
    runs = [result.run for result in results]
    named = next((run for run in runs if run.solver), Run())
    stops = [run.stopped_by for run in runs if run.stopped_by]
    worst = next((stop for stop in stops if stop != "limit"), stops[0] if stops else "")
    return replace(named, stopped_by=worst)


def _undecided(dataset: Dataset, instance: RotaInstance, lines: Sequence[Sequence[int] | None]) -> list[Issue]:
    """Return issues of the people whose requests a search alone could not settle, now that the solver has."""
    return [
        request_issue(dataset, instance, person, wish, "hard_request")
        for person, line in zip(instance.people, lines, strict=True)
        if line is None
        for wish in person.fixed
    ]

"""Designation as a mixed-integer model: PuLP writes it, HiGHS solves it goal by goal."""

from __future__ import annotations

import logging
import time
from collections.abc import Sequence
from dataclasses import replace

from optimizer.core.goals import GOALS
from optimizer.core.outcome import Outcome, Run, Term, Termination
from optimizer.core.params import Control, Limits
from optimizer.data.dataset import Dataset
from optimizer.data.tables.plan import ConversionRow, DesignationRow
from optimizer.designation.contradiction import refuse_contradictions
from optimizer.designation.draft import Draft
from optimizer.designation.greedy import nearest_first
from optimizer.designation.instance import DesignationInstance, holding
from optimizer.designation.merge import Merged
from optimizer.designation.solution import DesignationSolution, emit, term_values
from optimizer.designation.travel import STEP, TRAVEL_GAP, model, shorten
from optimizer.solve.milp import MilpStage, solve_milp
from optimizer.solve.result import SolverResult

GUARD_S = 120.0  # nodes and gaps end these solves; the clock is only a guard and must not strike on a busy machine
log = logging.getLogger(__name__)


def designate(
    dataset: Dataset,
    limits: Limits,
    control: Control | None = None,
    *,
    in_force: tuple[Sequence[DesignationRow], Sequence[ConversionRow]] = ((), ()),
    quick: bool = False,
) -> Outcome[DesignationSolution]:
    """Choose which hospital serves which service and ward kind, and which units are converted.

    The goals up to conversions are solved over merged origins, exactly; then trips are shortened, keeping what was
    achieved. The nearest-first plan is the answer when the solver fails.

    Parameters
    ----------
    in_force
        Designation and conversions that stay as far as they are possible; others are added only where that serves more
        people, or more of them within the travel limit.
    quick
        Leave the expected trips as the sites are chosen, without shortening them: seconds instead of many.

    Raises
    ------
    ContradictionError
        When a hospital must be designated that another hard rule keeps out.
    """
    started = time.monotonic()
    if not limits.deadline_s:
        limits = limits.but(deadline_s=max(GUARD_S, limits.wall_s))
    instance = holding(DesignationInstance.from_dataset(dataset), *in_force)
    refuse_contradictions(dataset, instance)
    merged, start = Merged(instance), nearest_first(instance)
    draft, result = _solve_goals(instance, merged, start, limits, control)
    if not result.termination.has_plan:
        log.warning("designation ended %s without a plan; the nearest-first plan is used", result.termination)
        return _outcome(dataset, emit(dataset, instance, start), {}, Termination.FALLBACK, result.run)
    if quick:
        bounds: dict[str, float | None] = {stage.name: stage.bound for stage in result.stages}
        done = emit(dataset, instance, merged.apart(draft))
        return _outcome(dataset, done, bounds, Termination.FEASIBLE, result.run)
    left = max(0.5, limits.wall_s - (time.monotonic() - started))
    final = shorten(instance, merged, draft, limits.but(deadline_s=left), control)
    bounds = {stage.name: stage.bound for stage in result.stages} | {"travel": final.bound}
    stopped_by = _worst([result, *final.results])
    run = replace(result.run, seconds=time.monotonic() - started, stopped_by=stopped_by)
    outcome = _outcome(dataset, emit(dataset, instance, final.draft), bounds, Termination.FEASIBLE, run)
    gap = outcome.terms[-1].gap
    proven = result.termination is Termination.OPTIMAL and gap is not None and gap <= max(TRAVEL_GAP, limits.relative_gap)
    return replace(outcome, termination=Termination.OPTIMAL) if proven else outcome


def _solve_goals(
    instance: DesignationInstance, merged: Merged, start: Draft, limits: Limits, control: Control | None
) -> tuple[Draft, SolverResult]:
    """Return a draft over the merged origins that is best by every goal but travel."""
    choice, goals = model(instance, merged.groups, merged.together(start))
    stages = [MilpStage(name, build()) for name, build in goals.before_travel().items()]
    result = solve_milp(choice.problem, stages, limits, control=control, step=STEP)
    return (choice.draft(result) if result.termination.has_plan else start), result


def _worst(results: list[SolverResult]) -> str:
    reasons = {result.run.stopped_by for result in results}
    return next((reason for reason in ("crash", "memory", "stop", "deadline", "limit") if reason in reasons), "")


def _outcome(
    dataset: Dataset,
    solution: DesignationSolution,
    bounds: dict[str, float | None],
    termination: Termination,
    run: Run,
) -> Outcome[DesignationSolution]:
    values = term_values(dataset, solution)
    terms = []
    for name, spec in GOALS.items():
        if spec.step == STEP:
            bound = bounds.get(name)
            # rounding to the file's decimals may put a proven value a hair below its bound
            terms.append(Term(name, values[name], None if bound is None else min(values[name], round(bound, 3))))
    return Outcome(STEP, termination, solution, tuple(terms), run)

"""Designation as a mixed-integer model: PuLP writes it, HiGHS solves it goal by goal."""

from __future__ import annotations

import logging
import time
from collections.abc import Sequence
from dataclasses import replace

from optimizer.core.goals import GOALS
from optimizer.core.outcome import Outcome, Run, Term, Termination
from optimizer.core.params import Control, Limits, is_over, left_s, no_time, why_over
from optimizer.data.dataset import Dataset
from optimizer.data.tables.plan import ConversionRow, DesignationRow
from optimizer.designation.before_travel import best_before_travel
from optimizer.designation.contradiction import refuse_contradictions, refuse_hidden
from optimizer.designation.draft import Draft
from optimizer.designation.greedy import nearest_first
from optimizer.designation.holding import holding
from optimizer.designation.instance import DesignationInstance
from optimizer.designation.merge import RATIO_DECIMALS, Merged
from optimizer.designation.sharing import Achieved
from optimizer.designation.solution import DesignationSolution, emit, term_values
from optimizer.designation.travel import HAIR, STEP, TRAVEL_GAP, shorten
from optimizer.solve.result import FAULTS, SolverResult, late

GUARD_S = 120.0  # nodes and gaps end these solves; the clock is only a guard and must not strike on a busy machine
log = logging.getLogger(__name__)


def designate(
    dataset: Dataset,
    limits: Limits,
    control: Control | None = None,
    *,
    in_force: tuple[Sequence[DesignationRow], Sequence[ConversionRow]] = ((), ()),
    quick: bool = False,
    most_sites: int | None = None,
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
        Choose no sites for shorter trips, only send people to the nearest of those chosen: seconds instead of many.
    most_sites
        Designate no more sites than that, and as many of them as shorten trips; by default their number is a goal.

    Raises
    ------
    ContradictionError
        When a hospital must be designated that another hard rule keeps out.
    """
    started = time.monotonic()
    if not limits.deadline_s:
        limits = limits.but(deadline_s=max(GUARD_S, limits.wall_s))
    limits = limits.but(deadline_s=max(0.1, min(limits.wall_s, left_s(control))))
    instance = replace(holding(DesignationInstance.from_dataset(dataset), *in_force), most_sites=most_sites)
    refuse_contradictions(dataset, instance)
    merged, start = Merged(instance), nearest_first(instance)
    if no_time(control, started):
        return outcome_of(dataset, instance, emit(dataset, instance, start), {}, Termination.FALLBACK, late(limits, control))
    draft, result = best_before_travel(instance, merged, start, limits, control)
    if result.termination is Termination.INFEASIBLE:
        refuse_hidden(dataset, instance, limits, control)
    if not result.termination.has_plan:
        log.warning("designation ended %s without a plan; the nearest-first plan is used", result.termination)
        return outcome_of(dataset, instance, emit(dataset, instance, start), {}, Termination.FALLBACK, result.run)
    bounds = _bounds(instance, result)
    if quick or no_time(control, started):
        nearer = _sent_nearer(instance, merged.apart(draft), limits) if quick else merged.apart(draft)
        run = result.run if quick else replace(result.run, stopped_by=result.run.stopped_by or why_over(control))
        return outcome_of(dataset, instance, emit(dataset, instance, nearer), bounds, Termination.FEASIBLE, run)
    left = max(0.1, limits.wall_s - (time.monotonic() - started))
    final = shorten(instance, merged, draft, limits.but(deadline_s=left), control)
    bounds["travel"] = final.bound
    stopped_by = _worst([result, *final.results])
    run = replace(result.run, seconds=time.monotonic() - started, stopped_by=stopped_by)
    outcome = outcome_of(dataset, instance, emit(dataset, instance, final.draft), bounds, Termination.FEASIBLE, run)
    gap = outcome.terms[-1].gap
    proven = result.termination is Termination.OPTIMAL and gap is not None and gap <= max(TRAVEL_GAP, limits.relative_gap) + HAIR
    if proven:
        return replace(outcome, termination=Termination.OPTIMAL)
    return replace(outcome, run=replace(run, stopped_by=stopped_by or why_over(control))) if is_over(control) else outcome


def _sent_nearer(instance: DesignationInstance, draft: Draft, limits: Limits) -> Draft:
    """Return the draft with everybody sent to the nearest of its sites that keep what it achieved."""
    found = Achieved(instance, draft, lambda: limits.wall_s).judge(draft)
    return draft if found is None else found[0]


def _bounds(instance: DesignationInstance, result: SolverResult) -> dict[str, float | None]:
    """Return the bounds proven over merged origins; for the upper forecast less what merging may hide."""
    bounds = {stage.name: stage.bound for stage in result.stages}
    high = bounds.get("uncovered_high")
    if high is not None:
        hidden = 0.5 * 10**-RATIO_DECIMALS * sum(group.load for group in instance.groups)
        bounds["uncovered_high"] = max(0.0, high - hidden)
    return bounds


def _worst(results: list[SolverResult]) -> str:
    reasons = {result.run.stopped_by for result in results}
    return next((reason for reason in (*FAULTS, "stop", "deadline", "limit") if reason in reasons), "")


def outcome_of(
    dataset: Dataset,
    instance: DesignationInstance,
    solution: DesignationSolution,
    bounds: dict[str, float | None],
    termination: Termination,
    run: Run,
) -> Outcome[DesignationSolution]:
    """Return a designation with every term and its bound."""
    values = term_values(dataset, instance, solution)
    terms = []
    for name, spec in GOALS.items():
        if spec.step == STEP:
            bound = bounds.get(name)
            # rounding to the file's decimals may put a proven value a hair below its bound
            terms.append(Term(name, values[name], None if bound is None else min(values[name], round(bound, 3))))
    return Outcome(STEP, termination, solution, tuple(terms), run)

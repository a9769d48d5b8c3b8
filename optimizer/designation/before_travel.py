"""The goals of designation up to travel, in their order, over merged origins: who is designated, and what is converted."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from optimizer.core.outcome import Termination
from optimizer.core.params import Control, Limits, is_over, left_s
from optimizer.designation.draft import Draft
from optimizer.designation.goals import Expression
from optimizer.designation.instance import DesignationInstance
from optimizer.designation.kept import fewest, have_at_least, keep, model
from optimizer.designation.merge import Merged
from optimizer.solve.milp import MilpStage, solve_milp
from optimizer.solve.result import SolverResult

STEP = "designation"
OF_NUMBERS = ("sites", "conversions")
"""Goals that count what is chosen; the others say whom it serves, and how."""


def best_before_travel(
    instance: DesignationInstance, merged: Merged, start: Draft, limits: Limits, control: Control | None
) -> tuple[Draft, SolverResult]:
    """Return a draft over the merged origins that is best by every goal but travel; `start` when the solver fails.

    Parameters
    ----------
    start
        A draft over the origins, from which the solver begins.
    """
    draft = merged.together(start)
    choice, goals = model(instance, merged.groups, draft)
    service = {name: build for name, build in goals.before_travel().items() if name not in OF_NUMBERS}
    first = solve_milp(choice.problem, _stages(service), limits, control=control, step=STEP)
    if not first.termination.has_plan:
        return draft, first
    draft = choice.draft(first)
    if is_over(control):
        return draft, first
    choice, goals = model(instance, merged.groups, draft)
    keep(choice, goals, service)
    have_at_least(choice, fewest(instance, merged.groups, draft, service, max(0.1, min(limits.wall_s, left_s(control)))))
    numbers = {name: build for name, build in goals.before_travel().items() if name in OF_NUMBERS}
    second = solve_milp(choice.problem, _stages(numbers), limits, control=control, step=STEP)
    return (choice.draft(second) if second.termination.has_plan else draft), _both(first, second)


def _stages(goals: Mapping[str, Callable[[], Expression]]) -> list[MilpStage]:
    return [MilpStage(name, build()) for name, build in goals.items()]


def _both(first: SolverResult, second: SolverResult) -> SolverResult:
    """Return two solves as one; the second began with what the first achieved."""
    proven = {first.termination, second.termination} == {Termination.OPTIMAL}
    seconds, stopped_by = first.run.seconds + second.run.seconds, first.run.stopped_by or second.run.stopped_by
    return replace(
        first,
        termination=Termination.OPTIMAL if proven else Termination.FEASIBLE,
        stages=(*first.stages, *second.stages),
        run=replace(first.run, seconds=seconds, stopped_by=stopped_by),
    )

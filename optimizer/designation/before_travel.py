"""The goals of designation up to travel, in their order, over merged origins: who is designated, and what is converted."""

from __future__ import annotations

from optimizer.core.params import Control, Limits
from optimizer.designation.draft import Draft
from optimizer.designation.instance import DesignationInstance
from optimizer.designation.merge import Merged
from optimizer.designation.travel import STEP, model
from optimizer.solve.milp import MilpStage, solve_milp
from optimizer.solve.result import SolverResult


def best_before_travel(
    instance: DesignationInstance, merged: Merged, start: Draft, limits: Limits, control: Control | None
) -> tuple[Draft, SolverResult]:
    """Return a draft over the merged origins that is best by every goal but travel; `start` when the solver fails.

    Parameters
    ----------
    start
        A draft over the origins, from which the solver begins.
    """
    choice, goals = model(instance, merged.groups, merged.together(start))
    stages = [MilpStage(name, build()) for name, build in goals.before_travel().items()]
    result = solve_milp(choice.problem, stages, limits, control=control, step=STEP)
    return (choice.draft(result) if result.termination.has_plan else merged.together(start)), result

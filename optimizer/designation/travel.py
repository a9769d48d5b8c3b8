"""The last goal of designation: shorter trips, with everything the goals before it achieved kept.

One model over all origins has tens of thousands of flows, most of them to sites that hardly anybody would go to. The rows
that tie a flow to its site come in as they bind, and what the relaxation rules out is left away (`solve.lean`).
"""

from __future__ import annotations

import time
from dataclasses import dataclass

from optimizer.core.params import Control, Limits
from optimizer.designation.draft import Draft
from optimizer.designation.instance import DesignationInstance
from optimizer.designation.kept import fewest, have_at_least, keep, model
from optimizer.designation.merge import Merged
from optimizer.solve.milp import MilpStage, solve_milp
from optimizer.solve.result import SolverResult

STEP = "designation"
TRAVEL_GAP = 1e-3  # minutes are estimates; a tenth of a percent of their sum is well below their own error
HAIR = 1e-6  # of a gap, which often is exactly the one allowed


@dataclass(frozen=True, slots=True)
class Shortened:
    """A draft with shorter trips, the bound of their sum, and what the solver said."""

    draft: Draft
    bound: float | None
    results: tuple[SolverResult, ...]


def shorten(instance: DesignationInstance, merged: Merged, draft: Draft, limits: Limits, control: Control | None) -> Shortened:
    """Return a draft with shorter trips; what a failing solve was to improve stays as it is.

    `draft` is over the merged origins.
    """
    end = time.monotonic() + limits.wall_s
    begun = merged.apart(draft)
    choice, goals = model(instance, instance.groups, begun)
    before = goals.before_travel().keys()
    keep(choice, goals, before)
    have_at_least(choice, fewest(instance, merged.groups, draft, before, limits.wall_s))
    limits = limits.but(relative_gap=max(limits.relative_gap, TRAVEL_GAP), deadline_s=max(0.1, end - time.monotonic()))
    result = solve_milp(choice.problem, [MilpStage("travel", goals.travel())], limits, control=control, step=STEP, lean=True)
    final = choice.draft(result) if result.termination.has_plan else begun
    return Shortened(final, result.bound_of("travel"), (result,))

"""The last goal of designation: shorter trips, with everything the goals before it achieved kept.

What services share is settled first, and each is solved by itself (`sharing`). Where that does not close the gap, or many
numbers of sites are possible, one model over all origins is solved. It has tens of thousands of flows, most of them to
sites that hardly anybody would go to: the rows that tie a flow to its site come in as they bind, and what the relaxation
rules out is left away (`solve.lean`).
"""

from __future__ import annotations

import time
from dataclasses import dataclass

from optimizer.core.params import Control, Limits, guard, is_over
from optimizer.designation.choice import Choice
from optimizer.designation.draft import Draft
from optimizer.designation.goals import Goals
from optimizer.designation.instance import DesignationInstance
from optimizer.designation.kept import fewest, have_at_least, keep, model
from optimizer.designation.merge import Merged
from optimizer.designation.sharing import Achieved, kept, settle, travel_of
from optimizer.solve.milp import MilpStage, solve_milp
from optimizer.solve.result import SolverResult

STEP = "designation"
TRAVEL_GAP = 1e-3  # minutes are estimates; a tenth of a percent of their sum is well below their own error
MANY = 40  # services and ward kinds × numbers of their sites, above which they are not taken one by one
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
    before = Goals(Choice(instance, ()), draft).before_travel().keys()
    numbers = fewest(instance, merged.groups, draft, before, limits.wall_s)
    share, bound = max(limits.relative_gap, TRAVEL_GAP), 0.0
    if is_over(control):
        return Shortened(begun, None, ())
    achieved = Achieved(instance, begun, guard(control, limits.wall_s))
    most = kept(instance, achieved, numbers)
    if instance.most_sites is None and sum(map(len, most.values())) <= MANY:
        short = settle(instance, achieved, most, share, guard(control, max(0.1, end - time.monotonic())))
        begun, bound = short.found or begun, short.bound
        if bound >= (1 - share) * travel_of(instance, begun) - HAIR:
            return Shortened(begun, bound, ())
    if is_over(control):
        return Shortened(begun, bound, ())
    choice, goals = model(instance, instance.groups, begun)
    keep(choice, goals, before)
    have_at_least(choice, numbers)
    limits = limits.but(relative_gap=share, deadline_s=max(0.1, end - time.monotonic()))
    result = solve_milp(choice.problem, [MilpStage("travel", goals.travel())], limits, control=control, step=STEP, lean=True)
    final = choice.draft(result) if result.termination.has_plan else begun
    proven = result.bound_of("travel")
    return Shortened(final, bound if proven is None else max(bound, proven), (result,))

"""One solve per component: people who share no unit, link or building do not know each other, except by few goals."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Self

from optimizer.core.outcome import Termination
from optimizer.core.rounding import ceil_int
from optimizer.data.scenario import Goal
from optimizer.routing.budget import Budget
from optimizer.routing.draw import Drawing, draw
from optimizer.routing.ledger import Ledger
from optimizer.routing.settle import Settled
from optimizer.routing.solves import Solves
from optimizer.solve.result import SolverResult

TIES = frozenset({"crossing", "worst_trip_min", "balance_pct"})  # goals that tie components together
RELAXED_OPTIONS = 30_000  # options up to which the relaxation of a component is worth its time
TOLERANCE = 1e-4  # of the relaxation's value
LARGE = 15_000  # options beyond which a component is divided
SEARCH_OPTIONS = 2000  # up to so many, CP-SAT settles which sites to use at once
SEARCH_SHARE = 0.05  # of the deterministic time, for one such component


@dataclass(frozen=True, slots=True)
class Parts:
    """The components of some people, and the bound of what was left out of them.

    Parameters
    ----------
    blocks
        Components to be solved.
    exact
        Per component, whether its solve bounds a goal; not so where the life-threatened are held where they are.
    held
        Large components whose life-threatened are held, so that they fall apart further; bounded by their floor.
    """

    blocks: tuple[Settled, ...]
    exact: tuple[bool, ...]
    held: tuple[Settled, ...]

    @classmethod
    def of(cls, known: Ledger, settled: Settled, *, sites: bool = False) -> Self:
        """Return the components, large ones divided by holding the life-threatened, whose buffers tie services together."""
        whole = settled.blocks(known, sites=sites)
        held = tuple(block for block in whole if block.size > LARGE)
        small = tuple(block for block in whole if block.size <= LARGE)
        parts = tuple(part for block in held for part in block.urgent_as_placed(known).blocks(known, sites=sites))
        return cls((*small, *parts), (True,) * len(small) + (False,) * len(parts), held)


def solve_blocks(
    solves: Solves, known: Ledger, parts: Parts, kept: Sequence[Goal], goals: Sequence[Goal], budget: Budget
) -> tuple[dict[str, float], list[Settled]]:
    """Improve a plan component by component.

    A component keeps what it has of the goals before. What ties components together (`TIES`) is not kept by it: the
    caller restricts the options, or a plan that makes such a goal worse is not taken.

    Parameters
    ----------
    known
        The plan, changed in place.
    kept, goals
        Goals achieved before, and those to be minimised now, in order.
    budget
        How much of the components may be looked at.

    Returns
    -------
    tuple
        A bound of every goal that is a sum over components; and the components whose answer was not taken.
    """
    bounds = {goal.name: float(known.instance.apart(goal.name)) for goal in goals if goal.name not in TIES}
    kept_here = [goal for goal in kept if goal.name not in TIES]
    for block in parts.held:
        for name in bounds:
            bounds[name] += block.floor(known, name)
        if len(goals) == 1 and block.size <= RELAXED_OPTIONS:
            bounds[goals[0].name] += _beyond_floor(solves, known, block, kept_here, goals[0])

    open_ones = [number for number, block in enumerate(parts.blocks) if not _met(known, block, goals)]
    allotted = dict(zip(open_ones, budget.allot(known, [parts.blocks[number] for number in open_ones]), strict=True))

    def work(number: int) -> tuple[Drawing, SolverResult] | None:
        block = allotted.get(number)
        if block is None:
            return None
        drawing = _alone(known, block, kept_here, goals)
        if goals[0].name == "concentration" and block.size <= SEARCH_OPTIONS:
            return drawing, solves.search(drawing, goals, SEARCH_SHARE)
        return drawing, solves.linear(drawing, goals)

    with ThreadPoolExecutor(max_workers=solves.limits.workers) as pool:
        answers = list(pool.map(work, range(len(parts.blocks))))
    refused = []
    for number, (block, exact, answer) in enumerate(zip(parts.blocks, parts.exact, answers, strict=True)):
        for name in bounds if exact else ():
            found = None if answer is None or allotted[number] is not block else answer[1].bound_of(name)
            bounds[name] += max(block.floor(known, name), 0 if found is None else found)
        if answer is not None and _better(*answer, goals) and not known.exchange(answer[0].assignment(answer[1])):
            refused.append(block)
    return bounds, refused


def _alone(known: Ledger, block: Settled, kept: Sequence[Goal], goals: Sequence[Goal]) -> Drawing:
    """Return a model of one component, which keeps what it has of some goals."""
    drawing = draw(known, block, [*kept, *goals])
    for goal in kept:
        drawing.keep(goal.name)
    return drawing


def _beyond_floor(solves: Solves, known: Ledger, block: Settled, kept: Sequence[Goal], goal: Goal) -> int:
    """Return by how much the relaxation of a component bounds a goal better than its floor."""
    result = solves.linear(_alone(known, block, kept, [goal]), [goal], relaxed=True)
    bound = result.bound_of(goal.name) if result.termination is Termination.OPTIMAL else None
    return 0 if bound is None else max(0, ceil_int(bound - TOLERANCE) - block.floor(known, goal.name))


def _better(drawing: Drawing, result: SolverResult, goals: Sequence[Goal]) -> bool:
    """Whether there is an answer that is worth taking."""
    if not result.termination.has_plan:
        return False
    return [drawing.value(goal.name, result) for goal in goals] < [drawing.value(goal.name) for goal in goals]


def _met(known: Ledger, block: Settled, goals: Sequence[Goal]) -> bool:
    """Whether the plan is as good as it can be for these people, or others decide."""
    for goal in goals:
        value = block.value(known, goal.name)
        others_decide = goal.name in TIES and value < known.totals[goal.name]
        if not others_decide and value > block.floor(known, goal.name):
            return False
    return True

"""One solve per component: people who share no unit, link or building do not know each other, except by few goals."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from optimizer.core.outcome import Termination
from optimizer.core.rounding import ceil_int
from optimizer.data.scenario import Goal
from optimizer.routing.budget import Budget
from optimizer.routing.candidates import Option
from optimizer.routing.draw import Drawing, draw
from optimizer.routing.ledger import Ledger
from optimizer.routing.settle import Settled
from optimizer.routing.solves import Solves
from optimizer.solve.result import SolverResult

TIES = frozenset({"crossing", "worst_trip_min", "balance_pct"})  # goals that tie components together
LARGE = 15_000  # options beyond which a component is divided
RELAXED_OPTIONS = 30_000  # options up to which the relaxation of a component is worth its time
TOLERANCE = 1e-4  # of the relaxation's value
SEARCH_OPTIONS = 2000  # up to so many, CP-SAT settles which sites to use at once
SEARCH_SHARE = 0.05  # of the deterministic time, for one such component


@dataclass(frozen=True, slots=True)
class Part:
    """One component to be solved.

    Parameters
    ----------
    block
        Who, with the options in question.
    origin
        The same people with all their options, when `block` holds the life-threatened where they are or keeps to a
        pattern: then the solve bounds nothing, but the floor of these people does. None otherwise.
    apart
        Whether `origin` shares no site with other parts, so that its relaxation bounds concentration too.
    """

    block: Settled
    origin: Settled | None = None
    apart: bool = False

    def within(self, known: Ledger, pattern: Callable[[Option], bool]) -> Part:
        """Return the part with the options that a pattern allows."""
        return Part(self.block.within(known, pattern), self.origin or self.block, apart=self.origin is None)


def parts_of(known: Ledger, settled: Settled, *, sites: bool = False) -> list[Part]:
    """Return the components, large ones divided by holding the life-threatened, whose buffers tie services together."""
    parts = []
    for whole in settled.blocks(known, sites=sites):
        if whole.size <= LARGE:
            parts.append(Part(whole))
            continue
        movable = {
            option.place
            for kin in whole.kin
            if known.instance.people[kin.members[0]].urgent and len(kin.options) > 1
            for option in kin.options
        }
        options = {kin.members: kin for kin in whole.kin}
        for block in whole.urgent_as_placed(known).blocks(known, sites=sites):
            touched = any(option.place in movable for kin in block.kin for option in kin.options)
            origin = Settled(tuple(options[kin.members] for kin in block.kin), block.must) if touched else None
            parts.append(Part(block, origin))
    return parts


def solve_blocks(
    solves: Solves, known: Ledger, parts: Sequence[Part], kept: Sequence[Goal], goals: Sequence[Goal], budget: Budget
) -> tuple[dict[str, float], list[Part]]:
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
    open_ones = [number for number, part in enumerate(parts) if not _met(known, part.block, goals)]
    allotted = dict(zip(open_ones, budget.allot(known, [parts[number].block for number in open_ones]), strict=True))

    def relaxed(number: int) -> float:
        origin = parts[number].origin
        if origin is None or not parts[number].apart or len(goals) > 1 or origin.size > RELAXED_OPTIONS:
            return 0
        result = solves.linear(_alone(known, origin, kept_here, goals), goals, relaxed=True)
        bound = result.bound_of(goals[0].name) if result.termination is Termination.OPTIMAL else None
        return 0 if bound is None else ceil_int(bound - TOLERANCE)

    def work(number: int) -> tuple[Drawing, SolverResult] | None:
        block = allotted[number]
        if block is None:
            return None
        drawing = _alone(known, block, kept_here, goals)
        if goals[0].name == "concentration" and block.size <= SEARCH_OPTIONS:
            return drawing, solves.search(drawing, goals, SEARCH_SHARE)
        return drawing, solves.linear(drawing, goals)

    largest_first = sorted(open_ones, key=lambda number: (-parts[number].block.size, number))
    with ThreadPoolExecutor(max_workers=solves.limits.workers) as pool:
        answers = dict(zip(largest_first, pool.map(work, largest_first), strict=True))
        beyond = dict(zip(largest_first, pool.map(relaxed, largest_first), strict=True))
    refused = []
    for number, part in enumerate(parts):
        answer = answers.get(number)
        proof = answer[1] if answer is not None and part.origin is None and allotted[number] is part.block else None
        for name in bounds:
            floor = (part.origin or part.block).floor(known, name)
            bounds[name] += max(floor, beyond.get(number, 0), 0 if proof is None else proof.bound_of(name) or 0)
        if answer is not None and _better(*answer, goals) and not known.exchange(answer[0].assignment(answer[1])):
            refused.append(part)
    return bounds, refused


def _alone(known: Ledger, block: Settled, kept: Sequence[Goal], goals: Sequence[Goal]) -> Drawing:
    """Return a model of one component, which keeps what it has of some goals."""
    drawing = draw(known, block, [*kept, *goals])
    for goal in kept:
        drawing.keep(goal.name)
    return drawing


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

"""Concentration, component by component: people who share no unit share no site either."""

from __future__ import annotations

from collections.abc import Sequence

from optimizer.data.scenario import Goal
from optimizer.routing.draw import Drawing, draw
from optimizer.routing.forced import forced_floor
from optimizer.routing.ledger import Ledger
from optimizer.routing.pattern import pattern_of
from optimizer.routing.settle import Settled
from optimizer.routing.solves import Solves

SHARE = 0.3  # of the deterministic time


def concentrate(solves: Solves, known: Ledger, settled: Settled, goals: Sequence[Goal]) -> tuple[Ledger, float]:
    """Return a plan with fewer sites in use, where one is found, and a bound on their number.

    Each component keeps what it has of the goals before. Crossing ties components together and is left out of the
    models, so that their bounds hold whatever wards are open elsewhere; a plan that adds to it is not taken, and the
    component is solved again within the ward kinds in use.

    Parameters
    ----------
    goals
        Concentration last, before it the goals that are kept.
    """
    blocks = settled.blocks(known)
    options = max(1, settled.size)
    bound = 0.0
    for block in blocks:
        seconds = SHARE * solves.limits.deterministic_s * block.size / options
        known, least = _block(solves, known, block, goals, seconds)
        bound += least
    return known, bound


def _block(solves: Solves, known: Ledger, block: Settled, goals: Sequence[Goal], seconds: float) -> tuple[Ledger, float]:
    goal = goals[-1]
    drawing = _alone(known, block, goals)
    before, floor = drawing.value(goal.name), forced_floor(goal.name, known.instance, block.forced)
    if before <= floor:
        return known, before
    result = solves.search(drawing, goal, seconds)
    bound = max(floor, result.bound_of(goal.name) or 0)
    if not result.termination.has_plan or drawing.value(goal.name, result) >= before:
        return known, bound
    found = drawing.read(result)
    if found is None or found.vector > known.vector:
        drawing = _alone(known, block.within(known, pattern_of(known, {"crossing"})), goals)
        result = solves.search(drawing, goal, seconds)
        found = drawing.read(result) if result.termination.has_plan else None
    return (known if found is None or found.vector > known.vector else found), bound


def _alone(known: Ledger, block: Settled, goals: Sequence[Goal]) -> Drawing:
    """Return a model of one component, each goal before the last kept as it is."""
    drawing = draw(known, block, [one for one in goals if one.name != "crossing"])
    for one in goals[:-1]:
        if one.name != "crossing":
            drawing.keep(one.name)
    return drawing

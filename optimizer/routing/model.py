"""Routing goal by goal: a greedy plan, local search on it, then one model of everything or, for a city, a climb."""

from __future__ import annotations

import logging
import math
import time

from optimizer.core.outcome import Outcome, Termination
from optimizer.core.params import Control, Limits, Progress, no_time
from optimizer.data.dataset import Dataset
from optimizer.data.tables.plan import ConversionRow, DesignationRow, PlacementRow
from optimizer.routing.climb import Climb
from optimizer.routing.draw import draw
from optimizer.routing.greedy import greedy
from optimizer.routing.held import hold
from optimizer.routing.improve import improve
from optimizer.routing.instance import RoutingInstance
from optimizer.routing.outcome import Capacity, complete, outcome_of
from optimizer.routing.replan import again, holds
from optimizer.routing.settle import settle
from optimizer.routing.solution import RoutingSolution
from optimizer.routing.urgent import place_urgent, stranded
from optimizer.solve.cpsat import solve_cpsat
from optimizer.solve.result import late

log = logging.getLogger(__name__)
STEP = "routing"
WHOLE_OPTIONS = 2500  # up to so many options, CP-SAT proves every goal on one model within seconds


def route(
    dataset: Dataset,
    designation: tuple[DesignationRow, ...],
    conversions: tuple[ConversionRow, ...],
    capacity: Capacity,
    previous: tuple[PlacementRow, ...],
    limits: Limits,
    control: Control | None = None,
) -> Outcome[RoutingSolution]:
    """Return which patient goes to which unit from when, goals in the scenario's order.

    The bound of a goal holds given what earlier goals kept; where the policy leaves units out of consideration
    (`Policy.candidates`), for the units considered, and a note says so.

    Parameters
    ----------
    designation, conversions
        What is open to whom, and which units change their ward kind.
    capacity
        Effective capacity by unit and date; a missing row means the physical one.
    previous
        Placements of the plan in force, for the goal of few changes.

    Raises
    ------
    ContradictionError
        When rules between patients leave no room for everybody who is life-threatened.
    """
    began = time.monotonic()
    capacity = complete(dataset, conversions, capacity)
    instance = RoutingInstance.from_dataset(dataset, designation, conversions, capacity, previous, limits.seed)
    if control is not None:
        control.report(Progress(STEP, "greedy"))
    if instance.replanning and holds(instance.goals):
        return again(dataset, instance, capacity, previous, limits, control)
    known = greedy(instance, hold(instance)) if instance.replanning else greedy(instance)
    if stranded(known):
        known = greedy(instance, place_urgent(instance, limits, control))
    if no_time(control, began):
        return outcome_of(dataset, capacity, previous, known, {}, Termination.FALLBACK, late(limits, control))
    improve(known, control=control)
    settled = settle(known, instance.kin())
    if settled.size > WHOLE_OPTIONS:
        climb = Climb(known, limits, control)
        climb.run()
        return outcome_of(dataset, capacity, previous, climb.ledger, climb.bounds, climb.termination, climb.facts)
    if no_time(control, began):
        return outcome_of(dataset, capacity, previous, known, {}, Termination.FALLBACK, late(limits, control))
    drawing = draw(known, settled, instance.goals)
    model, hint = drawing.sketch.model, drawing.sketch.hint
    result = solve_cpsat(model, drawing.stages(instance.goals), limits, hint=hint, control=control, step=STEP)
    most = tuple(math.inf if goal.tolerance else value for goal, value in zip(instance.goals, known.vector, strict=True))
    if not result.termination.has_plan or not known.exchange(drawing.assignment(result), most):
        log.warning("routing falls back on its greedy plan: %s, %s", result.termination, result.run.stopped_by)
        return outcome_of(dataset, capacity, previous, known, {}, Termination.FALLBACK, result.run)
    bounds = {stage.name: stage.bound + instance.apart(stage.name) for stage in result.stages if stage.bound is not None}
    return outcome_of(dataset, capacity, previous, known, bounds, result.termination, result.run)

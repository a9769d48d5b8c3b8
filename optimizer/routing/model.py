"""Routing goal by goal: a greedy plan, local search on it, then CP-SAT with that plan as a hint."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from datetime import date

from optimizer.core.outcome import Outcome, Run, Term, Termination
from optimizer.core.params import Control, Limits, Progress
from optimizer.data.dataset import Dataset
from optimizer.data.physical import physical_capacity, sessions_a_day
from optimizer.data.tables.plan import CapacityRow, ConversionRow, DesignationRow, PlacementRow
from optimizer.routing.choice import Choice
from optimizer.routing.constraints import post_all
from optimizer.routing.goals import expression, sum_over_patients
from optimizer.routing.greedy import greedy
from optimizer.routing.improve import improve
from optimizer.routing.instance import RoutingInstance
from optimizer.routing.ledger import Ledger
from optimizer.routing.notices import notices
from optimizer.routing.settle import settle
from optimizer.routing.sketch import Sketch
from optimizer.routing.solution import RoutingSolution, solution_of, term_values
from optimizer.solve.cpsat import Stage, solve_cpsat
from optimizer.solve.result import SolverResult

log = logging.getLogger(__name__)
STEP = "routing"
URGENT_FIRST = "urgent_placed"  # a stage before all goals, needed only when the greedy plan left somebody urgent out
Capacity = Mapping[tuple[str, date], CapacityRow]


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

    The bound of a goal holds for the options considered (see `candidates`), given what earlier goals kept.

    Parameters
    ----------
    designation, conversions
        What is open to whom, and which units change their ward kind.
    capacity
        Effective capacity by unit and date; a missing row means the physical one.
    previous
        Placements of the plan in force, for the goal of few changes.
    """
    capacity = _complete(dataset, conversions, capacity)
    instance = RoutingInstance.from_dataset(dataset, designation, conversions, capacity, previous, limits.seed)
    if control is not None:
        control.report(Progress(STEP, "greedy"))
    known = greedy(instance)
    improve(known)
    sketch, choice, stages = draw(known, limits)
    result = solve_cpsat(sketch.model, stages, limits, hint=sketch.hint, control=control, step=STEP)
    if not result.termination.has_plan:
        log.warning("routing falls back on its greedy plan: %s, %s", result.termination, result.run.stopped_by)
        return _outcome(dataset, capacity, previous, known, None, result.run)
    return _outcome(dataset, capacity, previous, _ledger_of(choice, result), result, result.run)


def draw(known: Ledger, limits: Limits) -> tuple[Sketch, Choice, list[Stage]]:
    """Return the model, its variables and its stages, with a known plan as the hint."""
    settled = settle(known, known.instance.kin())
    sketch = Sketch()
    choice = Choice(sketch, settled.kin, settled.must, known)
    post_all(choice)
    stages = [Stage(goal.name, expression(choice, goal.name, known), goal.tolerance) for goal in known.instance.goals]
    if known.totals["unplaced_1"]:
        stages.insert(0, Stage(URGENT_FIRST, sum_over_patients(choice, "unplaced_1")))
    return sketch, choice, stages


def _ledger_of(choice: Choice, result: SolverResult) -> Ledger:
    """Return the solver's answer; alike people take the earliest and nearest places in order of their wait and lot."""
    ledger = Ledger(choice.instance)
    for kin, row in zip(choice.kin, choice.taken, strict=True):
        given = [
            option for option, variable in zip(kin.options, row, strict=True) for _ in range(round(result.values[variable.index]))
        ]
        given.sort(key=lambda option: (option.start, option.travel, option.place, option.shift))
        for index, option in zip(kin.members, given, strict=False):
            ledger.add(choice.instance.people[index], option)
    return ledger


def _outcome(
    dataset: Dataset,
    capacity: Capacity,
    previous: tuple[PlacementRow, ...],
    ledger: Ledger,
    result: SolverResult | None,
    run: Run,
) -> Outcome[RoutingSolution]:
    solution = solution_of(dataset, ledger)
    values = term_values(dataset, capacity, solution, previous)
    terms = tuple(
        Term(goal.name, values[goal.name], _bound(result, goal.name, values[goal.name])) for goal in ledger.instance.goals
    )
    termination = Termination.FALLBACK if result is None else result.termination
    return Outcome(STEP, termination, solution, terms, run, notices(dataset, ledger, terms))


def _bound(result: SolverResult | None, goal: str, value: int) -> float | None:
    bound = None if result is None else result.bound_of(goal)
    return None if bound is None else min(bound, value)


def _complete(dataset: Dataset, conversions: tuple[ConversionRow, ...], capacity: Capacity) -> Capacity:
    """Return the capacity rows with the physical figure wherever one is missing."""
    rows = dict(capacity)
    physical = physical_capacity(dataset, conversions)
    for unit in dataset.units:
        for number, day in enumerate(dataset.horizon):
            if (unit.unit_id, day) not in rows:
                here = physical[unit.unit_id][number]
                places = here.places * sessions_a_day(dataset, unit)
                rows[unit.unit_id, day] = CapacityRow(
                    unit_id=unit.unit_id,
                    date=day,
                    ward_kind=here.ward_kind,
                    physical=places,
                    staffed=places,
                    supplied=places,
                    effective=places,
                    census=0,
                )
    return rows

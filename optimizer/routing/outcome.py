"""What routing hands on: rows, terms with their bounds, and notices. Knows no solver."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from optimizer.core.outcome import Outcome, Run, Term, Termination
from optimizer.data.dataset import Dataset
from optimizer.data.physical import physical_capacity, sessions_a_day
from optimizer.data.tables.plan import CapacityRow, ConversionRow, PlacementRow
from optimizer.routing.ledger import Ledger
from optimizer.routing.notices import notices
from optimizer.routing.solution import RoutingSolution, solution_of
from optimizer.routing.terms import term_values

STEP = "routing"
Capacity = Mapping[tuple[str, date], CapacityRow]


def outcome_of(
    dataset: Dataset,
    capacity: Capacity,
    previous: tuple[PlacementRow, ...],
    ledger: Ledger,
    bounds: Mapping[str, float],
    termination: Termination,
    run: Run,
) -> Outcome[RoutingSolution]:
    """Return a ledger as the outcome of the step; values come from the rows, never from a solver."""
    solution = solution_of(dataset, ledger)
    values = term_values(dataset, capacity, solution, previous)
    terms = tuple(
        Term(goal.name, values[goal.name], min(bounds[goal.name], values[goal.name]) if goal.name in bounds else None)
        for goal in ledger.instance.goals
        if goal.name in values
    )
    return Outcome(STEP, termination, solution, terms, run, notices(dataset, ledger, terms))


def complete(dataset: Dataset, conversions: tuple[ConversionRow, ...], capacity: Capacity) -> Capacity:
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

"""All first repairs together, with the whole routing solved anew and checked independently."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from optimizer.core.goals import GOALS
from optimizer.core.issue import Issue
from optimizer.core.params import Control
from optimizer.core.rulebook import RULES
from optimizer.data.dataset import Dataset
from optimizer.data.planfolder import PlanRecord
from optimizer.data.tables.plan import CapacityRow
from optimizer.planning.capacity import UnitDate, with_census
from optimizer.planning.explain_levers import Means
from optimizer.planning.explain_repairs import Part, after
from optimizer.planning.standing import Standing
from optimizer.routing.model import route
from optimizer.verify import verify


@dataclass(frozen=True, slots=True)
class Whole:
    """What a new routing of everybody gives with changes made.

    Parameters
    ----------
    unplaced
        Patients who still have no place.
    change
        By how much every goal that differs changes against the plan.
    verified
        Whether the independent check found nothing; the capacity figures are the change itself and not asked.
    """

    unplaced: tuple[str, ...]
    change: tuple[tuple[str, int], ...]
    verified: bool


def solved_anew(record: PlanRecord, standing: Standing, parts: Sequence[Part], control: Control | None = None) -> Whole:
    """Route everybody again with some changes made to a plan."""
    tables, previous = record.tables, record.previous
    dataset = _dataset(standing, parts)
    designation = (*tables.designation, *(row for part in parts for row in part.designation))
    conversions = (*tables.conversions, *(row for part in parts for row in part.conversion))
    capacity = _capacity(standing, parts)
    limits = dataset.scenario.limits_for("routing")
    outcome = route(dataset, designation, conversions, capacity, previous, limits, control)
    plan = outcome.solution
    if plan is None:
        return Whole((), (), verified=False)
    made = dataclasses.replace(
        tables,
        designation=designation,
        conversions=conversions,
        capacity=tuple(with_census(dataset, capacity, plan.placements, plan.sessions).values()),
        placements=plan.placements,
        sessions=plan.sessions,
        unplaced=plan.unplaced,
        rota=(),
        supplies=(),
        transfers=(),
    )
    stated = {"routing": {term.name: term.value for term in outcome.terms}}
    found = verify(dataset, made, stated, previous=previous)
    before = {term.name: known.value for term in outcome.terms if (known := record.term(term.name)) is not None}
    return Whole(
        tuple(row.patient_id for row in plan.unplaced),
        tuple((name, int(now - before[name])) for name, now in stated["routing"].items() if now != before.get(name, now)),
        verified=not any(_of_routing(issue) for issue in found),
    )


def _of_routing(issue: Issue) -> bool:
    if issue.code == "term_value":
        return issue.column in GOALS and GOALS[issue.column].step == "routing"
    return issue.code in RULES and RULES[issue.code].step == "routing" and issue.code != "capacity_figures"


def _dataset(standing: Standing, parts: Sequence[Part]) -> Dataset:
    more = {part.unit_id for part in parts if part.means is Means.SHIFT}
    units = tuple(
        dataclasses.replace(unit, shifts_per_day=(unit.shifts_per_day or 1) + 1) if unit.unit_id in more else unit
        for unit in standing.dataset.units
    )
    return dataclasses.replace(standing.dataset, units=units)


def _capacity(standing: Standing, parts: Sequence[Part]) -> Mapping[UnitDate, CapacityRow]:
    places, _ = after(standing, parts)
    horizon = standing.dataset.horizon
    rows = {(row.unit_id, row.date): row for row in standing.tables.capacity}
    for place in places:
        for day, room in enumerate(place.effective):
            key = (place.unit.unit_id, horizon.date(day))
            row = rows[key]
            rows[key] = dataclasses.replace(
                row,
                ward_kind=place.kinds[day],
                physical=max(row.physical, room),
                staffed=max(row.staffed, room),
                supplied=max(row.supplied, room),
                effective=room,
            )
    return rows

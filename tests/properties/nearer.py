"""A nearer feasible hospital is never ranked below a farther one, all else equal: in plans, and in what is suggested.

Asked on towns in which every hospital has a twin farther away (`towns.twins`), and told without any goal of the model:
from the emitted rows, the minutes of the tables and the independent check alone.
"""

from __future__ import annotations

import dataclasses
import itertools
from collections.abc import Iterator, Mapping

from optimizer.core.goals import URGENCY_WEIGHT
from optimizer.data.plantables import PlanTables
from optimizer.data.tables.plan import PlacementRow
from optimizer.planning.suggest import Desk
from optimizer.planning.suggest_entities import Suggestion
from optimizer.routing.solution import RoutingSolution
from tests.properties.judged import broken, plan_of, terms
from tests.properties.towns import Town

OF_MINUTES = frozenset({"urgent_late_min", "travel_excess_min", "travel_weighted_min", "worst_trip_min"})
Minutes = Mapping[str, int]  # by hospital


def far_for_nothing(town: Town, plan: RoutingSolution) -> Iterator[str]:
    """Yield what speaks against a plan: mirrored it would be nearer, or one patient has a bed alike in the nearer twin."""
    if _minutes(town, mirrored(plan).placements) < _minutes(town, plan.placements):
        yield "with near and far hospitals exchanged the plan would be nearer"
    before = terms(town, plan_of(town, plan.placements, plan.sessions))
    for who in sorted({row.patient_id for row in plan.placements}):
        rows = [row for row in plan.placements if row.patient_id == who]
        if not rows[0].unit_id.endswith("T"):
            continue
        moved = {row.unit_id: row.unit_id.removesuffix("T") for row in rows}
        placements = tuple(_moved(town, row, moved) if row.patient_id == who else row for row in plan.placements)
        sessions = tuple(
            dataclasses.replace(row, unit_id=moved[row.unit_id]) if row.patient_id == who else row for row in plan.sessions
        )
        tables = plan_of(town, placements, sessions)
        after = terms(town, tables)
        equal = all(after[name] <= value for name, value in before.items() if name not in OF_MINUTES)
        if equal and not broken(town, tables):
            yield f"{who} could lie nearer, in {', '.join(moved.values())}"


def _minutes(town: Town, rows: tuple[PlacementRow, ...]) -> tuple[int, ...]:
    """Return the minutes of a plan as a planner ranks them: late in an emergency, emergencies, over the limit, weighted."""
    data, far = town.data, _by_hospital(town)
    late = emergency = over = weighted = 0
    for who, some in itertools.groupby(sorted(rows, key=lambda row: (row.patient_id, row.from_)), lambda row: row.patient_id):
        first, patient = next(some), data.patient[who]
        minutes = far[data.unit[first.unit_id].hospital_id]
        beyond = max(0, minutes - int(data.service[patient.service_id].max_travel_min))
        late += beyond * (patient.urgency == 1)
        emergency += minutes * (patient.urgency == 1)
        over += beyond * (patient.urgency > 1)
        weighted += minutes * URGENCY_WEIGHT[patient.urgency]
    return late, emergency, over, weighted


def mirrored(plan: RoutingSolution) -> RoutingSolution:
    """Return a plan with every hospital and its twin exchanged."""

    def other(unit_id: str) -> str:
        return unit_id.removesuffix("T") if unit_id.endswith("T") else f"{unit_id}T"

    return dataclasses.replace(
        plan,
        placements=tuple(dataclasses.replace(row, unit_id=other(row.unit_id)) for row in plan.placements),
        sessions=tuple(dataclasses.replace(row, unit_id=other(row.unit_id)) for row in plan.sessions),
    )


def _by_hospital(town: Town) -> Minutes:
    return {row.to_id: int(row.minutes) for row in town.data.travel_times}


def _moved(town: Town, row: PlacementRow, units: Mapping[str, str]) -> PlacementRow:
    """Return a row in another unit; only a trip from home has other minutes there (the twins stand at one spot)."""
    unit_id = units.get(row.unit_id, row.unit_id)
    home = row.move_reason == ""
    far = _by_hospital(town)[town.data.unit[unit_id].hospital_id]
    return dataclasses.replace(row, unit_id=unit_id, travel_min=far if home else row.travel_min)


def suggested_farther(town: Town, tables: PlanTables) -> Iterator[str]:
    """Yield pairs of twins of which the farther is suggested first though nothing but minutes tells them apart."""
    desk = Desk.of(town.data, tables)
    for patient in town.data.patients:
        said = {one.hospital_id: one for one in desk.ask(patient).suggestions}
        for near, far in ((said.get(name.removesuffix("T")), one) for name, one in said.items() if name.endswith("T")):
            if near is not None and far.rank < near.rank and _facts(near) == _facts(far):
                yield f"{patient.patient_id}: {far.hospital_id} suggested before {near.hospital_id}"


def _facts(one: Suggestion) -> tuple[object, ...]:
    """Return all that is said of a choice but its minutes."""
    goals = {name: change for name, change in one.cost.goals.items() if name not in OF_MINUTES}
    about = (one.ward_kind, one.day, one.first_day, one.wait_days, one.free_now, one.free_least, one.designated)
    return *about, len(one.cost.displaced), one.cost.left_out, one.cost.days, one.cost.waiting, goals

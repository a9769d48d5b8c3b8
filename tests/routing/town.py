"""Small towns for routing tests: one origin, hospitals at given minutes, and the independent check of what comes out."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from optimizer.core.goals import GOALS
from optimizer.core.outcome import Outcome
from optimizer.core.params import Limits
from optimizer.core.rulebook import RULES
from optimizer.data.dataset import Dataset
from optimizer.data.plantables import PlanTables
from optimizer.data.scenario import Policy
from optimizer.data.tables.people import Patient
from optimizer.data.tables.places import Hospital, Origin, TravelTime
from optimizer.data.tables.plan import CapacityRow, ConversionRow, DesignationRow, PlacementRow
from optimizer.data.vocabulary import HealthCode, Pattern, WardKind
from optimizer.planning.capacity import effective_capacity, with_census
from optimizer.routing.instance import RoutingInstance
from optimizer.routing.model import route
from optimizer.routing.solution import RoutingSolution
from optimizer.verify.run import verify
from tests.factories import dataset, day, service, unit
from tests.verify.told import with_changes

LIMITS = Limits(deterministic_s=5.0)
MINUTES = {"H1": 10, "H2": 20, "H3": 30}
Routed = Outcome[RoutingSolution]
__all__ = ["LIMITS", "MINUTES", "dialysis", "patient", "routed", "town", "unit"]


def patient(patient_id: str = "P1", ready: float = 0, **changes: Any) -> Patient:
    """A green patient of urgency 3 for a general stay of one day, ready at the start of a day (or its fraction)."""
    plain: dict[str, Any] = {"origin_id": "O", "service_id": "general", "urgency": 3, "stay_days": 1}
    plain["health_code"] = HealthCode.GREEN
    when = dt.datetime.combine(day(0), dt.time()) + dt.timedelta(days=ready)
    return Patient(patient_id=patient_id, ready_at=when, **{**plain, **changes})


def dialysis(**changes: Any) -> Any:
    """Haemodialysis on Mon-Wed-Fri or Tue-Thu-Sat."""
    plain: dict[str, Any] = {"pattern": Pattern.SESSIONS, "cohorts": ("135", "246"), "sessions_per_week": 3}
    return service("dialysis", **{**plain, **changes})


def town(
    patients: Sequence[Patient],
    units: Sequence[Any] = (),
    *,
    minutes: Mapping[str, int] | None = None,
    days: int = 7,
    policy: Policy | None = None,
    **tables: Any,
) -> Dataset:
    """A dataset with hospitals at given minutes from the one origin."""
    units = tuple(units) or (unit("U1"),)
    minutes = MINUTES if minutes is None else minutes
    hospitals = [Hospital(hospital_id=name, name_zh=name, district="D", lon=103.8, lat=36.0) for name in minutes]
    origin = Origin(origin_id="O", name="O", district="D", lon=103.8, lat=36.0, pickup_min=0)
    times = [TravelTime(from_id="O", to_id=name, minutes=float(far)) for name, far in minutes.items()]
    services = tables.pop("services", (service("general"),))
    made = dataset(
        days,
        patients=patients,
        units=units,
        hospitals=hospitals,
        origins=[origin],
        travel_times=times,
        services=services,
        **tables,
    )
    if policy is not None:
        made = dataclasses.replace(made, scenario=dataclasses.replace(made.scenario, policy=policy))
    return made


def everywhere(data: Dataset) -> tuple[DesignationRow, ...]:
    """Every hospital designated for every service and special ward kind over the whole horizon."""
    kinds = (WardKind.BUFFER, WardKind.ISOLATION)
    return tuple(
        DesignationRow(
            hospital_id=h.hospital_id, service_id=s.service_id, ward_kind=k, from_=data.horizon.start, to=data.horizon.last
        )
        for h in data.hospitals
        for s in data.services
        for k in kinds
    )


def effective(
    data: Dataset, conversions: tuple[ConversionRow, ...] = (), lowered: Mapping[tuple[str, dt.date], int] | None = None
) -> dict[tuple[str, dt.date], CapacityRow]:
    """Capacity rows as planning makes them."""
    return effective_capacity(data, conversions, (), (), lowered)


def instance_of(data: Dataset, **changes: Any) -> RoutingInstance:
    """The integer instance of a town that is designated everywhere."""
    conversions = changes.get("conversions", ())
    return RoutingInstance.from_dataset(
        data,
        changes.get("designation", everywhere(data)),
        conversions,
        changes.get("capacity", effective(data, conversions)),
        changes.get("previous", ()),
    )


def routed(
    data: Dataset,
    *,
    designation: tuple[DesignationRow, ...] | None = None,
    conversions: tuple[ConversionRow, ...] = (),
    capacity: Mapping[tuple[str, dt.date], CapacityRow] | None = None,
    previous: tuple[PlacementRow, ...] = (),
    limits: Limits = LIMITS,
) -> Routed:
    """Route, and have the independent check look at it."""
    rows = everywhere(data) if designation is None else designation
    room = effective(data, conversions) if capacity is None else capacity
    outcome = route(data, rows, conversions, room, previous, limits)
    assert faults(data, outcome, rows, conversions, room, previous) == []
    return outcome


def faults(
    data: Dataset,
    outcome: Routed,
    designation: tuple[DesignationRow, ...],
    conversions: tuple[ConversionRow, ...],
    capacity: Mapping[tuple[str, dt.date], CapacityRow],
    previous: tuple[PlacementRow, ...] = (),
) -> list[str]:
    """Return what the independent check has against the rules and terms of routing."""
    plan = outcome.solution
    assert plan is not None
    tables = PlanTables(
        designation=designation,
        conversions=conversions,
        capacity=tuple(with_census(data, capacity, plan.placements, plan.sessions).values()),
        placements=plan.placements,
        sessions=plan.sessions,
        unplaced=plan.unplaced,
    )
    if previous:
        tables = with_changes(data, tables, previous)
    stated = {"routing": {term.name: term.value for term in outcome.terms}}
    found = verify(data, tables, stated, previous=previous)
    return [issue.describe("en") for issue in found if _of_routing(issue.code, issue.column)]


def _of_routing(code: str, column: str) -> bool:
    if code == "capacity_figures":  # lowered on purpose in some tests; the figures are planning's business
        return False
    if code == "term_value":
        return column in GOALS and GOALS[column].step == "routing"
    return code in RULES and RULES[code].step == "routing"


def placed(outcome: Routed) -> dict[str, str]:
    """Return unit by patient."""
    assert outcome.solution is not None
    return {row.patient_id: row.unit_id for row in outcome.solution.placements}


def starts(outcome: Routed) -> dict[str, int]:
    """Return the first day by patient."""
    assert outcome.solution is not None
    return {row.patient_id: (row.from_ - day(0)).days for row in outcome.solution.placements}


def reasons(outcome: Routed) -> dict[str, str]:
    """Return the reason by patient not placed."""
    assert outcome.solution is not None
    return {row.patient_id: row.reason_code for row in outcome.solution.unplaced}


def values(outcome: Routed) -> tuple[float, ...]:
    """Return the goals' values in order."""
    return tuple(term.value for term in outcome.terms)

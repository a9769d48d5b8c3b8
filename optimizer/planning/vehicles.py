"""The trips of a plan, and warnings where it asks for more vehicles than there are; vehicles never stop a plan."""

from __future__ import annotations

from optimizer.core.errors import BrokenPlanError
from optimizer.core.issue import Issue, Severity
from optimizer.core.text import Text
from optimizer.data.dataset import Dataset
from optimizer.data.plantables import PlanTables
from optimizer.routing.trips import TripPlan, plan_trips
from optimizer.verify.vehicles import check_vehicles


def checked_trips(dataset: Dataset, tables: PlanTables) -> TripPlan:
    """Return the trips of a plan, each with a numbered vehicle, once the independent check accepts them.

    Raises
    ------
    BrokenPlanError
        When it does not.
    """
    plan = plan_trips(dataset, tables)
    broken = tuple(check_vehicles(dataset, tables, plan.trips))
    if broken:
        raise BrokenPlanError(broken)
    return plan


def vehicle_warnings(dataset: Dataset, tables: PlanTables) -> tuple[Issue, ...]:
    """Return the days and kinds with late trips; patients whom no kind serves are named by routing itself.

    A vehicle plan that the independent check rejects says nothing about shortages, only that it was rejected.
    """
    plan = plan_trips(dataset, tables)
    broken = check_vehicles(dataset, tables, plan.trips)
    if broken:
        return (Issue("vehicles_unchecked", Severity.WARNING, _REJECTED, table="vehicles", params={"first": broken[0].code}),)
    return tuple(issue for issue in plan.issues if issue.code == "vehicles_short")


_REJECTED = Text(
    "The vehicle plan did not pass its check ({first}); whether vehicles suffice is not known.",
    "车辆安排未通过核验（{first}），无法判断车辆是否充足。",
)

"""Plans for the tests of placements, put into a store row by row as registering would, and issued."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import insert, update

from optimizer.store import Store
from optimizer.store.tables import PLAN_DAYS, PLAN_PLACES, PLANS

FIRST = dt.date(2022, 3, 21)


def days(first: int, last: int) -> tuple[dt.date, ...]:
    """Days of the plan by number, both included."""
    return tuple(FIRST + dt.timedelta(days=number) for number in range(first, last + 1))


def issue_plan(
    store: Store,
    places: Mapping[str, int],
    proposed: Iterable[tuple[str, str, tuple[dt.date, ...]]] = (),
    plan_id: str = "a" * 64,
    *,
    until: str = "issued",
) -> str:
    """Put a plan of seven days in: places of each unit, and (patient, unit, days) as proposed."""
    week = days(0, 6)
    with store.database.writing() as writing:
        plan: dict[str, Any] = {"plan_id": plan_id, "state": "draft", "folder": "runs/x", "dataset": "town"}
        plan |= {"first_day": week[0], "last_day": week[-1], "drafted_by": "张", "drafted_at": writing.at}
        writing.connection.execute(insert(PLANS).values(plan))
        rows = [{"plan_id": plan_id, "unit_id": unit, "day": day, "places": n} for unit, n in places.items() for day in week]
        writing.connection.execute(insert(PLAN_PLACES), rows)
        for patient, unit, when in proposed:
            some = [{"plan_id": plan_id, "patient_id": patient, "unit_id": unit, "day": day} for day in when]
            writing.connection.execute(insert(PLAN_DAYS), some)
    for state in ("reviewed", "issued"):
        if until == "draft":
            break
        with store.database.writing() as writing:
            values = {"state": state, f"{state}_by": "李", f"{state}_at": writing.at}
            writing.connection.execute(update(PLANS).where(PLANS.c.plan_id == plan_id).values(values))
        if until == state:
            break
    return plan_id

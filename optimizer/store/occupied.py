"""Who has a place of a unit on a day: by a hold that has not run out, or by what followed it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from sqlalchemy import ColumnElement, Connection, and_, exists, func, not_, or_, select

from optimizer.store.placement import Step
from optimizer.store.tables import HELD_DAYS, STEPS


def taken(connection: Connection, unit_id: str, days: Sequence[dt.date], now: dt.datetime) -> dict[dt.date, int]:
    """Return how many have a place of a unit, by day, whatever the plan they have it by; days without any are left out."""
    query = (
        select(HELD_DAYS.c.day, func.count())
        .where(HELD_DAYS.c.unit_id == unit_id, HELD_DAYS.c.day.in_(days), _stands(now))
        .group_by(HELD_DAYS.c.day)
    )
    return {day: count for day, count in connection.execute(query)}


def places_of(connection: Connection, patient_id: str, days: Sequence[dt.date], now: dt.datetime) -> dict[dt.date, str]:
    """Return the unit where a patient has a place, by day."""
    query = select(HELD_DAYS.c.day, HELD_DAYS.c.unit_id).where(
        HELD_DAYS.c.patient_id == patient_id, HELD_DAYS.c.day.in_(days), _stands(now)
    )
    return {day: unit for day, unit in connection.execute(query)}


def _stands(now: dt.datetime) -> ColumnElement[bool]:
    """Whether the hold of a day was not released, and has not run out or was accepted in time."""
    first, later = STEPS.alias(), STEPS.alias()
    fresh = exists().where(and_(first.c.seq == HELD_DAYS.c.hold, first.c.until > now))
    accepted = exists().where(and_(later.c.hold == HELD_DAYS.c.hold, later.c.step == Step.ACCEPTED.value))
    gone = STEPS.alias()
    released = exists().where(and_(gone.c.hold == HELD_DAYS.c.hold, gone.c.step == Step.RELEASED.value))
    return and_(or_(fresh, accepted), not_(released))

"""A rota against the one in force: person-days that differ, and published days that must not."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping

from optimizer.core.issue import Issue
from optimizer.data.tables.plan import RotaRow
from optimizer.verify.context import Plan
from optimizer.verify.finding import fault
from optimizer.verify.pools import available
from optimizer.verify.rota import ENTRY_LIMIT_MIN

Key = tuple[str, dt.date]
Work = tuple[str, str]  # shift type, ward


def rota_changes(plan: Plan) -> float:
    """Person-days whose shift or ward differs from the rota in force, on the days that one speaks of, of people still here."""
    before, now, days = _before(plan), _now(plan), frozenset(_days(plan))
    keys = {key for key in (*before, *now) if key[1] in days and key[0] in plan.dataset.member}
    return sum(before.get(key) != now.get(key) for key in keys)


def check_rota_frozen(plan: Plan) -> Iterator[Issue]:
    """Require that published days stay as in the rota in force.

    Up to `replan.rota_frozen_until` everybody works the shift in the ward that the rota in force says, or is off where it
    says nothing or where they can no longer work there. Whoever has a hard request for the day is free of it.
    """
    before, now = _before(plan), _now(plan)
    asked = {(wish.staff_id, wish.date) for wish in plan.dataset.requests if wish.hard}
    row_of = {(line.row.staff_id, line.row.date): line.number for line in plan.rota}
    for date in published(plan):
        for who in plan.dataset.member:
            key = (who, date)
            was = before.get(key)
            wanted = was if was is not None and _possible(plan, who, date, was) else None
            if key not in asked and now.get(key) != wanted:
                en = f"{who} on {date}: {_said(now.get(key), 'off')} instead of {_said(wanted, 'off')}"
                zh = f"{who} {date}：现为 {_said(now.get(key), '休')}，公布为 {_said(wanted, '休')}"
                yield fault("rota_frozen", en, zh, table="rota", row=row_of.get(key, 0), column="staff_id", value=who)


def published(plan: Plan) -> list[dt.date]:
    """Return the dates of the horizon that are published: the rota in force speaks of them, and they are frozen."""
    until = plan.dataset.scenario.replan.rota_frozen_until
    return [date for date in _days(plan) if until is not None and date <= until]


def _before(plan: Plan) -> Mapping[Key, Work]:
    return plan.memo("rota_before", lambda one: _by_day(one.previous_rota))


def _now(plan: Plan) -> Mapping[Key, Work]:
    return plan.memo("rota_now", lambda one: _by_day(line.row for line in one.rota))


def _by_day(rows: Iterable[RotaRow]) -> dict[Key, Work]:
    return {(row.staff_id, row.date): (row.shift_type_id, row.ward_id) for row in rows}


def _days(plan: Plan) -> list[dt.date]:
    """Return the dates of the horizon up to the last one of the rota in force."""
    last = max((row.date for row in plan.previous_rota), default=None)
    return [date for date in plan.dataset.horizon if last is not None and date <= last]


def _possible(plan: Plan, who: str, date: dt.date, work: Work) -> bool:
    """Return whether the rules about people and wards still let somebody work a shift."""
    person, pools, day = plan.member(who), plan.pools, plan.dataset.horizon.day(date)
    shift, ward = plan.dataset.shift_type.get(work[0]), work[1]
    if shift is None or ward not in plan.dataset.ward or (ward, person.role, work[0]) not in pools.covered:
        return False
    brief = shift.on_call or (shift.ward_minutes is not None and shift.ward_minutes <= ENTRY_LIMIT_MIN)
    return (
        available(person, date)
        and pools.belongs(person, ward, day)
        and (person.isolation_eligible or not pools.is_isolation(ward, day))
        and (brief or ward not in pools.team_wards)
    )


def _said(work: Work | None, off: str) -> str:
    return off if work is None else " / ".join(work)

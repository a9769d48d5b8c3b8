"""Checks of one person's whole rota against the contract and the hard requests."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator

from optimizer.core.issue import Issue
from optimizer.core.rounding import nearest_int
from optimizer.data.tables.staff import ShiftType
from optimizer.verify.context import Plan
from optimizer.verify.finding import fault
from optimizer.verify.rota import at
from optimizer.verify.workdays import Work, works

OFF = "off"


def check_rest_between(plan: Plan) -> Iterator[Issue]:
    """Minutes from the end of a shift to the next start ≥ the contract's rest; no forbidden type on the next day."""
    types = plan.dataset.shift_type
    for work in works(plan):
        for one, other in zip(work.dates, work.dates[1:], strict=False):
            if other not in work.now:
                continue
            first, then = types[work.shift_on(one)], types[work.shift_on(other)]
            rest = (_begins(then, other) - _ends(first, one)) // dt.timedelta(minutes=1)
            line = work.now[other]
            if rest < nearest_int(work.contract.min_rest_h * 60):
                yield at("rest_between", line, "shift_type_id", f"{rest / 60:g} h of rest", f"仅休息 {rest / 60:g} 小时")
            elif (other - one).days == 1 and then.shift_type_id in first.forbidden_next:
                said = f"{then.shift_type_id} after {first.shift_type_id}"
                yield at("rest_between", line, "shift_type_id", said, f"{first.shift_type_id} 后接 {then.shift_type_id}")


def check_max_minutes(plan: Plan) -> Iterator[Issue]:
    """Σ minutes of the shifts in every period of the contract, counted from the start of the horizon, ≤ its maximum."""
    for work in works(plan):
        most = work.contract.max_minutes
        if most is None:
            continue
        for period, minutes in minutes_by_period(plan, work).items():
            if minutes > most:
                yield _person(
                    "max_minutes",
                    work,
                    f"{minutes} of {most} minutes in period {period + 1}",
                    f"第 {period + 1} 周期 {minutes} 分钟，上限 {most}",
                )


def check_max_shifts_per_type(plan: Plan) -> Iterator[Issue]:
    """Shifts of a type within the horizon ≤ the contract's maximum."""
    for work in works(plan):
        done = Counter(line.row.shift_type_id for line in work.now.values())
        for kind, most in work.contract.max_shifts_per_type:
            if done[kind] > most:
                yield _person(
                    "max_shifts_per_type", work, f"{done[kind]} of {most} {kind}", f"{kind} {done[kind]} 班，上限 {most}"
                )


def check_max_consecutive(plan: Plan) -> Iterator[Issue]:
    """Days worked in a row, history included, ≤ the contract's maximum."""
    for work in works(plan):
        most = work.contract.max_consecutive_shifts
        for first, last in work.runs:
            days = (last - first).days + 1
            if most is not None and days > most:
                yield _person(
                    "max_consecutive", work, f"{days} from {first}, at most {most}", f"自 {first} 连续 {days} 天，至多 {most}"
                )


def check_min_consecutive(plan: Plan) -> Iterator[Issue]:
    """Require that a run of worked days is not shorter than the contract asks.

    A run that reaches the last day may go on; one from the first day may have begun earlier, unless the person's
    history tells.
    """
    for work in works(plan):
        least = work.contract.min_consecutive_shifts
        for first, last in work.runs:
            days = (last - first).days + 1
            known = bool(work.before) or first > plan.start
            if least is not None and days < least and last < plan.last and known:
                yield _person(
                    "min_consecutive", work, f"{days} from {first}, at least {least}", f"自 {first} 连续 {days} 天，至少 {least}"
                )


def check_days_off(plan: Plan) -> Iterator[Issue]:
    """Days off between two worked days are not fewer than the contract asks."""
    for work in works(plan):
        least = work.contract.min_consecutive_days_off
        for one, other in zip(work.dates, work.dates[1:], strict=False):
            off = (other - one).days - 1
            if least is not None and 0 < off < least and other in work.now:
                yield _person("days_off", work, f"{off} before {other}, at least {least}", f"{other} 前休 {off} 天，至少 {least}")


def check_max_weekends(plan: Plan) -> Iterator[Issue]:
    """Weekends (by ISO week) with any work within the horizon ≤ the contract's maximum."""
    for work in works(plan):
        most = work.contract.max_weekends
        weekends = {date.isocalendar()[:2] for date in work.now if date.isoweekday() >= 6}
        if most is not None and len(weekends) > most:
            yield _person("max_weekends", work, f"{len(weekends)} of {most}", f"{len(weekends)} 个，上限 {most}")


def check_hard_request(plan: Plan) -> Iterator[Issue]:
    """Hard requests on dates of the horizon are met."""
    shifts = shifts_by_day(plan)
    for wish in plan.dataset.requests:
        if (
            wish.hard
            and wish.date in plan.dataset.horizon
            and not met(shifts.get((wish.staff_id, wish.date), set()), wish.shift_type)
        ):
            said = f"{wish.staff_id} asked for {wish.shift_type} on {wish.date}"
            zh = f"{wish.staff_id} 于 {wish.date} 要求 {wish.shift_type}"
            yield fault("hard_request", said, zh, table="rota", column="staff_id", value=wish.staff_id)


def shifts_by_day(plan: Plan) -> dict[tuple[str, dt.date], set[str]]:
    """Return the shift types of everybody on every date."""
    shifts: dict[tuple[str, dt.date], set[str]] = {}
    for _, row in plan.rota:
        shifts.setdefault((row.staff_id, row.date), set()).add(row.shift_type_id)
    return shifts


def met(shifts: set[str], wish: str) -> bool:
    """Return whether a wish for a shift type, or for a day off, is met by the shifts of that day."""
    return not shifts if wish.strip().lower() == OFF else shifts == {wish}


def minutes_by_period(plan: Plan, work: Work) -> Counter[int]:
    """Return the minutes worked per period of the contract, periods counted from the start of the horizon."""
    minutes: Counter[int] = Counter()
    for date, line in work.now.items():
        period = (date - plan.start).days // work.contract.period_days
        minutes[period] += plan.dataset.shift_type[line.row.shift_type_id].minutes
    return minutes


def _begins(shift: ShiftType, date: dt.date) -> dt.datetime:
    return dt.datetime.combine(date, shift.start)


def _ends(shift: ShiftType, date: dt.date) -> dt.datetime:
    return dt.datetime.combine(date + dt.timedelta(days=int(shift.end <= shift.start)), shift.end)


def _person(rule: str, work: Work, en: str, zh: str) -> Issue:
    who = work.person.staff_id
    number = min(line.number for line in work.now.values())
    return fault(rule, f"{who}: {en}", f"{who}：{zh}", table="rota", row=number, column="staff_id", value=who)

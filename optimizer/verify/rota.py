"""Checks of one shift at a time: whether this person may work this shift in this ward."""

from __future__ import annotations

from collections.abc import Iterator

from optimizer.core.issue import Issue
from optimizer.data.tables.plan import RotaRow
from optimizer.data.vocabulary import LABELS
from optimizer.verify.context import Plan
from optimizer.verify.finding import Line, fault
from optimizer.verify.pools import available

ENTRY_LIMIT_MIN = 240
"""Longest entry into an isolation ward, by guideline (DESIGN, hard rules)."""


def check_one_shift_a_day(plan: Plan) -> Iterator[Issue]:
    """Nobody has two rows on one date."""
    seen = set()
    for line in plan.rota:
        key = (line.row.staff_id, line.row.date)
        if key in seen:
            yield at("one_shift_a_day", line, "date", f"twice on {key[1]}", f"{key[1]} 有两班")
        seen.add(key)


def check_staff_available(plan: Plan) -> Iterator[Issue]:
    """Require that the date is within the horizon and within the person's availability."""
    for line in plan.rota:
        date = line.row.date
        if date not in plan.dataset.horizon:
            yield at("staff_available", line, "date", f"{date} is outside the horizon", f"{date} 不在规划期内")
        elif not available(plan.member(line.row.staff_id), date):
            yield at("staff_available", line, "date", f"not available on {date}", f"{date} 不可用")


def check_ward_staff(plan: Plan) -> Iterator[Issue]:
    """Require the team on duty there in a team ward, elsewhere the hospital's own people who are not with a team."""
    for line, day in _inside(plan):
        row = line.row
        if not plan.pools.belongs(plan.member(row.staff_id), row.ward_id, day):
            said = f"not of the people of {row.ward_id} on {row.date}"
            yield at("ward_staff", line, "ward_id", said, f"{row.date} 不属于 {row.ward_id} 的人员")


def check_isolation_eligible(plan: Plan) -> Iterator[Issue]:
    """Whoever works in a ward with an isolation unit that day is eligible."""
    for line, day in _inside(plan):
        if plan.pools.is_isolation(line.row.ward_id, day) and not plan.member(line.row.staff_id).isolation_eligible:
            yield at("isolation_eligible", line, "ward_id", "not eligible for isolation wards", "不可进隔离病区")


def check_role_match(plan: Plan) -> Iterator[Issue]:
    """Require that the role is the person's, and the ward asks for that role in that shift."""
    for line in plan.rota:
        row, person = line.row, plan.member(line.row.staff_id)
        if row.role != person.role:
            yield at("role_match", line, "role", f"is a {person.role}", f"岗位为{LABELS[person.role].zh}")
        elif (row.ward_id, row.role, row.shift_type_id) not in plan.pools.covered:
            said = f"{row.ward_id} wants no {row.role} in {row.shift_type_id}"
            yield at(
                "role_match", line, "shift_type_id", said, f"{row.ward_id} 的 {row.shift_type_id} 不需要{LABELS[row.role].zh}"
            )


def check_ward_minutes(plan: Plan) -> Iterator[Issue]:
    """Require that a shift in a team ward states its minutes inside, at most 240; nobody on call is inside."""
    for line in plan.rota:
        shift = plan.dataset.shift_type[line.row.shift_type_id]
        minutes = shift.ward_minutes
        if line.row.ward_id in plan.pools.team_wards and not shift.on_call and (minutes is None or minutes > ENTRY_LIMIT_MIN):
            said = "not stated" if minutes is None else f"{minutes} minutes inside"
            zh = "未给出舱内分钟" if minutes is None else f"舱内 {minutes} 分钟"
            yield at("ward_minutes", line, "shift_type_id", said, zh)


def at(rule: str, line: Line[RotaRow], column: str, en: str, zh: str) -> Issue:
    """Return the fault of one row of the rota."""
    who, value = line.row.staff_id, getattr(line.row, column)
    return fault(rule, f"{who}: {en}", f"{who}：{zh}", table="rota", row=line.number, column=column, value=value)


def _inside(plan: Plan) -> Iterator[tuple[Line[RotaRow], int]]:
    """Yield the rows of the horizon with their day index."""
    for line in plan.rota:
        day = (line.row.date - plan.start).days
        if 0 <= day < plan.days:
            yield line, day

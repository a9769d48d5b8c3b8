"""Checks of regular treatment: one cohort or cycle, one unit, one shift, every session."""

from __future__ import annotations

from collections.abc import Iterator

from optimizer.core.issue import Issue
from optimizer.data.tables.plan import PlacementRow, SessionRow
from optimizer.verify.context import Plan
from optimizer.verify.finding import Line, fault
from optimizer.verify.stay import courses


def check_session_pattern(plan: Plan) -> Iterator[Issue]:
    """Require the days of one cohort, or of the cycle, as sessions of a patient, all of them, in one unit and shift per leg."""
    rows: dict[str, list[Line[SessionRow]]] = {}
    for line in plan.sessions:
        rows.setdefault(line.row.patient_id, []).append(line)
    for who, legs in plan.legs.items():
        mine = rows.pop(who, [])
        if legs[0].row.unit_id in plan.by_sessions:
            yield from _treated(plan, legs, mine)
        else:
            yield from _stray(mine)
    for lines in rows.values():
        yield from _stray(lines)


def check_session_shift(plan: Plan) -> Iterator[Issue]:
    """Require that a shift is between 1 and the shifts the unit runs a day."""
    for number, row in plan.sessions:
        if not 1 <= row.shift <= plan.shifts[row.unit_id]:
            yield fault(
                "session_shift",
                f"{row.unit_id} runs {plan.shifts[row.unit_id]} shifts a day",
                f"{row.unit_id} 每日 {plan.shifts[row.unit_id]} 班",
                table="sessions",
                row=number,
                column="shift",
                value=row.shift,
            )


def _treated(plan: Plan, legs: list[Line[PlacementRow]], lines: list[Line[SessionRow]]) -> Iterator[Issue]:
    first, last = legs[0].row, legs[-1].row
    who = first.patient_id
    for _, leg in legs:
        here = [line for line in lines if leg.from_ <= line.row.date <= leg.to] if len(legs) > 1 else lines
        for line in here:
            if line.row.unit_id != leg.unit_id:
                yield _broken(
                    line, "unit_id", line.row.unit_id, f"{who} is placed at {leg.unit_id}", f"{who} 安排在 {leg.unit_id}"
                )
            if line.row.shift != here[0].row.shift:
                yield _broken(line, "shift", line.row.shift, f"{who} changes shift", f"{who} 更换班次")
    dates = sorted(line.row.date for line in lines)
    patient = plan.patient(who)
    fitting = [days for days in courses(plan.dataset, patient, first.from_) if days[-1] == last.to]
    ends = {date for _, leg in legs for date in (leg.from_, leg.to)}
    if dates not in fitting or not ends <= set(dates):
        yield fault(
            "session_pattern",
            f"the sessions of {who} are not all days of one cohort or cycle from {first.from_} to {last.to}",
            f"{who} 的治疗日不是 {first.from_} 至 {last.to} 的完整排期",
            table="placements",
            row=legs[0].number,
            column="patient_id",
            value=who,
        )


def _stray(lines: list[Line[SessionRow]]) -> Iterator[Issue]:
    for line in lines:
        who = line.row.patient_id
        yield _broken(line, "patient_id", who, f"{who} is not placed for sessions", f"{who} 未安排定期治疗")


def _broken(line: Line[SessionRow], column: str, value: object, en: str, zh: str) -> Issue:
    return fault("session_pattern", en, zh, table="sessions", row=line.number, column=column, value=value)

"""Checks of regular treatment: one cohort, one unit, one shift, every session."""

from __future__ import annotations

from collections.abc import Iterator

from optimizer.core.issue import Issue
from optimizer.data.tables.plan import PlacementRow, SessionRow
from optimizer.verify.context import Plan
from optimizer.verify.finding import Line, fault
from optimizer.verify.stay import cohorts_of, session_dates


def check_session_pattern(plan: Plan) -> Iterator[Issue]:
    """Require exactly one cohort's days as sessions of a patient, from the first to the last, in one shift."""
    rows: dict[str, list[Line[SessionRow]]] = {}
    for line in plan.sessions:
        rows.setdefault(line.row.patient_id, []).append(line)
    for number, row in plan.placements:
        mine = rows.pop(row.patient_id, [])
        if row.unit_id in plan.by_sessions:
            yield from _treated(plan, number, row, mine)
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


def _treated(plan: Plan, number: int, row: PlacementRow, lines: list[Line[SessionRow]]) -> Iterator[Issue]:
    who = row.patient_id
    for line in lines:
        if line.row.unit_id != row.unit_id:
            yield _broken(line, "unit_id", line.row.unit_id, f"{who} is placed at {row.unit_id}", f"{who} 安排在 {row.unit_id}")
        if line.row.shift != lines[0].row.shift:
            yield _broken(line, "shift", line.row.shift, f"{who} changes shift", f"{who} 更换班次")
    dates = sorted(line.row.date for line in lines)
    patient = plan.patient(who)
    cohorts = cohorts_of(patient, plan.service_of(patient))
    expected = [session_dates(cohort, row.from_, plan.last, patient.sessions_left) for cohort in cohorts]
    fitting = [days for days in expected if days and days[0] == row.from_ and days[-1] == row.to]
    if dates not in fitting:
        yield fault(
            "session_pattern",
            f"the sessions of {who} are not all days of one cohort from {row.from_} to {row.to}",
            f"{who} 的治疗日不是 {row.from_} 至 {row.to} 的完整排期",
            table="placements",
            row=number,
            column="patient_id",
            value=who,
        )


def _stray(lines: list[Line[SessionRow]]) -> Iterator[Issue]:
    for line in lines:
        who = line.row.patient_id
        yield _broken(line, "patient_id", who, f"{who} is not placed for sessions", f"{who} 未安排定期治疗")


def _broken(line: Line[SessionRow], column: str, value: object, en: str, zh: str) -> Issue:
    return fault("session_pattern", en, zh, table="sessions", row=line.number, column=column, value=value)

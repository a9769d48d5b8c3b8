"""Services and units."""

from __future__ import annotations

from collections.abc import Iterator

from optimizer.core.issue import Issue
from optimizer.core.text import Text
from optimizer.data.complaint import fault, warning
from optimizer.data.reading.draft import Draft
from optimizer.data.vocabulary import Pattern, UnitStatus


def check_sessions_have_cohorts(draft: Draft) -> Iterator[Issue]:
    """Check that a service of recurring sessions says on which weekdays (cohorts) and how often a week, or in which cycle."""
    for row, line in draft.lines("services"):
        if line.pattern is not Pattern.SESSIONS or (line.cycle_days is not None and not line.cohorts):
            continue
        if line.cycle_days is not None:
            message = Text("Sessions go by weekdays or in a cycle, not both.", "定期治疗按星期或按周期，不能两者皆填。")
            fix = Text("Leave cohorts or cycle_days blank.", "请将排期或周期天数留空。")
            yield fault("cohorts_and_cycle", message, fix, table="services", row=row, column="cycle_days", value=line.service_id)
        elif not line.cohorts:
            message = Text("A service of sessions needs its cohorts, or a cycle.", "定期治疗类别须填排期或周期。")
            fix = Text(
                "Write them as 135;246 (1 = Monday), or fill in cycle_days.", "请写成 135;246 的形式（1 为周一），或填周期天数。"
            )
            yield fault(
                "sessions_without_cohorts", message, fix, table="services", row=row, column="cohorts", value=line.service_id
            )
        elif line.sessions_per_week is not None and {len(cohort) for cohort in line.cohorts} != {line.sessions_per_week}:
            message = Text("The cohorts do not have {count} days a week.", "排期天数与每周 {count} 次不一致。")
            yield warning(
                "cohort_length",
                message,
                table="services",
                row=row,
                column="cohorts",
                value=";".join(line.cohorts),
                count=line.sessions_per_week,
            )


def check_cycles(draft: Draft) -> Iterator[Issue]:
    """Check that the session days of a cycle are numbers from 1 to its length, of a service of sessions."""
    patterns = {line.service_id: line.pattern for _, line in draft.lines("services")}
    for table in ("services", "patients"):
        for row, line in draft.lines(table):
            most, at = line.cycle_days, {"table": table, "row": row}
            named = line.cycle_session_days
            good = [text for text in named if text.isascii() and text.isdigit() and 1 <= int(text) <= (most or 0)]
            if len(good) < len(named):
                message = Text(
                    "The session days of a cycle are numbers from 1 to its length.", "周期内治疗日应为 1 至周期天数的整数。"
                )
                fix = Text("Write 1;8 and cycle_days 21, say.", "如写 1;8，周期天数 21。")
                value = ";".join(named)
                yield fault("cycle_session_days", message, fix, **at, column="cycle_session_days", value=value)  # type: ignore[arg-type]
            elif most is not None and patterns.get(line.service_id) is Pattern.STAY:
                message = Text("The service gives stays; the cycle is ignored.", "该类别为住院，周期将被忽略。")
                yield warning("cycle_of_stays", message, **at, column="cycle_days", value=most)  # type: ignore[arg-type]


def check_session_units_have_shifts(draft: Draft) -> Iterator[Issue]:
    """Check that a unit of a sessions service says how many shifts it runs a day."""
    sessions = {line.service_id for _, line in draft.lines("services") if line.pattern is Pattern.SESSIONS}
    for row, line in draft.lines("units"):
        if line.service_id in sessions and line.shifts_per_day is None:
            message = Text("A unit for sessions needs its shifts per day.", "定期治疗单元须填每日班次。")
            fix = Text("Write 1 when there is one shift.", "只有一班时填 1。")
            yield fault(
                "sessions_without_shifts", message, fix, table="units", row=row, column="shifts_per_day", value=line.unit_id
            )


def check_stays_have_length(draft: Draft) -> Iterator[Issue]:
    """Check that a service of stays says how long they usually last (a warning: one day is assumed)."""
    for row, line in draft.lines("services"):
        if line.pattern is Pattern.STAY and line.typical_stay_days is None:
            message = Text(
                "No usual length of stay: one day is assumed where a patient has none.", "缺通常住院天数：患者未填时按一天计。"
            )
            fix = Text("Add typical_stay_days.", "请补充通常住院天数。")
            yield warning(
                "stay_without_length", message, fix, table="services", row=row, column="typical_stay_days", value=line.service_id
            )


def check_conversions_change(draft: Draft) -> Iterator[Issue]:
    """Check that a conversion makes another ward kind of an open unit, or opens one that is not (a warning otherwise)."""
    units = {line.unit_id: line for _, line in draft.lines("units")}
    for row, line in draft.lines("unit_conversions"):
        unit = units.get(line.unit_id)
        if unit is not None and unit.status is UnitStatus.OPEN and unit.ward_kind is line.to_ward_kind:
            message = Text("The unit is of this ward kind already.", "该单元已是此病区类别。")
            yield warning(
                "conversion_to_same_kind",
                message,
                table="unit_conversions",
                row=row,
                column="to_ward_kind",
                value=str(line.to_ward_kind),
            )


def check_licences_held(draft: Draft) -> Iterator[Issue]:
    """Check that the licence a service asks for is held by one of its units (a warning: nobody could be placed)."""
    for row, line in draft.lines("services"):
        units = [unit for _, unit in draft.lines("units") if unit.service_id == line.service_id]
        if line.licence and units and not any(line.licence in unit.licences for unit in units):
            message = Text("No unit of the service holds its licence.", "该类别没有单元具备所需诊疗科目。")
            fix = Text("Check licences in units.", "请核对收治单元表的诊疗科目。")
            yield warning("licence_not_held", message, fix, table="services", row=row, column="licence", value=line.licence)

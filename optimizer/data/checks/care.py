"""Services and units."""

from __future__ import annotations

from collections.abc import Iterator

from optimizer.core.issue import Issue
from optimizer.core.text import Text
from optimizer.data.complaint import fault, warning
from optimizer.data.reading.draft import Draft
from optimizer.data.vocabulary import Pattern, UnitStatus


def check_sessions_have_cohorts(draft: Draft) -> Iterator[Issue]:
    """Check that a service of recurring sessions says on which weekdays (cohorts) and how often a week."""
    for row, line in draft.lines("services"):
        if line.pattern is not Pattern.SESSIONS:
            continue
        if not line.cohorts:
            message = Text("A service of sessions needs its cohorts.", "定期治疗类别须填排期。")
            fix = Text("Write them as 135;246 (1 = Monday).", "请写成 135;246 的形式（1 为周一）。")
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

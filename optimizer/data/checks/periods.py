"""Periods: in the right order, and where the horizon can see them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from optimizer.core.issue import Issue
from optimizer.core.text import Text
from optimizer.data.columns import attribute
from optimizer.data.complaint import fault, warning
from optimizer.data.reading.draft import Draft

_PERIODS = (
    ("capacity_changes", "from", "to"),
    ("cannot_accept", "from", "until"),
    ("staff", "available_from", "available_to"),
)


def check_from_before_to(draft: Draft) -> Iterator[Issue]:
    """Check that a period does not end before it begins."""
    for table, first, last in _PERIODS:
        for row, line in draft.lines(table):
            begins, ends = getattr(line, attribute(first)), getattr(line, attribute(last))
            if begins is not None and ends is not None and begins > ends:
                message = Text("The period ends before it begins.", "结束早于开始。")
                fix = Text("Exchange or correct the two.", "请调换或更正。")
                yield fault("from_after_to", message, fix, table=table, row=row, column=last, value=str(ends))


def check_history(draft: Draft) -> Iterator[Issue]:
    """Check that roster history lies before the horizon (a warning: later rows are not history)."""
    start = draft.scenario.horizon.start if draft.scenario else None
    late = [row for row, line in draft.lines("roster_history") if start is not None and line.date >= start]
    if late:
        message = Text(
            "{count} rows of history lie within or after the horizon; they are ignored.",
            "{count} 行历史排班不早于规划期，将被忽略。",
        )
        yield warning("history_in_horizon", message, table="roster_history", row=late[0], column="date", count=len(late))


def check_carried_before_start(draft: Draft) -> Iterator[Issue]:
    """Check that what is carried over ends before the horizon: its days would count twice."""
    start = draft.scenario.horizon.start if draft.scenario else None
    for row, line in draft.lines("fairness_carry"):
        if start is not None and line.until >= start:
            message = Text("Totals carried over reach into the days to be planned.", "累计数已包含本规划期内的日期。")
            fix = Text("Count them up to the day before the plan starts.", "请只累计到规划期前一天。")
            yield fault(
                "carried_in_horizon", message, fix, table="fairness_carry", row=row, column="until", value=str(line.until)
            )


def check_demand_in_horizon(draft: Draft) -> Iterator[Issue]:
    """Check that some expected demand lies within the horizon (a warning)."""
    dates = [line.date for _, line in draft.lines("demand")]
    if draft.scenario and dates and not any(date in draft.scenario.horizon for date in dates):
        yield _outside("demand", "date", min(dates), max(dates))


def check_patients_in_horizon(draft: Draft) -> Iterator[Issue]:
    """Check that some patient is ready before the horizon ends (a warning)."""
    dates = [line.ready_at.date() for _, line in draft.lines("patients")]
    if draft.scenario and dates and min(dates) > draft.scenario.horizon.last:
        yield _outside("patients", "ready_at", min(dates), max(dates))


def _outside(table: str, column: str, first: dt.date, last: dt.date) -> Issue:
    message = Text("All dates ({first} to {last}) lie outside the horizon.", "所有日期（{first} 至 {last}）均在规划期之外。")
    fix = Text("Check start and days of the scenario.", "请核对方案的开始日期和天数。")
    return warning("outside_horizon", message, fix, table=table, column=column, first=first.isoformat(), last=last.isoformat())

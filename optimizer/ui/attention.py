"""What a planner should read first, gravest first, each with the page that deals with it. Plain functions of a plan."""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import dataclass

from optimizer.core.issue import Severity
from optimizer.core.outcome import Termination
from optimizer.core.text import Text
from optimizer.data.planfolder import PlanRecord
from optimizer.data.vocabulary import UnitStatus
from optimizer.report.summary import Summary
from optimizer.ui import alerts_texts as said

STALE_H = 24
"""Beds reported longer than a day before the plan begins say little about its first day."""


@dataclass(frozen=True, slots=True)
class Alert:
    """One line a planner should read first.

    Parameters
    ----------
    page, part
        The page that deals with it, by the name of its file, and the part of that page where it has several.
    """

    severity: Severity
    text: Text
    params: dict[str, object]
    page: str
    part: str = ""


def alerts(plan: PlanRecord, summary: Summary, reported: int = 0) -> tuple[Alert, ...]:
    """Return what a planner should read first, gravest first; `reported` notices came after the plan was made."""
    by_urgency: dict[str, object] = {f"u{level}": count for level, count in summary.unplaced_by_urgency.items()}
    grave, watch, tell = Severity.FAULT, Severity.WARNING, Severity.NOTE
    urgent = summary.unplaced_by_urgency.get(1, 0)
    late: dict[str, object] = {"count": summary.urgent_late, "minutes": summary.urgent_late_min}
    short: dict[str, object] = {"count": summary.wards_short, "shifts": summary.cover_short}
    old = _stale(plan)
    stale: dict[str, object] = {"count": len(old), "hours": STALE_H, "oldest": max(old, default=0)}
    found: tuple[tuple[object, Severity, Text, dict[str, object], str, str], ...] = (
        (urgent, grave, said.URGENT_UNPLACED, {"count": urgent}, "routing", "unplaced"),
        (summary.urgent_late, grave, said.URGENT_LATE, late, "routing", "placed"),
        (summary.urgent_over_capacity, grave, said.OVER_CAPACITY, {"count": summary.urgent_over_capacity}, "routing", "placed"),
        (plan.termination is Termination.FALLBACK, grave, said.FALLBACK, {}, "runs", ""),
        (summary.unplaced, watch, said.UNPLACED, {"count": summary.unplaced, **by_urgency}, "routing", "unplaced"),
        (summary.ward_days_without_team, watch, said.NO_TEAM, {"count": summary.ward_days_without_team}, "rota", ""),
        (summary.wards_short, watch, said.WARDS_SHORT, short, "rota", ""),
        (summary.supplies_short, watch, said.SUPPLIES_SHORT, {"count": summary.supplies_short}, "supplies", ""),
        (summary.supplies_below_reserve, watch, said.BELOW_RESERVE, {"count": summary.supplies_below_reserve}, "supplies", ""),
        (reported, watch, said.REPORTED, {"count": reported}, "routing", "refusals"),
        (old, watch, said.STALE, stale, "data", ""),
        (summary.stopped_at, tell, said.STOPPED_AT, {"what": summary.stopped_at}, "runs", ""),
        (_silent(plan), tell, said.NOT_REPORTED, {"count": _silent(plan)}, "data", ""),
        (plan.dataset.cannot_accept, tell, said.CANNOT_ACCEPT, {"count": len(plan.dataset.cannot_accept)}, "routing", "refusals"),
        (not summary.reproducible, tell, said.NOT_REPRODUCIBLE, {}, "runs", ""),
    )
    return tuple(Alert(*rest) for happens, *rest in found if happens)  # type: ignore[arg-type]


def _stale(plan: PlanRecord) -> tuple[int, ...]:
    """Return the ages in whole hours of bed reports that are too old."""
    begin = dt.datetime.combine(plan.dataset.horizon.start, dt.time())
    times = (unit.reported_at for unit in plan.dataset.units if unit.status is UnitStatus.OPEN and unit.reported_at is not None)
    ages = (math.floor((begin - time).total_seconds() / 3600) for time in times)
    return tuple(age for age in ages if age > STALE_H)


def _silent(plan: PlanRecord) -> int:
    return sum(unit.status is UnitStatus.OPEN and unit.reported_at is None for unit in plan.dataset.units)

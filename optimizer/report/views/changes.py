"""Who moves against the plan in force, from where to where, and why."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass

from optimizer.core.rulebook import CHANGE_REASONS
from optimizer.core.text import Text
from optimizer.data.planfolder import PlanRecord
from optimizer.data.tables.plan import ChangeRow
from optimizer.report.words import Names, short_date

MOST_ROWS = 1000
NEW = frozenset({"new_patient", "placed_now"})
"""Reasons of first places; no decision was changed."""


@dataclass(frozen=True, slots=True)
class Change:
    """One patient: before and now with first days (a dash where there is no place), and the reason."""

    patient_id: str
    before: str
    before_at: Text
    now: str
    now_at: Text
    reason: Text
    detail: str


def changes(plan: PlanRecord) -> tuple[Change, ...]:
    """Return the changes, those of decisions first and by the day that comes first, at most `MOST_ROWS`."""
    names = Names(plan.dataset)
    rows = sorted(plan.tables.changes, key=_order)
    return tuple(
        Change(
            row.patient_id,
            _stop(row.from_unit_id, "" if row.from_date is None else short_date(row.from_date)),
            _hospital(names, row.from_unit_id),
            _stop(row.to_unit_id, "" if row.to_date is None else short_date(row.to_date)),
            _hospital(names, row.to_unit_id),
            CHANGE_REASONS.get(row.reason_code, Text(row.reason_code, row.reason_code)),
            row.detail,
        )
        for row in rows[:MOST_ROWS]
    )


def by_reason(plan: PlanRecord) -> tuple[tuple[Text, int], ...]:
    """Return how many changes each reason explains, in the order of the rulebook."""
    counts = Counter(row.reason_code for row in plan.tables.changes)
    return tuple((text, counts[code]) for code, text in CHANGE_REASONS.items() if counts[code])


def _order(row: ChangeRow) -> tuple[bool, list[dt.date], str]:
    """Return the order in which somebody has to see to changes."""
    return row.reason_code in NEW, sorted(date for date in (row.from_date, row.to_date) if date is not None)[:1], row.patient_id


def _stop(unit_id: str, date: str) -> str:
    return f"{unit_id} {date}".strip() or "–"


def _hospital(names: Names, unit_id: str) -> Text:
    return names.hospital(names.hospital_of_unit(unit_id)) if names.hospital_of_unit(unit_id) else Text("", "")

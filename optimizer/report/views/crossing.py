"""Crossing risk by hospital and day: the ward kinds with a patient under one roof, beyond the first."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass

from optimizer.core.text import Text
from optimizer.data.planfolder import PlanRecord
from optimizer.data.vocabulary import WardKind
from optimizer.report.words import Names


@dataclass(frozen=True)
class CrossingRow:
    """A hospital with more than one ward kind in use on some day: the further kinds per day, and their sum."""

    hospital_id: str
    hospital: Text
    days: tuple[int, ...]

    @property
    def total(self) -> int:
        """Sum over the days."""
        return sum(self.days)


def crossing(plan: PlanRecord) -> tuple[CrossingRow, ...]:
    """Return the hospitals where kinds cross, the most first; all rows together are the goal `crossing`."""
    kinds: dict[str, dict[dt.date, set[WardKind]]] = defaultdict(lambda: defaultdict(set))
    for row in plan.tables.capacity:
        if row.census:
            kinds[plan.dataset.unit[row.unit_id].hospital_id][row.date].add(row.ward_kind)
    names = Names(plan.dataset)
    rows = (
        CrossingRow(hospital, names.hospital(hospital), tuple(max(0, len(days[date]) - 1) for date in plan.dataset.horizon))
        for hospital, days in kinds.items()
    )
    return tuple(sorted((row for row in rows if row.total), key=lambda row: (-row.total, row.hospital_id)))

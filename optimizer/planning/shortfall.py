"""What a rota that cannot cover a ward means for its beds: fewer of them, once; then whatever is still short is named."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from optimizer.core.issue import Issue, Severity
from optimizer.core.listing import some_of
from optimizer.core.rounding import floor_int
from optimizer.core.text import Text
from optimizer.data.dataset import Dataset
from optimizer.data.tables.plan import CapacityRow
from optimizer.data.vocabulary import CoverPer
from optimizer.planning.capacity import UnitDate

if TYPE_CHECKING:
    from optimizer.rota.solution import Shortfall, StoodIn

MOST_NAMED = 6


def ceilings(dataset: Dataset, capacity: Iterable[CapacityRow], shortfalls: Sequence[Shortfall]) -> dict[UnitDate, int]:
    """Return lower staffed places for units whose ward is short of a cover that grows with its patients.

    The census is scaled by the worst ratio of assigned to wanted people on that day; a shortage of cover per ward or
    per bed would not shrink with fewer patients and lowers nothing.
    """
    per_patient = {
        (row.ward_id, row.role, row.skill, row.shift_type) for row in dataset.ward_cover if row.per is CoverPer.PATIENT
    }
    worst: dict[tuple[str, object], float] = {}
    for short in shortfalls:
        shift = "" if short.stretch else short.shift_type_id
        if (short.ward_id, short.role, short.skill, shift) in per_patient:
            key = (short.ward_id, short.date)
            worst[key] = min(worst.get(key, 1.0), short.assigned / short.wanted)
    census: Mapping[UnitDate, CapacityRow] = {(row.unit_id, row.date): row for row in capacity}
    lowered: dict[UnitDate, int] = {}
    for (ward_id, date), ratio in worst.items():
        for unit_id in dataset.ward[ward_id].unit_ids:
            row = census[unit_id, date]  # type: ignore[index]
            lowered[unit_id, row.date] = floor_int(row.census * ratio)
    return lowered


def still_short(shortfalls: Sequence[Shortfall], binds: Mapping[str, Text]) -> list[Issue]:
    """Return one warning per ward that stays below its minimum, with how many person-shifts, the first, and what binds.

    Parameters
    ----------
    binds
        What keeps people from its open shifts, by ward.
    """
    by_ward: dict[str, list[Shortfall]] = defaultdict(list)
    for short in shortfalls:
        by_ward[short.ward_id].append(short)
    return [
        Issue(
            "ward_short",
            Severity.WARNING,
            Text(
                "Ward {ward} is short of its minimum by {missing} person-shifts, first on {date} in shift {shift}: {binds}.",
                "病区 {ward} 低于最低在岗 {missing} 人班，最早为 {date} {shift} 班：{binds}。",
            ),
            Text(
                "Add people to its pool, or lower its beds or cover; explain --uncovered names every rule and person.",
                "请增加人员，或下调床位、在岗要求；explain --uncovered 列出每条规则与人员。",
            ),
            table="ward_cover",
            params={
                "ward": ward_id,
                "binds": binds.get(ward_id, Text("–", "–")),
                "missing": sum(short.wanted - short.assigned for short in rows),
                "date": min(short.date for short in rows).isoformat(),
                "shift": min(rows, key=lambda short: (short.date, short.shift_type_id)).shift_type_id,
            },
        )
        for ward_id, rows in sorted(by_ward.items())
    ]


def who_stands_in(found: Iterable[StoodIn]) -> list[Issue]:
    """Return a note per ward and skill that says who stands in for it, how often and from when."""
    places: dict[tuple[str, str], list[StoodIn]] = defaultdict(list)
    for one in found:
        places[one.ward_id, one.skill].append(one)
    return [
        Issue(
            "skill_stood_in",
            Severity.NOTE,
            Text(
                "In ward {ward} others stand in for {skill} on {shifts} shifts, first on {date} in shift {shift}: {who}.",
                "病区 {ward} 有 {shifts} 个班次由他人顶替“{skill}”，最早为 {date} {shift} 班：{who}。",
            ),
            table="stand_ins",
            params={
                "ward": ward_id,
                "skill": skill,
                "shifts": len(rows),
                "date": min(one.date for one in rows).isoformat(),
                "shift": min(rows, key=lambda one: (one.date, one.shift_type_id)).shift_type_id,
                "who": some_of(sorted({who for one in rows for who in one.staff_ids}), MOST_NAMED),
            },
        )
        for (ward_id, skill), rows in sorted(places.items())
    ]

"""What the rotation changes against the one in force, ward by ward, and why."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import replace

from optimizer.data.dataset import Dataset
from optimizer.data.tables.plan import RotationChangeRow, RotationRow
from optimizer.data.vocabulary import Phase
from optimizer.teams.binding import DAY, Binding, rotating_wards


def held(dataset: Dataset, rows: Iterable[RotationRow]) -> dict[tuple[str, dt.date], str]:
    """Return the team of every ward in rotation on every day from the start of the horizon on."""
    wards, start = {row.ward_id for row in dataset.rotation}, dataset.horizon.start
    found: dict[tuple[str, dt.date], str] = {}
    for row in rows:
        if row.phase is Phase.DUTY and row.ward_id in wards:
            date = max(row.from_, start)
            while date <= row.to:
                found[row.ward_id, date] = row.team_id
                date += DAY
    return found


def rotation_changes(
    dataset: Dataset, rotation: Sequence[RotationRow], in_force: Sequence[RotationRow]
) -> tuple[RotationChangeRow, ...]:
    """Return every difference with the first reason that is true, days in a row taken together."""
    if not in_force:
        return ()
    before, now = held(dataset, in_force), held(dataset, rotation)
    binding, last = Binding.of(dataset, in_force), max(row.to for row in in_force)
    rows: list[RotationChangeRow] = []
    for ward_id, date in sorted(before.keys() | now.keys()):
        was, is_now = before.get((ward_id, date), ""), now.get((ward_id, date), "")
        if was == is_now or date > last:
            continue
        row = RotationChangeRow(
            ward_id=ward_id,
            from_=date,
            to=date,
            from_team_id=was,
            to_team_id=is_now,
            reason_code=_reason(dataset, binding, rotation, ward_id, date, was),
        )
        if rows and _joins(rows[-1], row):
            row = replace(row, from_=rows.pop().from_)
        rows.append(row)
    return tuple(rows)


def _joins(one: RotationChangeRow, other: RotationChangeRow) -> bool:
    same = (one.ward_id, one.from_team_id, one.to_team_id, one.reason_code)
    return one.to + DAY == other.from_ and same == (other.ward_id, other.from_team_id, other.to_team_id, other.reason_code)


def _reason(dataset: Dataset, binding: Binding, rotation: Sequence[RotationRow], ward_id: str, date: dt.date, was: str) -> str:
    if not was:
        return "filled"
    day = (date - dataset.horizon.start).days
    if any(away.first <= day < away.free for away in binding.pulls.get(was, ())):
        return "pulled_out"
    may_serve = [row.ward_id for row in dataset.teams_wanted if row.team_id == was]
    if not may_serve or ward_id not in {row.ward_id for row in rotating_wards(dataset, may_serve[0])}:
        return "may_not_serve"
    busy = any(row.team_id == was and row.from_ <= date <= row.to and row.phase is not Phase.STANDBY for row in rotation)
    return "not_free" if busy else "rearranged"

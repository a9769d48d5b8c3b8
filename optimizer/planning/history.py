"""What was worked before the first day, as far as only the rota in force tells: runs, rest and days off go on over it."""

from __future__ import annotations

from collections.abc import Sequence

from optimizer.core.issue import Issue, Severity
from optimizer.core.text import Text
from optimizer.data.amend import amended
from optimizer.data.dataset import Dataset
from optimizer.data.tables.plan import RotaRow
from optimizer.data.tables.staff import RosterHistory

_TABLE = "roster_history"


def with_history(dataset: Dataset, in_force: Sequence[RotaRow]) -> tuple[Dataset, tuple[Issue, ...]]:
    """Return the dataset with shifts of the rota in force before the first day in its history, and a note of it.

    The table itself is believed up to its last date, since it tells what was really worked; from then on the rota is.
    """
    told = max((row.date for row in dataset.roster_history), default=None)
    more = tuple(
        RosterHistory(staff_id=row.staff_id, date=row.date, shift_type=row.shift_type_id)
        for row in sorted(in_force, key=lambda row: (row.date, row.staff_id))
        if row.date < dataset.horizon.start
        and (told is None or row.date > told)
        and row.staff_id in dataset.member
        and row.shift_type_id in dataset.shift_type
    )
    if not more:
        return dataset, ()
    rows = (*dataset.roster_history, *more)
    return amended(dataset, roster_history=rows), (_carried(more),)


def _carried(rows: Sequence[RosterHistory]) -> Issue:
    return Issue(
        "history_carried",
        Severity.NOTE,
        Text(
            "{count} shifts of the rota in force from {first} to {last} count as worked.",
            "现行班表 {first} 至 {last} 的 {count} 个班次视为已上。",
        ),
        Text("Fill in roster_history where it was otherwise.", "如有出入，请填写 roster_history。"),
        table=_TABLE,
        params={"count": len(rows), "first": rows[0].date.isoformat(), "last": rows[-1].date.isoformat()},
    )

"""Sets apart the rows that cannot be checked, so that every other check may look ids up without care."""

from __future__ import annotations

from collections.abc import Sequence

from optimizer.core.issue import Issue
from optimizer.data.dataset import Dataset
from optimizer.data.plantables import PlanTables
from optimizer.data.tables.plan import PlacementRow, RotaRow, RotationRow
from optimizer.verify.context import Plan
from optimizer.verify.ids import lines_of, repeated_rows, stray_tables, unknown_ids, unreadable_rows


def prepare(
    dataset: Dataset,
    tables: PlanTables,
    steps: Sequence[str],
    previous: Sequence[PlacementRow] = (),
    previous_rota: Sequence[RotaRow] = (),
    previous_rotation: Sequence[RotationRow] = (),
) -> tuple[Plan, tuple[Issue, ...]]:
    """Return the plan without rows that name unknown ids or impossible figures, and the faults found on the way."""
    lines = lines_of(tables)
    bad = (*unknown_ids(dataset, lines), *unreadable_rows(lines, dataset.horizon.start))
    places = {(issue.table, issue.row) for issue in bad}
    kept = {table: tuple(line for line in rows if (table, line.number) not in places) for table, rows in lines.items()}
    plan = Plan(dataset, kept, frozenset(steps), tuple(previous), tuple(previous_rota), tuple(previous_rotation))
    return plan, (*bad, *repeated_rows(lines), *stray_tables(lines, steps))

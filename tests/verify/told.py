"""The table of changes that goes with a plan and the one in force, for tests of other things."""

from __future__ import annotations

from dataclasses import replace

from optimizer.data.dataset import Dataset
from optimizer.data.plantables import PlanTables
from optimizer.data.tables.plan import ChangeRow, PlacementRow
from optimizer.verify.ids import STEPS
from optimizer.verify.inforce import differences
from optimizer.verify.prepare import prepare


def with_changes(dataset: Dataset, tables: PlanTables, before: tuple[PlacementRow, ...]) -> PlanTables:
    """Return the plan with every change listed."""
    found, _ = prepare(dataset, tables, STEPS, before)
    rows = tuple(
        ChangeRow(
            patient_id=one.patient_id,
            from_unit_id=one.before[0],
            to_unit_id=one.now[0],
            from_date=one.before[1],
            to_date=one.now[1],
            reason_code="displaced" if one.counts else "new_patient",
        )
        for one in differences(found).values()
    )
    return replace(tables, changes=rows)

"""Mutators that break a rule about the plan in force."""

from __future__ import annotations

from dataclasses import replace
from random import Random
from typing import Any

from optimizer.data.tables import plan
from optimizer.data.vocabulary import PlacementState
from tests.verify.case import DAY, Case


def state_kept(case: Case, rng: Random) -> Case | None:
    """Bind somebody to another unit than theirs: where they lie, where they were to go, or where they are pinned."""
    row = rng.choice(case.tables.placements)
    other = rng.choice([unit for unit in case.dataset.unit if unit != row.unit_id])
    ways: tuple[tuple[PlacementState, dict[str, Any], tuple[plan.PlacementRow, ...]], ...] = (
        (PlacementState.ARRIVED, {"current_unit_id": other}, ()),
        (PlacementState.IN_TRANSIT, {}, (replace(row, unit_id=other),)),
        (PlacementState.ACCEPTED, {"pinned_unit_id": other}, ()),
    )
    state, change, before = rng.choice(ways)
    people = tuple(
        replace(one, placement_state=state, **change) if one.patient_id == row.patient_id else one
        for one in case.dataset.patients
    )
    return replace(case, dataset=replace(case.dataset, patients=people), previous=before)


def changes_listed(case: Case, rng: Random) -> Case | None:
    """Leave a change out, list one that is none, or give an untrue one."""
    row = rng.choice(case.tables.placements)
    other = rng.choice([unit for unit in case.dataset.unit if unit != row.unit_id])
    told = plan.ChangeRow(
        patient_id=row.patient_id,
        from_unit_id=other,
        to_unit_id=row.unit_id,
        from_date=row.from_,
        to_date=row.from_,
        reason_code="displaced",
    )
    elsewhere = tuple(replace(one, unit_id=other) if one is row else one for one in case.tables.placements)
    match rng.randrange(4):
        case 0:
            return replace(case, previous=elsewhere)
        case 1:
            return replace(case, previous=case.tables.placements).add("changes", told)
        case 2:
            untrue: dict[str, Any] = rng.choice(
                ({"reason_code": "mood"}, {"reason_code": "released"}, {"to_date": row.from_ - DAY})
            )
            return replace(case, previous=elsewhere).add("changes", replace(told, **untrue))
        case _:
            return case.add("changes", told)

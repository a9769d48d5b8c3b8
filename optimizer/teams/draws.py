"""What the teams cost their donors: people of each role against who is employed and must remain, and the beds they carried."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from optimizer.core.rounding import floor_int
from optimizer.data.dataset import Dataset
from optimizer.data.tables.plan import DrawRow, TeamRow
from optimizer.data.vocabulary import Role, StaffedBy


def draws_of(dataset: Dataset, teams: Sequence[TeamRow]) -> tuple[DrawRow, ...]:
    """Return a row for every hospital and role that gives people, in order."""
    employed = Counter((one.hospital_id, one.role) for one in dataset.staff)
    minimum = {(row.hospital_id, row.role): row.headcount for row in dataset.donor_minimum}
    drawn = Counter((dataset.member[row.staff_id].hospital_id, dataset.member[row.staff_id].role) for row in teams)
    return tuple(
        DrawRow(
            hospital_id=hospital_id,
            role=role,
            employed=employed[hospital_id, role],
            drawn=number,
            remaining=employed[hospital_id, role] - number,
            must_remain=minimum.get((hospital_id, role), 0),
            beds=_beds(dataset, hospital_id, number) if role is Role.NURSE else None,
        )
        for (hospital_id, role), number in sorted(drawn.items())
    )


def _beds(dataset: Dataset, hospital_id: str, nurses: int) -> int | None:
    """Return how many of a hospital's own beds so many nurses carry, at the mean headcount per bed; None when unknown."""
    own = [unit for unit in dataset.units if unit.hospital_id == hospital_id and unit.staffed_by is StaffedBy.OWN]
    ratios = {row.service_id: row.nurses_headcount_per_bed or 0.0 for row in dataset.services}  # the table may be missing
    rated = [(unit.capacity, ratios.get(unit.service_id, 0.0)) for unit in own]
    beds = sum(capacity for capacity, ratio in rated if ratio)
    needed = sum(capacity * ratio for capacity, ratio in rated)
    return floor_int(nurses / (needed / beds)) if beds and needed else None

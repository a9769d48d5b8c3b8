"""Small towns with a plan in force, for what is asked about one patient."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from optimizer.data.dataset import Dataset
from optimizer.data.plantables import PlanTables
from optimizer.data.tables.plan import PlacementRow
from optimizer.planning.capacity import with_census
from optimizer.planning.standing import Standing
from optimizer.routing.solution import solution_of
from tests.factories import day
from tests.routing.town import effective, everywhere

Stays = Mapping[str, tuple[str, int, int]]  # unit, first and last day by patient


def tables_of(data: Dataset, stays: Stays | None = None, **changes: Any) -> PlanTables:
    """A plan with some stays in which everything is designated."""
    rows = tuple(
        PlacementRow(
            patient_id=who,
            unit_id=unit_id,
            from_=day(first),
            to=day(last),
            wait_days=max(0, first - data.horizon.day(data.patient[who].ready_at.date())),
            travel_min=0,
        )
        for who, (unit_id, first, last) in (stays or {}).items()
    )
    capacity = with_census(data, effective(data, changes.get("conversions", ())), rows, ())
    plain = {"designation": everywhere(data), "capacity": tuple(capacity.values()), "placements": rows}
    return PlanTables(**{**plain, **changes})


def standing_of(data: Dataset, stays: Stays | None = None, **changes: Any) -> Standing:
    """The running account of such a plan."""
    return Standing.of(data, tables_of(data, stays, **changes))


def placements(standing: Standing) -> Iterable[PlacementRow]:
    """What the account holds, as rows."""
    return solution_of(standing.dataset, standing.ledger).placements

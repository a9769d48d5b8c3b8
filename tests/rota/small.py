"""Small wards for the tests of the rota."""

from __future__ import annotations

import datetime as dt
from typing import Any

from optimizer.core.outcome import Outcome
from optimizer.core.params import Limits
from optimizer.data.dataset import Dataset
from optimizer.data.tables.plan import RotationRow, TeamRow
from optimizer.data.vocabulary import Phase
from optimizer.rota.instance import RotaInstance
from optimizer.rota.model import roster
from optimizer.rota.pools import Pools
from optimizer.rota.solution import RotaSolution
from tests.factories import capacity, contract, cover, dataset, day, nurse, shift, team_unit, unit, ward

LIMITS = Limits(deterministic_s=3.0)


def ward_data(days: int = 5, **tables: Any) -> Dataset:
    """One nurse, an own ward, an early and a night shift with one person wanted in each; tables may be replaced."""
    plain: dict[str, Any] = {
        "units": [unit()],
        "wards": [ward()],
        "shift_types": [shift("A", 8, 16), shift("N", 23, 7, night=True)],
        "ward_cover": [cover("A"), cover("N")],
        "contracts": [contract()],
        "staff": [nurse("S1")],
    }
    return dataset(days, **{**plain, **tables})


def team_data(days: int = 5, **tables: Any) -> Dataset:
    """As `ward_data`, in an isolation ward that a team staffs."""
    shifts = [shift("A", 8, 12, ward_minutes=240), shift("N", 20, 24, ward_minutes=240, night=True)]
    return ward_data(days, **{"units": [team_unit()], "shift_types": shifts, **tables})


def on_duty(
    *staff_ids: str, first: int = 0, last: int = 30, ward_id: str = "W1"
) -> tuple[tuple[TeamRow, ...], tuple[RotationRow, ...]]:
    """One team on duty in a ward."""
    members = tuple(TeamRow(team_id="T1", staff_id=one) for one in staff_ids)
    return members, (RotationRow(team_id="T1", ward_id=ward_id, from_=day(first), to=day(last), phase=Phase.DUTY),)


def pools_of(data: Dataset, *staff_ids: str, census: int = 0, **duty: Any) -> Pools:
    teams, rotation = on_duty(*staff_ids, **duty) if staff_ids else ((), ())
    return Pools(data, teams, rotation, capacity(data, {"U1": census}))


def instance_of(data: Dataset, *staff_ids: str) -> RotaInstance:
    return RotaInstance.from_dataset(data, pools_of(data, *staff_ids))


def solve(data: Dataset, *staff_ids: str, census: int = 0, limits: Limits = LIMITS, **duty: Any) -> Outcome[RotaSolution]:
    pools = pools_of(data, *staff_ids, census=census, **duty)
    return roster(data, pools.teams, pools.rotation, pools.capacity, limits)


def worked_on(outcome: Outcome[RotaSolution], staff_id: str) -> dict[int, str]:
    """Shift by day index of one person."""
    assert outcome.solution is not None
    rows = (row for row in outcome.solution.rota if row.staff_id == staff_id)
    return {(row.date - day(0)) // dt.timedelta(days=1): row.shift_type_id for row in rows}

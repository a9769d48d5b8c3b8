"""Small tables with stable ids, for tests of every room; each function takes what differs from the plain case."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from optimizer.core.horizon import Horizon
from optimizer.data.dataset import Dataset
from optimizer.data.scenario import Policy, Scenario
from optimizer.data.tables import care, plan, staff
from optimizer.data.vocabulary import CoverPer, Pattern, Role, StaffedBy, WardKind

START = dt.date(2022, 3, 21)  # a Monday


def day(number: int) -> dt.date:
    """The date of a day index."""
    return START + dt.timedelta(days=number)


def dataset(days: int = 7, **tables: Any) -> Dataset:
    """A dataset of the tables given, from Monday 21 March 2022; a rota looks no further than its last day."""
    rows = {name: tuple(table) for name, table in tables.items()}
    return Dataset(Scenario(Horizon(START, days), policy=Policy(rota_ahead_days=0)), name="test", given=frozenset(rows), **rows)


def service(service_id: str = "general", **changes: Any) -> care.Service:
    plain: dict[str, Any] = {"name_zh": "普通住院", "pattern": Pattern.STAY, "max_travel_min": 60.0, "max_wait_days": 1}
    return care.Service(service_id=service_id, **{**plain, **changes})


def unit(unit_id: str = "U1", **changes: Any) -> care.Unit:
    plain: dict[str, Any] = {"hospital_id": "H1", "service_id": "general", "ward_kind": WardKind.GENERAL, "capacity": 10}
    return care.Unit(unit_id=unit_id, **{**plain, **changes})


def team_unit(unit_id: str = "U1", **changes: Any) -> care.Unit:
    return unit(unit_id, **{"ward_kind": WardKind.ISOLATION, "staffed_by": StaffedBy.TEAM, **changes})


def ward(ward_id: str = "W1", *unit_ids: str) -> staff.Ward:
    return staff.Ward(ward_id=ward_id, unit_ids=unit_ids or ("U1",))


def cover(shift_type: str = "A", least: float = 1, **changes: Any) -> staff.WardCover:
    plain: dict[str, Any] = {"ward_id": "W1", "role": Role.NURSE, "per": CoverPer.WARD}
    return staff.WardCover(shift_type=shift_type, min=least, **{**plain, **changes})


def shift(shift_type_id: str = "A", start: int = 8, end: int = 16, **changes: Any) -> staff.ShiftType:
    """A shift between full hours; its minutes are those between them."""
    minutes = ((end - start) % 24 or 24) * 60
    plain: dict[str, Any] = {"start": dt.time(start), "end": dt.time(end % 24), "minutes": minutes}
    return staff.ShiftType(shift_type_id=shift_type_id, **{**plain, **changes})


def contract(contract_id: str = "C", **changes: Any) -> staff.Contract:
    return staff.Contract(contract_id=contract_id, **changes)


def nurse(staff_id: str, **changes: Any) -> staff.StaffMember:
    plain: dict[str, Any] = {"hospital_id": "H1", "role": Role.NURSE, "contract_id": "C"}
    return staff.StaffMember(staff_id=staff_id, **{**plain, **changes})


def request(staff_id: str, number: int, shift_type: str = "off", **changes: Any) -> staff.Request:
    return staff.Request(staff_id=staff_id, date=day(number), shift_type=shift_type, **changes)


def worked(staff_id: str, number: int, shift_type: str = "A") -> staff.RosterHistory:
    return staff.RosterHistory(staff_id=staff_id, date=day(number), shift_type=shift_type)


def had(staff_id: str, until: int = -1, **totals: int) -> staff.FairnessCarry:
    """What somebody carries over."""
    return staff.FairnessCarry(staff_id=staff_id, until=day(until), **totals)


def capacity(data: Dataset, census: Mapping[str, int] | None = None) -> dict[tuple[str, dt.date], plan.CapacityRow]:
    """Capacity rows: all beds effective, the same census every day."""
    return {
        (one.unit_id, date): plan.CapacityRow(
            unit_id=one.unit_id,
            date=date,
            ward_kind=one.ward_kind,
            physical=one.capacity,
            staffed=one.capacity,
            supplied=one.capacity,
            effective=one.capacity,
            census=(census or {}).get(one.unit_id, 0),
        )
        for one in data.units
        for date in data.horizon
    }

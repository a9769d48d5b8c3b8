"""Checks between patients: capacity of units and shifts, and buildings of confirmed cases."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from optimizer.core.issue import Issue
from optimizer.data.vocabulary import WardKind
from optimizer.verify.context import Plan
from optimizer.verify.finding import fault


def check_capacity(plan: Plan) -> Iterator[Issue]:
    """Census ≤ effective − reserved on every unit and day (per shift: that // shifts), urgency 1 set aside."""
    occupancy, stated = plan.occupancy, plan.stated
    for (unit_id, day), census in occupancy.census.items():
        row = stated.get((unit_id, day))
        room = 0 if row is None else row.effective - row.reserved
        others = census - occupancy.urgent[unit_id, day]
        if others > room:
            yield _over(plan, unit_id, day, others, room)
    for (unit_id, day, shift), census in occupancy.shift.items():
        row = stated.get((unit_id, day))
        room = 0 if row is None else (row.effective - row.reserved) // plan.shifts[unit_id]
        others = census - occupancy.shift_urgent[unit_id, day, shift]
        if others > room:
            yield _over(plan, unit_id, day, others, room, shift)


def check_building_exclusive(plan: Plan) -> Iterator[Issue]:
    """No building holds a patient in an isolation unit and one in another unit on the same day."""
    kinds: dict[tuple[str, str, bool, int], set[WardKind]] = defaultdict(set)
    for (unit_id, day), census in plan.occupancy.census.items():
        unit = plan.unit(unit_id)
        if census:
            key = (unit.hospital_id, unit.building_id or unit_id, unit.building_id is None, day)
            kinds[key].add(plan.states[unit_id][day].kind)
    for (hospital, building, _, day), present in kinds.items():
        if WardKind.ISOLATION in present and len(present) > 1:
            date = plan.dataset.horizon.date(day)
            yield fault(
                "building_exclusive",
                f"building {building} of {hospital} holds isolation and other patients on {date}",
                f"{hospital} 的楼栋 {building} 于 {date} 同时收治隔离与其他患者",
                table="capacity",
                column="census",
                value=building,
            )


def _over(plan: Plan, unit_id: str, day: int, others: int, room: int, shift: int = 0) -> Issue:
    date = plan.dataset.horizon.date(day)
    number = next((line.number for line in plan.capacity if line.row.unit_id == unit_id and line.row.date == date), 0)
    when, when_zh = (f"{date} shift {shift}", f"{date} 第 {shift} 班") if shift else (str(date), str(date))
    return fault(
        "capacity",
        f"{others} patients, not life-threatened, for {room} places at {unit_id} on {when}",
        f"{unit_id} 于 {when_zh} 有 {others} 名非危急患者，仅 {room} 个位置",
        table="capacity",
        row=number,
        column="census",
        value=others,
    )

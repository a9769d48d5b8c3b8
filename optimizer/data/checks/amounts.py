"""Amounts that belong together."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from optimizer.core.issue import Issue
from optimizer.core.text import Text
from optimizer.data.complaint import fault, warning
from optimizer.data.reading.draft import Draft
from optimizer.data.vocabulary import UnitStatus, WardKind

_RANGES = (
    ("contracts", "min_minutes", "max_minutes"),
    ("contracts", "min_consecutive_shifts", "max_consecutive_shifts"),
    ("ward_cover", "min", "preferred"),
)


def check_low_expected_high(draft: Draft) -> Iterator[Issue]:
    """Check that demand is stated as low ≤ expected ≤ high, as far as low and high are given."""
    for row, line in draft.lines("demand"):
        known = [value for value in (line.low, line.expected, line.high) if value is not None]
        if any(a > b for a, b in pairwise(known)):
            message = Text("Low, expected and high are not in order.", "低值、预计人数、高值大小颠倒。")
            fix = Text("They must satisfy low ≤ expected ≤ high.", "须满足 低值 ≤ 预计人数 ≤ 高值。")
            yield fault("low_expected_high", message, fix, table="demand", row=row, column="expected", value=f"{line.expected:g}")


def check_minimum_below_maximum(draft: Draft) -> Iterator[Issue]:
    """Check that a minimum is not above its maximum (or above the preferred number)."""
    for table, low, high in _RANGES:
        for row, line in draft.lines(table):
            least, most = getattr(line, low), getattr(line, high)
            if least is not None and most is not None and least > most:
                message = Text("{low} is above {high}.", "{low} 大于 {high}。")
                fix = Text("Exchange or correct the two.", "请调换或更正。")
                yield fault(
                    "min_above_max", message, fix, table=table, row=row, column=low, value=f"{least:g}", low=low, high=high
                )


def check_occupied_within_capacity(draft: Draft) -> Iterator[Issue]:
    """Check that not more places are occupied or kept free than the unit has (a warning: it offers none)."""
    for row, line in draft.lines("units"):
        if line.occupied + line.kept_free > line.capacity:
            message = Text(
                "{occupied} occupied and {kept_free} kept free, but only {capacity} places: the unit offers none.",
                "已占用 {occupied}、预留 {kept_free}，而床位仅 {capacity}：该单元无可用床位。",
            )
            yield warning(
                "occupied_above_capacity",
                message,
                Text("Ask the hospital for its present figures.", "请向医院核实最新数字。"),
                table="units",
                row=row,
                column="occupied",
                value=str(line.occupied),
                occupied=line.occupied,
                kept_free=line.kept_free,
                capacity=line.capacity,
            )


def check_buildings_of_one_side(draft: Draft) -> Iterator[Issue]:
    """Check that no open unit stands where people outside the list lie on the other side (a warning: it offers no place)."""
    lying: dict[tuple[str, str | None], set[bool]] = {}
    for _, line in draft.lines("units"):
        if line.occupied and line.building_id is not None:
            lying.setdefault((line.hospital_id, line.building_id), set()).add(line.ward_kind is WardKind.ISOLATION)
    for row, line in draft.lines("units"):
        other = line.ward_kind is not WardKind.ISOLATION
        if line.status is UnitStatus.OPEN and other in lying.get((line.hospital_id, line.building_id), ()):
            message = Text(
                "Confirmed cases and others share the building: the unit offers no place while the other side lies there.",
                "该楼栋同时有确诊者与其他患者：另一类患者在院期间，该单元无可用床位。",
            )
            fix = Text("Empty one side, or correct building_id or occupied.", "请清空一侧，或更正楼栋、已占用数。")
            yield warning(
                "building_of_both_sides", message, fix, table="units", row=row, column="building_id", value=line.unit_id
            )


def check_capacity_or_delta(draft: Draft) -> Iterator[Issue]:
    """Check that a capacity change gives either a new capacity or a difference."""
    for row, line in draft.lines("capacity_changes"):
        if (line.capacity is None) == (line.delta is None):
            message = Text("Either capacity or delta is wanted, and only one of them.", "“床位”与“增减”须填且只填一项。")
            fix = Text("Fill in one and leave the other empty.", "请填一项，另一项留空。")
            yield fault("capacity_or_delta", message, fix, table="capacity_changes", row=row, column="capacity")


def check_orders(draft: Draft) -> Iterator[Issue]:
    """Check that what is on order has a day of arrival (a warning: without one it never comes)."""
    for row, line in draft.lines("supplies"):
        if line.on_order > 0 and line.arrives is None:
            message = Text("An order without a day of arrival is not counted on.", "在途物资缺到货日，不予计入。")
            fix = Text("Add the day of arrival.", "请补充到货日。")
            yield warning("order_without_date", message, fix, table="supplies", row=row, column="arrives")

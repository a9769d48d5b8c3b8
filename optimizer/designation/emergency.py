"""Emergency buffers that conversions could take away: every hospital that has one keeps one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from optimizer.data.dataset import Dataset
from optimizer.data.tables.care import Unit, UnitConversion
from optimizer.data.tables.plan import ConversionRow
from optimizer.data.vocabulary import EMERGENCY, UnitStatus, WardKind


def is_emergency_buffer(unit: Unit) -> bool:
    """Whether a unit is one of those the life-threatened may go to at once, as the tables have it."""
    return (
        EMERGENCY in unit.capabilities
        and unit.ward_kind is WardKind.BUFFER
        and unit.status is UnitStatus.OPEN
        and unit.capacity > 0
    )


def takes_away(dataset: Dataset, conversion: UnitConversion, unit: Unit) -> bool:
    """Whether a conversion makes something else of a unit, or empties its building."""
    if conversion.unit_id == unit.unit_id:
        return True
    converted = dataset.unit[conversion.unit_id]
    same = (converted.hospital_id, converted.building_id) == (unit.hospital_id, unit.building_id)
    return conversion.empties_building and unit.building_id is not None and same


def emergency_buffers(
    dataset: Dataset, conversions: Sequence[tuple[ConversionRow, UnitConversion]]
) -> tuple[tuple[tuple[int, ...], ...], ...]:
    """Return, per hospital that could lose all of its emergency buffers, the conversions that take each of them away."""
    found: dict[str, list[tuple[int, ...]]] = defaultdict(list)
    for unit in dataset.units:
        if is_emergency_buffer(unit):
            lost = tuple(number for number, (_, row) in enumerate(conversions) if takes_away(dataset, row, unit))
            found[unit.hospital_id].append(lost)
    return tuple(tuple(units) for units in found.values() if all(units))

"""Changes to places: a hospital or unit closed, beds added or taken away, a unit converted."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterator, Sequence
from dataclasses import replace

from optimizer.core.errors import BadInputError
from optimizer.core.issue import Issue
from optimizer.core.text import Text
from optimizer.data.amend import amended
from optimizer.data.dataset import Dataset
from optimizer.data.tables.care import CapacityChange, Unit
from optimizer.data.vocabulary import UnitStatus
from optimizer.planning.whatif.change import Change
from optimizer.planning.whatif.faults import change_fault, change_note, not_there

HOSPITAL_OR_UNIT = Text("hospital or unit", "机构或单元")
UNIT = Text("unit", "单元")
Changed = tuple[Dataset, tuple[Issue, ...]]


def close(dataset: Dataset, change: Change) -> Changed:
    """Take every place of a hospital or unit away; a hospital that had to be designated no longer has to."""
    units = {unit.unit_id for unit in dataset.units if change.target in {unit.unit_id, unit.hospital_id}}
    if not units:
        raise BadInputError([not_there(change, [*dataset.hospital, *dataset.unit], HOSPITAL_OR_UNIT)])
    first, last = days_of(dataset, change)
    kept = [piece for row in dataset.capacity_changes for piece in _outside(row, units, first, last)]
    new = [CapacityChange(unit_id=name, from_=first, to=last, capacity=0, reason=_why(change)) for name in sorted(units)]
    dataset = amended(dataset, capacity_changes=(*kept, *new))
    if change.target in dataset.hospital and dataset.hospital[change.target].fixed is not None:
        rows = [replace(row, fixed=None) if row.hospital_id == change.target else row for row in dataset.hospitals]
        return amended(dataset, hospitals=rows), (change_note(change, _NO_LONGER_FIXED),)
    return dataset, ()


def set_beds(dataset: Dataset, change: Change) -> Changed:
    """Give a unit more places, fewer, or so many."""
    _unit(dataset, change)
    first, last = days_of(dataset, change)
    kept = dataset.capacity_changes
    if not change.relative:  # the figure named is the figure meant: differences in the tables do not add to it
        kept = tuple(piece for row in kept for piece in _outside(row, {change.target}, first, last))
    amount = int(change.amount)
    new = CapacityChange(
        unit_id=change.target,
        from_=first,
        to=last,
        capacity=None if change.relative else amount,
        delta=amount if change.relative else None,
        reason=_why(change),
    )
    return amended(dataset, capacity_changes=(*kept, new)), ()


def convert(dataset: Dataset, change: Change) -> Changed:
    """Make a unit another ward kind from the start; it takes nobody until its lead time is over."""
    unit = _unit(dataset, change)
    if change.last is not None:
        raise BadInputError([change_fault("conversion_with_end", change, _FOR_GOOD, _NO_END)])
    if unit.ward_kind is change.to_kind and unit.status is UnitStatus.OPEN:
        raise BadInputError([change_fault("converted_already", change, _ALREADY, _OTHER_KIND)])
    row = next(
        (row for row in dataset.unit_conversions if row.unit_id == unit.unit_id and row.to_ward_kind is change.to_kind), None
    )
    first, last = days_of(dataset, change)
    lead_h = 0.0 if row is None else row.lead_time_h
    ready = first + dt.timedelta(days=math.ceil(lead_h / 24))
    capacity = unit.capacity if row is None else row.capacity_after
    new = replace(
        unit, ward_kind=change.to_kind or unit.ward_kind, capacity=capacity, occupied=0, kept_free=0, status=UnitStatus.OPEN
    )
    units = [new if one.unit_id == unit.unit_id else one for one in dataset.units]
    conversions = [one for one in dataset.unit_conversions if one.unit_id != unit.unit_id]
    kept = [piece for one in dataset.capacity_changes for piece in _outside(one, {unit.unit_id}, dataset.horizon.start, last)]
    shut = CapacityChange(
        unit_id=unit.unit_id,
        from_=dataset.horizon.start,
        to=min(ready - dt.timedelta(days=1), last),
        capacity=0,
        reason=_why(change),
    )
    dataset = amended(
        dataset,
        units=units,
        unit_conversions=conversions,
        capacity_changes=(*kept, *((shut,) if ready > dataset.horizon.start else ())),
    )
    said = _AS_LISTED if row is not None else _NOT_LISTED
    return dataset, (change_note(change, said, unit=unit.unit_id, beds=capacity, ready=ready, hours=f"{lead_h:g}"),)


def days_of(dataset: Dataset, change: Change) -> tuple[dt.date, dt.date]:
    """Return the first and last day of the plan on which a change holds."""
    first, last = change.first or dataset.horizon.start, change.last or dataset.horizon.last
    return max(first, dataset.horizon.start), min(last, dataset.horizon.last)


def _unit(dataset: Dataset, change: Change) -> Unit:
    unit = dataset.unit.get(change.target)
    if unit is None:
        raise BadInputError([not_there(change, dataset.unit, UNIT)])
    return unit


def _outside(row: CapacityChange, units: Sequence[str] | set[str], first: dt.date, last: dt.date) -> Iterator[CapacityChange]:
    """Yield what is left of a row of some units outside a period."""
    if row.unit_id not in units or row.to < first or row.from_ > last:
        yield row
        return
    if row.from_ < first:
        yield replace(row, to=first - dt.timedelta(days=1))
    if row.to > last:
        yield replace(row, from_=last + dt.timedelta(days=1))


def _why(change: Change) -> str:
    return change.reason or "what if"


_NO_LONGER_FIXED = Text("{word}: the hospital no longer has to be designated.", "{word}：该机构不再为必须定点。")
_FOR_GOOD = Text("{word}: a conversion lasts to the end of the plan.", "{word}：转换持续至规划期末。")
_ALREADY = Text("{word}: the unit is one already.", "{word}：该单元已是此类病区。")
_OTHER_KIND = Text("Name another ward kind or unit.", "请改用其他病区类别或单元。")
_NO_END = Text("Leave the last day out.", "请去掉结束日期。")
_AS_LISTED = Text(
    "{word}: {beds} places from {ready}, after {hours} h of preparation; who lies in {unit} now is taken to have left.",
    "{word}：准备 {hours} 小时后，自 {ready} 起有 {beds} 个床位；假定 {unit} 现有患者已腾出。",
)
_NOT_LISTED = Text(
    "{word}: the tables do not list this conversion; taken with all its {beds} places and no time of preparation.",
    "{word}：转换表中没有该项，按原 {beds} 个床位、无准备时间计算。",
)

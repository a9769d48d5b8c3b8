"""What the rota and the census use up."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping

from optimizer.core.rounding import ceil_int
from optimizer.data.dataset import Dataset
from optimizer.data.tables.plan import CapacityRow, RotaRow
from optimizer.data.vocabulary import StaffedBy, UsePer, WardKind

ENTRY_MIN = 240  # one entry, and so one set of protective equipment, lasts four hours (DOMAIN)
HospitalDay = tuple[str, dt.date]


def daily_use(
    dataset: Dataset, rota: Iterable[RotaRow], capacity: Mapping[tuple[str, dt.date], CapacityRow]
) -> dict[tuple[str, str, dt.date], float]:
    """Return the use by hospital, item and day, to three decimals, of every item that a hospital keeps stock of."""
    counts = _counts(dataset, tuple(rota), capacity)
    return {
        (hospital, item, date): round(
            sum(row.quantity * counts[row.per][hospital, date] for row in dataset.supply_use if row.item == item), 3
        )
        for hospital, item in dict.fromkeys((row.hospital_id, row.item) for row in dataset.supplies)
        for date in dataset.horizon
    }


def _counts(
    dataset: Dataset, rota: tuple[RotaRow, ...], capacity: Mapping[tuple[str, dt.date], CapacityRow]
) -> dict[UsePer, Counter[HospitalDay]]:
    counts: dict[UsePer, Counter[HospitalDay]] = {per: Counter() for per in UsePer}
    units = {
        ward.ward_id: [dataset.unit[unit_id] for unit_id in ward.unit_ids if unit_id in dataset.unit] for ward in dataset.wards
    }
    for row in (one for one in rota if not dataset.shift_type[one.shift_type_id].on_call):
        ward = dataset.ward[row.ward_id]
        place = (units[row.ward_id][0].hospital_id if ward.unit_ids else ward.hospital_id or "", row.date)
        counts[UsePer.SHIFT][place] += 1
        if any(unit.staffed_by is StaffedBy.TEAM for unit in units[row.ward_id]):
            inside = dataset.shift_type[row.shift_type_id].ward_minutes or 0
            counts[UsePer.ENTRY][place] += max(1, ceil_int(inside / ENTRY_MIN))
    for (unit_id, date), state in capacity.items():
        if state.ward_kind is not WardKind.GENERAL:
            counts[UsePer.PATIENT_DAY][dataset.unit[unit_id].hospital_id, date] += state.census
    return counts

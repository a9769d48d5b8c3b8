"""Brings the figures of a plan up to its decisions, by other code than the check's: census, supplies, placements."""

from __future__ import annotations

import datetime as dt
import math
from collections import Counter, defaultdict
from dataclasses import replace

from optimizer.data.dataset import Dataset
from optimizer.data.plantables import PlanTables
from optimizer.data.tables.plan import PlacementRow, SupplyRow
from optimizer.data.travel import Travel
from optimizer.data.vocabulary import Pattern, StaffedBy, UsePer, WardKind

DAY = dt.timedelta(days=1)


def stay(dataset: Dataset, patient_id: str, unit_id: str, first: dt.date, last: dt.date | None = None) -> PlacementRow:
    """Place a patient with true figures; the last day follows from the stay unless given."""
    patient, unit = dataset.patient[patient_id], dataset.unit[unit_id]
    service = dataset.service[patient.service_id]
    if last is None:
        typical = service.typical_stay_days if service.pattern is Pattern.STAY else None
        last = first + DAY * ((patient.stay_days or typical or 1) - 1)
    ready = max(dataset.horizon.start, patient.ready_at.date())
    return PlacementRow(
        patient_id=patient_id,
        unit_id=unit_id,
        from_=first,
        to=last,
        wait_days=(first - ready).days,
        travel_min=Travel(dataset).to_unit(patient, unit),
        vehicle_kind=vehicle(dataset, patient_id, unit_id, kind_on(dataset, unit_id, first)),
        move_reason="transfer" if patient.current_unit_id not in {None, unit_id} and service.pattern is Pattern.STAY else "",
    )


def kind_on(dataset: Dataset, unit_id: str, date: dt.date) -> WardKind:
    """Ward kind of a unit, the base plan's one conversion included."""
    return WardKind.BUFFER if unit_id == "U10" and date >= dataset.horizon.date(2) else dataset.unit[unit_id].ward_kind


def vehicle(dataset: Dataset, patient_id: str, unit_id: str, kind: WardKind) -> str:
    patient, unit = dataset.patient[patient_id], dataset.unit[unit_id]
    if patient.current_unit_id == unit_id and dataset.service[unit.service_id].pattern is Pattern.STAY:
        return ""
    for car in dataset.vehicles:
        if car.urgencies and str(patient.urgency) not in car.urgencies:
            continue
        if car.ward_kinds and str(kind) not in car.ward_kinds:
            continue
        return car.vehicle_kind
    return ""


def census_of(dataset: Dataset, tables: PlanTables) -> Counter[tuple[str, dt.date]]:
    census: Counter[tuple[str, dt.date]] = Counter()
    for row in tables.placements:
        if dataset.service[dataset.unit[row.unit_id].service_id].pattern is Pattern.STAY:
            for offset in range((min(row.to, dataset.horizon.last) - row.from_).days + 1):
                census[row.unit_id, row.from_ + DAY * offset] += 1
    census.update((row.unit_id, row.date) for row in tables.sessions)
    return census


def with_census(dataset: Dataset, tables: PlanTables) -> PlanTables:
    census = census_of(dataset, tables)
    return replace(tables, capacity=tuple(replace(row, census=census[row.unit_id, row.date]) for row in tables.capacity))


def uses(dataset: Dataset, tables: PlanTables) -> dict[tuple[str, str, dt.date], float]:
    """Daily use per hospital, item and date."""
    team = {ward.ward_id for ward in dataset.wards if any(dataset.unit[u].staffed_by is StaffedBy.TEAM for u in ward.unit_ids)}
    host = {ward.ward_id: dataset.unit[ward.unit_ids[0]].hospital_id for ward in dataset.wards}
    counts: Counter[tuple[UsePer, str, dt.date]] = Counter()
    for row in (one for one in tables.rota if not dataset.shift_type[one.shift_type_id].on_call):
        counts[UsePer.SHIFT, host[row.ward_id], row.date] += 1
        if row.ward_id in team:
            minutes = dataset.shift_type[row.shift_type_id].ward_minutes or 1
            counts[UsePer.ENTRY, host[row.ward_id], row.date] += max(1, math.ceil(minutes / 240))
    for row in tables.capacity:
        if row.ward_kind is not WardKind.GENERAL:
            counts[UsePer.PATIENT_DAY, dataset.unit[row.unit_id].hospital_id, row.date] += row.census
    use: dict[tuple[str, str, dt.date], float] = defaultdict(float)
    dates = list(dataset.horizon)
    for hospital in dataset.hospitals:
        for rate in dataset.supply_use:
            for date in dates:
                use[hospital.hospital_id, rate.item, date] += rate.quantity * counts[rate.per, hospital.hospital_id, date]
    return {key: round(value, 3) for key, value in use.items()}


def with_supplies(dataset: Dataset, tables: PlanTables, use: dict[tuple[str, str, dt.date], float] | None = None) -> PlanTables:
    """Simulate the stock day by day."""
    use = uses(dataset, tables) if use is None else use
    rows, dates = [], list(dataset.horizon)
    for hospital, item in dict.fromkeys((row.hospital_id, row.item) for row in dataset.supplies):
        mine = [row for row in dataset.supplies if (row.hospital_id, row.item) == (hospital, item)]
        stock = sum(row.on_hand for row in mine)
        mean = sum(use.get((hospital, item, date), 0.0) for date in dates) / dataset.horizon.days
        for date in dates:
            stock += sum(row.on_order for row in mine if row.arrives == date)
            for move in tables.transfers:
                if move.item == item and move.date == date:
                    stock += move.quantity * ((move.to_hospital_id == hospital) - (move.from_hospital_id == hospital))
            today = use.get((hospital, item, date), 0.0)
            stock = round(max(0.0, stock - today), 3)
            cover = round(stock / mean, 1) if mean > 0 else None
            rows.append(SupplyRow(hospital_id=hospital, item=item, date=date, stock=stock, use=today, days_of_cover=cover))
    return replace(tables, supplies=tuple(rows))


def refresh(dataset: Dataset, tables: PlanTables) -> PlanTables:
    """Return the plan with census and supplies that follow from its decisions."""
    tables = with_census(dataset, tables)
    return with_supplies(dataset, tables) if tables.supplies else tables

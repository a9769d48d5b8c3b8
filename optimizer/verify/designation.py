"""Checks of designation: who may be designated, flows, conversions."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator

from optimizer.core.issue import Issue
from optimizer.core.rounding import ceil_int
from optimizer.data.tables.care import Unit
from optimizer.data.tables.plan import DesignationRow, FlowRow
from optimizer.data.vocabulary import EMERGENCY, LABELS, Designable, Fixed, UnitStatus, WardKind
from optimizer.verify.context import Plan
from optimizer.verify.finding import fault
from optimizer.verify.fit import licensed
from optimizer.verify.loads import best_day, capacities, counted_units, loads
from optimizer.verify.unitdays import emptied_by

SLACK = 1e-3
"""Flows are written with six decimals; sums of them are compared with this tolerance."""


def check_designation_allowed(plan: Plan) -> Iterator[Issue]:
    """Require that the hospital may be designated and is not fixed out; buffer or isolation only."""
    for number, row in plan.designation:
        hospital = plan.dataset.hospital[row.hospital_id]
        if hospital.outside_network or hospital.can_designate is Designable.NO or hospital.fixed is Fixed.OUT:
            name = row.hospital_id
            yield _at("designation_allowed", number, "hospital_id", name, f"{name} is excluded", f"{name} 不可指定")
        if row.ward_kind is WardKind.GENERAL:
            kind = row.ward_kind
            yield _at("designation_allowed", number, "ward_kind", kind, "general wards need none", "普通病区无需指定")


def check_designation_days(plan: Plan) -> Iterator[Issue]:
    """Require that a place is designated from its first day with room to the end of the horizon."""
    counted = counted_units(plan)
    for number, row in plan.designation:
        units = [unit for unit in _units(plan, row) if unit.unit_id in counted]
        first = min((opens for unit in units if (opens := _opens(plan, unit, row.ward_kind)) is not None), default=plan.start)
        if (row.from_, row.to) != (first, plan.last):
            said = f"{row.from_} – {row.to}", f"{first} – {plan.last}"
            yield _at("designation_days", number, "from", said[0], f"{row.hospital_id}: not {said[1]}", f"应为 {said[1]}")


def check_designation_fixed_in(plan: Plan) -> Iterator[Issue]:
    """Every hospital fixed in has at least one designated place."""
    designated = {line.row.hospital_id for line in plan.designation}
    for hospital in plan.dataset.hospitals:
        if hospital.fixed is Fixed.IN and hospital.hospital_id not in designated:
            name = hospital.hospital_id
            yield _at("designation_fixed_in", 0, "hospital_id", name, f"{name} is not designated", f"{name} 未被指定")


def check_designation_unit(plan: Plan) -> Iterator[Issue]:
    """Require that some unit of the hospital and service has that ward kind, and places, on some day."""
    for number, row in plan.designation:
        if not _units(plan, row):
            kind = row.ward_kind
            yield _at(
                "designation_unit", number, "ward_kind", kind, f"no such unit at {row.hospital_id}", f"{row.hospital_id} 无此单元"
            )


def check_designation_licence(plan: Plan) -> Iterator[Issue]:
    """One of those units holds the licence of the service."""
    for number, row in plan.designation:
        units = _units(plan, row)
        if units and not any(licensed(plan, unit) for unit in units):
            names = ";".join(unit.unit_id for unit in units)
            yield _at("designation_licence", number, "service_id", row.service_id, f"{names} lack it", f"{names} 无此科目")


def check_designation_minimum(plan: Plan) -> Iterator[Issue]:
    """Σ over units of the places on their best day ≥ the least number that the service asks of a designated hospital."""
    counted = counted_units(plan)
    for number, row in plan.designation:
        least = plan.dataset.service[row.service_id].min_designated_places
        offered = sum(best_day(plan, unit, row.ward_kind) for unit in _units(plan, row) if unit.unit_id in counted)
        if offered < least:
            name = row.hospital_id
            yield _at(
                "designation_minimum",
                number,
                "service_id",
                row.service_id,
                f"{name}: {offered} of {least}",
                f"{name}：{offered}，至少 {least}",
            )


def check_services_under_roof(plan: Plan) -> Iterator[Issue]:
    """Require number of services of a hospital ≤ its max_services."""
    for name, rows in _by_hospital(plan).items():
        most, services = plan.dataset.hospital[name].max_services, {row.service_id for _, row in rows}
        if most is not None and len(services) > most:
            said = f"{name}: {len(services)} services, {most} at most"
            yield _at("services_under_roof", rows[-1][0], "hospital_id", name, said, f"{name} {len(services)} 类，上限 {most}")


def check_kinds_under_roof(plan: Plan) -> Iterator[Issue]:
    """Require number of ward kinds of a hospital ≤ its max_ward_kinds."""
    for name, rows in _by_hospital(plan).items():
        most, kinds = plan.dataset.hospital[name].max_ward_kinds, {row.ward_kind for _, row in rows}
        if most is not None and len(kinds) > most:
            said = f"{name}: {len(kinds)} ward kinds, {most} at most"
            yield _at("kinds_under_roof", rows[-1][0], "hospital_id", name, said, f"{name} 病区 {len(kinds)} 类，上限 {most}")


def check_emergency_kept(plan: Plan) -> Iterator[Issue]:
    """Require that a hospital with emergency buffers still has one of them: neither converted nor emptied."""
    chosen = {row.unit_id: row for _, row in plan.conversions}
    gone = {*chosen, *emptied_by(plan.dataset, chosen)}
    buffers = [unit for unit in plan.dataset.units if _is_emergency_buffer(unit)]
    bereft = {unit.hospital_id for unit in buffers} - {unit.hospital_id for unit in buffers if unit.unit_id not in gone}
    for number, row in plan.conversions:
        name = plan.unit(row.unit_id).hospital_id
        if name in bereft:
            yield _conversion(
                "emergency_kept", number, row.unit_id, f"leaves {name} no emergency buffer", f"使 {name} 无急诊缓冲"
            )


def check_flow_designated(plan: Plan) -> Iterator[Issue]:
    """Every flow goes to a designated hospital, service and ward kind."""
    for number, row in plan.flows:
        if _target(row) not in plan.designated:
            where = f"{row.hospital_id} / {row.service_id}"
            yield _flow("flow_designated", number, row, f"{where} is not designated", f"{where} 未定点")


def check_flow_demand(plan: Plan) -> Iterator[Issue]:
    """Σ over hospitals of the flow of an origin, service and ward kind ≤ its load."""
    wanted, sums = loads(plan), defaultdict[tuple[str, str, WardKind], float](float)
    for number, row in plan.flows:
        key = (row.origin_id, row.service_id, row.ward_kind)
        before, sums[key] = sums[key], sums[key] + row.expected
        limit = wanted.get(key, 0.0)
        if sums[key] > limit + SLACK >= before:
            said = f"{sums[key]:g} of {limit:g} expected from {row.origin_id}"
            yield _flow("flow_demand", number, row, said, f"{row.origin_id} 预计 {limit:g}，流量 {sums[key]:g}")


def check_flow_capacity(plan: Plan) -> Iterator[Issue]:
    """Σ of flows into a hospital, service and ward kind ≤ the share of its bed-days that may be counted on."""
    room, sums = capacities(plan), defaultdict[tuple[str, str, WardKind], float](float)
    fill = plan.dataset.scenario.policy.designation_fill
    for number, row in plan.flows:
        key = _target(row)
        before, sums[key] = sums[key], sums[key] + row.expected
        limit = fill * room.get(key, 0.0)
        if sums[key] > limit + SLACK >= before:
            said = f"{sums[key]:g} for {limit:g} at {row.hospital_id}"
            yield _flow("flow_capacity", number, row, said, f"{row.hospital_id} 容量 {limit:g}，流量 {sums[key]:g}")


def check_conversion_listed(plan: Plan) -> Iterator[Issue]:
    """Require that unit, ward kind and capacity are those of a listed conversion; a unit is converted once."""
    listed = {(row.unit_id, row.to_ward_kind): row.capacity_after for row in plan.dataset.unit_conversions}
    seen: set[str] = set()
    for number, row in plan.conversions:
        if listed.get((row.unit_id, row.to_ward_kind)) != row.capacity_after:
            said = f"to {row.to_ward_kind} with {row.capacity_after} is not listed"
            yield _conversion(
                "conversion_listed",
                number,
                row.unit_id,
                said,
                f"转为{LABELS[row.to_ward_kind].zh}、{row.capacity_after} 张不在清单内",
            )
        if row.unit_id in seen:
            yield _conversion("conversion_listed", number, row.unit_id, "converted twice", "重复转换")
        seen.add(row.unit_id)


def check_conversion_lead_time(plan: Plan) -> Iterator[Issue]:
    """Require that a conversion is done at the earliest after its lead time, in whole days, and within the horizon."""
    lead = {(row.unit_id, row.to_ward_kind): row.lead_time_h for row in plan.dataset.unit_conversions}
    for number, row in plan.conversions:
        hours = lead.get((row.unit_id, row.to_ward_kind))
        if hours is None:
            continue
        earliest = plan.start + dt.timedelta(days=ceil_int(hours / 24))
        if not earliest <= row.from_ <= plan.last:
            said, zh = f"{row.from_} instead of {earliest} at the earliest", f"{row.from_}，最早应为 {earliest}"
            yield _conversion("conversion_lead_time", number, row.unit_id, said, zh)


def _opens(plan: Plan, unit: Unit, kind: WardKind) -> dt.date | None:
    """Return the first day on which a unit has places of a kind."""
    for day, state in enumerate(plan.states[unit.unit_id]):
        if state.kind == kind and state.places > 0:
            return plan.start + dt.timedelta(days=day)
    return None


def _is_emergency_buffer(unit: Unit) -> bool:
    open_now = unit.status is UnitStatus.OPEN and unit.capacity > 0
    return EMERGENCY in unit.capabilities and unit.ward_kind is WardKind.BUFFER and open_now


def _by_hospital(plan: Plan) -> dict[str, list[tuple[int, DesignationRow]]]:
    found = defaultdict[str, list[tuple[int, DesignationRow]]](list)
    for number, row in plan.designation:
        found[row.hospital_id].append((number, row))
    return found


def _units(plan: Plan, row: DesignationRow) -> list[Unit]:
    return [
        unit
        for unit in plan.dataset.units
        if (unit.hospital_id, unit.service_id) == (row.hospital_id, row.service_id)
        and any(state.kind == row.ward_kind and state.places > 0 for state in plan.states[unit.unit_id])
    ]


def _target(row: FlowRow) -> tuple[str, str, WardKind]:
    return (row.hospital_id, row.service_id, row.ward_kind)


def _at(rule: str, number: int, column: str, value: object, en: str, zh: str) -> Issue:
    return fault(rule, en, zh, table="designation", row=number, column=column, value=value)


def _flow(rule: str, number: int, row: FlowRow, en: str, zh: str) -> Issue:
    return fault(rule, en, zh, table="flows", row=number, column="expected", value=row.expected)


def _conversion(rule: str, number: int, unit_id: str, en: str, zh: str) -> Issue:
    return fault(rule, f"{unit_id} {en}", f"{unit_id} {zh}", table="conversions", row=number, column="unit_id", value=unit_id)

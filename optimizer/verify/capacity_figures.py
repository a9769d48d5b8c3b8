"""Check of the capacity table: one row per unit and day, every figure derived again."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from optimizer.core.issue import Issue
from optimizer.core.rounding import floor_int
from optimizer.data.tables.plan import CapacityRow
from optimizer.data.tables.staff import Ward
from optimizer.data.vocabulary import CoverPer, StaffedBy, UsePer, WardKind
from optimizer.verify.context import Plan
from optimizer.verify.finding import Line, fault
from optimizer.verify.protection import Reserve

Cells = dict[tuple[str, int], Line[CapacityRow]]


def needs_capacity(plan: Plan) -> bool:
    """Return whether the plan must carry a capacity table."""
    return bool(plan.dataset.units and plan.dataset.services) and bool(plan.steps & {"routing", "rota", "supplies"})


def check_capacity_figures(plan: Plan) -> Iterator[Issue]:
    """Physical, staffed, supplied, effective and census of every unit and day are as derived from the tables."""
    if not plan.capacity and not needs_capacity(plan):
        return
    cells: Cells = {}
    for line in plan.capacity:
        key = (line.row.unit_id, plan.dataset.horizon.day(line.row.date))
        if key in cells or line.row.date not in plan.dataset.horizon:
            yield _row(line, "date", line.row.date, f"no such row for {key[0]}", f"{key[0]} 不应有此行")
        else:
            cells[key] = line
    for unit in plan.dataset.units:
        for day in range(plan.days):
            if (unit.unit_id, day) not in cells:
                date = plan.dataset.horizon.date(day)
                yield fault(
                    "capacity_figures",
                    f"{unit.unit_id} has no row for {date}",
                    f"{unit.unit_id} 缺少 {date} 的行",
                    table="capacity",
                    column="unit_id",
                    value=unit.unit_id,
                )
    for key, line in cells.items():
        yield from _cell(plan, key, line)
    yield from _staffed(plan, cells)
    yield from _supplied(plan, cells)
    yield from _reserved(plan, cells)


def _cell(plan: Plan, key: tuple[str, int], line: Line[CapacityRow]) -> Iterator[Issue]:
    """Figures that follow from one unit and day alone."""
    state, row = plan.states[key[0]][key[1]], line.row
    physical = state.places * plan.shifts[key[0]]
    derived: list[tuple[str, object, object]] = [
        ("ward_kind", row.ward_kind, state.kind),
        ("physical", row.physical, physical),
        ("effective", row.effective, min(row.physical, row.staffed, row.supplied)),
        ("census", row.census, plan.occupancy.census[key]),
    ]
    if state.kind is WardKind.GENERAL:
        derived.append(("supplied", row.supplied, physical))
    for column, stated, expected in derived:
        if stated != expected:
            yield _differs(line, column, stated, expected)
    for column, figure in (("staffed", row.staffed), ("supplied", row.supplied)):
        if not 0 <= figure <= physical:
            yield _differs(line, column, figure, f"0–{physical}")


def _staffed(plan: Plan, cells: Cells) -> Iterator[Issue]:
    """Own staff: every open bed; a team: what its nurses on duty can carry; none on duty: nothing."""
    ward_of = {unit_id: ward for ward in plan.dataset.wards for unit_id in ward.unit_ids}
    carried: dict[tuple[str, int], list[Line[CapacityRow]]] = defaultdict(list)
    for (unit_id, day), line in cells.items():
        ward = ward_of.get(unit_id)
        by_team = plan.unit(unit_id).staffed_by is StaffedBy.TEAM and bool(plan.dataset.teams_wanted)
        if ward is None or not by_team or (_ratio(plan, unit_id) == 0 and plan.pools.duty_teams(ward.ward_id, day)):
            if line.row.staffed != line.row.physical and not _may_be_lowered(plan, ward):
                yield _differs(line, "staffed", line.row.staffed, line.row.physical)
        elif not plan.pools.duty_teams(ward.ward_id, day):
            if line.row.staffed:
                yield _differs(line, "staffed", line.row.staffed, 0)
        else:
            carried[ward.ward_id, day].append(line)
    for (ward_id, day), lines in carried.items():
        yield from _carried(plan, plan.dataset.ward[ward_id], day, lines)


def _carried(plan: Plan, ward: Ward, day: int, lines: list[Line[CapacityRow]]) -> Iterator[Issue]:
    """Σ staffed × nurses per bed ≤ nurses on duty, and not less than they surely carry unless the rota lowered it."""
    nurses = plan.pools.nurses_on_duty(ward.ward_id, day)
    ratios = [_ratio(plan, line.row.unit_id) for line in lines]
    needed = sum(line.row.staffed * ratio for line, ratio in zip(lines, ratios, strict=True))
    least = min(sum(line.row.physical for line in lines), floor_int(nurses / max(ratios)))
    stated = sum(line.row.staffed for line in lines)
    if needed > nurses + 1e-6:
        yield _differs(lines[0], "staffed", f"{needed:g} nurses", f"{nurses}")
    elif stated < least and not _may_be_lowered(plan, ward):
        yield _differs(lines[0], "staffed", stated, least)


def _supplied(plan: Plan, cells: Cells) -> Iterator[Issue]:
    """Non-general places of a hospital, within what its stock lasts for over the horizon."""
    special: dict[tuple[str, int], list[Line[CapacityRow]]] = defaultdict(list)
    for (unit_id, day), line in cells.items():
        if plan.states[unit_id][day].kind is not WardKind.GENERAL:
            special[plan.unit(unit_id).hospital_id, day].append(line)
    lasting = _supply_limits(plan)
    for (hospital, _), lines in special.items():
        physical = sum(line.row.physical for line in lines)
        low, high = lasting.get(hospital, (physical, physical))
        stated = sum(line.row.supplied for line in lines)
        if not min(low, physical) <= stated <= min(high, physical):
            yield _differs(lines[0], "supplied", stated, min(high, physical))


def _reserved(plan: Plan, cells: Cells) -> Iterator[Issue]:
    """Places kept free at a hospital for a service and ward kind: as many as the forecast asks, never somebody's bed."""
    reserve = Reserve(plan)
    sites: dict[tuple[str, str, WardKind, int], list[Line[CapacityRow]]] = defaultdict(list)
    for (unit_id, day), line in cells.items():
        unit = plan.unit(unit_id)
        sites[unit.hospital_id, unit.service_id, plan.states[unit_id][day].kind, day].append(line)
    for (hospital, service, kind, day), lines in sites.items():
        rooms = [max(0, line.row.effective - reserve.held[line.row.unit_id, day]) for line in lines]
        wanted = min(sum(rooms), reserve.wanted(hospital, service, kind, day))
        stated = sum(line.row.reserved for line in lines)
        if stated != wanted or any(not 0 <= line.row.reserved <= room for line, room in zip(lines, rooms, strict=True)):
            yield _differs(lines[0], "reserved", stated, wanted)


def _supply_limits(plan: Plan) -> dict[str, tuple[int, int]]:
    """Patients a hospital's stock carries through the horizon, without and with goods due before it begins."""
    use = {row.item: row.quantity for row in plan.dataset.supply_use if row.per is UsePer.PATIENT_DAY and row.quantity > 0}
    sure: dict[tuple[str, str], float] = defaultdict(float)
    early: dict[tuple[str, str], float] = defaultdict(float)
    for row in plan.dataset.supplies:
        if row.item in use:
            key = (row.hospital_id, row.item)
            due = row.arrives is not None and row.arrives <= plan.last
            overdue = row.arrives is not None and row.arrives < plan.start
            sure[key] += row.on_hand + (row.on_order if due and not overdue else 0.0)
            early[key] += row.on_hand + (row.on_order if due else 0.0)
    limits: dict[str, tuple[int, int]] = {}
    for (hospital, item), quantity in sure.items():
        low = floor_int(quantity / (use[item] * plan.days))
        high = floor_int(early[hospital, item] / (use[item] * plan.days))
        before = limits.get(hospital, (low, high))
        limits[hospital] = (min(low, before[0]), min(high, before[1]))
    return limits


def _ratio(plan: Plan, unit_id: str) -> float:
    return plan.service_of(plan.unit(unit_id)).nurses_headcount_per_bed or 0.0


def _may_be_lowered(plan: Plan, ward: Ward | None) -> bool:
    """Whether a short rota may have lowered the staffed places of a ward (once, for cover that grows with patients)."""
    if ward is None or not {"routing", "rota"} <= plan.steps:
        return False
    return any(row.ward_id == ward.ward_id and row.per is CoverPer.PATIENT for row in plan.dataset.ward_cover)


def _differs(line: Line[CapacityRow], column: str, stated: object, expected: object) -> Issue:
    return _row(line, column, stated, f"stated {stated}, recomputed {expected}", f"所述 {stated}，复算 {expected}")


def _row(line: Line[CapacityRow], column: str, value: object, en: str, zh: str) -> Issue:
    return fault("capacity_figures", en, zh, table="capacity", row=line.number, column=column, value=value)

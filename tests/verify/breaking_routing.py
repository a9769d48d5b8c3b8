"""Mutators that break one named rule of designation or routing each; None when the plan offers no chance."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from random import Random

from optimizer.data.tables import plan
from optimizer.data.tables.care import Unit
from optimizer.data.tables.people import Patient
from optimizer.data.tables.plan import PlacementRow
from optimizer.data.vocabulary import Designable, Fixed, UnitStatus, WardKind, needed_kind
from tests.verify.case import DAY, Case, first, shuffled
from tests.verify.refresh import census_of, stay

Fit = Callable[[Case, PlacementRow, Patient, Unit], bool]


def _designate(case: Case, hospital: str, service: str, kind: WardKind) -> Case:
    span = {"from_": case.dataset.horizon.start, "to": case.dataset.horizon.last}
    return case.add("designation", plan.DesignationRow(hospital_id=hospital, service_id=service, ward_kind=kind, **span))


def designation_allowed(case: Case, rng: Random) -> Case | None:
    barred = [h for h in case.dataset.hospitals if h.can_designate is Designable.NO or h.fixed is Fixed.OUT]
    host = first(rng, barred)
    if host is None:
        return None
    return _designate(case, host.hospital_id, rng.choice(case.dataset.services).service_id, WardKind.BUFFER)


def designation_days(case: Case, rng: Random) -> Case | None:
    row = rng.choice(case.tables.designation)
    span = rng.choice(({"to": row.to - DAY}, {"from_": row.from_ + DAY}, {"from_": row.from_ - DAY}))
    return case.swap("designation", row, replace(row, **span)).fresh()


def designation_fixed_in(case: Case, rng: Random) -> Case | None:
    host = first(rng, (h.hospital_id for h in case.dataset.hospitals if h.fixed is Fixed.IN))
    return host and case.put(designation=[row for row in case.tables.designation if row.hospital_id != host])


def designation_unit(case: Case, rng: Random) -> Case | None:
    there = {(u.hospital_id, u.service_id) for u in case.dataset.units}
    pairs = [(h, s) for h in case.dataset.hospital for s in case.dataset.service if (h, s) not in there]
    pair = first(rng, pairs)
    return pair and _designate(case, *pair, rng.choice((WardKind.BUFFER, WardKind.ISOLATION)))


def designation_licence(case: Case, rng: Random) -> Case | None:
    for unit in shuffled(rng, case.dataset.units):
        alike = [
            u
            for u in case.dataset.units
            if (u.hospital_id, u.service_id, u.ward_kind) == (unit.hospital_id, unit.service_id, unit.ward_kind) and u.capacity
        ]
        licence = case.dataset.service[unit.service_id].licence
        if alike and unit.ward_kind is not WardKind.GENERAL and licence and not any(licence in u.licences for u in alike):
            return _designate(case, unit.hospital_id, unit.service_id, unit.ward_kind)
    return None


def designation_minimum(case: Case, rng: Random) -> Case | None:
    services = {row.service_id for row in case.tables.designation}
    return _given(case, "services", "service_id", rng.choice(sorted(services)), min_designated_places=rng.randint(500, 9000))


def services_under_roof(case: Case, rng: Random) -> Case | None:
    several = [name for name, rows in _designated(case).items() if len({row.service_id for row in rows}) > 1]
    name = first(rng, several)
    return name and _given(case, "hospitals", "hospital_id", name, max_services=1)


def kinds_under_roof(case: Case, rng: Random) -> Case | None:
    row = rng.choice(case.tables.designation)
    other = WardKind.BUFFER if row.ward_kind is WardKind.ISOLATION else WardKind.ISOLATION
    mixed = _designate(case, row.hospital_id, row.service_id, other)
    return _given(mixed, "hospitals", "hospital_id", row.hospital_id, max_ward_kinds=1)


def emergency_kept(case: Case, rng: Random) -> Case | None:
    buffers = [u for u in case.dataset.units if "emergency" in u.capabilities and u.ward_kind is WardKind.BUFFER and u.capacity]
    unit = first(rng, [u for u in buffers if sum(o.hospital_id == u.hospital_id for o in buffers) == 1])
    span = {"from_": case.date(rng.randrange(case.dataset.horizon.days)), "capacity_after": rng.randint(1, 9)}
    return unit and case.add("conversions", plan.ConversionRow(unit_id=unit.unit_id, to_ward_kind=WardKind.ISOLATION, **span))


def _designated(case: Case) -> dict[str, list[plan.DesignationRow]]:
    found: dict[str, list[plan.DesignationRow]] = {}
    for row in case.tables.designation:
        found.setdefault(row.hospital_id, []).append(row)
    return found


def _given(case: Case, table: str, key: str, value: str, **changes: object) -> Case:
    """Change one row of an input table."""
    rows = [replace(row, **changes) if getattr(row, key) == value else row for row in case.dataset.rows(table)]
    return replace(case, dataset=replace(case.dataset, **{table: tuple(rows)}))


def flow_designated(case: Case, rng: Random) -> Case | None:
    row = first(rng, case.tables.flows)
    open_at = {(d.hospital_id, d.service_id, d.ward_kind) for d in case.tables.designation}
    others = [h for h in case.dataset.hospital if row and (h, row.service_id, row.ward_kind) not in open_at]
    return case.swap("flows", row, replace(row, hospital_id=rng.choice(others))) if row and others else None


def flow_demand(case: Case, rng: Random) -> Case | None:
    row = first(rng, case.tables.flows)
    total = sum(d.expected for d in case.dataset.demand) or len(case.dataset.patients)
    return row and case.swap("flows", row, replace(row, expected=round(row.expected + total * case.dataset.horizon.days, 6)))


def flow_capacity(case: Case, rng: Random) -> Case | None:
    row = first(rng, case.tables.flows)
    beds = sum(unit.capacity * 6 for unit in case.dataset.units) * case.dataset.horizon.days
    return row and case.swap("flows", row, replace(row, expected=float(beds + rng.randint(1, 100))))


def conversion_listed(case: Case, rng: Random) -> Case | None:
    row = first(rng, case.tables.conversions)
    return row and case.swap("conversions", row, replace(row, capacity_after=row.capacity_after + rng.choice((-1, 1, 5))))


def conversion_lead_time(case: Case, rng: Random) -> Case | None:
    row = first(rng, (c for c in case.tables.conversions if c.from_ > case.dataset.horizon.start))
    return row and case.swap("conversions", row, replace(row, from_=row.from_ - DAY))


def patient_accounted(case: Case, rng: Random) -> Case | None:
    row = rng.choice(case.tables.placements)
    sessions = [one for one in case.tables.sessions if one.patient_id != row.patient_id]
    match rng.randrange(4):
        case 0:
            return case.swap("placements", row).put(sessions=sessions).fresh()
        case 1:
            return case.add("unplaced", plan.UnplacedRow(patient_id=row.patient_id, reason_code="full"))
        case 2:
            return case.add("placements", row).fresh()
        case _:
            late = case.dataset.horizon.last + DAY * rng.randint(1, 5)
            return case.swap("placements", row, replace(row, from_=late, to=late + (row.to - row.from_))).fresh()


def _moved(wanted: Fit, *, sessions: bool = True, stays: bool = True) -> Callable[[Case, Random], Case | None]:
    """Move somebody to a unit for which `wanted` holds."""

    def mutate(case: Case, rng: Random) -> Case | None:
        for row in shuffled(rng, case.tables.placements):
            here = case.is_stay(row)
            if not (stays if here else sessions):
                continue
            patient = case.dataset.patient[row.patient_id]
            for unit in shuffled(rng, case.dataset.units):
                if case.pattern(unit.unit_id) is case.pattern(row.unit_id) and wanted(case, row, patient, unit):
                    return case.move(row, unit.unit_id) if here else case.move_sessions(row, unit.unit_id)
        return None

    return mutate


def _same_service(case: Case, row: PlacementRow, patient: Patient, unit: Unit) -> bool:
    return unit.service_id == patient.service_id


def _wrong_kind(case: Case, row: PlacementRow, patient: Patient, unit: Unit) -> bool:
    converted = {c.unit_id for c in case.tables.conversions}
    needed = needed_kind(patient.health_code, patient.infection_status)
    return (
        patient.urgency > 1
        and _same_service(case, row, patient, unit)
        and unit.unit_id not in converted
        and unit.ward_kind != needed
    )


def _unlicensed(case: Case, row: PlacementRow, patient: Patient, unit: Unit) -> bool:
    licence = case.dataset.service[unit.service_id].licence
    return bool(licence) and licence not in unit.licences


def _marks(case: Case) -> set[str]:
    return ({"HBV", "HCV", "HIV", "TP"} | {b for p in case.dataset.patients for b in p.bloodborne}) - {"none"}


def _wrong_machine(case: Case, row: PlacementRow, patient: Patient, unit: Unit) -> bool:
    has, marks = set(patient.bloodborne) - {"none"}, set(unit.capabilities) & _marks(case)
    return patient.urgency > 1 and _same_service(case, row, patient, unit) and (not has <= marks if has else bool(marks))


def _undesignated(case: Case, row: PlacementRow, patient: Patient, unit: Unit) -> bool:
    open_at = {(d.hospital_id, d.service_id, d.ward_kind) for d in case.tables.designation}
    special = unit.ward_kind is not WardKind.GENERAL
    there = (unit.hospital_id, unit.service_id, unit.ward_kind) in open_at
    converted = {c.unit_id for c in case.tables.conversions}
    stays_on = patient.current_unit_id == unit.unit_id
    return patient.urgency > 1 and special and not there and unit.unit_id not in converted and not stays_on


def _closed(case: Case, row: PlacementRow, patient: Patient, unit: Unit) -> bool:
    converting = any(c.unit_id == unit.unit_id and row.from_ < c.from_ for c in case.tables.conversions)
    converted = any(c.unit_id == unit.unit_id for c in case.tables.conversions)
    return converting or (unit.status is not UnitStatus.OPEN and not converted)


service_match = _moved(lambda c, r, p, u: p.urgency > 1 and u.service_id != p.service_id)
ward_kind = _moved(_wrong_kind)
licence = _moved(_unlicensed)
capability = _moved(lambda c, r, p, u: bool(set(p.needs) - set(u.capabilities)))
bloodborne = _moved(_wrong_machine)
designated = _moved(_undesignated)
unit_open = _moved(_closed)
declined = _moved(lambda c, r, p, u: u.unit_id in p.declined_unit_ids)
pinned = _moved(lambda c, r, p, u: p.pinned_unit_id is not None and u.unit_id != p.pinned_unit_id)


def not_before_ready(case: Case, rng: Random) -> Case | None:
    row = rng.choice([one for one in case.tables.placements if case.is_stay(one)])
    start = case.dataset.horizon.start
    ready = max(start, case.dataset.patient[row.patient_id].ready_at.date())
    return case.swap("placements", row, stay(case.dataset, row.patient_id, row.unit_id, ready - DAY * rng.randint(1, 2))).fresh()


def stay_length(case: Case, rng: Random) -> Case | None:
    row = rng.choice([one for one in case.tables.placements if case.is_stay(one)])
    days = rng.choice((1, 2, -1)) if row.to > row.from_ else rng.choice((1, 2))
    return case.swap("placements", row, replace(row, to=row.to + DAY * days)).fresh()


def urgent_at_once(case: Case, rng: Random) -> Case | None:
    rows = [one for one in case.tables.placements if case.dataset.patient[one.patient_id].urgency == 1 and case.is_stay(one)]
    row = first(rng, (one for one in rows if one.from_ < case.dataset.horizon.last))
    return row and case.move(row, row.unit_id, row.from_ + DAY)


def in_treatment(case: Case, rng: Random) -> Case | None:
    """Let somebody who lies in a unit wait a day for its bed."""
    lies = {row.patient_id: row.current_unit_id for row in case.dataset.patients}
    open_on = {(row.unit_id, row.date) for row in case.tables.capacity if row.physical}
    rows = (one for one in case.tables.placements if lies[one.patient_id] == one.unit_id and case.is_stay(one))
    row = first(rng, (one for one in rows if (one.unit_id, one.from_) in open_on and one.from_ < case.dataset.horizon.last))
    return row and case.move(row, row.unit_id, row.from_ + DAY)


def urgent_placed(case: Case, rng: Random) -> Case | None:
    row = first(rng, (one for one in case.tables.placements if case.dataset.patient[one.patient_id].urgency == 1))
    reason = rng.choice(("full", "no_unit", "no_capability"))
    return (
        row
        and case.swap("placements", row).add("unplaced", plan.UnplacedRow(patient_id=row.patient_id, reason_code=reason)).fresh()
    )


def wait_figure(case: Case, rng: Random) -> Case | None:
    row = rng.choice(case.tables.placements)
    return case.swap("placements", row, replace(row, wait_days=row.wait_days + rng.choice((-1, 1, 2))))


def travel_figure(case: Case, rng: Random) -> Case | None:
    row = rng.choice(case.tables.placements)
    return case.swap(
        "placements", row, replace(row, travel_min=row.travel_min + rng.choice((1, 2) if row.travel_min < 2 else (-1, 1)))
    )


def vehicle(case: Case, rng: Random) -> Case | None:
    row = rng.choice(case.tables.placements)
    kinds = {car.vehicle_kind for car in case.dataset.vehicles} | {""}
    other = first(rng, sorted(kinds - {row.vehicle_kind}))
    return None if other is None else case.swap("placements", row, replace(row, vehicle_kind=other))


def cannot_accept(case: Case, rng: Random) -> Case | None:
    for notice in shuffled(rng, case.dataset.cannot_accept):
        for row in shuffled(rng, [one for one in case.tables.placements if case.is_stay(one)]):
            ready = max(case.dataset.horizon.start, case.dataset.patient[row.patient_id].ready_at.date())
            date = notice.from_.date() + DAY
            inside = date in case.dataset.horizon and notice.until and notice.until.date() > date > ready
            if inside and case.dataset.patient[row.patient_id].current_unit_id != notice.unit_id:
                return case.move(row, notice.unit_id, date)
    return None


def linked_same_hospital(case: Case, rng: Random) -> Case | None:
    placed = {row.patient_id: row for row in case.tables.placements}
    for row in shuffled(rng, case.tables.placements):
        other = placed.get(case.dataset.patient[row.patient_id].linked_patient_id or "")
        if other is None or not case.is_stay(row):
            continue
        host = case.dataset.unit[other.unit_id].hospital_id
        away = [u for u in case.dataset.units if u.hospital_id != host and case.pattern(u.unit_id) is case.pattern(row.unit_id)]
        return case.move(row, rng.choice(away).unit_id)
    return None


def session_pattern(case: Case, rng: Random) -> Case | None:
    row = first(rng, case.tables.sessions)
    if row is None:
        return None
    mine = [one for one in case.tables.sessions if one.patient_id == row.patient_id]
    match rng.randrange(4):
        case 0:
            return case.swap("sessions", row).fresh()
        case 1 if len(mine) > 1:
            return case.swap("sessions", row, replace(row, shift=3 - row.shift if row.shift < 3 else 1)).fresh()
        case 2:
            return case.swap("sessions", row, replace(row, date=row.date + DAY)).fresh()
        case _:
            return case.add("sessions", row).fresh()


def session_shift(case: Case, rng: Random) -> Case | None:
    row = first(rng, case.tables.sessions)
    if row is None:
        return None
    shift = rng.choice((0, (case.dataset.unit[row.unit_id].shifts_per_day or 1) + 1))
    rows = [replace(one, shift=shift) if one.patient_id == row.patient_id else one for one in case.tables.sessions]
    return case.put(sessions=rows)


def capacity(case: Case, rng: Random) -> Case | None:
    """Crowd a unit with more people, not life-threatened, than it holds on a day."""
    for row in shuffled(rng, case.tables.placements):
        unit_id = row.unit_id
        if not case.is_stay(row):
            continue
        room = next(c.effective for c in case.tables.capacity if (c.unit_id, c.date) == (unit_id, row.from_))
        taken = census_of(case.dataset, case.tables)[unit_id, row.from_]
        urgent = sum(p.unit_id == unit_id and case.dataset.patient[p.patient_id].urgency == 1 for p in case.tables.placements)
        others = [p for p in case.tables.placements if p.unit_id != unit_id and case.dataset.patient[p.patient_id].urgency > 1]
        wanted = room - taken + urgent + 1
        if not 0 < wanted <= len(others):
            continue
        crowd = {p.patient_id for p in rng.sample(others, wanted)}
        rows = [
            stay(case.dataset, p.patient_id, unit_id, row.from_) if p.patient_id in crowd else p for p in case.tables.placements
        ]
        sessions = [one for one in case.tables.sessions if one.patient_id not in crowd]
        return case.put(placements=rows, sessions=sessions).fresh()
    return None


def building_exclusive(case: Case, rng: Random) -> Case | None:
    kind = {u.unit_id: u.ward_kind for u in case.dataset.units}
    hot = {
        (case.dataset.unit[p.unit_id].hospital_id, case.dataset.unit[p.unit_id].building_id, p.from_)
        for p in case.tables.placements
        if kind[p.unit_id] is WardKind.ISOLATION and p.from_ in case.dataset.horizon
    }
    for host, building, date in shuffled(rng, hot):
        cold = [
            u
            for u in case.dataset.units
            if (u.hospital_id, u.building_id) == (host, building) and building and u.ward_kind is not WardKind.ISOLATION
        ]
        rows = [p for p in case.tables.placements if kind[p.unit_id] is not WardKind.ISOLATION and case.is_stay(p)]
        cold = [u for u in cold if case.pattern(u.unit_id) is case.pattern(rows[0].unit_id)] if rows else []
        if cold:
            return case.move(rng.choice(rows), rng.choice(cold).unit_id, date)
    return None


def capacity_figures(case: Case, rng: Random) -> Case | None:
    row = rng.choice(case.tables.capacity)
    match rng.randrange(6):
        case 0:
            return case.swap("capacity", row, replace(row, physical=row.physical + 1))
        case 1:
            return case.swap("capacity", row, replace(row, effective=row.effective + 1))
        case 2:
            return case.swap("capacity", row, replace(row, census=row.census + 1))
        case 3:
            return case.swap("capacity", row)
        case 4:
            return case.add("capacity", replace(row, date=case.dataset.horizon.last + DAY))
        case _:
            other = {WardKind.GENERAL: WardKind.BUFFER, WardKind.BUFFER: WardKind.ISOLATION, WardKind.ISOLATION: WardKind.GENERAL}
            return case.swap("capacity", row, replace(row, ward_kind=other[row.ward_kind]))


def unplaced_reason(case: Case, rng: Random) -> Case | None:
    """An invented reason, or one of the list that is untrue for somebody who has a place."""
    row = first(rng, case.tables.unplaced)
    if row is not None and rng.random() < 0.3:
        return case.swap("unplaced", row, replace(row, reason_code=rng.choice(("no_registration", "", "unknown"))))
    placed = rng.choice(case.tables.placements)
    reason = rng.choice(("no_unit", "after_horizon", "no_licence", "not_designated"))
    sessions = [one for one in case.tables.sessions if one.patient_id != placed.patient_id]
    gone = case.swap("placements", placed).put(sessions=sessions)
    return gone.add("unplaced", plan.UnplacedRow(patient_id=placed.patient_id, reason_code=reason)).fresh()

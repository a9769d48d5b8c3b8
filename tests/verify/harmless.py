"""Mutators that keep every rule: another valid plan, or the same plan written otherwise."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from random import Random

from optimizer.data.columns import attribute
from optimizer.data.schema import PLAN_TABLES
from optimizer.data.tables.care import Unit
from optimizer.data.tables.plan import PlacementRow, UnplacedRow
from optimizer.data.vocabulary import Phase, WardKind
from tests.verify.case import Case, Mutator, first, shuffled


def shuffle_rows(case: Case, rng: Random) -> Case | None:
    """Write the rows of some tables in another order."""
    names = [name for name in PLAN_TABLES if rng.random() < 0.6]
    return case.put(**{name: shuffled(rng, case.tables.rows(name)) for name in names})


def sort_rows(case: Case, rng: Random) -> Case | None:
    """Write a table sorted by its key, backwards or not."""
    name = rng.choice(list(PLAN_TABLES))
    fields = [attribute(column) for column in PLAN_TABLES[name].key]
    rows = sorted(
        case.tables.rows(name), key=lambda row: [str(getattr(row, field)) for field in fields], reverse=rng.random() < 0.5
    )
    return case.put(**{name: rows})


def swap_alike_staff(case: Case, rng: Random) -> Case | None:
    """Exchange all shifts of two people whom no table tells apart."""
    asked = {row.staff_id for row in (*case.dataset.requests, *case.dataset.roster_history)}
    asked |= {row.staff_id for row in case.tables.teams} | _paired(case)
    alike: dict[object, list[str]] = {}
    for one in case.dataset.staff:
        if one.staff_id not in asked:
            alike.setdefault(replace(one, staff_id="", group_id=None), []).append(one.staff_id)
    same = first(rng, (names for names in alike.values() if len(names) > 1))
    if same is None:
        return None
    one, other = rng.sample(same, 2)
    names = {one: other, other: one}
    return case.put(rota=[replace(row, staff_id=names.get(row.staff_id, row.staff_id)) for row in case.tables.rota]).fresh()


def swap_alike_members(case: Case, rng: Random) -> Case | None:
    """Exchange two people of a team, in their shifts only, whom cover does not tell apart."""
    row = first(rng, case.tables.teams)
    if row is None:
        return None
    mine = [case.dataset.member[one.staff_id] for one in case.tables.teams if one.team_id == row.team_id]
    asked = {one.staff_id for one in (*case.dataset.requests, *case.dataset.roster_history)} | _paired(case)
    me = case.dataset.member[row.staff_id]
    like = [
        o
        for o in mine
        if o.staff_id != me.staff_id and (o.role, set(o.skills), o.contract_id) == (me.role, set(me.skills), me.contract_id)
    ]
    other = first(rng, (o for o in like if not {o.staff_id, me.staff_id} & asked))
    if other is None:
        return None
    names = {me.staff_id: other.staff_id, other.staff_id: me.staff_id}
    return case.put(rota=[replace(one, staff_id=names.get(one.staff_id, one.staff_id)) for one in case.tables.rota])


def _paired(case: Case) -> set[str]:
    return {who for pair in case.dataset.staff_pairs for who in (pair.staff_id, pair.other_id)}


def move_patient(case: Case, rng: Random) -> Case | None:
    """Move a patient to a unit like their own that has room on every day of the stay."""
    for row in shuffled(rng, case.tables.placements):
        for unit in shuffled(rng, case.dataset.units):
            if case.is_stay(row) and _suits(case, row, unit) and _has_room(case, row, unit.unit_id):
                return case.move(row, unit.unit_id)
    return None


def _suits(case: Case, row: PlacementRow, unit: Unit) -> bool:
    """Whether a unit is like the patient's present one in all that rules ask."""
    patient, here = case.dataset.patient[row.patient_id], case.dataset.unit[row.unit_id]
    designated = {(one.hospital_id, one.service_id, one.ward_kind) for one in case.tables.designation}
    touched = {one.unit_id for one in (*case.tables.conversions, *case.dataset.cannot_accept)}
    hot = {(u.hospital_id, u.building_id) for u in case.dataset.units if u.ward_kind is not here.ward_kind}
    linked = patient.linked_patient_id or any(p.linked_patient_id == patient.patient_id for p in case.dataset.patients)
    return (
        (unit.service_id, unit.ward_kind, unit.status) == (here.service_id, here.ward_kind, here.status)
        and unit.unit_id not in {here.unit_id, *patient.declined_unit_ids, *touched}
        and here.unit_id not in touched
        and set(here.licences) <= set(unit.licences)
        and set(here.capabilities) == set(unit.capabilities)
        and (unit.ward_kind is WardKind.GENERAL or (unit.hospital_id, unit.service_id, unit.ward_kind) in designated)
        and patient.pinned_unit_id is None
        and (unit.building_id is None or (unit.hospital_id, unit.building_id) not in hot)
        and not (linked and unit.hospital_id != here.hospital_id)
    )


def _has_room(case: Case, row: PlacementRow, unit_id: str) -> bool:
    room = {one.date: one.effective - one.census for one in case.tables.capacity if one.unit_id == unit_id}
    gross = {one.date: one.physical for one in case.tables.capacity if one.unit_id == unit_id}
    days = [date for date in case.dataset.horizon if row.from_ <= date <= row.to]
    return all(room[date] > 0 and gross[date] > 0 for date in days)


def unplace_patient(case: Case, rng: Random) -> Case | None:
    """Leave somebody, not life-threatened, without a place, for want of room."""
    row = rng.choice([one for one in case.tables.placements if case.dataset.patient[one.patient_id].urgency > 1])
    sessions = [one for one in case.tables.sessions if one.patient_id != row.patient_id]
    listed = UnplacedRow(patient_id=row.patient_id, reason_code="full", detail="any")
    return case.swap("placements", row).put(sessions=sessions).add("unplaced", listed).fresh()


def move_session_shift(case: Case, rng: Random) -> Case | None:
    """Treat somebody in another shift of the unit that has a station free on all days."""
    row = first(rng, case.tables.sessions)
    if row is None:
        return None
    turns = case.dataset.unit[row.unit_id].shifts_per_day or 1
    room = {one.date: one.effective // turns for one in case.tables.capacity if one.unit_id == row.unit_id}
    for shift in shuffled(rng, range(1, turns + 1)):
        mine = [one for one in case.tables.sessions if one.patient_id == row.patient_id]
        taken = [
            sum((o.unit_id, o.date, o.shift) == (row.unit_id, one.date, shift) and o not in mine for o in case.tables.sessions)
            for one in mine
        ]
        if all(count < room[one.date] for count, one in zip(taken, mine, strict=True)):
            return case.put(sessions=[replace(one, shift=shift) if one in mine else one for one in case.tables.sessions])
    return None


def reword_detail(case: Case, rng: Random) -> Case | None:
    """Explain an unplaced patient in other words."""
    row = first(rng, case.tables.unplaced)
    return row and case.swap("unplaced", row, replace(row, detail=rng.choice(("", "检查后再定", "see notes; U01: full"))))


def drop_standby(case: Case, rng: Random) -> Case | None:
    """Leave out what a team does when it does nothing."""
    row = first(rng, (one for one in case.tables.rotation if one.phase is Phase.STANDBY))
    return row and case.swap("rotation", row)


def drop_flow(case: Case, rng: Random) -> Case | None:
    """Plan less of the expected demand."""
    row = first(rng, case.tables.flows)
    if row is None:
        return None
    less = () if rng.random() < 0.5 else (replace(row, expected=round(row.expected * rng.random(), 6)),)
    return case.swap("flows", row, *less)


def smaller_transfer(case: Case, rng: Random) -> Case | None:
    """Send less, or nothing, between hospitals; stocks follow."""
    row = first(rng, case.tables.transfers)
    if row is None:
        return None
    less = () if rng.random() < 0.5 else (replace(row, quantity=float(rng.randint(1, max(1, int(row.quantity))))),)
    return case.swap("transfers", row, *less).fresh()


HARMLESS: Mapping[str, Mutator] = {
    mutator.__name__: mutator
    for mutator in (
        shuffle_rows,
        sort_rows,
        swap_alike_staff,
        swap_alike_members,
        move_patient,
        unplace_patient,
        move_session_shift,
        reword_detail,
        drop_standby,
        drop_flow,
        smaller_transfer,
    )
}

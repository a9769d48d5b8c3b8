"""Tiny stock tables: hospitals with one buffer unit each, an item, its use, a census."""

import dataclasses

from optimizer.data.scenario import Policy, Scenario
from optimizer.data.tables.goods import Supply, SupplyUse
from optimizer.data.tables.places import Hospital
from optimizer.data.tables.plan import RotaRow
from optimizer.data.vocabulary import Role, UsePer, WardKind
from tests.factories import capacity, dataset, day, shift, team_unit, unit, ward


def stock(hospital_id="H1", on_hand=100.0, item="mask", **changes):
    return Supply(item=item, hospital_id=hospital_id, on_hand=float(on_hand), **changes)


def uses(quantity=1.0, per=UsePer.PATIENT_DAY, item="mask"):
    return SupplyUse(item=item, per=per, quantity=quantity)


def works(staff_id="N1", number=0, ward_id="W1", shift_type_id="A"):
    return RotaRow(staff_id=staff_id, date=day(number), shift_type_id=shift_type_id, ward_id=ward_id, role=Role.NURSE)


def hospitals(*supplies, use=(), days=2, reserve_days=1, **tables):
    """Hospitals H1 … H3 with a buffer unit U1 … U3 each, and a team ward W1 at H1."""
    rows = {
        "hospitals": [Hospital(hospital_id=f"H{n}", name_zh=f"医院{n}", district="d") for n in (1, 2, 3)],
        "units": [unit(f"U{n}", hospital_id=f"H{n}", ward_kind=WardKind.BUFFER) for n in (1, 2, 3)] + [team_unit("T1")],
        "wards": [ward("W1", "T1"), ward("W2", "U2")],
        "shift_types": [shift("A", 8, 12, ward_minutes=240), shift("B", 8, 16, ward_minutes=241)],
        **tables,
    }
    data = dataset(days, supplies=supplies, supply_use=use or [uses()], **rows)
    policy = Policy(reserve_days=reserve_days)
    return dataclasses.replace(data, scenario=Scenario(data.scenario.horizon, policy=policy))


def census(data, **patients):
    """Capacity rows with the same number of patients every day."""
    return capacity(data, patients)

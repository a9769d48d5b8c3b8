"""A valid plan of the made-up city, written by hand: every table, every rule in play."""

from __future__ import annotations

from functools import cache

from optimizer.data.dataset import Dataset
from optimizer.data.physical import physical_capacity, sessions_a_day
from optimizer.data.plantables import PlanTables
from optimizer.data.tables import plan
from optimizer.data.vocabulary import Phase, Role
from tests.verify import city
from tests.verify.city import B, G, I, day
from tests.verify.refresh import refresh, stay, with_supplies

STAYS = (
    ("P01", "U01", 0), ("P02", "U02", 0), ("P03", "U01", 2), ("P04", "U01", 2), ("P05", "U02", 4), ("P06", "U01", 5),
    ("P07", "U02", 5), ("P08", "U01", 0), ("P09", "U03", 0), ("P10", "U03", 0), ("P11", "U04", 1), ("P12", "U04", 6),
    ("P19", "U08", 1), ("P20", "U08", 1), ("P21", "U07", 2), ("P22", "U07", 2), ("P23", "U07", 3), ("P26", "U11", 0),
    ("P27", "U10", 3), ("P28", "U21", 1), ("P29", "U18", 1),
)  # fmt: skip
SESSIONS = (
    ("P13", "U05", 1, (0, 2, 4, 7, 9, 11)),
    ("P14", "U05", 1, (1, 3, 5, 8, 10, 12)),
    ("P15", "U05", 2, (1, 3)),
    ("P16", "U05", 2, (2, 4, 7, 9, 11)),
    ("P17", "U06", 1, (0, 2, 4, 7, 9, 11)),
    ("P18", "U17", 2, (1, 3, 5, 8, 10, 12)),
)
UNPLACED = (("P24", "no_unit"), ("P25", "after_horizon"), ("P30", "no_unit"), ("P31", "declined"), ("P32", "no_capability"))
TEAMS = {"T1": ("a1", "n01", "n02", "n03", "m01", "m02"), "T2": ("a2", "n04", "n05", "n06", "m03", "m04")}
ROTA = (
    ("W1", "D", {"n01": (0, 1, 2, 3), "n02": (4, 5, 6), "m02": (0, 1), "a1": (0, 1, 2, 3, 4)}),
    ("W1", "N", {"n03": (0, 1, 2, 3), "m01": (4, 5, 6)}),
    ("W1", "D", {"n04": (7, 8, 9, 10), "n05": (11, 12, 13), "m04": (7, 8), "a2": (7, 8, 9, 10, 11)}),
    ("W1", "N", {"n06": (7, 8, 9, 10), "m03": (11, 12, 13)}),
    ("W3", "D", {"n07": (0, 1, 2, 3, 7, 8, 9, 10), "n08": (4, 5, 6), "n11": (11, 12, 13), "n10": (1, 2)}),
    ("W3", "N", {"n13": (0, 1, 2, 3), "n14": (4, 5, 6), "n15": (7, 8, 9, 10), "n16": (11, 12, 13)}),
    ("W3", "L", {"n12": (0, 1, 2), "n17": (3, 4, 5), "n18": (7, 8, 9)}),
    ("W4", "D", {"m05": (0, 1, 2, 3), "m06": (4, 5, 6), "m07": (7, 8, 9, 10), "m08": (11, 12, 13)}),
)
FLOWS = (
    ("O1", "fever", B, "H1", 20.5),
    ("O1", "fever", B, "H2", 7.0),
    ("O2", "fever", B, "H2", 4.0),
    ("O2", "fever", I, "H1", 8.25),
    ("O2", "fever", I, "H2", 6.0),
    ("O3", "fever", B, "H3", 5.0),
    ("O1", "dialysis", B, "H1", 9.0),
)
DESIGNATED = (
    ("H1", "fever", B),
    ("H1", "fever", I),
    ("H2", "fever", B),
    ("H2", "fever", I),
    ("H1", "dialysis", B),
    ("H3", "fever", B),
)
OPENS = {"H3": day(2)}  # when U10 is converted


def _rotation() -> tuple[plan.RotationRow, ...]:
    spans = (
        ("T1", "W1", 0, 6, Phase.DUTY),
        ("T1", "", 7, 9, Phase.OBSERVATION),
        ("T1", "", 10, 13, Phase.REST),
        ("T2", "", 0, 6, Phase.STANDBY),
        ("T2", "W1", 7, 13, Phase.DUTY),
        ("T2", "", 14, 16, Phase.OBSERVATION),
        ("T2", "", 17, 20, Phase.REST),
    )
    return tuple(plan.RotationRow(team_id=t, ward_id=w, from_=day(a), to=day(b), phase=p) for t, w, a, b, p in spans)


def _draws() -> tuple[plan.DrawRow, ...]:
    figures = (("H1", Role.DOCTOR, 4, 2, 0, None), ("H1", Role.NURSE, 20, 6, 13, 6), ("H2", Role.NURSE, 12, 4, 7, 4))
    return tuple(
        plan.DrawRow(hospital_id=h, role=r, employed=e, drawn=d, remaining=e - d, must_remain=m, beds=b)
        for h, r, e, d, m, b in figures
    )


def _capacity(dataset: Dataset, conversions: tuple[plan.ConversionRow, ...]) -> tuple[plan.CapacityRow, ...]:
    """Five nurses of a team carry five beds; coveralls carry 21 patients at H1 and 15 at H2."""
    physical = physical_capacity(dataset, conversions)
    left = {("H1", date): 21 for date in dataset.horizon} | {("H2", date): 15 for date in dataset.horizon}
    rows = []
    for unit in dataset.units:
        for date, state in zip(dataset.horizon, physical[unit.unit_id], strict=True):
            places = state.places * sessions_a_day(dataset, unit)
            supplied, key = places, (unit.hospital_id, date)
            if state.ward_kind is not G and key in left:
                supplied = min(places, left[key])
                left[key] -= supplied
            staffed = min(places, 5) if unit.unit_id == "U03" else places
            rows.append(
                plan.CapacityRow(
                    unit_id=unit.unit_id,
                    date=date,
                    ward_kind=state.ward_kind,
                    physical=places,
                    staffed=staffed,
                    supplied=supplied,
                    effective=min(places, staffed, supplied),
                    census=0,
                )
            )
    return tuple(rows)


@cache
def base_plan() -> tuple[Dataset, PlanTables]:
    """Return the city and its plan."""
    dataset = city.dataset()
    conversions = (plan.ConversionRow(unit_id="U10", to_ward_kind=B, from_=day(2), capacity_after=3),)
    sessions = [
        plan.SessionRow(patient_id=who, unit_id=unit, date=day(d), shift=shift)
        for who, unit, shift, days in SESSIONS
        for d in days
    ]
    placements = [stay(dataset, who, unit, day(first)) for who, unit, first in STAYS]
    placements += [stay(dataset, who, unit, day(days[0]), day(days[-1])) for who, unit, _, days in SESSIONS]
    tables = PlanTables(
        designation=tuple(
            plan.DesignationRow(hospital_id=h, service_id=s, ward_kind=k, from_=OPENS.get(h, day(0)), to=day(13))
            for h, s, k in DESIGNATED
        ),
        conversions=conversions,
        flows=tuple(plan.FlowRow(origin_id=o, service_id=s, ward_kind=k, hospital_id=h, expected=x) for o, s, k, h, x in FLOWS),
        capacity=_capacity(dataset, conversions),
        placements=tuple(placements),
        sessions=tuple(sessions),
        unplaced=tuple(plan.UnplacedRow(patient_id=who, reason_code=why) for who, why in UNPLACED),
        teams=tuple(plan.TeamRow(team_id=team, staff_id=one) for team, members in TEAMS.items() for one in members),
        draws=_draws(),
        rotation=_rotation(),
        rota=tuple(
            plan.RotaRow(
                staff_id=who, date=day(d), shift_type_id=shift, ward_id=ward, role=Role.DOCTOR if who[0] == "a" else Role.NURSE
            )
            for ward, shift, people in ROTA
            for who, days in people.items()
            for d in days
        ),
        transfers=(
            plan.TransferRow(item="coverall", from_hospital_id="H1", to_hospital_id="H2", date=day(2), quantity=10.0),
            plan.TransferRow(item="mask", from_hospital_id="H2", to_hospital_id="H1", date=day(1), quantity=40.0),
        ),
    )
    return dataset, refresh(dataset, with_supplies(dataset, tables))

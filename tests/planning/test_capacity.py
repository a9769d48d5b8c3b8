"""Effective capacity: the smallest of physical, staffed and supplied."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from optimizer.core.horizon import Horizon
from optimizer.data.dataset import Dataset
from optimizer.data.scenario import Scenario
from optimizer.data.tables.care import CapacityChange, Service, Unit, UnitConversion
from optimizer.data.tables.goods import Supply, SupplyUse
from optimizer.data.tables.places import Hospital
from optimizer.data.tables.plan import ConversionRow, PlacementRow, RotationRow, SessionRow, TeamRow
from optimizer.data.tables.staff import StaffMember, TeamWanted, Ward
from optimizer.data.vocabulary import Pattern, Phase, Role, StaffedBy, UnitStatus, UsePer, WardKind
from optimizer.planning.capacity import effective_capacity, share_out, with_census

START = dt.date(2022, 3, 21)
LAST = START + dt.timedelta(days=3)


def day(index: int) -> dt.date:
    return START + dt.timedelta(days=index)


def yantan(*, nurses: int = 60, doctors: int = 20, beds: int = 678) -> Dataset:
    """The branch of 678 beds with its first team of 80 (DOMAIN's sanity check)."""
    staff = [
        StaffMember(staff_id=f"S{n:03d}", hospital_id="D01", role=Role.NURSE if n < nurses else Role.DOCTOR, contract_id="C")
        for n in range(nurses + doctors)
    ]
    return Dataset(
        scenario=Scenario(Horizon(START, 4)),
        hospitals=tuple(
            Hospital(hospital_id=name, name_zh=name, district="城关区", lon=103.8, lat=36.0) for name in ("D01", "T01")
        ),
        services=(
            Service(
                service_id="covid",
                name_zh="确诊救治",
                pattern=Pattern.STAY,
                max_travel_min=90,
                max_wait_days=0,
                nurses_headcount_per_bed=0.45,
            ),
            Service(
                service_id="dialysis",
                name_zh="透析",
                pattern=Pattern.SESSIONS,
                max_travel_min=60,
                max_wait_days=2,
                cohorts=("135",),
            ),
        ),
        units=(
            Unit(
                unit_id="U",
                hospital_id="T01",
                service_id="covid",
                ward_kind=WardKind.ISOLATION,
                capacity=beds,
                staffed_by=StaffedBy.TEAM,
            ),
            Unit(
                unit_id="D",
                hospital_id="D01",
                service_id="dialysis",
                ward_kind=WardKind.BUFFER,
                capacity=5,
                shifts_per_day=3,
                kept_free=1,
            ),
        ),
        wards=(Ward(ward_id="W", unit_ids=("U",)),),
        staff=tuple(staff),
        teams_wanted=(TeamWanted(team_id="T", size=nurses + doctors),),
    )


TEAM = tuple(TeamRow(team_id="T", staff_id=f"S{n:03d}") for n in range(80))
DUTY = (RotationRow(team_id="T", ward_id="W", from_=START, to=LAST, phase=Phase.DUTY),)


def test_eighty_staff_carry_about_133_beds_not_678() -> None:
    rows = effective_capacity(yantan(), (), TEAM, DUTY)
    row = rows["U", START]
    assert (row.physical, row.staffed, row.effective) == (678, 133, 133)


def test_a_ward_without_a_team_carries_nobody() -> None:
    short = (replace(DUTY[0], to=day(1)),)
    rows = effective_capacity(yantan(), (), TEAM, short)
    assert rows["U", day(1)].staffed == 133
    assert rows["U", day(2)].staffed == 0


def test_without_teams_wanted_open_beds_count_as_staffed() -> None:
    rows = effective_capacity(replace(yantan(), teams_wanted=()), (), (), ())
    assert rows["U", START].staffed == 678


def test_sessions_count_places_times_shifts_less_what_is_kept_free() -> None:
    assert effective_capacity(yantan(), (), TEAM, DUTY)["D", START].physical == (5 - 1) * 3


def test_ceilings_lower_staffed_places() -> None:
    rows = effective_capacity(yantan(), (), TEAM, DUTY, {("U", day(1)): 100})
    assert rows["U", day(1)].effective == 100
    assert rows["U", START].effective == 133


def test_supplies_limit_non_general_units() -> None:
    city = replace(
        yantan(),
        supplies=(Supply(item="mask", hospital_id="T01", on_hand=400, on_order=80, arrives=day(2)),),
        supply_use=(SupplyUse(item="mask", per=UsePer.PATIENT_DAY, quantity=2),),
    )
    assert effective_capacity(city, (), TEAM, DUTY)["U", START].supplied == 480 // (2 * 4)
    late = replace(city, supplies=(replace(city.supplies[0], arrives=day(9)),))
    assert effective_capacity(late, (), TEAM, DUTY)["U", START].supplied == 400 // (2 * 4)


def test_conversion_closes_the_unit_until_it_is_done_and_empties_its_building() -> None:
    city = yantan()
    rows = (
        replace(city.units[1], unit_id="A", building_id="B1", occupied=2),
        replace(city.units[1], unit_id="N", building_id="B1"),
        replace(city.units[1], unit_id="R", status=UnitStatus.RESERVE),
    )
    city = replace(
        city,
        units=rows,
        wards=(),
        unit_conversions=(
            UnitConversion(unit_id="A", to_ward_kind=WardKind.ISOLATION, capacity_after=3, lead_time_h=24, empties_building=True),
        ),
    )
    conversion = ConversionRow(unit_id="A", to_ward_kind=WardKind.ISOLATION, from_=day(1), capacity_after=3)
    capacity = effective_capacity(city, (conversion,), (), ())
    assert capacity["A", START].physical == 0
    assert (capacity["A", day(1)].physical, capacity["A", day(1)].ward_kind) == ((3 - 1) * 3, WardKind.ISOLATION)
    assert capacity["N", day(1)].physical == 0
    assert capacity["R", day(1)].physical == 0


def test_capacity_changes_replace_then_add() -> None:
    city = replace(
        yantan(),
        capacity_changes=(
            CapacityChange(unit_id="U", from_=day(1), to=day(2), capacity=50),
            CapacityChange(unit_id="U", from_=day(2), to=day(3), delta=-7),
        ),
    )
    rows = effective_capacity(city, (), TEAM, DUTY)
    assert [rows["U", day(index)].physical for index in range(4)] == [678, 50, 43, 671]


def test_census_counts_stays_by_day_and_sessions_by_session() -> None:
    placements = (
        PlacementRow(patient_id="P1", unit_id="U", from_=day(1), to=day(9), wait_days=0, travel_min=1),
        PlacementRow(patient_id="P2", unit_id="D", from_=START, to=day(2), wait_days=0, travel_min=1),
    )
    sessions = (
        SessionRow(patient_id="P2", unit_id="D", date=START, shift=1),
        SessionRow(patient_id="P2", unit_id="D", date=day(2), shift=1),
    )
    rows = with_census(yantan(), effective_capacity(yantan(), (), TEAM, DUTY), placements, sessions)
    assert [rows["U", day(index)].census for index in range(4)] == [0, 1, 1, 1]
    assert [rows["D", day(index)].census for index in range(4)] == [1, 0, 1, 0]


@given(total=st.integers(0, 400), weights=st.lists(st.integers(0, 100), min_size=1, max_size=6))
def test_share_out_is_complete_and_never_above_a_weight(total: int, weights: list[int]) -> None:
    parts = share_out(total, weights)
    assert sum(parts) == min(total, sum(weights))
    assert all(0 <= part <= weight for part, weight in zip(parts, weights, strict=True))


@pytest.mark.parametrize(("total", "weights", "parts"), [(3, [2, 2], [2, 1]), (0, [4], [0]), (5, [0, 9], [0, 5])])
def test_share_out_examples(total: int, weights: list[int], parts: list[int]) -> None:
    assert share_out(total, weights) == parts

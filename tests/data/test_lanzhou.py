"""The example city: complete, consistent, reproducible, and never a walk-over."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from pathlib import Path

import pytest

from optimizer.data.canonical import table_csv
from optimizer.data.dataset import Dataset
from optimizer.data.generate import generate
from optimizer.data.physical import physical_capacity
from optimizer.data.reading import read_dataset
from optimizer.data.schema import INPUT_TABLES
from optimizer.data.travel import Travel
from optimizer.data.vocabulary import Designable, Pattern, Role, StaffedBy, WardKind, needed_kind

LANZHOU = Path(__file__).parents[2] / "data" / "lanzhou"
POPULATION = {
    "城关区": 1484016,
    "七里河区": 712271,
    "西固区": 407010,
    "安宁区": 439566,
    "红古区": 143795,
    "永登县": 285549,
    "皋兰县": 125157,
    "榆中县": 473882,
    "兰州新区": 288200,
}


@pytest.fixture(scope="module")
def city() -> Dataset:
    return read_dataset(LANZHOU)


def test_every_table_is_given_but_road_times_teams_pulled_out_and_what_is_carried_over(city):
    assert set(INPUT_TABLES) - city.given == {"travel_times", "team_events", "fairness_carry"}
    assert all(city.rows(name) for name in city.given)


def test_all_there_is_to_say_is_a_military_hospital_without_a_point_and_an_order_without_a_date(city):
    assert [(issue.table, issue.code) for issue in city.issues] == [
        ("hospitals", "centroid_used"),
        ("supplies", "order_without_date"),
    ]


def test_it_is_as_large_as_a_city(city):
    sizes = {name: len(city.rows(name)) for name in city.given}
    assert sizes["hospitals"] >= 25
    assert sizes["units"] >= 80
    assert sizes["origins"] >= 100
    assert sizes["staff"] >= 600
    assert 800 <= sizes["patients"] <= 1400
    assert city.scenario.horizon.start == dt.date(2022, 3, 21)
    assert city.scenario.horizon.days == 14
    assert city.scenario.illustrative


def test_patients_demand_and_code_changes_can_be_drawn_again_byte_for_byte(city):
    drawn = generate(city, restricted=0.03, days=14, seed=0)
    for name in ("patients", "demand", "code_changes"):
        assert table_csv(INPUT_TABLES[name], getattr(drawn, name)) == (LANZHOU / f"{name}.csv").read_bytes()


def test_the_people_of_every_district_add_up_to_the_census(city):
    people: Counter[str] = Counter()
    for row in city.origins:
        people[row.district] += row.population or 0
    assert people == POPULATION


def test_every_row_says_where_it_comes_from(city):
    for name, spec in INPUT_TABLES.items():
        if any(column.name == "provenance" for column in spec.columns):
            assert all(row.provenance is not None for row in city.rows(name)), name


def test_the_thirteen_are_there_and_none_of_them_needs_coordination(city):
    named = [row for row in city.hospitals if row.role == "NONGREEN13"]
    assert len(named) == 13
    assert all(row.can_designate is Designable.DIRECT for row in named)
    assert {str(row.authority) for row in city.hospitals if row.can_designate is Designable.COORDINATE} == {"province"}
    assert [row.hospital_id for row in city.hospitals if row.can_designate is Designable.NO] == ["M01"]


def test_every_patient_has_a_unit_that_could_take_them(city):
    for row in city.patients:
        kind = needed_kind(row.health_code, row.infection_status)
        service = city.service[row.service_id]
        assert any(
            unit.service_id == row.service_id
            and unit.ward_kind is kind
            and (not service.licence or service.licence in unit.licences)
            and set(row.needs) | set(row.bloodborne) - {"none"} <= set(unit.capabilities)
            and unit.unit_id not in row.declined_unit_ids
            for unit in city.units
        ), row.patient_id


def test_an_emergency_buffer_is_within_reach_of_every_origin(city):
    travel = Travel(city)
    buffers = {u.hospital_id for u in city.units if "emergency" in u.capabilities and u.ward_kind is WardKind.BUFFER}
    limit = city.service["critical"].max_travel_min
    late = [row.origin_id for row in city.origins if min(travel.from_origin(row.origin_id, h) for h in buffers) > limit]
    assert len(buffers) >= 20
    assert not late


def test_confirmed_cases_have_buildings_of_their_own(city):
    kinds: dict[tuple[str, str | None], set[WardKind]] = {}
    for unit in city.units:
        if unit.status == "open":
            kinds.setdefault((unit.hospital_id, unit.building_id), set()).add(unit.ward_kind)
    assert all(found == {WardKind.ISOLATION} for found in kinds.values() if WardKind.ISOLATION in found)


def test_blood_borne_machines_keep_a_machine_free_beside_them(city):
    dialysis = [unit for unit in city.units if unit.service_id == "dialysis" and unit.ward_kind is WardKind.BUFFER]
    own = [unit for unit in dialysis if {"HBV", "HCV"} & set(unit.capabilities)]
    assert {token for unit in own for token in unit.capabilities} == {"HBV", "HCV"}
    assert all(unit.kept_free >= 1 and (unit.shifts_per_day or 0) >= 2 for unit in dialysis if unit not in own)


def test_capacity_stands_on_every_day(city):
    places = physical_capacity(city)
    for service in city.services:
        offered = [
            sum(places[unit.unit_id][day].places for unit in city.units if unit.service_id == service.service_id)
            for day in range(city.scenario.horizon.days)
        ]
        assert min(offered) > 0, service.service_id


def test_sessions_have_cohorts_and_stays_have_days(city):
    for service in city.services:
        if service.pattern is Pattern.SESSIONS:
            assert all(len(cohort) == service.sessions_per_week for cohort in service.cohorts)
        else:
            assert service.typical_stay_days


def test_the_teams_of_the_city_report(city):
    sizes = {row.team_id: row.size for row in city.teams_wanted}
    assert sum(sizes[f"TEAM{number}"] for number in range(1, 5)) == 220
    assert sizes["TEAM5"] == 80
    keys = [row for row in city.staff if row.key_member]
    assert len(keys) == 20
    assert {row.hospital_id for row in keys} == {"T02"}
    assert 60 / city.service["covid"].nurses_headcount_per_bed == pytest.approx(133.3, abs=0.1)


def test_donors_can_spare_what_the_teams_want(city):
    minimum = {(row.hospital_id, row.role): row.headcount for row in city.donor_minimum}
    eligible = Counter((r.hospital_id, r.role) for r in city.staff if r.isolation_eligible)
    employed = Counter((row.hospital_id, row.role) for row in city.staff)
    for role in (Role.DOCTOR, Role.NURSE):
        spare = {h: min(eligible[h, role], employed[h, role] - minimum[h, role]) for h in ("D01", "D03", "T02")}
        wanted = sum(dict(row.role_min)[role.value] for row in city.teams_wanted)
        first = dict(next(row for row in city.teams_wanted if row.team_id == "TEAM5").role_min)[role.value]
        assert sum(spare.values()) >= wanted
        assert spare["D01"] >= first


def test_team_wards_are_the_units_that_teams_staff(city):
    in_wards = {unit_id for ward in city.rotation for unit_id in city.ward[ward.ward_id].unit_ids}
    assert in_wards == {unit.unit_id for unit in city.units if unit.staffed_by is StaffedBy.TEAM}


def test_a_team_can_fill_all_six_entries(city):
    entries = [row for row in city.shift_types if row.ward_minutes is not None]
    assert len(entries) == 6
    assert all(row.ward_minutes == 240 for row in entries)
    contract = city.contract["isolation"]
    a_week = min(contract.max_minutes // entries[0].minutes, contract.max_consecutive_shifts)
    for team in city.teams_wanted:
        for skill, count in team.skill_min:
            wanted = sum(row.min for row in city.ward_cover if row.ward_id == team.ward_id[0] and row.skill == skill)
            assert count * a_week >= 7 * wanted, (team.team_id, skill)


def test_qingming_2022(city):
    assert [(row.date.isoformat(), row.kind.value) for row in city.holidays] == [
        ("2022-04-02", "working"),
        ("2022-04-03", "off"),
        ("2022-04-04", "off"),
        ("2022-04-05", "off"),
    ]


def test_the_readme_speaks_of_every_table(city):
    said = (LANZHOU / "README.md").read_text(encoding="utf-8")
    assert not [name for name in INPUT_TABLES if f"`{name}`" not in said]
    assert "OpenStreetMap contributors" in said
    assert "internal use" in said

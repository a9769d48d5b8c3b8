"""What one designation changes against another, for whom, and what it leaves at risk."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest

from optimizer.data.dataset import Dataset
from optimizer.data.planfolder import PlanRecord
from optimizer.data.plantables import PlanTables
from optimizer.data.tables import care, people, places
from optimizer.data.tables.plan import DesignationRow, FlowRow, PlacementRow
from optimizer.data.vocabulary import Designable, HealthCode, Infection, WardKind
from optimizer.planning.adjustment import Change, first_open, load_by_district, people_by_district, site_changes, transferred
from optimizer.planning.risks import (
    coordinated,
    districts_without,
    far_origins,
    full_sites,
    single_hospitals,
    uncovered_origins,
)
from tests.factories import capacity, dataset, day, service, unit

BUFFER = WardKind.BUFFER


def city(**tables: Any) -> Dataset:
    """Two hospitals in two districts, each with ten buffer beds of one service; minutes are given."""
    rows = {
        "hospitals": (
            places.Hospital(hospital_id="H1", name_zh="甲", district="东区", lon=103.8, lat=36.0),
            places.Hospital(
                hospital_id="H2", name_zh="乙", district="西区", lon=103.9, lat=36.0, can_designate=Designable.COORDINATE
            ),
        ),
        "services": (service(max_travel_min=30.0, typical_stay_days=1),),
        "units": tuple(unit(f"U{n}", hospital_id=f"H{n}", ward_kind=BUFFER) for n in (1, 2)),
        "origins": tuple(
            places.Origin(origin_id=f"O{n}", name=f"街道{n}", district="东区", lon=103.8, lat=36.0, pickup_min=0.0)
            for n in (1, 2)
        ),
        "travel_times": tuple(
            places.TravelTime(from_id=f"O{o}", to_id=f"H{h}", minutes=minutes)
            for o, h, minutes in ((1, 1, 10.0), (1, 2, 30.0), (2, 1, 31.0), (2, 2, 20.0))
        ),
        **tables,
    }
    return dataset(**rows)


def designation(*hospitals: str) -> tuple[DesignationRow, ...]:
    return tuple(
        DesignationRow(hospital_id=name, service_id="general", ward_kind=BUFFER, from_=day(0), to=day(6)) for name in hospitals
    )


def flow(origin_id: str, hospital_id: str, expected: float) -> FlowRow:
    return FlowRow(origin_id=origin_id, service_id="general", ward_kind=BUFFER, hospital_id=hospital_id, expected=expected)


def record(data: Dataset, census: dict[str, int] | None = None, **tables: Any) -> PlanRecord:
    return PlanRecord(data, PlanTables(capacity=tuple(capacity(data, census).values()), **tables))


def test_sites_are_opened_closed_and_kept() -> None:
    data = city()
    before, now = record(data, designation=designation("H1")), record(data, designation=designation("H2"))
    both = record(data, designation=designation("H1", "H2"))
    assert [(one.hospital_id, one.change) for one in site_changes(now, before)] == [("H1", Change.CLOSED), ("H2", Change.OPENED)]
    assert [(one.hospital_id, one.change) for one in site_changes(both, before)] == [("H1", Change.KEPT), ("H2", Change.OPENED)]
    assert [(one.change, one.first) for one in site_changes(before, None)] == [(Change.OPENED, day(0))]


def patient(name: str, origin_id: str = "O1") -> people.Patient:
    return people.Patient(
        patient_id=name,
        origin_id=origin_id,
        service_id="general",
        health_code=HealthCode.YELLOW,
        infection_status=Infection.SEALED_AREA,
        urgency=3,
        ready_at=dt.datetime.combine(day(0), dt.time(8)),
    )


def placement(name: str, unit_id: str, minutes: int) -> PlacementRow:
    return PlacementRow(patient_id=name, unit_id=unit_id, from_=day(0), to=day(1), wait_days=0, travel_min=minutes)


def test_people_who_move_are_counted_with_their_minutes_before_and_now() -> None:
    data = city(patients=tuple(patient(f"P{n}") for n in range(4)))
    before = record(data, placements=(placement("P0", "U1", 10), placement("P1", "U1", 10)))
    now = record(data, placements=(placement("P0", "U2", 30), placement("P1", "U1", 10), placement("P2", "U2", 30)))
    (one,) = people_by_district(now, before)
    assert (one.district, one.placed, one.unplaced, one.minutes, one.worst_min) == ("东区", 3, 1, 70, 30)
    assert (one.moved, one.moved_before_min, one.moved_after_min) == (1, 10, 30)
    (alone,) = people_by_district(now, None)
    assert alone.moved == 0


def test_who_lies_elsewhere_is_transferred() -> None:
    lying = tuple(replace(patient(f"P{n}"), current_unit_id=unit_id) for n, unit_id in enumerate(("U1", "U1", "U2", None)))
    now = record(city(patients=lying), placements=tuple(placement(f"P{n}", "U2", 20) for n in (0, 2, 3)))
    assert transferred(now) == 1


def test_a_site_opens_with_its_designation_or_its_first_place() -> None:
    later = (replace(designation("H1")[0], from_=day(3)),)
    closed = care.CapacityChange(unit_id="U1", from_=day(0), to=day(1), capacity=0)
    assert first_open(record(city(), designation=later))["H1", "general", BUFFER] == day(3)
    assert first_open(record(city(capacity_changes=(closed,)), designation=designation("H1")))["H1", "general", BUFFER] == day(2)


def test_load_that_moves_is_what_leaves_a_hospital() -> None:
    data = city()
    before = record(data, flows=(flow("O1", "H1", 6.0), flow("O1", "H2", 2.0)))
    now = record(data, flows=(flow("O1", "H1", 1.0), flow("O1", "H2", 3.0), flow("O2", "H1", 1.0)))
    (one,) = load_by_district(now, before)
    assert (one.load, one.minutes, one.beyond) == (5.0, 10 + 90 + 31, 1.0)
    assert one.moved == pytest.approx(4 * 0.5)  # three quarters at H1 became one quarter
    assert (one.before_min, one.after_min) == (pytest.approx(2 * 10), pytest.approx(2 * 30))
    (same,) = load_by_district(now, now)
    assert same.moved == 0


@pytest.mark.parametrize(("census", "full"), [(8, False), (9, True), (12, True)])
def test_ninety_percent_is_full(census: int, full: bool) -> None:
    plan = record(city(), {"U1": census}, designation=designation("H1"))
    found = full_sites(plan)
    assert [one.hospital_id for one in found] == (["H1"] if full else [])
    assert all((one.used, one.places, one.date) == (census, 10, day(0)) for one in found)


@pytest.mark.parametrize(("expected", "full"), [(62.9, False), (63.0, True)])
def test_without_patients_the_expected_load_tells(expected: float, full: bool) -> None:
    plan = record(city(), designation=designation("H1"), flows=(flow("O1", "H1", expected),))
    assert [(one.places, one.date) for one in full_sites(plan)] == ([(70, None)] if full else [])


def test_one_minute_beyond_the_limit_is_beyond() -> None:
    plan = record(city(), flows=(flow("O1", "H2", 2.0), flow("O2", "H1", 3.0)))
    (one,) = far_origins(plan)
    assert (one.origin_id, one.hospital_id, one.load, one.minutes, one.limit_min) == ("O2", "H1", 3.0, 31, 30.0)


def test_what_no_flow_covers_is_uncovered() -> None:
    demand = (people.Demand(origin_id="O1", service_id="general", ward_kind=BUFFER, date=day(0), expected=5.0),)
    data = city(demand=demand)
    assert uncovered_origins(record(data, flows=(flow("O1", "H1", 5.0),))) == ()
    (one,) = uncovered_origins(record(data, flows=(flow("O1", "H1", 4.0),)))
    assert (one.origin_id, one.load) == ("O1", pytest.approx(1.0))


def test_single_hospitals_coordination_and_districts_without() -> None:
    alone, both = record(city(), designation=designation("H2")), record(city(), designation=designation("H1", "H2"))
    assert single_hospitals(alone) == (("general", BUFFER, "H2"),)
    assert single_hospitals(both) == ()
    assert coordinated(both) == ("H2",)
    assert districts_without(alone) == ("东区",)
    assert districts_without(both) == ()

"""Who must leave, by when, and where there is room."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

from optimizer.data.dataset import Dataset
from optimizer.data.planfolder import PlanRecord
from optimizer.data.plantables import PlanTables
from optimizer.data.tables import care, people, places
from optimizer.data.tables.plan import ConversionRow, PlacementRow
from optimizer.data.vocabulary import HealthCode, Infection, Pattern, WardKind
from optimizer.planning.capacity import effective_capacity
from optimizer.planning.clearing import Clearing, clearing_plan
from tests.factories import dataset, day, service, unit

HERE, NEAR, FAR = "H1", "H2", "H3"


def hospital(hospital_id: str, lon: float, **changes: Any) -> places.Hospital:
    return places.Hospital(hospital_id=hospital_id, name_zh=hospital_id, district="D", lon=lon, lat=36.0, **changes)


def city(*units: care.Unit, **tables: Any) -> Dataset:
    """Three hospitals in a row; U1 of the first may become a buffer ward in 30 hours."""
    rows = {
        "hospitals": (hospital(HERE, 103.80), hospital(NEAR, 103.85), hospital(FAR, 104.30)),
        "services": (service(),),
        "unit_conversions": (
            care.UnitConversion(unit_id="U1", to_ward_kind=WardKind.BUFFER, capacity_after=5, lead_time_h=30.0),
        ),
        **tables,
    }
    return dataset(units=units, **rows)


def cleared(
    data: Dataset, placements: tuple[PlacementRow, ...] = (), census: dict[str, int] | None = None
) -> tuple[Clearing, ...]:
    made = tuple(
        ConversionRow(unit_id=row.unit_id, to_ward_kind=row.to_ward_kind, from_=day(2), capacity_after=row.capacity_after)
        for row in data.unit_conversions
    )
    free = effective_capacity(data, made, (), ())
    rows = tuple(replace(row, census=(census or {}).get(row.unit_id, 0)) for row in free.values())
    return clearing_plan(PlanRecord(data, PlanTables(conversions=made, capacity=rows, placements=placements)))


def proposed(one: Clearing) -> dict[str, tuple[int, int]]:
    return {refuge.unit_id: (refuge.free, refuge.proposed) for refuge in one.refuges}


def test_nothing_is_converted_nobody_leaves() -> None:
    assert clearing_plan(PlanRecord(city(unit()), PlanTables())) == ()


def test_the_own_hospital_comes_first_then_the_nearest() -> None:
    data = city(
        unit("U1", occupied=9),
        unit("U2", hospital_id=FAR),
        unit("U3", hospital_id=NEAR, capacity=4, occupied=1),
        unit("U4", hospital_id=HERE, capacity=3, occupied=1),
    )
    (one,) = cleared(data)
    assert list(proposed(one).items()) == [("U4", (2, 2)), ("U3", (3, 3)), ("U2", (10, 4))]
    assert (one.counted, one.proposed, one.without) == (9, 9, 0)
    assert one.begins == dt.datetime.combine(day(2), dt.time(0)) - dt.timedelta(hours=30)


def test_who_finds_no_room_is_counted() -> None:
    data = city(unit("U1", occupied=9), unit("U2", hospital_id=NEAR, capacity=8, occupied=1))
    (just_short,) = cleared(data)
    assert (just_short.proposed, just_short.without) == (7, 2)
    (full,) = cleared(data, census={"U2": 7})
    assert (full.refuges, full.without) == ((), 9)


def test_other_services_ward_kinds_and_units_that_leave_too_have_no_room() -> None:
    data = city(
        unit("U1", occupied=2, building_id="B"),
        unit("U2", building_id="B"),
        unit("U3", service_id="other"),
        unit("U4", ward_kind=WardKind.BUFFER),
        unit("U5", hospital_id="H9"),
        hospitals=(hospital(HERE, 103.80), hospital("H9", 103.80, outside_network=True)),
        services=(service(), service("other")),
        unit_conversions=(
            care.UnitConversion(
                unit_id="U1", to_ward_kind=WardKind.BUFFER, capacity_after=5, lead_time_h=30.0, empties_building=True
            ),
        ),
    )
    found = {one.unit_id: one for one in cleared(data)}
    assert found.keys() == {"U1", "U2"}
    assert found["U1"].own
    assert not found["U2"].own
    assert (found["U1"].refuges, found["U1"].without) == ((), 2)


def test_a_free_place_is_proposed_once() -> None:
    data = city(
        unit("U1", occupied=4),
        unit("U2", occupied=4),
        unit("U3", capacity=5),
        unit_conversions=tuple(
            care.UnitConversion(unit_id=name, to_ward_kind=WardKind.BUFFER, capacity_after=5, lead_time_h=30.0)
            for name in ("U1", "U2")
        ),
    )
    first, second = cleared(data)
    assert (first.proposed, second.proposed, second.without) == (4, 1, 3)


def test_stations_are_whole_places_not_sessions() -> None:
    data = city(
        unit("U1", service_id="dialysis", occupied=3, shifts_per_day=3),
        unit("U2", service_id="dialysis", hospital_id=NEAR, capacity=4, shifts_per_day=3),
        services=(service("dialysis", pattern=Pattern.SESSIONS, cohorts=("135",), sessions_per_week=3),),
    )
    assert proposed(cleared(data)[0]) == {"U2": (4, 3)}
    assert proposed(cleared(data, census={"U2": 5})[0]) == {"U2": (2, 2)}


def test_patients_of_the_list_go_where_the_plan_puts_them() -> None:
    def patient(name: str) -> people.Patient:
        return people.Patient(
            patient_id=name,
            service_id="general",
            health_code=HealthCode.GREEN,
            infection_status=Infection.NONE,
            urgency=3,
            ready_at=dt.datetime.combine(day(0), dt.time(8)),
            current_unit_id="U1",
        )

    data = city(unit("U1", occupied=0), unit("U2", hospital_id=NEAR), patients=(patient("P2"), patient("P1")))
    leg = PlacementRow(patient_id="P1", unit_id="U2", from_=day(0), to=day(3), wait_days=0, travel_min=21)
    (one,) = cleared(data, (leg,))
    assert [(who.patient_id, who.to_unit_id, who.date, who.travel_min) for who in one.named] == [
        ("P1", "U2", day(0), 21),
        ("P2", "", None, None),
    ]
    assert one.refuges == ()

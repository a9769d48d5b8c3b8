"""Townships that a designation does not reach: named for the right reason, each figure told from the tables."""

from __future__ import annotations

from optimizer.data.planfolder import PlanRecord
from optimizer.data.plantables import PlanTables
from optimizer.data.tables import people, places
from optimizer.data.tables.plan import DesignationRow, FlowRow
from optimizer.data.vocabulary import WardKind
from optimizer.planning.reach import Township, reach
from tests.factories import dataset, day, service, unit

CARE = ("general", WardKind.BUFFER)
MINUTES = {"O1": (10, 90), "O2": (60, 61), "O3": (61, 80), "O4": (100, 95)}


def town(flows: dict[tuple[str, str], float], demand: dict[str, float], designated: tuple[str, ...] = ("H1", "H2")) -> PlanRecord:
    """Two hospitals, four townships, a limit of an hour; stays of one day."""
    data = dataset(
        hospitals=[places.Hospital(hospital_id=name, name_zh=name, district="D", lon=103.8, lat=36.0) for name in ("H1", "H2")],
        services=(service(typical_stay_days=1),),
        units=tuple(unit(f"U{name}", hospital_id=name, ward_kind=WardKind.BUFFER) for name in ("H1", "H2")),
        origins=[places.Origin(origin_id=name, name=name, district="D", lon=103.8, lat=36.0, pickup_min=0) for name in MINUTES],
        travel_times=[
            places.TravelTime(from_id=origin, to_id=hospital, minutes=float(minutes))
            for origin, both in MINUTES.items()
            for hospital, minutes in zip(("H1", "H2"), both, strict=True)
        ],
        demand=[
            people.Demand(origin_id=name, service_id="general", ward_kind=WardKind.BUFFER, date=day(0), expected=number)
            for name, number in demand.items()
        ],
    )
    rows = tuple(
        DesignationRow(hospital_id=name, service_id=CARE[0], ward_kind=CARE[1], from_=day(0), to=day(6)) for name in designated
    )
    sent = tuple(
        FlowRow(origin_id=origin, service_id=CARE[0], ward_kind=CARE[1], hospital_id=hospital, expected=number)
        for (origin, hospital), number in flows.items()
    )
    return PlanRecord(data, PlanTables(designation=rows, flows=sent))


def test_who_has_a_hospital_within_the_limit_and_is_sent_there_is_not_named() -> None:
    plan = town({("O1", "H1"): 2.0, ("O2", "H1"): 1.0, ("O4", "H2"): 1.0}, {"O1": 2.0, "O2": 1.0, "O4": 1.0})
    (found,) = reach(plan)
    assert [one.origin_id for one in found.outside] == ["O4", "O3"]
    assert (found.sent_beyond, found.uncovered, found.townships) == ((), (), 2)


def test_a_township_is_outside_one_minute_beyond_the_limit_even_where_nobody_is_expected() -> None:
    (found,) = reach(town({}, {}, ("H1",)))
    assert found.outside == (Township("O4", 0.0, "H1", 100), Township("O3", 0.0, "H1", 61))
    (other,) = reach(town({}, {}, ("H2",)))
    assert [one.origin_id for one in other.outside] == ["O4", "O1", "O3", "O2"]


def test_sent_beyond_the_limit_although_one_is_near() -> None:
    (found,) = reach(town({("O1", "H1"): 1.5, ("O1", "H2"): 0.5}, {"O1": 2.0}))
    assert found.sent_beyond == (Township("O1", 0.5, "H2", 90),)


def test_without_a_place_by_what_no_flow_carries() -> None:
    (found,) = reach(town({("O1", "H1"): 1.5, ("O2", "H1"): 3.0}, {"O1": 4.0, "O2": 3.0, "O3": 5.0}))
    assert found.uncovered == (Township("O3", 5.0), Township("O1", 2.5))
    assert found.townships == 3  # O4 is outside only, O3 outside and without a place


def test_a_service_that_nobody_is_designated_for_names_its_people_only() -> None:
    (found,) = reach(town({}, {"O1": 1.0}, ()))
    assert (found.outside, found.sent_beyond) == ((), ())
    assert found.uncovered == (Township("O1", 1.0),)

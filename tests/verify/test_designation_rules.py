from __future__ import annotations

import pytest

from optimizer.data.tables import plan
from optimizer.data.vocabulary import Designable, Fixed
from optimizer.verify.context import Plan
from optimizer.verify.ids import STEPS
from optimizer.verify.prepare import prepare
from optimizer.verify.terms_designation import uncovered_days, uncovered_high
from tests.verify.case import Case
from tests.verify.city import B, I, day
from tests.verify.edges import Edge, assert_edge, base, both, given, more, over, row, same

H1, H3 = {"hospital_id": "H1"}, {"hospital_id": "H3"}
LOSE_EMERGENCY = more("conversions", plan.ConversionRow(unit_id="U07", to_ward_kind=I, from_=day(1), capacity_after=1))


def _designate(hospital: str, service: str) -> plan.DesignationRow:
    return plan.DesignationRow(hospital_id=hospital, service_id=service, ward_kind=B, from_=day(0), to=day(13))


def _flow(**where: object) -> dict[str, object]:
    return where


EDGES = [
    Edge(
        "designation_allowed",
        given("hospitals", H3, can_designate=Designable.COORDINATE),
        given("hospitals", H3, can_designate=Designable.NO),
    ),
    Edge("designation_allowed", given("hospitals", H3, fixed=Fixed.IN), given("hospitals", H3, fixed=Fixed.OUT)),
    Edge("designation_days", same, row("designation", H3, to=day(12))),
    Edge("designation_days", same, row("designation", H3, from_=day(1))),
    Edge("designation_days", same, row("designation", H3, from_=day(3))),
    Edge(
        "designation_days",
        both(row("conversions", {"unit_id": "U10"}, from_=day(5)), row("designation", H3, from_=day(5))),
        row("conversions", {"unit_id": "U10"}, from_=day(5)),
    ),
    Edge(
        "designation_fixed_in",
        row("designation", {"hospital_id": "H2", "ward_kind": B}),
        row("designation", {"hospital_id": "H2"}),
    ),
    Edge(
        "designation_unit",
        given("unit_conversions", {"unit_id": "U10"}, capacity_after=3),
        row("conversions", {"unit_id": "U10"}),
    ),
    Edge("designation_licence", more("designation", _designate("H4", "fever")), more("designation", _designate("H2", "obst"))),
    Edge(
        "designation_minimum",
        given("services", {"service_id": "dialysis"}, min_designated_places=2),
        given("services", {"service_id": "dialysis"}, min_designated_places=3),
    ),
    Edge("services_under_roof", given("hospitals", H1, max_services=2), given("hospitals", H1, max_services=1)),
    Edge("kinds_under_roof", given("hospitals", H1, max_ward_kinds=2), given("hospitals", H1, max_ward_kinds=1)),
    Edge(
        "emergency_kept",
        both(given("units", {"unit_id": "U22"}, capabilities=("emergency",)), LOSE_EMERGENCY),
        LOSE_EMERGENCY,
    ),
    Edge("flow_designated", same, row("designation", {"service_id": "dialysis"})),
    Edge("flow_demand", row("flows", _flow(origin_id="O3"), expected=5.0), row("flows", _flow(origin_id="O3"), expected=5.01)),
    Edge(
        "flow_capacity", row("flows", _flow(origin_id="O3"), expected=30.6), row("flows", _flow(origin_id="O3"), expected=30.61)
    ),
    Edge("conversion_listed", same, row("conversions", {"unit_id": "U10"}, capacity_after=4)),
    Edge("conversion_listed", same, row("conversions", {"unit_id": "U10"}, to_ward_kind=I)),
    Edge(
        "conversion_listed",
        same,
        more("conversions", plan.ConversionRow(unit_id="U10", to_ward_kind=B, from_=day(3), capacity_after=3)),
    ),
    Edge(
        "conversion_lead_time",
        given("unit_conversions", {"unit_id": "U10"}, lead_time_h=48.0),
        given("unit_conversions", {"unit_id": "U10"}, lead_time_h=48.5),
    ),
    Edge(
        "conversion_lead_time",
        row("conversions", {"unit_id": "U10"}, from_=day(13)),
        row("conversions", {"unit_id": "U10"}, from_=day(14)),
    ),
]


def _plan(case: Case) -> Plan:
    plan, _ = prepare(case.dataset, case.tables, STEPS)
    return plan


@over(EDGES)
def test_edge(edge: Edge) -> None:
    assert_edge(edge)


def test_load_of_patients_counts_where_no_demand_is_given() -> None:
    """O1: seven stays of fever in buffer rooms; P25 comes after the horizon, P04 stays 3 days, P08 4."""
    without_demand = both(
        lambda case: case,
        given("demand", {"origin_id": "O1"}),
        given("demand", {"origin_id": "O2"}),
        given("demand", {"origin_id": "O3"}),
    )
    days = 6 * 5 + 3 + 4  # P01 P03 P05 P06 P07 P31 stay 5 days
    inside = both(
        without_demand, row("flows", {"origin_id": "O1", "hospital_id": "H1", "service_id": "fever"}, expected=days - 7.0)
    )
    outside = both(
        without_demand, row("flows", {"origin_id": "O1", "hospital_id": "H1", "service_id": "fever"}, expected=days - 6.9)
    )
    only_o1 = both(row("flows", {"origin_id": "O2"}), row("flows", {"origin_id": "O3"}), row("flows", {"service_id": "dialysis"}))
    assert_edge(Edge("flow_demand", both(inside, only_o1), both(outside, only_o1)))


def test_a_unit_beside_confirmed_cases_does_not_count() -> None:
    """U19 stands in the building of U03, which serves confirmed cases; U01 alone has 8 rooms for 14 days, of which 85 % count."""
    more_than_u01 = given("demand", {"origin_id": "O1", "service_id": "fever"}, expected=300.0)
    flow = {"origin_id": "O1", "hospital_id": "H1", "service_id": "fever"}
    inside = both(more_than_u01, row("flows", flow, expected=95.2))
    outside = both(more_than_u01, row("flows", flow, expected=95.21))
    assert_edge(Edge("flow_capacity", inside, outside))


def test_a_unit_with_a_shared_entrance_offers_nothing_beside_a_general_ward() -> None:
    shared = given("units", {"unit_id": "U02"}, shares_access=True)
    beside = both(shared, given("units", {"unit_id": "U09"}, building_id="B"))
    assert_edge(Edge("designation_unit", shared, beside))


def test_upper_forecast_goes_where_the_expected_go() -> None:
    """O3's fever is expected at H3 alone: a little more still fits there, a hundred a day do not."""
    fever = {"origin_id": "O3", "service_id": "fever"}
    none, little, much = (uncovered_high(_plan(given("demand", fever, high=high)(base()))) for high in (None, 1.5, 100.0))
    assert none <= little < much
    assert little - none < 1


def test_who_finds_no_place_on_a_day_is_counted_on_that_day() -> None:
    """Twenty from O3 come on day 1 for five days, beside 2.5 from O1 on days 0 to 4 and 3 from day 3 on.

    U01 has 8 rooms, U02 6, and U10 3 from day 2; all of them count. U19 stands beside confirmed cases.
    """
    assert uncovered_days(_plan(base())) == 0
    many = given("demand", {"origin_id": "O3", "service_id": "fever", "ward_kind": B}, expected=20.0, date=day(1))
    with_two, with_three = 14, 17
    by_day = (22.5 - with_two, 22.5 - with_three, 25.5 - with_three, 25.5 - with_three, 23 - with_three)
    assert uncovered_days(_plan(many(base()))) == pytest.approx(sum(by_day))

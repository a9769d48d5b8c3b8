from __future__ import annotations

from optimizer.data.tables import plan
from optimizer.data.vocabulary import Designable, Fixed
from tests.verify.city import B, I, day
from tests.verify.edges import Edge, assert_edge, both, given, more, over, row, same

H3 = {"hospital_id": "H3"}


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
    Edge("designation_allowed", same, row("designation", H3, to=day(12))),
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

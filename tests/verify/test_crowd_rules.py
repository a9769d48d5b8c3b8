from __future__ import annotations

from optimizer.data.tables import plan
from tests.verify.city import G, I, day
from tests.verify.edges import Edge, Edit, assert_edge, base, both, found, given, more, over, row, same
from tests.verify.test_placement_rules import moved

U01_0 = {"unit_id": "U01", "date": day(0)}
P13 = {"patient_id": "P13"}


def _room(unit: str, date: int, effective: int) -> Edit:
    return row("capacity", {"unit_id": unit, "date": day(date)}, effective=effective)


def _session(patient: str, unit: str, date: int, shift: int) -> plan.SessionRow:
    return plan.SessionRow(patient_id=patient, unit_id=unit, date=day(date), shift=shift)


EDGES = [
    Edge("capacity", _room("U01", 0, 2), _room("U01", 0, 1)),
    Edge("capacity", _room("U07", 2, 0), both(_room("U07", 2, 0), given("patients", {"patient_id": "P21"}, urgency=2))),
    Edge("capacity", _room("U05", 0, 2), _room("U05", 0, 1)),
    Edge("capacity", _room("U05", 2, 4), row("capacity", {"unit_id": "U17", "date": day(1)})),
    Edge("building_exclusive", moved("P01", "U02"), moved("P01", "U19")),
    Edge(
        "building_exclusive",
        given("units", {"unit_id": "U03"}, building_id=None),
        given("units", {"unit_id": "U03"}, building_id="A"),
    ),
    Edge("session_pattern", same, row("sessions", {"patient_id": "P13", "date": day(4)})),
    Edge("session_pattern", same, row("sessions", {"patient_id": "P13", "date": day(4)}, shift=2)),
    Edge("session_pattern", same, row("sessions", {"patient_id": "P13", "date": day(4)}, unit_id="U06")),
    Edge("session_pattern", same, more("sessions", _session("P13", "U05", 4, 1))),
    Edge("session_pattern", same, more("sessions", _session("P01", "U05", 4, 1))),
    Edge("session_pattern", same, given("patients", {"patient_id": "P14"}, cohort="135")),
    Edge("session_pattern", given("patients", P13, sessions_left=6), given("patients", P13, sessions_left=5)),
    Edge("session_pattern", same, row("placements", P13, to=day(13))),
    Edge("session_shift", row("sessions", P13, shift=2), row("sessions", P13, shift=3)),
    Edge("session_shift", same, row("sessions", P13, shift=0)),
    Edge("capacity_figures", same, row("capacity", U01_0, physical=9)),
    Edge("capacity_figures", same, row("capacity", U01_0, census=3)),
    Edge("capacity_figures", same, row("capacity", U01_0, ward_kind=G)),
    Edge("capacity_figures", same, row("capacity", U01_0)),
    Edge("capacity_figures", same, row("capacity", U01_0, unit_id="U02")),
    Edge("capacity_figures", same, row("capacity", U01_0, date=day(14))),
    Edge("capacity_figures", same, row("capacity", {"unit_id": "U09", "date": day(0)}, staffed=3, effective=3)),
    Edge("capacity_figures", same, row("capacity", {"unit_id": "U09", "date": day(0)}, supplied=3, effective=3)),
    Edge(
        "capacity_figures",
        row("capacity", {"unit_id": "U01"}, staffed=8),
        row("capacity", {"unit_id": "U03"}, staffed=6, effective=6),
    ),
    Edge("capacity_figures", same, row("capacity", {"unit_id": "U03"}, staffed=4, effective=4)),
    Edge("capacity_figures", same, row("rotation", {"team_id": "T1", "ward_id": "W1"})),
    Edge("capacity_figures", same, given("units", {"unit_id": "U01"}, kept_free=2)),
    Edge("capacity_figures", same, given("capacity_changes", {"unit_id": "U02"}, delta=-2)),
    Edge("capacity_figures", same, given("supplies", {"item": "coverall", "hospital_id": "H1", "on_hand": 200.0}, on_hand=100.0)),
    Edge("capacity_figures", same, given("supplies", {"item": "coverall", "hospital_id": "H1", "on_hand": 200.0}, on_hand=300.0)),
]


@over(EDGES)
def test_edge(edge: Edge) -> None:
    assert_edge(edge)


def test_a_conversion_that_empties_a_building_closes_its_other_units() -> None:
    case = given("units", {"unit_id": "U11"}, building_id="E")(base())
    assert {issue.value for issue in found("capacity_figures", case)} >= {"5"}
    assert [issue.code for issue in found("unit_open", case)] == ["unit_open"]


def test_a_unit_of_another_kind_in_the_same_building_is_seen_by_its_kind_that_day() -> None:
    case = row("conversions", {"unit_id": "U10"}, to_ward_kind=I)(base())
    assert found("ward_kind", case)

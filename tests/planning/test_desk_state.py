"""What dispatchers arranged stands when the plan is made anew."""

from __future__ import annotations

from optimizer.data.tables.plan import PlacementRow
from optimizer.data.vocabulary import PlacementState
from optimizer.planning.desk_state import REASON, Taken, as_the_desk_left
from tests.factories import day
from tests.routing.town import dialysis, patient, routed, town, unit

ACCEPTED, ARRIVED = PlacementState.ACCEPTED, PlacementState.ARRIVED
UNITS = (unit("U1", capacity=1), unit("U2", hospital_id="H2", capacity=1))


def row(who: str, unit_id: str, minutes: int) -> PlacementRow:
    return PlacementRow(patient_id=who, unit_id=unit_id, from_=day(0), to=day(0), wait_days=0, travel_min=minutes)


def where(data: object, previous: tuple[PlacementRow, ...]) -> dict[str, str]:
    outcome = routed(data, previous=previous)  # type: ignore[arg-type]
    assert outcome.solution is not None
    return {one.patient_id: one.unit_id for one in outcome.solution.placements}


def test_accepted_where_the_plan_has_them_is_kept_there() -> None:
    data, plan = town([patient("P1")], UNITS), (row("P1", "U2", 20),)
    left = as_the_desk_left(data, plan, [Taken("P1", "U2", ACCEPTED, (day(0),))])
    assert left.patient["P1"].placement_state is ACCEPTED
    assert where(left, plan) == {"P1": "U2"}


def test_accepted_elsewhere_is_planned_there() -> None:
    data, plan = town([patient("P1")], UNITS), (row("P1", "U1", 10),)
    left = as_the_desk_left(data, plan, [Taken("P1", "U2", ACCEPTED, (day(0),))])
    assert (left.patient["P1"].pinned_unit_id, left.patient["P1"].pin_reason) == ("U2", REASON)
    assert where(left, plan) == {"P1": "U2"}


def test_who_was_without_a_place_gets_the_one_the_desk_found() -> None:
    data = town([patient("P1")], UNITS)
    assert where(as_the_desk_left(data, (), [Taken("P1", "U2", ARRIVED, (day(0),))]), ()) == {"P1": "U2"}


def test_somebody_in_no_table_takes_the_bed_away() -> None:
    data = town([patient("P1")], UNITS)
    left = as_the_desk_left(data, (), [Taken("N1", "U1", ARRIVED, (day(0), day(1), day(3)))])
    assert [(one.from_, one.to, one.delta) for one in left.capacity_changes] == [(day(0), day(1), -1), (day(3), day(3), -1)]
    assert where(left, ()) == {"P1": "U2"}


def test_a_station_serves_every_shift_of_the_day() -> None:
    here = unit("U1", service_id="dialysis", capacity=3, shifts_per_day=2)
    data = town([], [here], services=[dialysis()])
    for count, gone in ((1, 1), (2, 1), (3, 2)):
        left = as_the_desk_left(data, (), [Taken(f"N{number}", "U1", ARRIVED, (day(0),)) for number in range(count)])
        assert [one.delta for one in left.capacity_changes] == [-gone]


def test_nothing_was_arranged() -> None:
    data = town([patient("P1")], UNITS)
    assert as_the_desk_left(data, (), ()) == data


def test_what_the_tables_say_already_stands() -> None:
    arrived = patient("P1", placement_state=ARRIVED, current_unit_id="U1")
    data = town([arrived], UNITS)
    assert as_the_desk_left(data, (), [Taken("P1", "U2", ACCEPTED, (day(0),))]).patient["P1"] == arrived

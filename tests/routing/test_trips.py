"""Vehicle plans: seats, turnaround, urgent first, shortages with their proof, and a check that finds every slip."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Callable
from dataclasses import replace
from random import Random

import pytest

from optimizer.data.dataset import Dataset
from optimizer.data.plantables import PlanTables
from optimizer.data.tables.trips import TripRow
from optimizer.data.vocabulary import Infection, WardKind
from optimizer.routing.trips import TripPlan, plan_trips
from optimizer.verify.vehicles import RULES, check_vehicles
from tests.routing.town import patient
from tests.routing.trips_town import car, coming, lying

Rows = tuple[TripRow, ...]
MINUTE = dt.timedelta(minutes=1)


def made(case: tuple[Dataset, PlanTables]) -> TripPlan:
    """Plan the trips, and have the independent check look at them."""
    plan = plan_trips(*case)
    assert [issue.code for issue in check_vehicles(*case, plan.trips)] == []
    return plan


def times(row: TripRow) -> list[str]:
    return [f"{moment:%H:%M}" for moment in (row.leaves, row.collects, row.arrives, row.free_again)]


def test_a_trip_goes_from_the_base_and_back_to_it_and_is_disinfected() -> None:
    (row,) = made(lying([patient()], [car(base_hospital_id="H2", turnaround_min=45)])).trips
    # 20 minutes from H2 to the origin, 10 to H1; H1 and H2 stand on one spot and differ by the pick-up time of 10
    assert times(row) == ["07:40", "08:00", "08:10", "09:05"]


def test_a_session_is_two_trips_with_the_vehicle_free_between() -> None:
    plan = made(coming(["P1"], [car(turnaround_min=30)]))
    assert [(row.direction, f"{row.arrives:%H:%M}") for row in plan.trips] == [("there", "06:30"), ("back", "11:40")]


def test_seats_are_shared_by_alike_patients_and_an_escort_takes_one() -> None:
    people = [patient("P1", escort=True), patient("P2"), patient("P3"), patient("P4")]
    trips = made(lying(people, [car(seats=3, turnaround_min=10)])).trips
    runs = [sorted(row.patient_id for row in run) for _, run in itertools.groupby(trips, lambda row: row.leaves)]
    assert runs == [["P1", "P2"], ["P3", "P4"]]


def test_single_room_patients_and_others_than_confirmed_do_not_share() -> None:
    contacts = [patient(name, infection_status=Infection.CLOSE_CONTACT) for name in ("P1", "P2")]
    assert len({row.leaves for row in made(lying(contacts, [car(seats=4)], kind=WardKind.BUFFER)).trips}) == 2
    mixed = [patient("P1", infection_status=Infection.CONFIRMED), patient("P2", infection_status=Infection.SUSPECTED)]
    assert len({row.leaves for row in made(lying(mixed, [car(seats=4)], kind=WardKind.ISOLATION)).trips}) == 2


def test_the_life_threatened_go_first_and_at_once() -> None:
    people = [patient("P1", urgency=2, ready=8 / 24), patient("P2", urgency=1, ready=8 / 24)]
    trips = made(lying(people, [car(turnaround_min=60)])).trips
    assert [(row.patient_id, f"{row.collects:%H:%M}", row.late_min) for row in trips] == [("P2", "08:00", 0), ("P1", "09:10", 0)]


def test_the_next_fitting_kind_comes_before_lateness() -> None:
    people = [patient(name, urgency=1, ready=0.5) for name in ("P1", "P2")]
    plan = made(lying(people, [car("ambulance", turnaround_min=60), car("bus"), car("tram", urgencies=("3",))]))
    assert [(row.vehicle_kind, row.late_min) for row in plan.trips] == [("ambulance", 0), ("bus", 0)]
    assert plan.issues == ()


def test_a_shortage_is_named_with_its_proof_and_late_trips_carry_minutes() -> None:
    people = [patient(name, urgency=1, ready=0.5) for name in ("P1", "P2", "P3")]
    plan = made(lying(people, [car(turnaround_min=50)]))
    assert [row.late_min for row in plan.trips] == [0, 60, 120]
    (short,) = plan.shortages
    assert (short.kinds, short.late, short.worst_min, short.needs, short.has, short.proven) == (("bus",), 2, 120, 3, 1, True)
    assert "needs at least 3, has 1" in plan.issues[0].describe("en")
    assert "至少需 3 辆，现有 1 辆" in plan.issues[0].describe("zh")


def test_a_vehicle_more_than_the_proven_need_is_in_time() -> None:
    people = [patient(name, urgency=1, ready=0.5) for name in ("P1", "P2", "P3")]
    assert made(lying(people, [car(number=3, turnaround_min=50)])).shortages == ()


def test_nobody_is_driven_where_no_kind_fits_and_the_plan_does_not_fail() -> None:
    plan = made(lying([patient()], [car(urgencies=("1",)), car("parked", number=0)]))
    assert (plan.trips, plan.unserved, [issue.code for issue in plan.issues]) == ((), ("P1",), ["no_vehicle"])
    assert made(lying([patient()], [])).trips == ()


def test_who_stays_in_their_unit_needs_no_trip() -> None:
    assert made(lying([patient(current_unit_id="U1")], [car()])).trips == ()


def test_row_order_changes_nothing() -> None:
    data, tables = lying([patient(f"P{n}", urgency=1 + n % 3, ready=n % 2 / 3) for n in range(9)], [car(number=2, seats=2)])
    placements = list(tables.placements)
    Random(3).shuffle(placements)
    assert plan_trips(data, replace(tables, placements=tuple(placements))).trips == made((data, tables)).trips


def _moved(row: TripRow, minutes: int) -> TripRow:
    moments = {name: getattr(row, name) + minutes * MINUTE for name in ("leaves", "collects", "arrives", "free_again")}
    return replace(row, **moments)


def _swapped(rows: Rows, number: int, row: TripRow) -> Rows:
    return (*rows[:number], row, *rows[number + 1 :])


BREAKING: dict[str, Callable[[Rows], Rows]] = {
    "trip_every_move": lambda rows: rows[1:],
    "trip_kind": lambda rows: _swapped(rows, 0, replace(rows[0], vehicle_kind="tram")),
    "trip_number": lambda rows: _swapped(rows, 0, replace(rows[0], vehicle_number=9)),
    "trip_times": lambda rows: _swapped(rows, -1 % len(rows), replace(rows[-1], free_again=rows[-1].free_again - MINUTE)),
    "trip_not_early": lambda rows: _swapped(rows, 0, _moved(rows[0], -600)),
    "trip_late_figure": lambda rows: _swapped(rows, 0, replace(rows[0], late_min=7)),
    "trip_once": lambda rows: _swapped(rows, 1, _moved(rows[1], -5)),
    "trip_seats": lambda rows: tuple(replace(row, seats=2) for row in rows),
    "trip_urgent_first": lambda rows: tuple(replace(_moved(row, 700), late_min=700) for row in rows),
}


@pytest.mark.parametrize("rule", sorted(BREAKING))
def test_the_check_finds_what_is_broken(rule: str) -> None:
    people = [patient(name, urgency=1, ready=0.5) for name in ("P1", "P2", "P3")]
    case = lying(people, [car(turnaround_min=50), car("tram", urgencies=("3",))])
    assert rule in {issue.code for issue in check_vehicles(*case, BREAKING[rule](made(case).trips))}


def test_the_check_finds_unlike_patients_in_one_vehicle() -> None:
    case = lying([patient("P1"), patient("P2", infection_status=Infection.UNTESTED)], [car(seats=2)])
    first, second = made(case).trips
    same = replace(second, leaves=first.leaves, collects=first.collects, arrives=first.arrives, free_again=first.free_again)
    assert {issue.code for issue in check_vehicles(*case, (first, same))} == {"trip_shared"}
    assert set(BREAKING) | {"trip_shared"} == set(RULES)


def test_the_check_finds_too_many_in_one_vehicle() -> None:
    case = lying([patient("P1"), patient("P2")], [car()])
    first, second = made(case).trips
    same = replace(second, leaves=first.leaves, collects=first.collects, arrives=first.arrives, free_again=first.free_again)
    assert "trip_seats" in {issue.code for issue in check_vehicles(*case, (first, same))}

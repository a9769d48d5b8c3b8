"""Routing small towns: the rules between patients, and what a planner would expect to see."""

from __future__ import annotations

import dataclasses
import datetime as dt

import pytest

from optimizer.core.errors import ContradictionError
from optimizer.core.outcome import Termination
from optimizer.core.params import Limits
from optimizer.core.rounding import ceil_int
from optimizer.data.dataset import Dataset
from optimizer.data.scenario import Policy
from optimizer.data.tables.care import CannotAccept, UnitConversion
from optimizer.data.tables.places import Vehicle
from optimizer.data.tables.plan import ConversionRow, PlacementRow
from optimizer.data.tables.staff import Holiday
from optimizer.data.vocabulary import DayKind, HealthCode, Infection, Pattern, WardKind
from tests.factories import day, service, unit
from tests.routing.town import LIMITS, dialysis, effective, patient, placed, reasons, routed, starts, town

BUFFER, ISOLATION = WardKind.BUFFER, WardKind.ISOLATION
YELLOW, RED = HealthCode.YELLOW, HealthCode.RED


def near_and_far(**changes: object) -> list[object]:
    return [unit("U1", **changes), unit("U2", hospital_id="H2", **changes)]


def test_nobody_to_place() -> None:
    outcome = routed(town([]))
    assert outcome.termination is Termination.OPTIMAL
    assert not outcome.solution.placements


def test_the_nearest_unit_with_room() -> None:
    outcome = routed(town([patient(f"P{n}") for n in range(3)], near_and_far(capacity=2), days=1))
    assert sorted(placed(outcome).values()) == ["U1", "U1", "U2"]
    assert outcome.termination is Termination.OPTIMAL


def test_one_bed_serves_one_stay_after_the_other() -> None:
    people = [patient("P1", stay_days=2), patient("P2", stay_days=2)]
    outcome = routed(town(people, [unit("U1", capacity=1)], services=[service("general", max_wait_days=2)]))
    assert sorted(starts(outcome).values()) == [0, 2]


def test_full_leaves_the_less_urgent_waiting_with_a_reason() -> None:
    people = [patient("P4", urgency=4, stay_days=7), patient("P2", urgency=2, stay_days=7)]
    outcome = routed(town(people, [unit("U1", capacity=1)]))
    assert placed(outcome) == {"P2": "U1"}
    assert reasons(outcome) == {"P4": "full"}
    assert outcome.solution.unplaced[0].detail == "U1: 03-21..03-27"


def test_a_site_is_not_closed_by_leaving_out_a_life_threatened_patient() -> None:
    """Their minutes beyond the limit count first; leaving out who is linked to somebody here would save some."""
    people = [patient("P1", urgency=1), patient("P2", urgency=1, health_code=RED, infection_status=Infection.CONFIRMED)]
    people[0] = dataclasses.replace(people[0], linked_patient_id="P2")
    near = [
        unit("G", capacity=1, capabilities=("emergency",), ward_kind=BUFFER),
        unit("I", capacity=1, capabilities=("emergency",), ward_kind=ISOLATION),
    ]
    far = [dataclasses.replace(one, unit_id=f"{one.unit_id}2", hospital_id="H2") for one in near]
    outcome = routed(town(people, [*near, *far], services=[service("general", max_travel_min=5)], days=1))
    assert placed(outcome) == {"P1": "G", "P2": "I"}


def test_a_bed_of_the_life_threatened_counts_as_full() -> None:
    people = [patient("P1", urgency=1, stay_days=3), patient("P4", urgency=4, stay_days=2)]
    outcome = routed(town(people, [unit("U1", capacity=1, capabilities=("emergency",))], days=2))
    assert placed(outcome) == {"P1": "U1"}
    assert outcome.solution.unplaced[0].detail == "U1: 03-21..03-22"


def test_life_threatened_exceed_capacity_rather_than_wait() -> None:
    people = [patient(f"P{n}", urgency=1) for n in range(3)]
    outcome = routed(town(people, [unit("U1", capacity=1)]))
    assert len(placed(outcome)) == 3
    assert set(starts(outcome).values()) == {0}
    assert outcome.term("urgent_over_capacity") == 2
    assert [issue.code for issue in outcome.issues] == ["urgent_over_capacity"]


def test_life_threatened_use_an_emergency_buffer_of_any_service() -> None:
    units = [unit("U1", service_id="icu", ward_kind=BUFFER, capabilities=("emergency",)), unit("U2", hospital_id="H3")]
    data = town([patient("P1", urgency=1), patient("P2")], units, services=[service("general"), service("icu")])
    assert placed(routed(data, designation=())) == {"P1": "U1", "P2": "U2"}


def test_life_threatened_who_come_late_are_named() -> None:
    outcome = routed(town([patient(urgency=1)], services=[service("general", max_travel_min=8)]))
    assert outcome.term("urgent_late_min") == 2
    assert [issue.code for issue in outcome.issues] == ["urgent_late"]


def test_occupied_beds_do_not_close_a_unit_to_the_life_threatened() -> None:
    outcome = routed(town([patient(urgency=1)], [unit("U1", capacity=2, occupied=2)]))
    assert placed(outcome) == {"P1": "U1"}
    assert outcome.term("urgent_over_capacity") == 1


def test_life_threatened_dialysis_patient_lies_in_the_emergency_buffer() -> None:
    units = [unit("D1", service_id="dialysis"), unit("E1", hospital_id="H2", service_id="icu", capabilities=("emergency",))]
    services = [service("general"), service("icu"), dialysis()]
    outcome = routed(town([patient(urgency=1, service_id="dialysis", stay_days=None)], units, services=services))
    assert placed(outcome) == {"P1": "E1"}
    assert not outcome.solution.sessions


def test_linked_patients_share_a_hospital() -> None:
    services = [service("general"), service("neonatal")]
    units = [unit("U1"), unit("U2", hospital_id="H2"), unit("N2", hospital_id="H2", service_id="neonatal")]
    people = [patient("M", linked_patient_id="N"), patient("N", service_id="neonatal")]
    assert placed(routed(town(people, units, services=services))) == {"M": "U2", "N": "N2"}
    apart = [unit("U1"), unit("N2", hospital_id="H2", service_id="neonatal")]
    assert len(placed(routed(town(people, apart, services=services)))) == 1


def test_a_building_with_confirmed_cases_holds_no_others() -> None:
    units = [unit("I1", ward_kind=ISOLATION, building_id="A"), unit("G1", building_id="A")]
    people = [patient("P1", infection_status=Infection.CONFIRMED, stay_days=7, urgency=2), patient("P2", stay_days=7)]
    outcome = routed(town(people, units))
    assert placed(outcome) == {"P1": "I1"}
    other = [units[0], unit("G1", building_id="B")]
    assert len(placed(routed(town(people, other)))) == 2


def test_life_threatened_who_exclude_each_other_are_a_contradiction() -> None:
    units = [unit("I1", ward_kind=ISOLATION, building_id="A"), unit("G1", building_id="A")]
    people = [patient("P1", infection_status=Infection.CONFIRMED, urgency=1), patient("P2", urgency=1)]
    with pytest.raises(ContradictionError) as caught:
        routed(town(people, units))
    assert [issue.code for issue in caught.value.issues] == ["urgent_placed", "building_exclusive"]
    elsewhere = [*units, unit("G2", hospital_id="H3")]
    assert placed(routed(town(people, elsewhere))) == {"P1": "I1", "P2": "G2"}


@pytest.mark.parametrize("why", ["no_test", "red code", "unpaid", "未交押金", "外地户籍"])
def test_lack_of_a_test_code_registration_or_payment_refuses_nobody(why: str) -> None:
    begin = dt.datetime.combine(day(0), dt.time())
    notice = CannotAccept(unit_id="U1", reason_code=why, from_=begin, until=begin + dt.timedelta(days=30))
    assert starts(routed(town([patient()], cannot_accept=[notice]))) == {"P1": 0}


def test_cannot_accept_delays_and_the_reason_says_so() -> None:
    begin = dt.datetime.combine(day(0), dt.time())
    short = CannotAccept(unit_id="U1", reason_code="equipment", from_=begin, until=begin + dt.timedelta(hours=2))
    assert starts(routed(town([patient()], cannot_accept=[short]))) == {"P1": 1}
    whole = CannotAccept(unit_id="U1", reason_code="equipment", from_=begin, until=begin + dt.timedelta(days=9))
    assert reasons(routed(town([patient()], cannot_accept=[whole]))) == {"P1": "cannot_accept"}


def test_a_conversion_keeps_its_lead_time() -> None:
    converts = UnitConversion(unit_id="U1", to_ward_kind=BUFFER, capacity_after=2, lead_time_h=40)
    row = ConversionRow(unit_id="U1", to_ward_kind=BUFFER, from_=day(ceil_int(40 / 24)), capacity_after=2)
    data = town([patient(health_code=YELLOW)], services=[service("general", max_wait_days=3)], unit_conversions=[converts])
    assert starts(routed(data, conversions=(row,))) == {"P1": 2}
    assert reasons(routed(data)) == {"P1": "no_unit"}


@pytest.mark.parametrize(
    ("changes", "offers", "reason"),
    [
        ({"ready": 8}, {}, "after_horizon"),
        ({"health_code": YELLOW}, {}, "no_unit"),
        ({"needs": ("ecmo",)}, {}, "no_capability"),
        ({"bloodborne": ("HBV",)}, {}, "no_capability"),
        ({"declined_unit_ids": ("U1",)}, {}, "declined"),
        ({"pinned_unit_id": "X1"}, {}, "pinned_unavailable"),
        ({}, {"capacity": 0, "kept_free": 0}, "no_unit"),
        ({}, {"occupied": 10}, "full"),
    ],
)
def test_reasons(changes: dict[str, object], offers: dict[str, object], reason: str) -> None:
    units = [unit("U1", **offers), unit("X1", service_id="other")]
    data = town([patient(**changes)], units, services=[service("general"), service("other")])
    assert reasons(routed(data)) == {"P1": reason}


def test_reason_no_licence_and_not_designated() -> None:
    licensed = [service("general", licence="surgery")]
    assert reasons(routed(town([patient()], services=licensed))) == {"P1": "no_licence"}
    data = town([patient(health_code=RED)], [unit("U1", ward_kind=BUFFER)])
    assert reasons(routed(data, designation=())) == {"P1": "not_designated"}


def test_sessions_follow_one_cohort_unit_and_shift() -> None:
    units = [unit("D1", service_id="dialysis", capacity=1, shifts_per_day=2)]
    people = [patient(f"P{n}", service_id="dialysis", cohort="135", stay_days=None) for n in range(3)]
    outcome = routed(town(people, units, services=[dialysis()]))
    assert len(placed(outcome)) == 2
    shifts = {row.patient_id: row.shift for row in outcome.solution.sessions}
    assert sorted(shifts.values()) == [1, 2]
    assert len(outcome.solution.sessions) == 6
    assert outcome.term("balance_pct") == 100


def test_sessions_end_when_none_are_left() -> None:
    people = [patient(service_id="dialysis", cohort="246", sessions_left=2)]
    outcome = routed(town(people, [unit("D1", service_id="dialysis")], services=[dialysis()], days=14))
    assert [(row.date - day(0)).days for row in outcome.solution.sessions] == [1, 3]
    assert starts(outcome) == {"P1": 1}
    assert outcome.solution.placements[0].to == day(3)


def test_shifts_are_modelled_where_stations_become_fewer() -> None:
    data = town(
        [patient(f"P{n}", service_id="dialysis", cohort="135") for n in range(4)],
        [unit("D1", service_id="dialysis", capacity=2, shifts_per_day=2)],
        services=[dialysis()],
    )
    room = effective(data, lowered={("D1", day(4)): 3})  # one station less on Friday: one patient a shift
    outcome = routed(data, capacity=room)
    assert len(placed(outcome)) == 2
    assert len({row.shift for row in outcome.solution.sessions}) == 2


def test_bloodborne_dialysis_keeps_to_its_own_machines() -> None:
    units = [unit("D1", service_id="dialysis"), unit("D2", hospital_id="H3", service_id="dialysis", capabilities=("HBV",))]
    people = [
        patient("P1", service_id="dialysis", bloodborne=("HBV",)),
        patient("P2", service_id="dialysis", bloodborne=("none",)),
    ]
    assert placed(routed(town(people, units, services=[dialysis()]))) == {"P1": "D2", "P2": "D1"}


def test_who_stays_where_they_are_needs_no_vehicle_and_no_trip() -> None:
    ambulance = Vehicle(vehicle_kind="ambulance", number=1, urgencies=("1",))
    minibus = Vehicle(vehicle_kind="minibus", number=1)
    people = [patient("P1", current_unit_id="U2"), patient("P2"), patient("P3", urgency=1)]
    outcome = routed(town(people, near_and_far(), vehicles=[ambulance, minibus]))
    rows = {row.patient_id: (row.unit_id, row.travel_min, row.vehicle_kind) for row in outcome.solution.placements}
    assert rows == {"P1": ("U2", 0, ""), "P2": ("U1", 10, "minibus"), "P3": ("U1", 10, "ambulance")}


def test_no_fitting_vehicle_is_said() -> None:
    outcome = routed(town([patient()], vehicles=[Vehicle(vehicle_kind="ambulance", number=1, urgencies=("1",))]))
    assert [issue.code for issue in outcome.issues] == ["no_vehicle"]
    assert outcome.solution.placements[0].vehicle_kind == ""


def test_changes_count_against_the_plan_in_force() -> None:
    before = PlacementRow(patient_id="P1", unit_id="U2", from_=day(0), to=day(0), wait_days=0, travel_min=20, vehicle_kind="")
    near_enough = town([patient()], near_and_far())
    assert placed(routed(near_enough, previous=(before,))) == {"P1": "U2"}  # ten minutes are no reason to move anybody
    refused = town([patient(declined_unit_ids=("U2",))], near_and_far())
    assert routed(refused, previous=(before,)).term("changes") == 1
    alike = town([patient()], near_and_far(), minutes={"H1": 20, "H2": 20})
    outcome = routed(alike, previous=(before,))
    assert (placed(outcome), outcome.term("changes")) == ({"P1": "U2"}, 0)


def test_the_longest_waiting_comes_first() -> None:
    early, late = patient("B", ready=1 / 24, stay_days=7), patient("A", ready=5 / 24, stay_days=7)
    for people in ([early, late], [late, early]):
        assert placed(routed(town(people, [unit("U1", capacity=1)]))) == {"B": "U1"}


def test_ties_are_a_lot_that_depends_on_the_seed_only() -> None:
    people = [patient(f"P{n}", stay_days=7) for n in range(6)]
    winners = {
        seed: frozenset(placed(routed(town(people, [unit("U1", capacity=3)]), limits=LIMITS.but(seed=seed)))) for seed in range(3)
    }
    assert len(set(winners.values())) > 1
    again = routed(town(people[::-1], [unit("U1", capacity=3)]), limits=LIMITS.but(seed=0))
    assert frozenset(placed(again)) == winners[0]


def test_nothing_personal_counts() -> None:
    units = near_and_far(capacity=1)
    plain = [patient("P1"), patient("P2")]
    personal = [dataclasses.replace(row, sex="F", age_band="80+", escort=True) for row in plain]
    assert placed(routed(town(plain, units))) == placed(routed(town(personal, units)))


def test_greedy_plan_when_no_solver_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    from optimizer.routing import model
    from optimizer.solve.result import SolverResult

    monkeypatch.setattr(model, "solve_cpsat", lambda *_, **__: SolverResult(Termination.UNKNOWN))
    outcome = routed(town([patient(f"P{n}") for n in range(3)], near_and_far(capacity=2), days=1), limits=Limits())
    assert outcome.termination is Termination.FALLBACK
    assert len(placed(outcome)) == 3


def outside(data: Dataset, name: str) -> Dataset:
    """The same town with one hospital outside the network."""
    rows = tuple(dataclasses.replace(row, outside_network=row.hospital_id == name) for row in data.hospitals)
    return dataclasses.replace(data, hospitals=rows)


@pytest.mark.parametrize(("beds", "sent"), [(1, 1), (2, 0)])
def test_outside_the_network_is_for_who_finds_no_place_here_in_time(beds: int, sent: int) -> None:
    units = [unit("U1", hospital_id="H3", capacity=beds), unit("U2", hospital_id="H1", capacity=5)]
    data = town([patient("P1"), patient("P2")], units, services=(service("general", max_wait_days=0),))
    outcome = routed(outside(data, "H1"))
    assert sorted(placed(outcome).values()) == ["U1", *(["U2"] if sent else ["U1"])]
    assert outcome.term("outside_network") == sent


def test_outside_the_network_nothing_is_designated() -> None:
    asked = patient(infection_status=Infection.CLOSE_CONTACT)
    data = town([asked], [unit("B", hospital_id="H2", ward_kind=WardKind.BUFFER)])
    assert placed(routed(data, designation=())) == {}
    assert placed(routed(outside(data, "H2"), designation=())) == {"P1": "B"}


def test_chemotherapy_cycles_share_a_station_on_other_days() -> None:
    chemo = service("chemo", pattern=Pattern.SESSIONS, cycle_days=7, cycle_session_days=("1", "2"), max_wait_days=3)
    people = [patient(name, service_id="chemo") for name in ("P1", "P2")]
    outcome = routed(town(people, [unit("U1", service_id="chemo", capacity=1)], services=[chemo], days=14))
    assert outcome.solution is not None
    assert {row.from_ for row in outcome.solution.placements} == {day(0), day(2)}
    assert len(outcome.solution.sessions) == 8


def test_fractions_leave_out_days_off() -> None:
    fractions = service("rad", pattern=Pattern.SESSIONS, cohorts=("12345",), working_days=True)
    off = [Holiday(date=day(1), kind=DayKind.OFF), Holiday(date=day(5), kind=DayKind.WORKING)]
    machine = unit("U1", service_id="rad", shifts_per_day=2, capacity=1)
    outcome = routed(town([patient(service_id="rad")], [machine], services=[fractions], holidays=off))
    assert outcome.solution is not None
    assert [row.date for row in outcome.solution.sessions] == [day(0), day(2), day(3), day(4), day(5)]


def refusal(unit_id: str) -> CannotAccept:
    when = dt.datetime.combine(day(0), dt.time())
    return CannotAccept(unit_id=unit_id, reason_code="fire", from_=when, until=when + dt.timedelta(hours=3))


def test_the_life_threatened_are_sent_where_somebody_accepts() -> None:
    outcome = routed(town([patient(urgency=1)], near_and_far(), cannot_accept=[refusal("U1")]))
    assert placed(outcome) == {"P1": "U2"}


def test_the_life_threatened_are_placed_though_every_capable_unit_refuses() -> None:
    people = [patient("P1", urgency=1), patient("P2", urgency=2, ready=0)]
    outcome = routed(town(people, near_and_far(), cannot_accept=[refusal("U1"), refusal("U2")]))
    assert placed(outcome)["P1"] == "U1"
    assert starts(outcome)["P2"] == 1  # others wait until a unit accepts
    assert [issue.code for issue in outcome.issues] == ["urgent_despite_refusal"]


def test_every_unit_is_considered_unless_the_policy_says_otherwise() -> None:
    units = [unit("U1", hospital_id="H1", capacity=1), unit("U2", hospital_id="H2", capacity=1)]
    people = [patient("P0", stay_days=9), patient("P1", stay_days=9)]
    minutes = {"H1": 10, "H2": 90}
    every = routed(town(people, units, minutes=minutes))
    near = routed(town(people, units, minutes=minutes, policy=Policy(candidates=1)))
    assert [len(one.solution.unplaced) for one in (every, near)] == [0, 1]
    assert "units_left_out" not in {issue.code for issue in every.issues}
    assert "units_left_out" in {issue.code for issue in near.issues}

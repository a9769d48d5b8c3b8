"""Care over time: who moves when code, status or result change, and who does not."""

from __future__ import annotations

import datetime as dt
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from optimizer.core.outcome import Termination
from optimizer.data.dataset import Dataset
from optimizer.data.tables.people import CodeChange
from optimizer.data.vocabulary import Infection, UnitStatus, WardKind
from optimizer.routing.costs import NEAREST
from tests.factories import day, service, unit
from tests.routing.brute import best_vector
from tests.routing.town import Routed, dialysis, instance_of, patient, placed, routed, town

FEW = settings(max_examples=8, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
BUFFER, ISOLATION = WardKind.BUFFER, WardKind.ISOLATION


def noon(number: int) -> dt.datetime:
    return dt.datetime.combine(day(number), dt.time(12))


def untested(patient_id: str = "P1", due: int = 0, **changes: Any) -> Any:
    plain = {"infection_status": Infection.UNTESTED, "result_due_at": noon(due), "stay_days": 4}
    return patient(patient_id, **{**plain, **changes})


def change(patient_id: str, number: int, infection: Infection, **more: Any) -> CodeChange:
    return CodeChange(patient_id=patient_id, at=noon(number), infection_status=infection, **more)


def at_once(people: Any, units: Any, **tables: Any) -> Dataset:
    """A town in which nobody should wait, so that no later goal delays an admission."""
    return town(people, units, **{"services": (service("general", max_wait_days=0),), **tables})


def ways(outcome: Routed) -> dict[str, list[tuple[str, int, int, str]]]:
    """Unit, first and last day, and reason of every leg."""
    assert outcome.solution is not None
    found: dict[str, list[tuple[str, int, int, str]]] = {}
    for row in outcome.solution.placements:
        leg = (row.unit_id, (row.from_ - day(0)).days, (row.to - day(0)).days, row.move_reason)
        found.setdefault(row.patient_id, []).append(leg)
    return found


def wards(**general: Any) -> list[Any]:
    return [unit("B", ward_kind=BUFFER), unit("I", ward_kind=ISOLATION), unit("G", **general)]


def test_who_is_cleared_steps_down_in_the_same_hospital() -> None:
    elsewhere = unit("G2", hospital_id="H2")
    assert ways(routed(at_once([untested(due=1)], [*wards(), elsewhere])))["P1"] == [("B", 0, 1, ""), ("G", 2, 3, "result_due")]


def test_without_a_general_ward_here_another_hospital_is_taken() -> None:
    units = [unit("B", ward_kind=BUFFER), unit("G2", hospital_id="H2")]
    outcome = routed(at_once([untested(due=1)], units))
    assert [leg[0] for leg in ways(outcome)["P1"]] == ["B", "G2"]
    assert outcome.term("transfers") == 1


def test_without_any_the_patient_stays_on() -> None:
    outcome = routed(at_once([untested(due=1)], [unit("B", ward_kind=BUFFER)]))
    assert ways(outcome)["P1"] == [("B", 0, 3, "")]
    assert outcome.term("overstay_days") == 2


def test_a_case_goes_to_isolation_at_once() -> None:
    data = at_once([untested(due=1)], wards(), code_changes=[change("P1", 1, Infection.CONFIRMED)])
    assert ways(routed(data))["P1"] == [("B", 0, 0, ""), ("I", 1, 3, "code_change")]


def test_a_case_without_isolation_has_no_place() -> None:
    data = at_once([untested(due=1)], [unit("B", ward_kind=BUFFER)], code_changes=[change("P1", 1, Infection.CONFIRMED)])
    assert placed(routed(data)) == {}


def test_a_case_may_go_on_to_another_service() -> None:
    units = [unit("B", ward_kind=BUFFER), unit("C", service_id="covid", ward_kind=ISOLATION)]
    news = [change("P1", 1, Infection.CONFIRMED, service_id="covid")]
    data = at_once([untested(due=1)], units, services=(service("general", max_wait_days=0), service("covid")), code_changes=news)
    assert [leg[0] for leg in ways(routed(data))["P1"]] == ["B", "C"]


def test_who_lies_in_a_unit_stays_there() -> None:
    units = [unit("G"), unit("G2", hospital_id="H2")]
    outcome = routed(at_once([patient(current_unit_id="G2", stay_days=3)], units))
    assert ways(outcome)["P1"] == [("G2", 0, 2, "")]


@FEW
@given(st.integers(0, 3), st.lists(st.sampled_from(list(Infection)), min_size=3, max_size=3), st.integers(0, 2))
def test_a_change_moves_exactly_who_must_move(when: int, states: list[Infection], who: int) -> None:
    """With room for everybody, a change of one patient moves nobody else, and that one only when the ward kind changes."""
    people = [patient(f"P{n}", infection_status=state, stay_days=4) for n, state in enumerate(states)]
    before = ways(routed(at_once(people, wards())))
    news = [change(f"P{who}", when, Infection.CONFIRMED)]
    after = ways(routed(at_once(people, wards(), code_changes=news)))
    for name, legs in before.items():
        if name != f"P{who}" or legs[0][0] == "I":
            assert after[name] == legs
        else:
            assert [leg[0] for leg in after[name]] == (["I"] if when == 0 else [legs[0][0], "I"])


@st.composite
def changing_towns(draw: st.DrawFn) -> Dataset:
    """Towns of up to three patients whose need changes, short of beds."""
    units = [
        unit(f"U{n}", hospital_id=draw(st.sampled_from(["H1", "H2"])), ward_kind=kind, capacity=draw(st.integers(1, 2)))
        for n, kind in enumerate((BUFFER, BUFFER, WardKind.GENERAL, WardKind.GENERAL, ISOLATION))
    ]
    people = [
        untested(f"P{n}", due=draw(st.integers(0, 2)), urgency=draw(st.integers(2, 4))) for n in range(draw(st.integers(1, 3)))
    ]
    news = [change("P0", 1, draw(st.sampled_from([Infection.CONFIRMED, Infection.CLOSE_CONTACT, Infection.NONE])))]
    services = [service("general", max_travel_min=40)]
    return town(
        people, units, minutes={"H1": 10, "H2": 20}, services=services, days=4, code_changes=news[: draw(st.integers(0, 1))]
    )


@FEW
@given(changing_towns())
def test_paths_of_two_legs_against_brute_force(data: Dataset) -> None:
    outcome, instance = routed(data), instance_of(data)
    best = dict(zip([goal.name for goal in instance.goals], best_vector(instance) or (), strict=True))
    assert outcome.termination is Termination.OPTIMAL
    assert {term.name: term.value for term in outcome.terms} == {name: value for name, value in best.items() if name != NEAREST}


def test_alike_people_keep_their_own_reason() -> None:
    data = at_once([untested("P1", due=1), untested("P2", due=1)], wards(), code_changes=[change("P2", 1, Infection.NONE)])
    assert ways(routed(data))["P1"][1][3] == "result_due"
    assert ways(routed(data))["P2"][1][3] == "code_change"


def test_a_course_goes_on_with_its_provider_though_another_is_nearer() -> None:
    units = [unit("D1", service_id="dialysis"), unit("D2", hospital_id="H2", service_id="dialysis")]
    course = {"service_id": "dialysis", "stay_days": None, "sessions_left": 3}
    people = [patient("P1", provider_hospital_id="H2", **course), patient("P2", **course)]
    outcome = routed(town(people, units, services=(dialysis(),)))
    assert placed(outcome) == {"P1": "D2", "P2": "D1"}
    assert outcome.term("provider_changes") == 0


def test_a_course_moves_where_its_provider_has_no_station() -> None:
    units = [unit("D1", service_id="dialysis"), unit("D2", hospital_id="H2", service_id="dialysis", status=UnitStatus.CLOSED)]
    course = {"service_id": "dialysis", "stay_days": None, "sessions_left": 3}
    outcome = routed(town([patient("P1", provider_hospital_id="H2", **course)], units, services=(dialysis(),)))
    assert placed(outcome) == {"P1": "D1"}
    assert outcome.term("provider_changes") == 1

"""One patient now: what is offered, in which order, with which reasons, and what it costs others."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from optimizer.core.text import LANGS
from optimizer.data.dataset import Dataset
from optimizer.data.tables.care import CannotAccept, UnitConversion
from optimizer.data.tables.people import Patient
from optimizer.data.vocabulary import Designable, Fixed, HealthCode, WardKind
from optimizer.planning.suggest import Desk
from optimizer.planning.suggest_entities import Advice, Suggestion
from tests.factories import START, day, service
from tests.planning.town import Stays, tables_of
from tests.routing.town import everywhere, patient, town, unit

NOON = dt.datetime.combine(START, dt.time(12))
YELLOW: dict[str, Any] = {"health_code": HealthCode.YELLOW}
THREE = (unit("U1"), unit("U2", hospital_id="H2"), unit("U3", hospital_id="H3"))


def desk(data: Dataset, stays: Stays | None = None, **changes: Any) -> Desk:
    return Desk.of(data, tables_of(data, stays, **changes))


def advice(
    who: Patient, units: Sequence[Any] = THREE, stays: Stays | None = None, plan: Mapping[str, Any] | None = None, **tables: Any
) -> Advice:
    """Ask about a patient who is in no table; the answer reads in both languages."""
    found = desk(town(tables.pop("people", ()), units, **tables), stays, **(plan or {})).ask(who)
    for lang in LANGS:
        said = [*found.notes, *(reason for one in found.suggestions for reason in one.reasons)]
        assert all("{" not in reason.describe(lang) for reason in said)
    return found


def names(found: Advice) -> list[str]:
    return [one.unit_id for one in found.suggestions]


def codes(one: Suggestion) -> set[str]:
    return {reason.code for reason in one.reasons}


def test_the_nearest_comes_first() -> None:
    found = advice(patient())
    assert names(found) == ["U1", "U2", "U3"]
    assert [one.rank for one in found.suggestions] == [1, 2, 3]
    assert [one.minutes for one in found.suggestions] == [10, 20, 30]
    assert codes(found.suggestions[0]) == {"nearest"}


def test_free_places_now_and_least_over_the_stay() -> None:
    people = [patient("P1", stay_days=2), patient("P2", ready=1)]
    found = advice(patient("N", stay_days=3), (unit("U1", capacity=4),), {"P1": ("U1", 0, 1), "P2": ("U1", 1, 1)}, people=people)
    assert (found.suggestions[0].free_now, found.suggestions[0].free_least) == (3, 2)


def test_age_of_the_bed_report_is_reckoned_from_the_start_unless_said() -> None:
    here = unit("U1", reported_at=NOON - dt.timedelta(hours=36))
    data = town([], [here])
    plain = desk(data).ask(patient())
    later = desk(data).ask(patient(), NOON)
    assert plain.as_of_start
    assert plain.suggestions[0].report_age_h == 24
    assert not later.as_of_start
    assert later.suggestions[0].report_age_h == 36


def test_a_report_without_time_has_no_age() -> None:
    assert advice(patient()).suggestions[0].report_age_h is None


def test_nobody_is_ready_before_the_moment_of_asking() -> None:
    found = desk(town([], THREE)).ask(patient(), NOON + dt.timedelta(days=2))
    assert found.suggestions[0].day == day(2)


@pytest.mark.parametrize(("limit", "over"), [(9, 1), (10, 0)])
def test_over_the_limit_by_minutes(limit: int, over: int) -> None:
    found = advice(patient(), (unit("U1"),), services=(service("general", max_travel_min=float(limit)),))
    said = [reason.params["over"] for reason in found.suggestions[0].reasons if reason.code == "over_limit"]
    assert said == ([over] if over else [])


def test_own_provider_and_plan_are_said() -> None:
    mine = patient("P1", provider_hospital_id="H2")
    data = town([mine], THREE)
    found = desk(data, {"P1": ("U2", 0, 0)}).ask(mine)
    assert names(found) == ["U2", "U1", "U3"]  # treatment goes on where it is; the nearer one is next
    assert {"own_provider", "planned"} <= codes(found.suggestions[0])
    assert found.suggestions[0].free_now == 10  # the patient's own bed counts as free for them


def test_who_gives_way_is_the_one_whom_it_costs_least() -> None:
    people = [patient("P1", urgency=2), patient("P2", urgency=4)]
    units = (unit("U1", capacity=2), unit("U2", hospital_id="H2", capacity=2))
    found = advice(patient("N"), units, {"P1": ("U1", 0, 0), "P2": ("U1", 0, 0)}, people=people, services=now_or_never())
    assert names(found) == ["U2", "U1"]
    cost = found.suggestions[1].cost
    assert [(one.patient_id, one.to_unit, one.minutes) for one in cost.displaced] == [("P2", "U2", 10)]
    assert cost.exact
    assert cost.left_out == 0
    assert cost.goals["travel_weighted_min"] == 2 * 10 + 1 * 10  # 10 min for the patient, 10 more for P2
    assert found.suggestions[0].cost.displaced == ()


def now_or_never() -> tuple[Any, ...]:
    return (service("general", max_wait_days=0),)


def test_the_more_urgent_never_give_way() -> None:
    people = [patient("P1", urgency=2)]
    found = advice(patient("N"), (unit("U1", capacity=1),), {"P1": ("U1", 0, 6)}, people=people, services=now_or_never())
    assert found.suggestions == ()


@pytest.mark.parametrize("fixed", [{"pinned_unit_id": "U1"}, {"current_unit_id": "U1"}, {"linked_patient_id": "P2"}])
def test_who_is_held_never_gives_way(fixed: dict[str, Any]) -> None:
    people = [patient("P1", stay_days=7, **{"urgency": 4, **fixed}), patient("P2")]
    found = advice(patient("N"), (unit("U1", capacity=1),), {"P1": ("U1", 0, 6)}, people=people, services=now_or_never())
    assert found.suggestions == ()


def test_a_bed_of_a_life_threatened_patient_is_not_free() -> None:
    people = [patient("P1", urgency=1, stay_days=7)]
    units = (unit("U1", capacity=1), unit("U3", hospital_id="H3"))
    found = advice(patient("N"), units, {"P1": ("U1", 0, 6)}, people=people, services=now_or_never())
    assert names(found) == ["U3", "U1"]
    assert "overfull" in codes(found.suggestions[1])


def test_being_left_without_a_place_is_the_last_resort() -> None:
    icu = {"capabilities": ("icu",), "capacity": 1}
    people = [patient("P1", urgency=4, stay_days=7, needs=("icu",)), patient("P2", urgency=4, stay_days=7)]
    units = (unit("U1", **icu), unit("U2", hospital_id="H2", **icu), unit("U3", hospital_id="H3"))
    stays = {"P1": ("U1", 0, 6), "P2": ("U2", 0, 6)}
    found = advice(patient("N", stay_days=7, needs=("icu",)), units, stays, people=people, services=now_or_never())
    assert names(found) == ["U2", "U1"]
    assert [one.cost.left_out for one in found.suggestions] == [0, 1]


def test_several_give_way_where_one_is_not_enough_and_it_is_said() -> None:
    people = [patient("P1"), patient("P2", ready=1)]
    units = (unit("U1", capacity=1), unit("U2", hospital_id="H2", capacity=9))
    stays = {"P1": ("U1", 0, 0), "P2": ("U1", 1, 1)}
    found = advice(patient("N", stay_days=2), units, stays, people=people, services=now_or_never())
    cost = next(one.cost for one in found.suggestions if one.unit_id == "U1")
    assert {one.patient_id for one in cost.displaced} == {"P1", "P2"}
    assert not cost.exact


def test_a_free_place_within_the_limit_comes_before_one_that_must_be_freed() -> None:
    people = [patient("P1", urgency=4)]
    units = (unit("U1", capacity=1), unit("U3", hospital_id="H3"))
    assert names(advice(patient("N"), units, {"P1": ("U1", 0, 0)}, people=people, services=now_or_never())) == ["U3", "U1"]


def test_declined_units_are_not_offered_again() -> None:
    found = advice(patient(declined_unit_ids=("U1",)))
    assert names(found) == ["U2", "U3"]
    assert [(one.unit_id, one.reason.code) for one in found.withheld] == [("U1", "declined")]


def test_a_refusal_is_followed_and_listed_with_its_end() -> None:
    notice = CannotAccept(unit_id="U1", reason_code="ct_fault", from_=NOON, until=NOON + dt.timedelta(days=9))
    found = advice(patient(ready=0.5), cannot_accept=(notice,))
    assert names(found) == ["U2", "U3"]
    assert found.withheld[0].reason.params == {"until": "03-30 12:00", "said": "ct fault"}


def test_a_refusal_for_lack_of_a_test_is_not_followed_and_flagged() -> None:
    notice = CannotAccept(unit_id="U1", reason_code="no_test", from_=NOON, until=NOON + dt.timedelta(days=9))
    found = advice(patient(ready=0.5), cannot_accept=(notice,))
    assert names(found)[0] == "U1"
    assert "void_refusal" in codes(found.suggestions[0])
    assert "void_code" in {note.code for note in found.notes}
    assert found.withheld == ()


def test_the_life_threatened_have_a_place_however_full() -> None:
    people = [patient("P1", stay_days=7)]
    full = unit("U1", capacity=1, capabilities=("emergency",))
    found = advice(patient("N", urgency=1), (full,), {"P1": ("U1", 0, 6)}, people=people)
    assert {"over_capacity", "emergency_buffer"} <= codes(found.suggestions[0])
    assert found.suggestions[0].free_least == 0
    assert found.suggestions[0].cost.displaced == ()


def test_the_life_threatened_go_to_the_nearest_with_room() -> None:
    units = tuple(dataclasses.replace(one, capacity=1, capabilities=("emergency",)) for one in THREE)
    found = advice(patient("N", urgency=1), units, {"P1": ("U1", 0, 6)}, people=[patient("P1", stay_days=7)])
    assert names(found) == ["U2", "U3", "U1"]


def test_the_life_threatened_are_never_refused() -> None:
    notice = CannotAccept(unit_id="U1", reason_code="ct_fault", from_=NOON, until=NOON + dt.timedelta(days=9))
    here = unit("U1", capabilities=("emergency",))
    found = advice(patient(ready=0.5, urgency=1), (here,), cannot_accept=(notice,))
    assert "refuses_now" in codes(found.suggestions[0])


def test_the_life_threatened_may_go_where_nothing_is_designated() -> None:
    here = unit("U1", ward_kind=WardKind.BUFFER, capabilities=("emergency",))
    found = advice(patient(urgency=1, **YELLOW), (here,), plan={"designation": ()})
    assert not found.suggestions[0].designated
    assert "not_designated" in codes(found.suggestions[0])


def buffers() -> tuple[Any, ...]:
    return tuple(dataclasses.replace(one, ward_kind=WardKind.BUFFER) for one in THREE)


def only(data: Dataset, *hospitals: str) -> dict[str, Any]:
    return {"designation": tuple(row for row in everywhere(data) if row.hospital_id in hospitals)}


@pytest.mark.parametrize(
    ("can", "fixed", "needed"),
    [
        (Designable.DIRECT, None, ["designate_direct"]),
        (Designable.COORDINATE, None, ["designate_coordinate"]),
        (Designable.NO, None, ["designate_no"]),
        (Designable.DIRECT, Fixed.OUT, ["fixed_out", "designate_direct"]),
    ],
)
def test_the_nearest_that_is_not_designated_and_what_it_needs(can: Designable, fixed: Fixed | None, needed: list[str]) -> None:
    data = town([], buffers())
    hospitals = tuple(dataclasses.replace(one, can_designate=can, fixed=fixed) for one in data.hospitals)
    data = dataclasses.replace(data, hospitals=hospitals)
    found = desk(data, **only(data, "H3")).ask(patient(**YELLOW))
    assert names(found) == ["U3"]
    assert found.undesignated is not None
    assert (found.undesignated.unit_id, found.undesignated.minutes) == ("U1", 10)
    assert [one.code for one in found.undesignated.needed] == needed


def test_a_conversion_can_be_what_is_needed() -> None:
    conversion = UnitConversion(unit_id="U1", to_ward_kind=WardKind.BUFFER, capacity_after=2, lead_time_h=24)
    units = (unit("U1"), *buffers()[1:])
    data = town([], units, unit_conversions=(conversion,))
    found = desk(data, **only(data, "H1", "H3")).ask(patient(**YELLOW))
    assert found.undesignated is not None
    assert [one.code for one in found.undesignated.needed] == ["convert"]


def test_nothing_is_undesignated_for_a_general_ward() -> None:
    assert advice(patient(), plan={"designation": ()}).undesignated is None


def test_without_a_plan_the_bed_tables_count_alone_and_it_is_said() -> None:
    people = [patient("P1", current_unit_id="U1", stay_days=3), patient("P2")]
    units = (unit("U1", capacity=5, occupied=2, ward_kind=WardKind.BUFFER),)
    found = Desk.of(town(people, units), None).ask(patient("N", **YELLOW))
    assert found.suggestions[0].free_now == 2
    assert not found.with_plan
    assert "no_plan" in {note.code for note in found.notes}


def test_beds_that_changed_since_the_plan_count_as_they_are_now() -> None:
    old, new = town([], (unit("U1", capacity=5),)), town([], (unit("U1", capacity=8),))
    new = dataclasses.replace(new, input_hashes={"units": "b"})
    found = Desk.of(new, tables_of(old), {"units": "a"}).ask(patient())
    assert found.suggestions[0].free_now == 8
    assert "beds_changed" in {note.code for note in found.notes}


def test_placements_of_strangers_are_left_out_and_counted() -> None:
    old = town([patient("P1")], THREE)
    found = Desk.of(town([], THREE), tables_of(old, {"P1": ("U1", 0, 0)})).ask(patient("N"))
    assert found.suggestions[0].free_now == 10
    assert next(note for note in found.notes if note.code == "other_tables").params["count"] == 1


@pytest.mark.parametrize(
    ("who", "units", "note"),
    [
        (patient(ready=7), THREE, "after_horizon"),
        (patient(needs=("mri",)), THREE, "nobody"),
        (patient(pinned_unit_id="U2"), THREE, "pinned"),
    ],
)
def test_what_must_be_said_about_the_patient(who: Patient, units: Any, note: str) -> None:
    assert note in {one.code for one in advice(who, units).notes}


def test_who_else_is_waiting_for_the_unit_is_counted() -> None:
    people = [patient("P1"), patient("P2"), patient("P3", needs=("mri",))]
    asked = desk(town(people, THREE))
    assert asked.ask(people[0]).suggestions[0].cost.waiting == 1
    assert asked.ask(patient("N")).suggestions[0].cost.waiting == 2


def test_all_full_is_said() -> None:
    people = [patient("P1", urgency=2, stay_days=7)]
    found = advice(patient("N"), (unit("U1", capacity=1),), {"P1": ("U1", 0, 6)}, people=people)
    assert found.suggestions == ()
    assert [note.code for note in found.notes] == ["all_full"]


def test_one_line_per_hospital_the_other_units_named() -> None:
    found = advice(patient(), (*THREE, unit("U1B")))
    assert names(found) == ["U1", "U2", "U3"]
    assert found.suggestions[0].other_units == ("U1B",)


def test_of_units_alike_the_planned_one_is_named() -> None:
    who = patient("P1")
    found = desk(town([who], (*THREE, unit("U0"))), {"P1": ("U1", 0, 0)}).ask(who)
    assert (found.suggestions[0].unit_id, found.suggestions[0].other_units) == ("U1", ("U0",))


def test_asking_changes_nothing_and_is_answered_alike() -> None:
    people = [patient(f"P{n}", urgency=4, stay_days=2) for n in range(3)]
    stays = {f"P{n}": ("U1", 0, 1) for n in range(3)}
    asked = desk(town(people, (unit("U1", capacity=3), *THREE[1:])), stays)
    before = asked.standing.ledger.vector
    first = [asked.ask(who) for who in (*people, patient("N"), patient("M", urgency=1))]
    assert [asked.ask(who) for who in (*people, patient("N"), patient("M", urgency=1))] == first
    assert asked.standing.ledger.vector == before

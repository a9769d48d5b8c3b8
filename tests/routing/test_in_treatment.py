"""Who lies in a unit when the plan begins: they keep a bed, and are transferred where that serves somebody else."""

from __future__ import annotations

import datetime as dt
from typing import Any

from optimizer.data.dataset import Dataset
from optimizer.data.scenario import Policy
from optimizer.data.tables.care import CapacityChange
from optimizer.data.tables.people import Patient
from optimizer.data.vocabulary import PlacementState
from tests.factories import day, service, unit
from tests.routing.town import Routed, patient, routed, town

SERVICES = (service("general", max_wait_days=0),)
NEAR, FAR = unit("U1", capacity=1, capabilities=("icu",)), unit("U2", hospital_id="H2", capacity=1)
LIES = patient("P1", urgency=4, stay_days=4, current_unit_id="U1")


def a_town(people: list[Patient], units: list[Any], *, policy: Policy | None = None, **tables: Any) -> Dataset:
    return town(people, units, policy=policy or Policy(extra_wait_days=0), services=SERVICES, **tables)


def way(outcome: Routed, who: str) -> list[tuple[str, dt.date, str]]:
    assert outcome.solution is not None
    return [(row.unit_id, row.from_, row.move_reason) for row in outcome.solution.placements if row.patient_id == who]


def test_nobody_is_put_out_of_bed_for_whoever_is_more_urgent() -> None:
    outcome = routed(a_town([LIES, patient("P2", urgency=2)], [NEAR]))
    assert way(outcome, "P1") == [("U1", day(0), "")]
    assert outcome.term("unplaced_2") == 1
    assert outcome.term("lost_place") == 0


def test_nobody_waits_outside_while_others_have_the_bed() -> None:
    people = [patient("P1", urgency=4, stay_days=2, current_unit_id="U1"), patient("P2", urgency=2, stay_days=2)]
    outcome = routed(a_town(people, [NEAR], policy=Policy(extra_wait_days=3)))
    assert way(outcome, "P1") == [("U1", day(0), "")]
    assert way(outcome, "P2") == [("U1", day(2), "")]


def test_a_transfer_makes_room_for_whom_no_other_unit_can_take() -> None:
    outcome = routed(a_town([LIES, patient("P2", needs=("icu",))], [NEAR, FAR]))
    assert way(outcome, "P1") == [("U2", day(0), "transfer")]
    assert outcome.term("transfers") == 1
    assert outcome.term("unplaced_3") == 0


def test_nobody_is_transferred_without_need() -> None:
    outcome = routed(a_town([LIES, patient("P2")], [NEAR, FAR]))
    assert way(outcome, "P1") == [("U1", day(0), "")]
    assert outcome.term("transfers") == 0


def test_a_transfer_waits_until_the_other_hospital_has_a_bed() -> None:
    full = CapacityChange(unit_id="U2", from_=day(0), to=day(0), capacity=0)
    people = [LIES, patient("P2", ready=1.5, needs=("icu",))]
    outcome = routed(a_town(people, [NEAR, FAR], capacity_changes=[full]))
    assert way(outcome, "P1") == [("U1", day(0), ""), ("U2", day(1), "transfer")]
    late = routed(a_town(people, [NEAR, FAR], capacity_changes=[full], policy=Policy(extra_wait_days=0, transfer_days=1)))
    assert way(late, "P1") == [("U1", day(0), "")]
    assert late.term("unplaced_3") == 1


def test_the_policy_may_forbid_transfers_but_of_whom_the_unit_cannot_keep() -> None:
    never = Policy(extra_wait_days=0, transfer_days=0)
    people = [LIES, patient("P2", needs=("icu",))]
    outcome = routed(a_town(people, [NEAR, FAR], policy=never))
    assert way(outcome, "P1") == [("U1", day(0), "")]
    closed = CapacityChange(unit_id="U1", from_=day(2), to=day(3), capacity=0)
    outcome = routed(a_town([LIES], [NEAR, FAR], policy=never, capacity_changes=[closed]))
    assert way(outcome, "P1") == [("U2", day(0), "transfer")]


def test_who_has_arrived_is_not_transferred_without_a_release() -> None:
    bound = patient("P1", stay_days=4, current_unit_id="U1", placement_state=PlacementState.ARRIVED)
    outcome = routed(a_town([bound, patient("P2", urgency=2, needs=("icu",))], [NEAR, FAR]))
    assert way(outcome, "P1") == [("U1", day(0), "")]
    assert outcome.term("unplaced_2") == 1


def test_where_more_lie_than_there_are_beds_one_loses_the_place_and_is_counted() -> None:
    people = [patient(name, current_unit_id="U1", stay_days=2) for name in ("P1", "P2")]
    outcome = routed(a_town([*people, patient("P3", urgency=2)], [NEAR]))
    assert outcome.term("lost_place") == 1
    assert outcome.term("unplaced_3") == 1
    assert outcome.term("unplaced_2") == 1


def test_the_life_threatened_get_the_place_of_whom_a_transfer_serves_as_well() -> None:
    buffer = unit("U1", capacity=1, capabilities=("emergency",))
    urgent = patient("P2", urgency=1, stay_days=2)
    moved = routed(a_town([LIES, urgent], [buffer, FAR]))
    assert way(moved, "P1")[0][0] == "U2"
    assert moved.term("urgent_over_capacity") == 0
    kept = routed(a_town([LIES, urgent], [buffer]))
    assert way(kept, "P1") == [("U1", day(0), "")]  # over-full rather than put out of bed
    assert kept.term("urgent_over_capacity") == 2

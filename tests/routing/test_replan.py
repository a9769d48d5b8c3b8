"""While a plan is in force: who can stay stays, and no more move than must."""

from __future__ import annotations

import dataclasses
from random import Random

import pytest

from optimizer.data.dataset import Dataset
from optimizer.data.scenario import Replan
from optimizer.data.tables.care import CapacityChange
from optimizer.data.tables.people import Release
from optimizer.data.tables.plan import PlacementRow
from optimizer.data.vocabulary import PlacementState
from optimizer.routing.ledger import Ledger
from tests.factories import day, service
from tests.routing.brute import best_vector
from tests.routing.town import dialysis, instance_of, patient, placed, reasons, routed, starts, town, unit

SERVICE = (
    "urgent_late_min",
    "urgent_over_capacity",
    *(f"unplaced_{level}" for level in (1, 2, 3, 4)),
    "wait_excess_days",
    "travel_excess_min",
)
STAYS = (service("general", max_travel_min=25.0),)


def sealed(data: Dataset, *units: str, first: int = 0, capacity: int = 0) -> Dataset:
    """The same town with other capacity from a day on."""
    rows = tuple(
        CapacityChange(unit_id=name, from_=day(first), to=data.horizon.last, capacity=capacity, reason="sealed") for name in units
    )
    return dataclasses.replace(data, capacity_changes=(*data.capacity_changes, *rows))


def three_units(capacity: int = 3) -> list[object]:
    return [unit(f"U{n}", hospital_id=f"H{n}", capacity=capacity) for n in (1, 2, 3)]


def random_town(seed: int) -> Dataset:
    """A few patients and places, tight enough that some wait or are left out."""
    rng = Random(seed)
    people = [
        patient(
            f"P{n}",
            ready=rng.choice((0, 0, 1, 2)),
            urgency=rng.choice((2, 3, 4)),
            stay_days=rng.randint(1, 3),
        )
        for n in range(rng.randint(3, 5))
    ]
    units = [unit(f"U{n}", hospital_id=f"H{n}", capacity=rng.randint(1, 2)) for n in (1, 2, 3)]
    minutes = {"H1": rng.choice((10, 30)), "H2": 20, "H3": 40}
    return town(people, units, minutes=minutes, days=4, services=STAYS)


def plan_of(data: Dataset) -> tuple[PlacementRow, ...]:
    outcome = routed(data)
    assert outcome.solution is not None
    return outcome.solution.placements


@pytest.mark.parametrize("seed", range(6))
def test_with_nothing_changed_nothing_changes(seed: int) -> None:
    data = random_town(seed)
    before = plan_of(data)
    again = routed(data, previous=before)
    assert again.solution is not None
    assert again.solution.placements == before
    assert again.term("changes") == 0


def test_nobody_is_moved_for_a_nearer_bed_that_opens() -> None:
    data = town([patient(f"P{n}", stay_days=7) for n in range(4)], three_units(2))
    before = plan_of(data)
    more = dataclasses.replace(data, units=tuple(dataclasses.replace(one, capacity=4) for one in data.units))
    assert placed(routed(more, previous=before)) == {row.patient_id: row.unit_id for row in before}


def test_a_sealed_unit_moves_those_in_it_and_nobody_else() -> None:
    data = town([patient(f"P{n}", stay_days=7) for n in range(5)], three_units(3))
    before = {row.patient_id: row.unit_id for row in plan_of(data)}
    outcome = routed(sealed(data, "U1"), previous=plan_of(data))
    after = placed(outcome)
    assert {who for who in before if after[who] != before[who]} == {who for who in before if before[who] == "U1"}
    changes = next(term for term in outcome.terms if term.name == "changes")
    assert (changes.value, changes.bound) == (3, 3)


def test_a_unit_sealed_later_keeps_who_has_left_by_then() -> None:
    data = town([patient("P1", stay_days=2), patient("P2", stay_days=5)], three_units())
    after = placed(routed(sealed(data, "U1", first=3), previous=plan_of(data)))
    assert after == {"P1": "U1", "P2": "U2"}


@pytest.mark.parametrize("seed", range(12, 24))
def test_one_bed_fewer_moves_no_more_than_brute_force_must(seed: int) -> None:
    """Service is at its best or as it was before, and no plan with that service has fewer changes."""
    data = random_town(seed)
    before = plan_of(data)
    fewer = sealed(data, "U2", capacity=data.unit["U2"].capacity - 1)
    outcome = routed(fewer, previous=before)
    instance = instance_of(fewer, previous=before)
    names = [goal.name for goal in instance.goals]
    best = best_vector(instance)
    assert best is not None
    mine = {name: int(outcome.term(name)) for name in (*SERVICE, "changes")}
    reached = {name: mine[name] for name in SERVICE}
    lowest = dict(zip(names, best, strict=True))
    then = routed(data, previous=before)
    assert all(mine[name] <= max(int(then.term(name)), lowest[name]) for name in SERVICE)
    assert mine["changes"] == _fewest(fewer, before, reached)
    bound = next(term.bound for term in outcome.terms if term.name == "changes")
    assert bound is not None
    assert bound <= mine["changes"]


def _fewest(data: Dataset, before: tuple[PlacementRow, ...], service_at_most: dict[str, int]) -> int:
    """The fewest changes of any plan that serves at least as well, by trying everything."""
    instance = instance_of(data, previous=before)
    ledger = Ledger(instance)
    found: list[int] = []

    def descend(index: int) -> None:
        if index == len(instance.people):
            if all(ledger.totals[name] <= most for name, most in service_at_most.items()):
                found.append(ledger.totals["changes"])
            return
        person = instance.people[index]
        for option in instance.options[index]:
            if ledger.fits(person, option):
                ledger.add(person, option)
                descend(index + 1)
                ledger.remove(person)
        descend(index + 1)

    descend(0)
    return min(found)


def test_a_newcomer_takes_a_free_place_and_displaces_nobody_when_there_is_one() -> None:
    people = [patient(f"P{n}", stay_days=7) for n in range(3)]
    data = town(people, three_units(3))
    outcome = routed(town([*people, patient("A", stay_days=7, urgency=1)], three_units(3)), previous=plan_of(data))
    assert outcome.term("changes") == 0
    assert outcome.term("unplaced_1") == 0


def test_sessions_go_on_at_their_place_in_their_cohort() -> None:
    stations = [unit(f"U{n}", hospital_id=f"H{n}", service_id="dialysis", capacity=1, shifts_per_day=2) for n in (1, 2)]
    people = [patient(f"P{n}", service_id="dialysis") for n in range(4)]
    data = town(people, stations, services=(dialysis(),))
    before = plan_of(data)
    later = dataclasses.replace(
        data, scenario=dataclasses.replace(data.scenario, horizon=dataclasses.replace(data.horizon, start=day(2), days=5))
    )
    outcome = routed(later, previous=before)
    assert outcome.term("changes") == 0
    assert placed(outcome) == {row.patient_id: row.unit_id for row in before}


@pytest.mark.parametrize("state", ["accepted", "in_transit"])
def test_who_is_accepted_is_moved_only_when_released(state: str) -> None:
    data = town([patient("P1", stay_days=3)], three_units())
    before = plan_of(data)
    bound = town([patient("P1", stay_days=3, placement_state=PlacementState(state))], three_units())
    kept = routed(sealed(bound, "U1", capacity=1), previous=before)
    assert placed(kept) == {"P1": "U1"}
    shut = routed(sealed(bound, "U1"), previous=before)
    assert reasons(shut) == {"P1": "release_needed"}
    let_go = dataclasses.replace(bound, releases=(Release(patient_id="P1", by="duty office", reason="sealed"),))
    assert placed(routed(sealed(let_go, "U1"), previous=before)) == {"P1": "U2"}


def test_who_is_proposed_or_held_may_be_moved() -> None:
    data = town([patient("P1", stay_days=3)], three_units())
    for state in (PlacementState.PROPOSED, PlacementState.HELD):
        loose = town([patient("P1", stay_days=3, placement_state=state)], three_units())
        assert placed(routed(sealed(loose, "U1"), previous=plan_of(data))) == {"P1": "U2"}


def test_who_has_arrived_stays_without_any_plan_in_force() -> None:
    lies = patient("P1", stay_days=3, current_unit_id="U3", placement_state=PlacementState.ARRIVED)
    assert placed(routed(town([lies], three_units(), services=STAYS))) == {"P1": "U3"}


def test_the_order_of_goals_while_a_plan_is_in_force_is_data() -> None:
    data = town([patient("P1")], three_units(), minutes={"H1": 10, "H2": 20, "H3": 30})
    before = tuple(dataclasses.replace(row, unit_id="U3", travel_min=30) for row in plan_of(data))
    assert placed(routed(data, previous=before)) == {"P1": "U3"}
    nearer_first = dataclasses.replace(data.scenario, replan=Replan(goals=(*SERVICE, "travel_weighted_min")))
    assert placed(routed(dataclasses.replace(data, scenario=nearer_first), previous=before)) == {"P1": "U1"}


def test_another_day_is_a_change() -> None:
    data = town([patient("P1")], three_units())
    later = tuple(dataclasses.replace(row, from_=day(1), to=day(1), wait_days=1) for row in plan_of(data))
    outcome = routed(data, previous=later)
    assert (outcome.term("changes"), starts(outcome)) == (0, {"P1": 1})

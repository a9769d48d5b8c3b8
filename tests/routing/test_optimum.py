"""Routing against brute force, and what must not change or worsen when the input changes."""

from __future__ import annotations

import dataclasses
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from optimizer.core.outcome import Termination
from optimizer.data.dataset import Dataset
from optimizer.data.scenario import Goal, Policy
from optimizer.data.vocabulary import HealthCode, Infection, WardKind
from optimizer.routing.climb import Climb
from optimizer.routing.costs import NEAREST
from optimizer.routing.greedy import greedy
from tests.factories import service, unit
from tests.routing.brute import best_vector
from tests.routing.town import LIMITS, dialysis, instance_of, patient, placed, routed, town, values

FEW = settings(max_examples=10, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
KINDS = {
    "green": (HealthCode.GREEN, Infection.NONE),
    "yellow": (HealthCode.YELLOW, Infection.NONE),
    "case": (HealthCode.RED, Infection.CONFIRMED),
}


def towns() -> st.SearchStrategy[Dataset]:
    """Towns in which everybody life-threatened can be placed."""
    return any_towns().filter(lambda data: best_vector(instance_of(data)) is not None)


@st.composite
def any_towns(draw: st.DrawFn) -> Dataset:
    """A town of up to five patients and four units, short of beds more often than not."""
    units: list[Any] = []
    for number in range(draw(st.integers(2, 4))):
        changes = {
            "hospital_id": draw(st.sampled_from(["H1", "H2"])),
            "building_id": draw(st.sampled_from([None, "A"])),
            "ward_kind": draw(st.sampled_from(list(WardKind))),
            "capacity": draw(st.integers(1, 2)),
            "capabilities": draw(st.sampled_from([(), ("emergency",)])),
        }
        units.append(unit(f"U{number}", **changes))
    units.append(unit("D1", hospital_id="H2", service_id="dialysis", capacity=1, shifts_per_day=2))
    people = []
    for number in range(draw(st.integers(1, 5))):
        code, infection = KINDS[draw(st.sampled_from(sorted(KINDS)))]
        changes = {
            "health_code": code,
            "infection_status": infection,
            "urgency": draw(st.integers(1, 4)),
            "stay_days": draw(st.integers(1, 3)),
            "ready": draw(st.integers(0, 2)),
            "service_id": draw(st.sampled_from(["general", "general", "dialysis"])),
        }
        if number == 1 and draw(st.booleans()):
            changes["linked_patient_id"] = "P0"
        people.append(patient(f"P{number}", **changes))
    minutes = {"H1": draw(st.integers(5, 80)), "H2": draw(st.integers(5, 80))}
    services = [service("general", max_travel_min=40), dialysis(max_travel_min=40)]
    return town(people, units, minutes=minutes, services=services, days=4, policy=Policy(extra_wait_days=1))


@FEW
@given(towns())
def test_lexicographic_optimum(data: Dataset) -> None:
    outcome = routed(data)
    instance = instance_of(data)
    best = dict(zip([goal.name for goal in instance.goals], best_vector(instance), strict=True))
    assert outcome.termination is Termination.OPTIMAL
    assert {term.name: term.value for term in outcome.terms} == {name: value for name, value in best.items() if name != NEAREST}
    assert all(term.bound == term.value for term in outcome.terms)


@FEW
@given(towns())
def test_a_climb_proves_the_lexicographic_optimum(data: Dataset) -> None:
    instance = instance_of(data)
    known = greedy(instance)
    climb = Climb(known, LIMITS, None)
    climb.run()
    assert climb.ledger.vector == best_vector(instance)
    assert climb.bounds == climb.ledger.totals
    assert climb.termination is Termination.OPTIMAL


@FEW
@given(towns(), st.permutations(["crossing", "concentration", "travel_weighted_min", "wait_days", "balance_pct"]))
def test_a_climb_in_any_order_with_tolerances(data: Dataset, order: list[str]) -> None:
    """Two solvers agree on the bound of every goal, whatever comes first and may give something back."""
    goals = (Goal("unplaced_2", 1.0), *(Goal(name, 0.5 if name == order[1] else 0.0) for name in order))
    data = dataclasses.replace(data, scenario=dataclasses.replace(data.scenario, goals=goals))
    climb = Climb(greedy(instance_of(data)), LIMITS, None)
    climb.run()
    terms = routed(data).terms
    assert [climb.bounds[term.name] for term in terms] == [term.bound for term in terms]


@FEW
@given(towns())
def test_a_bed_more_never_worsens(data: Dataset) -> None:
    more = [dataclasses.replace(row, capacity=row.capacity + 1) for row in data.units]
    without = {"urgent_over_capacity", "balance_pct"}  # by their own definition they may move either way
    assert _until(routed(dataclasses.replace(data, units=tuple(more))), without) <= _until(routed(data), without)


def _until(outcome: Any, without: set[str]) -> tuple[float, ...]:
    return tuple(term.value for term in outcome.terms if term.name not in without)


@FEW
@given(towns(), st.randoms(use_true_random=False))
def test_names_and_order_leave_no_trace(data: Dataset, random: Any) -> None:
    names = {row.patient_id: f"X{number}" for number, row in enumerate(random.sample(data.patients, len(data.patients)))}
    people = [
        dataclasses.replace(
            row,
            patient_id=names[row.patient_id],
            linked_patient_id=names[row.linked_patient_id] if row.linked_patient_id else None,
        )
        for row in data.patients
    ]
    random.shuffle(people)
    units = random.sample(data.units, len(data.units))
    other = dataclasses.replace(data, patients=tuple(people), units=tuple(units))
    assert values(routed(other)) == values(routed(data))


@FEW
@given(towns())
def test_the_same_input_gives_the_same_plan(data: Dataset) -> None:
    assert routed(data).solution == routed(data).solution


@FEW
@given(st.integers(5, 60), st.integers(5, 60), st.integers(1, 4))
def test_a_nearer_hospital_never_ranks_worse(one: int, other: int, urgency: int) -> None:
    units = [unit("U1"), unit("U2", hospital_id="H2")]
    outcome = routed(town([patient(urgency=urgency)], units, minutes={"H1": one, "H2": other}))
    minutes = {"U1": one, "U2": other}
    assert minutes[placed(outcome)["P1"]] == min(one, other)

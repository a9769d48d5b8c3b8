"""The pieces of a climb on a middling town: components, bundles, presence, shifts."""

from __future__ import annotations

import random

import pytest

from optimizer.core.outcome import Termination
from optimizer.data.dataset import Dataset
from optimizer.data.vocabulary import HealthCode, WardKind
from optimizer.routing import model
from optimizer.routing.bundles import bundles_of
from optimizer.routing.candidates import shifts_settle_later
from optimizer.routing.greedy import greedy
from optimizer.routing.improve import improve
from optimizer.routing.instance import Kin
from optimizer.routing.ledger import Ledger
from optimizer.routing.option import Option
from optimizer.routing.presence import contested, presences, unavoidable
from optimizer.routing.settle import settle
from optimizer.routing.shifts import settle_shifts
from tests.factories import service, unit
from tests.routing.town import dialysis, instance_of, patient, routed, town, values

SERVICES = ("general", "icu", "obstetrics")
MINUTES = {f"H{number}": 5 + 7 * number for number in range(6)}


def middling(seed: int = 0, people: int = 90) -> Dataset:
    """A town of six hospitals, three services in two ward kinds, and too few beds."""
    rnd = random.Random(seed)
    units = [
        unit(
            f"{h}-{s}-{k}",
            hospital_id=h,
            service_id=s,
            ward_kind=k,
            capacity=rnd.randint(1, 4),
            capabilities=("emergency",) * (s == "icu"),
        )
        for h in MINUTES
        for s in SERVICES
        for k in (WardKind.GENERAL, WardKind.BUFFER)
        if rnd.random() < 0.7
    ]
    units.append(unit("D1", hospital_id="H2", service_id="dialysis", capacity=3, shifts_per_day=2))
    patients = [
        patient(
            f"P{number:03}",
            ready=rnd.randint(0, 8) + rnd.random(),
            service_id=rnd.choice([*SERVICES, "dialysis"]) if number % 3 else rnd.choice(SERVICES),
            health_code=HealthCode.YELLOW if number % 2 and number % 3 == 0 else HealthCode.GREEN,
            urgency=rnd.choice([1, 2, 3, 3, 4]),
            stay_days=rnd.randint(1, 4),
        )
        for number in range(people)
    ]
    services = [*(service(name, max_travel_min=25) for name in SERVICES), dialysis(max_travel_min=25)]
    return town(patients, units, minutes=MINUTES, days=10, services=services)


def test_climbing_is_as_good_as_one_model(monkeypatch: pytest.MonkeyPatch) -> None:
    data = middling()
    whole = routed(data)
    monkeypatch.setattr(model, "WHOLE_OPTIONS", 0)
    climbed = routed(data)
    up_to_crossing = len([term for term in whole.terms][: [term.name for term in whole.terms].index("concentration")])
    assert values(climbed)[:up_to_crossing] == values(whole)[:up_to_crossing]
    assert all(term.bound is not None and term.bound <= term.value for term in climbed.terms)
    assert routed(data).solution == climbed.solution
    if whole.termination is Termination.OPTIMAL:
        assert values(whole) <= values(climbed)


def test_local_search_never_worsens() -> None:
    ledger = greedy(instance_of(middling()))
    before = ledger.vector
    improve(ledger)
    assert ledger.vector <= before


def test_a_ledger_adds_up() -> None:
    """Running totals equal those of the same placements made in another order, and nothing is left when all go."""
    ledger = greedy(instance_of(middling()))
    other = Ledger(ledger.instance)
    for person, option in reversed(list(ledger.placed())):
        other.add(person, option)
    assert other.totals == ledger.totals
    for person, _ in list(other.placed()):
        other.remove(person)
    assert other.totals == Ledger(ledger.instance).totals


def test_settling_keeps_the_plan_and_components_share_no_unit() -> None:
    ledger = greedy(instance_of(middling()))
    improve(ledger)
    settled = settle(ledger, ledger.instance.kin())
    for kin in settled.kin:
        assert all(ledger.chosen[index] is None or ledger.chosen[index] in kin.options for index in kin.members)
    units = [{option.place for kin in block.kin for option in kin.options} for block in settled.blocks(ledger)]
    assert sum(map(len, units)) == len(set().union(*units))
    assert all(
        settled.floor(ledger, goal.name) + ledger.instance.apart(goal.name) <= ledger.totals[goal.name]
        for goal in ledger.instance.goals
    )


def test_what_nobody_can_avoid_is_there_in_any_plan() -> None:
    ledger = greedy(instance_of(middling()))
    places = ledger.instance.places
    whole = settle(ledger, ledger.instance.kin())
    alone = [Kin((person.index,), (option,)) for person, option in ledger.placed()]
    assert all(ledger.present(*presence) for presence in unavoidable(places, whole.forced))
    assert unavoidable(places, alone) == {found for kin in alone for found in presences(places, kin.options[0])} != set()


def test_components_under_one_roof_stay_together() -> None:
    ledger = greedy(instance_of(middling()))
    settled = settle(ledger, ledger.instance.kin())
    roofs = []
    for block in settled.blocks(ledger, roofs=True):
        here = {presence for kin in block.kin for option in kin.options for presence in presences(ledger.instance.places, option)}
        roofs.append({(hospital, day) for hospital, _, day in here} & set(contested(ledger.instance.places, settled.kin)))
    assert sum(map(len, roofs)) == len(set().union(*roofs)) > 0


def test_bundles_hold_everybody_once() -> None:
    ledger = greedy(instance_of(middling()))
    settled = settle(ledger, ledger.instance.kin())
    blocks = settled.blocks(ledger)
    bundles = bundles_of(blocks, 2)
    assert len(bundles) == 2
    assert sorted(kin.members for one in bundles for kin in one.kin) == sorted(kin.members for kin in settled.kin)
    assert abs(bundles[0].size - bundles[1].size) <= max(block.size for block in blocks)


def test_an_exchange_that_breaks_a_rule_or_a_goal_changes_nothing() -> None:
    ledger = greedy(instance_of(town([patient("P1"), patient("P2")], [unit("U1", capacity=1)], days=1)))
    before = list(ledger.chosen)
    option = ledger.instance.options[0][0]
    assert not ledger.exchange({0: option, 1: option})
    assert not ledger.exchange({0: None, 1: None})
    assert ledger.chosen == before
    assert ledger.exchange({0: None, 1: option})


def test_shifts_that_settle_later_always_do() -> None:
    """Any set of sessions within the stations of a day can be split into shifts."""
    rnd = random.Random(1)
    people = [
        patient(
            f"P{n:02}",
            ready=rnd.randint(0, 6),
            service_id="dialysis",
            cohort=rnd.choice(["135", "246"]),
            sessions_left=rnd.randint(1, 4),
        )
        for n in range(40)
    ]
    data = town(people, [unit("D1", service_id="dialysis", capacity=3, shifts_per_day=3)], services=[dialysis()], days=14)
    ledger = greedy(instance_of(data))
    place = ledger.instance.places[0]
    assert shifts_settle_later(place, ({0, 2, 4}, {1, 3, 5}))
    assert not shifts_settle_later(place, ({0, 2, 4}, {0, 1, 2, 3, 4}))
    shifts = settle_shifts(ledger.instance, ledger.placed())
    taken: dict[tuple[int, int], int] = {}
    for person, option in ledger.placed():
        assert isinstance(option, Option)
        for day in option.days:
            taken[shifts[person.index, 0], day] = taken.get((shifts[person.index, 0], day), 0) + 1
    assert max(taken.values()) <= 3

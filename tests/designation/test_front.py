import random
from dataclasses import replace

import pytest

from optimizer.core.outcome import Termination
from optimizer.core.params import Limits
from optimizer.data.scenario import Policy, Scenario
from optimizer.data.vocabulary import Fixed
from optimizer.designation.draft import room
from optimizer.designation.front import front, undominated
from optimizer.designation.instance import DesignationInstance
from optimizer.designation.ladder import ladders
from optimizer.designation.merge import Merged
from optimizer.designation.model import designate
from optimizer.planning.sites_front import check_designation
from tests.designation.brute import best_with
from tests.designation.city import buffer_unit, city, demand, hospital
from tests.designation.tiny import tiny
from tests.factories import service
from tests.properties.designation_laws import ORDER

LIMITS = Limits(workers=2)
FOUR = {("O1", f"H{n}"): 10 * n for n in range(1, 5)} | {("O2", f"H{n}"): 50 - 10 * n for n in range(1, 5)}


def spread_city(**changes):
    """Four hospitals of one district between two origins, four beds each."""
    tables = {
        "hospitals": [hospital(f"H{n}", district="d") for n in range(1, 5)],
        "units": [buffer_unit(f"U{n}", f"H{n}", 4) for n in range(1, 5)],
        "demand": [demand("O1", 4), demand("O2", 4)],
    }
    return city(FOUR, **{**tables, **changes})


def test_fewer_sites_leave_people_without_a_place_and_more_shorten_no_trip():
    data = spread_city()
    found = front(data, LIMITS)
    assert [(one.term("sites"), one.term("uncovered"), one.term("travel")) for one in found] == [(1, 4, 40), (2, 0, 80)]
    assert [one.is_plan for one in found] == [False, True]


def test_more_sites_shorten_trips():
    data = spread_city(units=[buffer_unit(f"U{n}", f"H{n}", 8) for n in range(1, 5)])
    found = front(data, LIMITS)
    assert [(one.term("sites"), one.term("uncovered"), one.term("travel")) for one in found] == [(1, 0, 200), (2, 0, 80)]
    assert [one.is_plan for one in found] == [True, False]


@pytest.mark.parametrize("seed", range(12))
def test_the_front_is_a_front_and_every_point_stands(seed):
    data = tiny(seed)
    found = front(data, LIMITS)
    assert found == undominated(found)
    for number, one in enumerate(found):
        assert one.outcome.termination is not Termination.FALLBACK
        check_designation(data, one.outcome.solution, {term.name: term.value for term in one.outcome.terms})
        others = found[:number] + found[number + 1 :]
        assert not [other for other in others if all(a <= b for a, b in zip(other.order, one.order, strict=True))]
    assert found[0].proven
    assert found[-1].proven
    plan = designate(data, LIMITS)
    assert [one.order[:-1] for one in found if one.is_plan] == [
        (plan.term("sites"), *(term.value for term in plan.terms if term.name not in {"sites", "travel"}))
    ]


def test_no_point_has_fewer_sites_than_hospitals_fixed_in():
    fixed = [hospital(f"H{n}", district="d", fixed=Fixed.IN) for n in range(1, 4)]
    found = front(spread_city(hospitals=[*fixed, hospital("H4", district="d")]), LIMITS)
    assert min(one.term("sites") for one in found) == 3


@pytest.mark.parametrize("seed", range(10))
def test_a_candidate_more_never_worsens_the_goals_in_their_order(seed):
    data = tiny(seed)
    free = Policy(designation_fill=1.0, one_institution_per_district=False)
    data = replace(data, scenario=Scenario(data.scenario.horizon, policy=free))
    rows = tuple(replace(row, fixed=Fixed.OUT) if row.hospital_id == "H2" else row for row in data.hospitals)
    goals = ("uncovered", "beyond_limit", "uncovered_high", "coordination", "mixed_kinds", "sites", "conversions")
    more, fewer = designate(data, LIMITS), designate(replace(data, hospitals=rows), LIMITS)
    for name in goals:
        if more.term(name) < fewer.term(name) - 0.01:
            return
        assert more.term(name) <= fewer.term(name) + 0.01
    assert more.term("travel") <= 1.002 * fewer.term("travel")


@pytest.mark.parametrize("seed", range(6))
def test_every_point_is_the_best_of_all_sets_of_so_many_sites(seed):
    data = tiny(seed)
    instance = DesignationInstance.from_dataset(data)
    for one in front(data, LIMITS):
        expected = best_with(instance, one.most_sites)
        names = [name for name in ORDER if name != "sites"]
        got = [one.term(name) for name in names]
        assert got == pytest.approx(expected[:-1], abs=2e-3)
        assert one.outcome.terms[-1].bound <= expected[-1] + 1e-3
        if one.proven:
            assert one.term("travel") <= 1.001 * expected[-1] + 1e-3


def test_the_same_city_has_the_same_front_with_both_ends_proven_before_travel():
    data = middling(0)
    first, second = front(data, LIMITS), front(data, LIMITS)
    assert [(one.order, one.outcome.solution, one.proven) for one in first] == [
        (one.order, one.outcome.solution, one.proven) for one in second
    ]
    assert first == undominated(first)
    assert {one.outcome.run.stopped_by for one in first} <= {"", "limit"}
    for end in (first[0], first[-1]):
        assert all(term.gap == pytest.approx(0, abs=1e-4) for term in end.outcome.terms if term.name not in {"sites", "travel"})
    for one in first:
        check_designation(data, one.outcome.solution, {term.name: term.value for term in one.outcome.terms})


def test_a_ladder_leads_to_the_best_of_all_sets_of_its_sites():
    data = middling(1)
    instance = DesignationInstance.from_dataset(data)
    groups = Merged(instance).groups
    for ladder in ladders(instance, groups, 60.0):
        load = sum(group.load for group in groups if set(ladder.sites).intersection(group.sites))
        places = sorted((room(instance, frozenset())[site] for site in ladder.sites), reverse=True)
        for number, values in enumerate(ladder.values):
            assert values[0] == pytest.approx(max(0.0, load - sum(places[:number])), abs=1e-4)


def middling(seed):
    """Twelve hospitals in three districts with three services, twenty origins: too many for everything at once."""
    draw = random.Random(seed)
    names = ("general", "fever", "dialysis")
    hospitals = [hospital(f"H{n}", district=f"d{n % 3}") for n in range(12)]
    units = [buffer_unit(f"U{n}{name}", f"H{n}", draw.randint(4, 12), service_id=name) for n in range(12) for name in names]
    needs = [demand(f"O{n}", draw.randint(1, 3), service_id=name) for n in range(20) for name in names]
    minutes = {(f"O{o}", f"H{h}"): draw.randint(5, 90) for o in range(20) for h in range(12)}
    services = [service(name, max_travel_min=40) for name in names]
    return city(minutes, services=services, hospitals=hospitals, units=units, demand=needs)

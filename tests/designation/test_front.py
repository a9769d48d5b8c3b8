from dataclasses import replace

import pytest

from optimizer.core.outcome import Termination
from optimizer.core.params import Limits
from optimizer.data.scenario import Policy, Scenario
from optimizer.data.vocabulary import Fixed
from optimizer.designation.front import front, undominated
from optimizer.designation.model import designate
from optimizer.planning.sites_front import check_designation
from tests.designation.city import buffer_unit, city, demand, hospital
from tests.designation.tiny import tiny

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

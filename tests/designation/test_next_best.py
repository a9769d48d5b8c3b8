import pytest

from optimizer.core.errors import NoPlanError
from optimizer.core.params import Limits
from optimizer.designation.model import designate
from optimizer.designation.next_best import next_best
from optimizer.planning.sites_front import check_designation
from tests.designation.city import TWO, buffer_unit, city, demand, hospital
from tests.designation.tiny import tiny

LIMITS = Limits(workers=1)


def test_the_other_hospital_is_next_best():
    both = [hospital("H1", district="d"), hospital("H2", district="d")]
    units = [buffer_unit("A", "H1"), buffer_unit("B", "H2")]
    data = city(TWO, hospitals=both, units=units, demand=[demand("O1", 3), demand("O2", 4)])
    found = next_best(data, frozenset({"H2"}), LIMITS)
    assert (found.hospitals, found.proven, found.terms["travel"]) == ({"H1"}, True, 110)


@pytest.mark.parametrize("seed", range(8))
def test_the_next_best_is_another_one_and_no_better(seed):
    data = tiny(seed)
    plan = designate(data, LIMITS)
    own = frozenset(row.hospital_id for row in plan.solution.designation)
    try:
        found = next_best(data, own, LIMITS)
    except NoPlanError:
        return
    check_designation(data, found.solution, found.terms)
    assert found.hospitals != own
    goals = ("districts_without", "uncovered", "beyond_limit", "uncovered_high", "coordination", "mixed_kinds", "sites")
    mine, other = (
        [round(value, 2) for value in values]
        for values in ([plan.term(name) for name in goals], [found.terms[name] for name in goals])
    )
    assert mine <= other
    assert found.proven
    assert found.travel_gap <= 0.001 + 1e-6
    if mine == other and found.terms["conversions"] == plan.term("conversions"):
        assert plan.terms[-1].bound <= found.terms["travel"] + 1e-3

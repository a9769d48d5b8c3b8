import pytest

from optimizer.core.errors import ContradictionError
from optimizer.core.outcome import Termination
from optimizer.core.params import Limits
from optimizer.data.plantables import PlanTables
from optimizer.data.vocabulary import Designable, Fixed
from optimizer.designation import before_travel
from optimizer.designation.draft import Draft
from optimizer.designation.greedy import nearest_first
from optimizer.designation.instance import DesignationInstance
from optimizer.designation.merge import Merged
from optimizer.designation.model import designate
from optimizer.designation.solution import emit, term_values
from optimizer.solve.result import SolverResult
from optimizer.verify.run import verify
from tests.designation.brute import best, values_of
from tests.designation.city import ISOLATION, TWO, buffer_unit, city, conversion, demand, hospital
from tests.designation.mended import rules_of
from tests.designation.tiny import tiny
from tests.factories import day, service, unit

LIMITS = Limits(workers=1)


def checked(data):
    """Designate, and let the independent check have a look."""
    outcome = designate(data, LIMITS)
    assert_stands(data, outcome.solution, {term.name: term.value for term in outcome.terms})
    assert all(term.bound is None or term.bound <= term.value for term in outcome.terms)
    return outcome


def assert_stands(data, solution, terms):
    tables = PlanTables(designation=solution.designation, conversions=solution.conversions, flows=solution.flows)
    issues = verify(data, tables, {"designation": terms}, steps=["designation"])
    assert [issue.describe("en") for issue in issues] == []


def names(outcome):
    return [(row.hospital_id, row.service_id, str(row.ward_kind)) for row in outcome.solution.designation]


def test_everybody_goes_to_the_nearest_when_both_must_open():
    data = city(TWO, units=[buffer_unit("A", "H1"), buffer_unit("B", "H2")], demand=[demand("O1", 3), demand("O2", 4)])
    outcome = checked(data)
    assert outcome.termination is Termination.OPTIMAL
    assert len(outcome.solution.designation) == 2
    assert outcome.term("travel") == 70


def test_one_site_is_enough_where_districts_do_not_ask_for_two():
    both = [hospital("H1", district="d"), hospital("H2", district="d")]
    units = [buffer_unit("A", "H1"), buffer_unit("B", "H2")]
    outcome = checked(city(TWO, hospitals=both, units=units, demand=[demand("O1", 3), demand("O2", 4)]))
    assert names(outcome) == [("H2", "general", "buffer")]  # the nearer one for more


def test_a_nearer_feasible_hospital_never_scores_worse():
    for minutes in (5, 15, 25):
        both = [hospital("H1", district="d"), hospital("H2", district="d")]
        units = [buffer_unit("A", "H1"), buffer_unit("B", "H2")]
        data = city({("O1", "H1"): minutes, ("O1", "H2"): 20}, hospitals=both, units=units, demand=[demand("O1", 3)])
        assert checked(data).term("travel") == 3 * min(minutes, 20)


def test_sites_never_starve_patients():
    units = [buffer_unit("A", "H1", 3), buffer_unit("B", "H2", 3)]
    both = [hospital("H1", district="d"), hospital("H2", district="d")]
    outcome = checked(city(TWO, hospitals=both, units=units, demand=[demand("O1", 5)]))
    assert outcome.term("uncovered") == 0
    assert outcome.term("sites") == 2


def test_what_does_not_fit_is_uncovered():
    outcome = checked(city(TWO, fill=0.5, units=[buffer_unit("A", "H1", 10)], demand=[demand("O1", 7)]))
    assert outcome.term("uncovered") == 2
    assert outcome.terms[0].bound == pytest.approx(2)


def test_a_far_place_is_better_than_none_but_worse_than_a_near_one():
    far = {("O1", "H1"): 61, ("O1", "H2"): 60}
    both = [hospital("H1", district="d"), hospital("H2", district="d")]
    units = [buffer_unit("A", "H1", 9), buffer_unit("B", "H2", 4)]
    outcome = checked(city(far, hospitals=both, units=units, demand=[demand("O1", 6)]))
    assert outcome.term("uncovered") == 0
    assert outcome.term("beyond_limit") == 2


def test_coordination_is_avoided():
    both = [hospital("H1", district="d", can_designate=Designable.COORDINATE), hospital("H2", district="d")]
    units = [buffer_unit("A", "H1"), buffer_unit("B", "H2")]
    assert names(checked(city(TWO, hospitals=both, units=units, demand=[demand("O1", 3)]))) == [("H2", "general", "buffer")]


def test_ward_kinds_are_kept_apart():
    both = [hospital("H1", district="d"), hospital("H2", district="d")]
    units = [buffer_unit("A", "H1"), buffer_unit("B", "H2"), buffer_unit("C", "H1", ward_kind=ISOLATION)]
    rows = [demand("O1", 3), demand("O1", 3, ward_kind=ISOLATION)]
    outcome = checked(city(TWO, hospitals=both, units=units, demand=rows))
    assert outcome.term("mixed_kinds") == 0
    assert names(outcome) == [("H1", "general", "isolation"), ("H2", "general", "buffer")]


def test_every_district_gets_one_unless_told_otherwise():
    tables = {"units": [buffer_unit("A", "H1"), buffer_unit("B", "H2")], "demand": [demand("O1", 3)]}
    assert len(names(checked(city(TWO, **tables)))) == 2
    without = checked(city(TWO, one_per_district=False, **tables))
    assert len(names(without)) == 1
    assert without.term("districts_without") == 1


def test_a_conversion_only_where_it_helps():
    units = [buffer_unit("A", "H1", 4), unit("G", hospital_id="H1")]
    rows = {"units": units, "unit_conversions": [conversion("G")], "days": 2}
    assert checked(city(TWO, demand=[demand("O1", 8)], **rows)).solution.conversions == ()
    outcome = checked(city(TWO, demand=[demand("O1", 9)], **rows))
    assert [(row.unit_id, row.from_, row.capacity_after) for row in outcome.solution.conversions] == [("G", day(1), 10)]


def test_a_conversion_does_not_lose_more_than_it_gains():
    units = [buffer_unit("A", "H1", 10, building_id="B"), unit("G", hospital_id="H1", building_id="B")]
    rows = [conversion("G", lead_time_h=0, capacity_after=2, empties_building=True)]
    outcome = checked(city(TWO, units=units, unit_conversions=rows, demand=[demand("O1", 11)]))
    assert outcome.solution.conversions == ()
    assert outcome.term("uncovered") == 1


def test_fractions_leave_no_dust():
    third = [demand(origin, 1 / 3, date=day(number)) for origin in ("O1", "O2") for number in range(7)]
    units = [buffer_unit("A", "H1"), buffer_unit("B", "H2")]
    outcome = checked(city(TWO, days=7, services=[service(typical_stay_days=3)], units=units, demand=third))
    assert outcome.term("uncovered") == 0
    assert all(round(row.expected, 6) == row.expected > 0 for row in outcome.solution.flows)


@pytest.mark.parametrize(
    ("changes", "units", "rule"),
    [
        ({"can_designate": Designable.NO}, [buffer_unit()], "designation_allowed"),
        ({}, [unit("G")], "designation_unit"),
        ({}, [], "designation_unit"),
        ({}, [buffer_unit(service_id="licensed")], "designation_licence"),
    ],
)
def test_a_hospital_that_must_and_cannot_be_designated(changes, units, rule):
    services = [service(), service("licensed", licence="L")]
    data = city({("O1", "H1"): 1}, hospitals=[hospital("H1", fixed=Fixed.IN, **changes)], units=units, services=services)
    with pytest.raises(ContradictionError) as caught:
        designate(data, LIMITS)
    assert rules_of(caught.value) == {"designation_fixed_in", rule}
    assert "H1" in caught.value.describe("zh")


def test_a_late_conversion_contradicts_too():
    data = city(
        {("O1", "H1"): 1}, hospitals=[hospital("H1", fixed=Fixed.IN)], units=[unit("G")], unit_conversions=[conversion("G")]
    )
    with pytest.raises(ContradictionError) as caught:
        designate(data, LIMITS)
    assert rules_of(caught.value) == {"designation_fixed_in", "conversion_lead_time"}


def test_a_hospital_too_small_for_its_service_contradicts_too():
    units = [buffer_unit("A", "H1", 4)]
    hospitals = [hospital("H1", fixed=Fixed.IN)]
    data = city({("O1", "H1"): 1}, hospitals=hospitals, units=units, services=[service(min_designated_places=5)])
    with pytest.raises(ContradictionError) as caught:
        designate(data, LIMITS)
    assert rules_of(caught.value) == {"designation_fixed_in", "designation_minimum"}


def test_a_hospital_that_would_lose_its_emergency_buffer_contradicts_too():
    """Both units must be converted to be large enough, and one of them must stay for emergencies."""
    units = [buffer_unit("A", "H1", 4, capabilities=("emergency",))]
    rows = [conversion("A", to_ward_kind=ISOLATION, lead_time_h=0, capacity_after=4)]
    services = [service(min_designated_places=5), service("other")]
    beside = buffer_unit("C", "H1", 4, ward_kind=ISOLATION)
    hospitals = [hospital("H1", fixed=Fixed.IN)]
    data = city({("O1", "H1"): 1}, hospitals=hospitals, units=[*units, beside], unit_conversions=rows, services=services)
    with pytest.raises(ContradictionError) as caught:
        designate(data, LIMITS)
    assert rules_of(caught.value) == {"designation_fixed_in", "designation_minimum", "emergency_kept"}


@pytest.mark.parametrize("seed", range(8))
def test_brute_force(seed):
    data = tiny(seed)
    expected = best(DesignationInstance.from_dataset(data))
    outcome = checked(data)
    order = (
        "districts_without",
        "uncovered",
        "uncovered_days",
        "beyond_limit",
        "uncovered_high",
        "coordination",
        "mixed_kinds",
        "sites",
        "conversions",
    )
    assert tuple(outcome.term(name) for name in order) == pytest.approx(expected[:9], abs=1e-3)
    travel = outcome.terms[-1]
    assert travel.value >= expected[9] - 1e-3
    assert travel.bound is not None
    assert travel.bound <= expected[9] + 1e-3
    if outcome.termination is Termination.OPTIMAL:
        assert travel.value <= expected[9] * 1.001 + 1e-3


@pytest.mark.parametrize("seed", range(8))
def test_greedy_keeps_every_rule(seed):
    data = tiny(seed)
    instance = DesignationInstance.from_dataset(data)
    solution = emit(data, instance, nearest_first(instance))
    assert_stands(data, solution, term_values(data, instance, solution))


def test_greedy_is_the_fallback(monkeypatch):
    data = city(TWO, units=[buffer_unit("A", "H1")], demand=[demand("O1", 3)])
    monkeypatch.setattr(before_travel, "solve_milp", lambda *args, **kwargs: SolverResult(Termination.UNKNOWN))
    outcome = checked(data)
    assert outcome.termination is Termination.FALLBACK
    assert outcome.term("uncovered") == 0


def test_merging_and_taking_apart_keeps_every_goal():
    instance = DesignationInstance.from_dataset(tiny(3))
    draft = nearest_first(instance)
    merged = Merged(instance)
    again = merged.apart(merged.together(draft))
    assert values_of(instance, again)[:9] == pytest.approx(values_of(instance, draft)[:9])


def test_the_upper_forecast_opens_another_site():
    both = [hospital("H1", district="d"), hospital("H2", district="d")]
    units = [buffer_unit("A", "H1", 10), buffer_unit("B", "H2", 10)]
    for high, sites in ((None, 1), (10, 1), (11, 2)):
        outcome = checked(city(TWO, fill=0.85, hospitals=both, units=units, demand=[demand("O1", 8, high=high)]))
        assert outcome.term("sites") == sites
        assert outcome.term("uncovered_high") == 0


def test_the_last_emergency_buffer_is_not_converted():
    units = [buffer_unit("A", "H1", 4, capabilities=("emergency",))]
    rows = {"unit_conversions": [conversion("A", to_ward_kind=ISOLATION, lead_time_h=0)]}
    asked = [demand("O1", 5, ward_kind=ISOLATION)]
    assert checked(city(TWO, units=units, demand=asked, **rows)).solution.conversions == ()
    second = buffer_unit("B", "H1", 4, capabilities=("emergency",))
    assert len(checked(city(TWO, units=[*units, second], demand=asked, **rows)).solution.conversions) == 1


def test_no_demand_no_flow():
    outcome = checked(city(TWO, units=[buffer_unit("A", "H1")], one_per_district=False))
    assert outcome.solution.designation == ()
    assert isinstance(outcome.solution.flows, tuple)
    assert Draft(frozenset()).flows == {}


def test_same_input_same_plan():
    data = tiny(5)
    assert designate(data, LIMITS).solution == designate(data, LIMITS).solution

"""Every rule alone: the model with one rule and a wish, trivially kept, just kept, just broken."""

import pulp
import pytest

from optimizer.core.params import Limits
from optimizer.data.vocabulary import Fixed
from optimizer.designation import rules
from optimizer.designation.choice import Choice
from optimizer.designation.instance import DesignationInstance
from optimizer.solve.milp import MilpStage, solve_milp
from tests.designation.city import BUFFER, ISOLATION, buffer_unit, city, conversion, demand, hospital
from tests.factories import service, unit

TWO = {("O1", "H1"): 10, ("O1", "H2"): 20}


def is_possible(choice, *wishes):
    for wish in wishes:
        choice.problem += wish
    return solve_milp(choice.problem, [MilpStage("none", pulp.lpSum(choice.open))], Limits()).termination.has_plan


def choice(rule, **tables):
    rows = {"units": [buffer_unit("A", "H1", 5), buffer_unit("B", "H2", 5)], "demand": [demand(expected=4.0)], **tables}
    found = Choice(instance := DesignationInstance.from_dataset(city(TWO, fill=0.8, **rows)), instance.groups)
    rule(found)
    return found


@pytest.mark.parametrize(("amount", "kept"), [(0, True), (4, True), (4.01, False)])
def test_flow_demand(amount, kept):
    model = choice(rules.flow_demand)
    assert is_possible(model, pulp.lpSum(model.flow.values()) == amount) is kept


@pytest.mark.parametrize(("is_open", "amount", "kept"), [(0, 0, True), (1, 4, True), (0, 0.01, False)])
def test_flow_designated(is_open, amount, kept):
    model = choice(rules.flow_designated)
    assert is_possible(model, model.open[0] == is_open, model.flow[0, 0] == amount) is kept


@pytest.mark.parametrize(("amount", "kept"), [(0, True), (4, True), (4.01, False)])
def test_flow_capacity(amount, kept):
    model = choice(rules.flow_capacity, demand=[demand(expected=9.0)])
    assert is_possible(model, model.flow[0, 0] == amount) is kept


@pytest.mark.parametrize(("converted", "kept"), [(1, True), (0, False)])
def test_designation_unit(converted, kept):
    model = choice(rules.designation_unit, units=[unit("A")], unit_conversions=[conversion("A", lead_time_h=0)])
    assert is_possible(model, model.open[0] == 1, model.converted[0] == converted) is kept


@pytest.mark.parametrize(("opened", "kept"), [((1, 1), True), ((1, 0), True), ((0, 1), False)])
def test_designation_fixed_in(opened, kept):
    model = choice(rules.designation_fixed_in, hospitals=[hospital("H1", fixed=Fixed.IN), hospital("H2")])
    assert is_possible(model, model.open[0] == opened[0], model.open[1] == opened[1]) is kept


@pytest.mark.parametrize(("converted", "kept"), [((0, 0), True), ((1, 0), True), ((0, 1), True), ((1, 1), False)])
def test_conversion_listed(converted, kept):
    rows = [conversion("A", to_ward_kind=kind, lead_time_h=0) for kind in (BUFFER, ISOLATION)]
    model = choice(rules.conversion_listed, units=[unit("A")], unit_conversions=rows)
    assert is_possible(model, *(v == x for v, x in zip(model.converted, converted, strict=True))) is kept


@pytest.mark.parametrize(("converted", "used", "kept"), [(0, 1, True), (1, 0, True), (1, 0.01, False)])
def test_a_converted_unit_is_no_longer_what_it_was(converted, used, kept):
    rows = [conversion("A", to_ward_kind=ISOLATION, lead_time_h=0)]
    model = choice(rules.conversion_listed, unit_conversions=rows)
    assert is_possible(model, model.converted[0] == converted, model.use(0) == used) is kept


@pytest.mark.parametrize(("least", "opened", "kept"), [(9, 0, True), (5, 1, True), (6, 1, False)])
def test_designation_minimum(least, opened, kept):
    rows = {"unit_conversions": [conversion("G", lead_time_h=0, capacity_after=4)]}
    units = [buffer_unit("A", "H1", 5), unit("G", hospital_id="H1")]
    model = choice(rules.designation_minimum, services=[service(min_designated_places=least)], units=units, **rows)
    assert is_possible(model, model.open[0] == opened, model.converted[0] == 0) is kept


def test_sites_that_can_never_be_large_enough_are_left_out():
    rows = {"units": [buffer_unit("A", "H1", 5), buffer_unit("B", "H2", 6)], "services": [service(min_designated_places=6)]}
    assert [site.hospital_id for site in DesignationInstance.from_dataset(city(TWO, **rows)).sites] == ["H2"]


@pytest.mark.parametrize(("opened", "kept"), [((0, 0), True), ((1, 0), True), ((1, 1), False)])
def test_services_under_roof(opened, kept):
    units = [buffer_unit("A", "H1"), buffer_unit("B", "H1", service_id="other")]
    hospitals = [hospital("H1", max_services=1), hospital("H2")]
    model = choice(rules.services_under_roof, units=units, hospitals=hospitals, services=[service(), service("other")])
    assert is_possible(model, *(v == x for v, x in zip(model.open, opened, strict=True))) is kept


@pytest.mark.parametrize(("opened", "kept"), [((0, 0), True), ((0, 1), True), ((1, 1), False)])
def test_kinds_under_roof(opened, kept):
    units = [buffer_unit("A", "H1"), buffer_unit("B", "H1", ward_kind=ISOLATION)]
    model = choice(rules.kinds_under_roof, units=units, hospitals=[hospital("H1", max_ward_kinds=1), hospital("H2")])
    assert is_possible(model, *(v == x for v, x in zip(model.open, opened, strict=True))) is kept


@pytest.mark.parametrize(("isolation", "used", "kept"), [(0, 1, True), (1, 0, True), (1, 0.01, False)])
def test_building_exclusive(isolation, used, kept):
    units = [buffer_unit("A", "H1", building_id="B"), buffer_unit("C", "H1", ward_kind=ISOLATION, building_id="B")]
    model = choice(rules.building_exclusive, units=units)
    assert is_possible(model, model.open[1] == isolation, model.use(0) == used) is kept


@pytest.mark.parametrize(("converted", "kept"), [((0, 0), True), ((1, 0), True), ((1, 1), False)])
def test_emergency_kept(converted, kept):
    units = [buffer_unit(name, "H1", capabilities=("emergency",)) for name in ("A", "B")]
    rows = [conversion(name, to_ward_kind=ISOLATION, lead_time_h=0) for name in ("A", "B")]
    model = choice(rules.emergency_kept, units=units, unit_conversions=rows)
    assert is_possible(model, *(v == x for v, x in zip(model.converted, converted, strict=True))) is kept

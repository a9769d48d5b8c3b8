import datetime as dt

import pytest

from optimizer.data.tables.people import Patient
from optimizer.data.vocabulary import Designable, Fixed, HealthCode, Infection, Pattern
from optimizer.designation.demand import expected_load
from optimizer.designation.instance import DesignationInstance
from optimizer.designation.option import Site
from tests.designation.city import BUFFER, GENERAL, ISOLATION, buffer_unit, city, conversion, demand, hospital
from tests.factories import START, day, service, unit

NEAR = {("O1", "H1"): 10}


def instance(**tables):
    days = tables.pop("days", 1)
    return DesignationInstance.from_dataset(city(NEAR, days=days, **tables))


def test_load_of_a_stay_ends_with_the_horizon():
    data = city(
        NEAR, days=7, services=[service(typical_stay_days=3)], demand=[demand(expected=2, date=day(number)) for number in (0, 5)]
    )
    assert expected_load(data) == {("O1", "general", BUFFER): 2 * 3 + 2 * 2}


def test_arrivals_before_count_on_day_0_and_after_not_at_all():
    rows = [demand(date=START - dt.timedelta(days=4)), demand(date=day(7))]
    assert expected_load(city(NEAR, days=7, demand=rows)) == {("O1", "general", BUFFER): 1.0}


def test_load_of_sessions():
    sessions = service(pattern=Pattern.SESSIONS, sessions_per_week=3)
    data = city(NEAR, days=14, services=[sessions], demand=[demand(date=day(7))])
    assert expected_load(data)["O1", "general", BUFFER] == pytest.approx(3)


def test_general_demand_needs_no_designation():
    assert not expected_load(city(NEAR, demand=[demand(ward_kind=GENERAL)]))


def test_without_counts_the_patients_count():
    common = {"service_id": "general", "urgency": 3, "ready_at": dt.datetime.combine(START, dt.time(8)), "stay_days": 2}
    patients = [
        Patient(patient_id="P1", origin_id="O1", health_code=HealthCode.YELLOW, **common),
        Patient(patient_id="P2", lat=36.0, lon=103.8, health_code=HealthCode.RED, infection_status=Infection.CONFIRMED, **common),
        Patient(patient_id="P3", origin_id="O1", health_code=HealthCode.GREEN, **common),
    ]
    data = city(NEAR, days=7, patients=patients)
    assert expected_load(data) == {("O1", "general", BUFFER): 2.0, ("O1", "general", ISOLATION): 2.0}


@pytest.mark.parametrize(
    ("changes", "open_sites"),
    [({}, 1), ({"can_designate": Designable.COORDINATE}, 1), ({"can_designate": Designable.NO}, 0), ({"fixed": Fixed.OUT}, 0)],
)
def test_designation_allowed(changes, open_sites):
    found = instance(hospitals=[hospital(**changes)], units=[buffer_unit()])
    assert len(found.sites) == open_sites


@pytest.mark.parametrize(("held", "sites"), [(("L",), 1), (("M", "L"), 1), (("M",), 0), ((), 0)])
def test_designation_licence(held, sites):
    found = instance(services=[service(licence="L")], units=[buffer_unit(licences=held)])
    assert len(found.sites) == sites


@pytest.mark.parametrize(("hours", "usable"), [(0.0, True), (24.0, True), (24.1, False), (48.0, False)])
def test_conversion_lead_time(hours, usable):
    found = instance(days=2, units=[unit("G")], unit_conversions=[conversion("G", lead_time_h=hours)])
    assert bool(found.conversions) is usable
    if usable:
        assert found.conversions[0].from_ == day(1 if hours else 0)
        assert found.options[0].places == 10 * (1 if hours else 2)


def test_a_converted_building_loses_its_other_units():
    found = instance(
        units=[buffer_unit("A", building_id="B"), unit("G", building_id="B")],
        unit_conversions=[conversion("G", to_ward_kind=ISOLATION, lead_time_h=0, empties_building=True)],
    )
    options = {found.sites[option.site]: option for option in found.options}
    assert options[Site("H1", "general", BUFFER)].lost_by == (0,)
    assert options[Site("H1", "general", ISOLATION)].conversion == 0


def test_a_full_unit_is_no_site():
    assert not instance(units=[buffer_unit(occupied=10)]).sites


def test_places_are_those_of_all_days_and_shifts():
    sessions = service(pattern=Pattern.SESSIONS, sessions_per_week=3)
    found = instance(days=7, services=[sessions], units=[buffer_unit(capacity=4, kept_free=1, shifts_per_day=2)])
    assert found.options[0].places == 3 * 2 * 7

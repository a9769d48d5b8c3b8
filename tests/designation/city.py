"""Tiny cities for designation: hospitals, sites and demand in one line each; minutes are given, never estimated."""

import dataclasses

from optimizer.data.scenario import Policy, Scenario
from optimizer.data.tables.care import UnitConversion
from optimizer.data.tables.people import Demand
from optimizer.data.tables.places import Hospital, Origin, TravelTime
from optimizer.data.vocabulary import WardKind
from tests.factories import START, dataset, service, unit

BUFFER, ISOLATION, GENERAL = WardKind.BUFFER, WardKind.ISOLATION, WardKind.GENERAL
TWO = {("O1", "H1"): 10, ("O1", "H2"): 20, ("O2", "H1"): 20, ("O2", "H2"): 10}


def hospital(hospital_id="H1", **changes):
    plain = {"name_zh": f"医院{hospital_id}", "district": f"district of {hospital_id}", "lat": 36.0, "lon": 103.8}
    return Hospital(hospital_id=hospital_id, **{**plain, **changes})


def buffer_unit(unit_id="U1", hospital_id="H1", capacity=10, **changes):
    return unit(unit_id, **{"hospital_id": hospital_id, "ward_kind": BUFFER, "capacity": capacity, **changes})


def demand(origin_id="O1", expected=1.0, **changes):
    plain = {"service_id": "general", "ward_kind": BUFFER, "date": START}
    return Demand(origin_id=origin_id, expected=expected, **{**plain, **changes})


def conversion(unit_id, **changes):
    plain = {"to_ward_kind": BUFFER, "capacity_after": 10, "lead_time_h": 24.0}
    return UnitConversion(unit_id=unit_id, **{**plain, **changes})


def city(minutes, *, fill=1.0, days=1, one_per_district=True, **tables):
    """A city of the tables given; `minutes` are those from an origin to a hospital, pick-up included."""
    origins = dict.fromkeys(origin for origin, _ in minutes)
    places = dict.fromkeys(place for _, place in minutes)
    rows = {
        "hospitals": [hospital(place) for place in places],
        "services": [service()],
        "origins": [Origin(origin_id=o, name=o, district="d", lat=36.0, lon=103.8, pickup_min=0.0) for o in origins],
        "travel_times": [TravelTime(from_id=o, to_id=h, minutes=m) for (o, h), m in minutes.items()],
    }
    data = dataset(days, **{**rows, **tables})
    policy = Policy(designation_fill=fill, one_institution_per_district=one_per_district)
    return dataclasses.replace(data, scenario=Scenario(data.scenario.horizon, policy=policy))

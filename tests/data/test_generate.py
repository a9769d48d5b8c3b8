"""The generator on a small city: reproducible, in proportion, and every patient can be placed somewhere."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from optimizer.core.errors import BadInputError
from optimizer.core.horizon import Horizon
from optimizer.data.dataset import Dataset
from optimizer.data.generate import generate
from optimizer.data.generate.arrivals import origin_shares, streams, stress_days
from optimizer.data.scenario import Scenario
from optimizer.data.tables.care import Service, Unit
from optimizer.data.tables.places import Hospital, Origin
from optimizer.data.vocabulary import Pattern, WardKind, needed_kind

START = dt.date(2022, 3, 21)
STAYS = ("critical", "fever", "obstetrics", "neonatal", "covid", "isolation_room")


def _service(service_id: str, **more: object) -> Service:
    fields: dict[str, object] = {"pattern": Pattern.STAY, "typical_stay_days": 4, "max_travel_min": 60.0, "max_wait_days": 1}
    return Service(service_id=service_id, name_zh=service_id, **{**fields, **more})  # type: ignore[arg-type]


def _unit(unit_id: str, service_id: str, kind: WardKind = WardKind.BUFFER, *capabilities: str) -> Unit:
    return Unit(unit_id=unit_id, hospital_id="H1", service_id=service_id, ward_kind=kind, capacity=30, capabilities=capabilities)


def _city(**more: object) -> Dataset:
    sessions = {"pattern": Pattern.SESSIONS, "typical_stay_days": None, "sessions_per_week": 3, "cohorts": ("135", "246")}
    fields: dict[str, object] = {
        "hospitals": (Hospital(hospital_id="H1", name_zh="甲", district="甲区", lon=103.8, lat=36.0),),
        "services": (*(_service(name) for name in STAYS), _service("dialysis", **sessions)),
        "units": (
            _unit("H1-CRI", "critical", WardKind.BUFFER, "emergency", "icu"),
            _unit("H1-FEV", "fever"),
            _unit("H1-OBS", "obstetrics"),
            _unit("H1-NEO", "neonatal"),
            _unit("H1-DIA", "dialysis"),
            _unit("H1-DIA-HBV", "dialysis", WardKind.BUFFER, "HBV"),
            _unit("H1-COV", "covid", WardKind.ISOLATION),
            _unit("H1-ISO", "isolation_room"),
        ),
        "origins": (
            Origin(origin_id="O1", name="一", district="甲区", lon=103.8, lat=36.0, population=900_000),
            Origin(origin_id="O2", name="二", district="甲区", lon=103.9, lat=36.1, population=300_000),
            Origin(origin_id="S1", name="封", district="甲区", lon=103.8, lat=36.1, population=10_000, restricted_share=1.0),
        ),
    }
    return Dataset(scenario=Scenario(Horizon(START, 14)), **{**fields, **more})  # type: ignore[arg-type]


def test_the_same_seed_gives_the_same_rows_and_another_seed_others():
    city = _city()
    first, again = (generate(city, restricted=0.03, days=14, seed=4) for _ in range(2))
    assert first == again
    assert generate(city, restricted=0.03, days=14, seed=5).patients != first.patients


def test_patients_are_in_proportion_to_the_restricted_share():
    few, many = (len(generate(_city(), restricted=share, days=14, seed=0).patients) for share in (0.03, 0.10))
    assert 3.0 <= many / few <= 3.6


def test_drawn_patients_match_expected_arrivals_of_every_stream():
    city = _city()
    drawn = generate(city, restricted=0.05, days=14, seed=1)
    flows = streams(city, 0.05, 14, [(day - START).days for day in drawn.stress_days])
    for flow in flows:
        count = sum(
            row.service_id == flow.service_id and needed_kind(row.health_code, row.infection_status) is flow.ward_kind
            for row in drawn.patients
        )
        assert abs(count - flow.total) <= 1.0


def test_demand_adds_up_to_the_streams():
    city = _city()
    drawn = generate(city, restricted=0.05, days=14, seed=1)
    flows = streams(city, 0.05, 14, [(day - START).days for day in drawn.stress_days])
    expected = sum(flow.total for flow in flows if flow.ward_kind is not WardKind.GENERAL)
    assert sum(row.expected for row in drawn.demand) == pytest.approx(expected, abs=0.05)
    assert all(row.low <= row.expected <= row.high for row in drawn.demand)


def test_every_patient_needs_only_what_some_unit_has():
    city = _city()
    for row in generate(city, restricted=0.08, days=14, seed=2).patients:
        kind = needed_kind(row.health_code, row.infection_status)
        assert any(
            unit.service_id == row.service_id
            and unit.ward_kind is kind
            and set(row.needs) | set(row.bloodborne) - {"none"} <= set(unit.capabilities)
            for unit in city.units
        )


def test_ready_times_lie_in_the_days_asked_for():
    drawn = generate(_city(), restricted=0.05, days=5, seed=3)
    assert all(0 <= (row.ready_at.date() - START).days < 5 for row in drawn.patients)
    assert all(0 <= (row.date - START).days < 5 for row in drawn.demand)


def test_newborns_follow_a_mother_of_the_list_with_her_origin_and_code():
    drawn = generate(_city(), restricted=0.1, days=14, seed=0)
    by_id = {row.patient_id: row for row in drawn.patients}
    linked = [row for row in drawn.patients if row.linked_patient_id]
    assert linked
    assert len({row.linked_patient_id for row in linked}) == len(linked)
    for row in linked:
        mother = by_id[row.linked_patient_id]
        assert (row.service_id, mother.service_id) == ("neonatal", "obstetrics")
        assert (row.origin_id, row.health_code, row.infection_status) == (
            mother.origin_id,
            mother.health_code,
            mother.infection_status,
        )
        assert row.ready_at >= mother.ready_at
        assert 1 not in (row.urgency, mother.urgency)


def test_beds_held_already_leave_most_of_a_unit_free():
    drawn = generate(_city(), restricted=0.1, days=14, seed=0)
    held = [row.current_unit_id for row in drawn.patients if row.current_unit_id]
    assert held
    assert all(held.count(unit_id) <= 10 for unit_id in held)
    assert all(row.ready_at.date() == START for row in drawn.patients if row.current_unit_id)


def test_code_changes_come_when_a_result_is_due():
    drawn = generate(_city(), restricted=0.1, days=14, seed=0)
    due = {row.patient_id: row.result_due_at for row in drawn.patients}
    assert drawn.code_changes
    assert all(due[row.patient_id] == row.at for row in drawn.code_changes)


def test_sealed_places_hold_at_most_a_quarter_of_the_restricted():
    shares = origin_shares(_city(), 0.03)
    assert sum(shares) == pytest.approx(1.0)
    assert shares[2] == pytest.approx(0.25)
    assert origin_shares(_city(), 0.10)[2] == pytest.approx(10_000 / 121_000)
    assert shares[0] == pytest.approx(3 * shares[1])


def test_a_city_of_sealed_places_only():
    city = _city(origins=_city().origins[2:])
    assert origin_shares(city, 0.03) == (1.0,)
    assert generate(city, restricted=1.0, days=7, seed=0).patients


def test_a_service_the_city_does_not_offer_brings_nobody():
    city = _city()
    city = replace(city, units=tuple(unit for unit in city.units if unit.service_id != "fever"))
    drawn = generate(city, restricted=0.1, days=14, seed=0)
    assert not [row for row in drawn.patients if row.service_id == "fever"]
    assert not [row for row in drawn.demand if row.service_id == "fever"]


def test_one_stress_day_in_every_week_begun():
    from random import Random

    assert [day // 7 for day in stress_days(17, Random(1))] == [0, 1, 2]
    assert stress_days(1, Random(1)) == (0,)


def test_every_wrong_figure_is_named_at_once():
    city = replace(_city(), origins=())
    with pytest.raises(BadInputError) as caught:
        generate(city, restricted=1.5, days=0, seed=0)
    assert [issue.code for issue in caught.value.issues] == ["restricted_range", "days_range", "no_people"]

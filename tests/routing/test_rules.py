"""Every rule between one patient and one unit: trivial, just inside, just outside."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from optimizer.data.tables.care import CannotAccept
from optimizer.data.tables.plan import DesignationRow
from optimizer.data.vocabulary import HealthCode, Infection, UnitStatus, WardKind
from optimizer.routing import rules
from optimizer.routing.people import Person
from optimizer.routing.places import Place
from tests.factories import day, service, unit
from tests.routing.town import instance_of, patient, town

BUFFER, ISOLATION, GENERAL = WardKind.BUFFER, WardKind.ISOLATION, WardKind.GENERAL
TOKENS = frozenset({"HBV", "HCV", "HIV", "TP"})


def pair(unit_changes: dict[str, Any] | None = None, **patient_changes: Any) -> tuple[Person, Place]:
    data = town([patient(**patient_changes)], [unit("U1", **(unit_changes or {}))], services=[service("general"), service("icu")])
    instance = instance_of(data)
    return instance.people[0], instance.places[0]


@pytest.mark.parametrize(
    ("offers", "urgency", "fits"),
    [({}, 3, True), ({"service_id": "icu"}, 3, False), ({"service_id": "icu", "capabilities": ("emergency",)}, 3, False),
     ({"service_id": "icu", "capabilities": ("emergency",)}, 1, True), ({"service_id": "icu"}, 1, False)],
)  # fmt: skip
def test_service_match(offers: dict[str, Any], urgency: int, fits: bool) -> None:
    assert rules.service_match(*pair(offers, urgency=urgency)) is fits


@pytest.mark.parametrize(
    ("infection", "kind", "fits"),
    [(Infection.NONE, GENERAL, True), (Infection.NONE, BUFFER, False), (Infection.UNTESTED, BUFFER, True),
     (Infection.CLOSE_CONTACT, ISOLATION, False), (Infection.ASYMPTOMATIC, ISOLATION, True)],
)  # fmt: skip
def test_ward_kind(infection: Infection, kind: WardKind, fits: bool) -> None:
    person, place = pair({"ward_kind": kind}, infection_status=infection)
    assert rules.ward_kind(person, place, range(3)) is fits


@pytest.mark.parametrize(
    ("infection", "kind", "fits"),
    [(Infection.NONE, BUFFER, True), (Infection.NONE, ISOLATION, False), (Infection.UNTESTED, GENERAL, False),
     (Infection.CONFIRMED, BUFFER, False), (Infection.CONFIRMED, ISOLATION, True)],
)  # fmt: skip
def test_ward_kind_of_an_emergency_buffer(infection: Infection, kind: WardKind, fits: bool) -> None:
    person, place = pair({"ward_kind": kind, "capabilities": ("emergency",)}, infection_status=infection, urgency=1)
    assert rules.ward_kind(person, place, range(3)) is fits


def test_licence() -> None:
    _, place = pair({"licences": ("obstetrics",)})
    assert rules.licence("", place)
    assert rules.licence("obstetrics", place)
    assert not rules.licence("dialysis", place)


@pytest.mark.parametrize(("needs", "fits"), [((), True), (("icu",), True), (("icu", "ecmo"), False)])
def test_capability(needs: tuple[str, ...], fits: bool) -> None:
    assert rules.capability(*pair({"capabilities": ("icu",)}, needs=needs)) is fits


@pytest.mark.parametrize(
    ("has", "able", "fits"),
    [((), (), True), (("none",), (), True), (("HBV",), ("HBV",), True), (("HBV",), (), False), ((), ("HBV",), False),
     (("HBV", "HCV"), ("HBV",), False), (("HBV",), ("HBV", "HCV"), True), ((), ("icu",), True)],
)  # fmt: skip
def test_bloodborne(has: tuple[str, ...], able: tuple[str, ...], fits: bool) -> None:
    person, place = pair({"capabilities": able}, bloodborne=has)
    assert rules.bloodborne(person, place, TOKENS) is fits


@pytest.mark.parametrize(("first", "last", "fits"), [(0, 6, True), (1, 3, True), (1, 2, False), (2, 3, False)])
def test_designated(first: int, last: int, fits: bool) -> None:
    data = town([patient(health_code=HealthCode.YELLOW)], [unit("U1", ward_kind=BUFFER)])
    row = DesignationRow(hospital_id="H1", service_id="general", ward_kind=BUFFER, from_=day(first), to=day(last))
    instance = instance_of(data, designation=(row,))
    assert rules.designated(instance.people[0], instance.places[0], range(1, 4), instance.ground) is fits


def test_designation_is_not_asked_of_the_life_threatened_nor_of_who_is_there() -> None:
    for changes in ({"urgency": 1}, {"current_unit_id": "U1"}):
        data = town([patient(health_code=HealthCode.YELLOW, **changes)], [unit("U1", ward_kind=BUFFER)])
        instance = instance_of(data, designation=())
        assert rules.designated(instance.people[0], instance.places[0], range(3), instance.ground)


@pytest.mark.parametrize(
    ("changes", "open_"),
    [({}, True), ({"occupied": 10}, True), ({"capacity": 0}, False), ({"status": UnitStatus.RESERVE}, False)],
)
def test_unit_open(changes: dict[str, Any], open_: bool) -> None:
    _, place = pair(changes)
    assert rules.unit_open(place, range(3)) is open_


def test_declined_and_pinned() -> None:
    assert rules.declined(*pair())
    assert not rules.declined(*pair(declined_unit_ids=("U1",)))
    assert rules.pinned(*pair())
    assert rules.pinned(*pair(pinned_unit_id="U1"))
    assert not rules.pinned(*pair(pinned_unit_id="U2"))


@pytest.mark.parametrize(
    ("ready_hour", "start", "accepts"),
    [(7, 0, True), (8, 0, False), (10, 0, False), (11, 0, True), (9, 1, True)],
)
def test_cannot_accept_asks_for_the_moment_of_admission(ready_hour: int, start: int, accepts: bool) -> None:
    notice = CannotAccept(unit_id="U1", reason_code="full", from_=dt.datetime.combine(day(0), dt.time(8)))  # two hours
    data = town([patient(ready=ready_hour / 24)], cannot_accept=[notice])
    instance = instance_of(data)
    assert rules.cannot_accept(instance.people[0], instance.places[0], start, instance.ground) is accepts

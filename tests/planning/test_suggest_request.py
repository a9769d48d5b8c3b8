"""From words to a patient: what is understood, and what a wrong word is answered with."""

from __future__ import annotations

import dataclasses
import datetime as dt

import pytest

from optimizer.core.errors import BadInputError
from optimizer.data.dataset import Dataset
from optimizer.data.tables.places import Origin
from optimizer.data.vocabulary import HealthCode, Infection
from optimizer.planning.suggest_request import Request, asked
from tests.factories import START, day, service
from tests.routing.town import patient, town, unit


def city() -> Dataset:
    data = town(
        [patient("P1")],
        [unit("U1", capabilities=("icu",))],
        services=(service("general"), service("dialysis", name_zh="血液透析", name_en="Dialysis")),
    )
    names = (
        ("O1", "酒泉路街道", "城关区"),
        ("O2", "西园街道", "七里河区"),
        ("O3", "中山街道", "城关区"),
        ("O4", "中山街道", "七里河区"),
    )
    return dataclasses.replace(
        data, origins=tuple(Origin(origin_id=o, name=n, district=d, lon=103.8, lat=36.0) for o, n, d in names)
    )


PLAIN = Request(service="dialysis", code="yellow", urgency="2", origin="酒泉路")


@pytest.mark.parametrize("word", ["dialysis", "血液透析", "Dialysis", " ＤＩＡＬＹＳＩＳ "])
def test_a_service_by_id_or_name(word: str) -> None:
    assert asked(city(), dataclasses.replace(PLAIN, service=word))[0].service_id == "dialysis"


@pytest.mark.parametrize("word", ["yellow", "黄码", "黄", "YELLOW"])
def test_a_code_in_either_language(word: str) -> None:
    assert asked(city(), dataclasses.replace(PLAIN, code=word))[0].health_code is HealthCode.YELLOW


@pytest.mark.parametrize(
    ("word", "means"), [("", Infection.NONE), ("密接", Infection.CLOSE_CONTACT), ("close_contact", Infection.CLOSE_CONTACT)]
)
def test_an_infection_status(word: str, means: Infection) -> None:
    assert asked(city(), dataclasses.replace(PLAIN, infection=word))[0].infection_status is means


@pytest.mark.parametrize(("word", "level"), [("1", 1), ("４", 4), ("Ⅱ", 2), ("Ⅲ级", 3), ("二级", 2)])
def test_urgency_as_a_dispatcher_writes_it(word: str, level: int) -> None:
    assert asked(city(), dataclasses.replace(PLAIN, urgency=word))[0].urgency == level


@pytest.mark.parametrize(
    ("word", "origin"), [("酒泉", "O1"), ("O2", "O2"), ("西园街道", "O2"), ("城关区中山街道", "O3"), ("七里河区 中山", "O4")]
)
def test_an_origin_by_name_or_part_of_it(word: str, origin: str) -> None:
    assert asked(city(), dataclasses.replace(PLAIN, origin=word))[0].origin_id == origin


@pytest.mark.parametrize("word", ["103.83,36.06", "103.83， 36.06", "１０３.83,36.06"])
def test_a_point(word: str) -> None:
    who, _ = asked(city(), dataclasses.replace(PLAIN, origin="", at=word))
    assert (who.lon, who.lat, who.origin_id) == (103.83, 36.06, None)


def test_a_moment_is_when_the_patient_is_ready() -> None:
    who, moment = asked(city(), dataclasses.replace(PLAIN, now="2022-03-23 14:30"))
    assert who.ready_at == moment == dt.datetime.combine(day(2), dt.time(14, 30))
    assert asked(city(), PLAIN)[0].ready_at == dt.datetime.combine(START, dt.time())


def test_a_listed_patient_is_the_row_of_the_table() -> None:
    assert asked(city(), Request(patient="P1"))[0] == city().patients[0]


def test_needs_and_bloodborne_are_lists() -> None:
    able = dataclasses.replace(city(), units=(unit("U1", capabilities=("icu", "ct")),))
    who, _ = asked(able, dataclasses.replace(PLAIN, needs="icu;ct", bloodborne="乙肝"))
    assert (who.needs, who.bloodborne) == (("icu", "ct"), ("HBV",))


@pytest.mark.parametrize(
    ("change", "column", "listed"),
    [
        ({"service": "surgery"}, "--service", ("general", "dialysis")),
        ({"service": ""}, "--service", ("general",)),
        ({"code": "blue"}, "--code", ("green", "yellow")),
        ({"code": ""}, "--code", ("red",)),
        ({"infection": "flu"}, "--infection", ("close_contact",)),
        ({"urgency": "5"}, "--urgency", ("1", "4")),
        ({"urgency": ""}, "--urgency", ("1", "4")),
        ({"origin": "中山街道"}, "--origin", ("中山街道", "(O3)", "七里河区", "(O4)")),
        ({"origin": "街道"}, "--origin", ("O1", "O4")),
        ({"origin": "nowhere"}, "--origin", ("城关区", "七里河区")),
        ({"needs": "icuu"}, "--needs", ("icu",)),
        ({"bloodborne": "HBVV"}, "--bloodborne", ("HBV", "HCV")),
        ({"origin": ""}, "--origin", ("--at",)),
        ({"at": "103.8,36.0"}, "--origin", ("--at",)),
        ({"origin": "", "at": "36.06,103.83"}, "--at", ("103.83,36.06",)),
        ({"origin": "", "at": "here"}, "--at", ("103.83,36.06",)),
        ({"now": "later"}, "--now", ("2022-03-21 14:30",)),
    ],
)
def test_a_wrong_word_is_named_with_what_is_allowed(change: dict[str, str], column: str, listed: tuple[str, ...]) -> None:
    with pytest.raises(BadInputError) as caught:
        asked(city(), dataclasses.replace(PLAIN, **change))
    (issue,) = caught.value.issues
    assert issue.table == column
    for lang in ("en", "zh"):
        assert all(word in issue.describe(lang) for word in listed)


@pytest.mark.parametrize(("field", "zh", "en"), [("service", "血液透析", "Dialysis"), ("code", "黄码", "yellow")])
def test_words_allowed_are_told_in_the_language_of_the_reader(field: str, zh: str, en: str) -> None:
    with pytest.raises(BadInputError) as caught:
        asked(city(), dataclasses.replace(PLAIN, **{field: "blue"}))
    [issue] = caught.value.issues
    assert zh in issue.describe("zh")
    assert en in issue.describe("en")
    assert zh not in issue.describe("en")


@pytest.mark.parametrize(
    ("request_", "code"),
    [(Request(patient="P9"), "unknown_patient"), (Request(patient="P1", service="general"), "patient_and_more")],
)
def test_a_wrong_patient(request_: Request, code: str) -> None:
    with pytest.raises(BadInputError) as caught:
        asked(city(), request_)
    assert [issue.code for issue in caught.value.issues] == [code]


def test_all_faults_at_once() -> None:
    with pytest.raises(BadInputError) as caught:
        asked(city(), Request())
    assert [issue.table for issue in caught.value.issues] == ["--service", "--code", "--urgency", "--origin"]

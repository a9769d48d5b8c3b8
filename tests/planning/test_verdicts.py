"""One reason per patient and unit: each code true where it is said, and not a step further."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from optimizer.core.text import LANGS
from optimizer.data.tables.care import CannotAccept
from optimizer.data.vocabulary import HealthCode, UnitStatus, WardKind
from optimizer.planning.refusals import no_reason
from optimizer.planning.verdict_texts import VERDICTS
from optimizer.planning.verdicts import Verdict, Verdicts
from tests.factories import START, service
from tests.planning.town import tables_of
from tests.routing.town import dialysis, patient, town, unit

NOON = dt.datetime.combine(START, dt.time(12))


def said(who: Any, here: Any, *others: Any, **changes: Any) -> Verdict:
    """The verdict on one unit; it reads well in both languages."""
    stays, plan = changes.pop("stays", None), changes.pop("plan", {})
    data = town([who, *changes.pop("people", ())], [here, *others], **changes)
    found = Verdicts.of(data, tables_of(data, stays, **plan)).verdict(who.patient_id, here.unit_id)
    assert all("{" not in found.describe(lang) for lang in LANGS)
    return found


@pytest.mark.parametrize(
    ("code", "who", "here", "more"),
    [
        ("service", {}, {"service_id": "icu"}, {"services": (service("general"), service("icu"))}),
        ("licence", {}, {}, {"services": (service("general", licence="L"),)}),
        ("capability", {"needs": ("icu",)}, {"capabilities": ("ct",)}, {}),
        ("bloodborne", {"bloodborne": ("HBV",)}, {}, {}),
        ("bloodborne_only", {}, {"capabilities": ("HBV",)}, {}),
        ("ward_kind", {"health_code": HealthCode.RED}, {}, {}),
        ("closed", {}, {"status": UnitStatus.CLOSED}, {}),
        ("declined", {"declined_unit_ids": ("U1",)}, {}, {}),
        ("pinned", {"pinned_unit_id": "U2"}, {}, {}),
        ("not_designated", {"health_code": HealthCode.RED}, {"ward_kind": WardKind.BUFFER}, {"plan": {"designation": ()}}),
        ("no_places", {}, {"capacity": 3, "occupied": 3}, {}),
        ("after_horizon", {"ready": 7}, {}, {}),
        ("free", {}, {}, {}),
        ("chosen", {}, {}, {"stays": {"P1": ("U1", 0, 0)}}),
    ],
)
def test_the_binding_reason(code: str, who: dict[str, Any], here: dict[str, Any], more: dict[str, Any]) -> None:
    found = said(patient(**who), unit("U1", **here), unit("U2", hospital_id="H2"), **more)
    assert found.code == code
    assert found.possible == (code in {"free", "chosen"})


def test_a_session_is_not_for_the_life_threatened_while_there_is_a_bed() -> None:
    here = unit("U1", service_id="dialysis", shifts_per_day=1)
    buffer = unit("U2", hospital_id="H2", capabilities=("emergency",))
    who = patient(service_id="dialysis", urgency=1)
    assert said(who, here, buffer, services=(dialysis(), service("general"))).code == "emergency_first"
    assert said(who, here, services=(dialysis(),)).code == "free"


def test_a_refusal_says_why_and_until_when() -> None:
    notice = CannotAccept(unit_id="U1", reason_code="ct_fault", from_=NOON, until=NOON + dt.timedelta(days=20))
    found = said(patient(ready=0.5), unit("U1"), unit("U2", hospital_id="H2"), cannot_accept=(notice,))
    assert found.code == "cannot_accept"
    assert found.params["reason"] == "ct fault"
    assert found.params["until"] == "04-10 12:00"


def test_a_refusal_that_ends_in_time_is_no_obstacle() -> None:
    notice = CannotAccept(unit_id="U1", reason_code="ct_fault", from_=NOON)
    assert said(patient(ready=0.5), unit("U1"), cannot_accept=(notice,)).params["date"] == "2022-03-22"


def test_full_says_on_which_days_and_by_whom() -> None:
    others = [patient("P2", stay_days=7), patient("P3", stay_days=7)]
    stays = {"P2": ("U1", 0, 6), "P3": ("U2", 0, 6)}
    found = said(patient(), unit("U1", capacity=1), unit("U2", hospital_id="H2"), people=others, stays=stays)
    assert found.code == "full"
    assert found.params["days"] == "03-21..03-25"
    assert found.params["patients"] == ("P2",)


@pytest.mark.parametrize(("beds", "code"), [(1, "full_urgent"), (2, "free")])
def test_a_bed_of_the_life_threatened_is_not_free(beds: int, code: str) -> None:
    others = [patient("P2", urgency=1, stay_days=7)]
    here = unit("U1", capacity=beds, capabilities=("emergency",))
    found = said(patient(), here, people=others, stays={"P2": ("U1", 0, 6)})
    assert found.code == code
    assert not found.possible or code == "free"
    if code == "full_urgent":
        assert found.params["patients"] == ("P2",)
        assert found.params["days"] == "03-21"


def test_one_bed_more_and_it_is_not_full() -> None:
    found = said(patient(), unit("U1", capacity=2), people=[patient("P2", stay_days=7)], stays={"P2": ("U1", 0, 6)})
    assert found.code == "free"


def test_worse_by_how_many_minutes() -> None:
    found = said(patient(), unit("U2", hospital_id="H2"), unit("U1"), stays={"P1": ("U1", 0, 0)})
    assert (found.code, found.params["minutes"], found.params["name"]) == ("worse", 10, "travel_weighted_min")


def test_beyond_the_limit_by_how_many_minutes() -> None:
    limit = (service("general", max_travel_min=15.0),)
    found = said(patient(), unit("U2", hospital_id="H2"), unit("U1"), stays={"P1": ("U1", 0, 0)}, services=limit)
    assert (found.code, found.params["over"]) == ("beyond_limit", 5)


def test_better_is_said_where_the_plan_is_not_the_best() -> None:
    found = said(patient(), unit("U1"), unit("U2", hospital_id="H2"), stays={"P1": ("U2", 0, 0)})
    assert (found.code, found.params["minutes"]) == ("better", -10)


def test_equal_is_said_where_nothing_differs() -> None:
    two = unit("U2", hospital_id="H1")
    assert said(patient(), two, unit("U1"), stays={"P1": ("U1", 0, 0)}).code == "equal"


def test_linked_patients_keep_each_other_at_their_hospital() -> None:
    child = patient("P2", linked_patient_id="P1")
    stays = {"P1": ("U1", 0, 0), "P2": ("U1", 0, 0)}
    found = said(patient(), unit("U2", hospital_id="H2"), unit("U1"), people=[child], stays=stays)
    assert (found.code, found.params["who"]) == ("linked", "P2")


def test_buildings_of_confirmed_cases() -> None:
    ill = patient("P2", health_code=HealthCode.RED, infection_status="confirmed", stay_days=7)
    isolation = unit("U2", ward_kind=WardKind.ISOLATION, building_id="B")
    found = said(patient(), unit("U1", building_id="B"), isolation, people=[ill], stays={"P2": ("U2", 0, 6)})
    assert found.code == "building"


def test_asking_changes_nothing() -> None:
    data = town([patient("P1"), patient("P2")], [unit("U1", capacity=1), unit("U2", hospital_id="H2")])
    verdicts = Verdicts.of(data, tables_of(data, {"P1": ("U1", 0, 0), "P2": ("U2", 0, 0)}))
    before = verdicts.standing.ledger.vector
    assert {one.code for who in ("P1", "P2") for one in verdicts.of_patient(who)} == {"chosen", "better", "worse"}
    assert verdicts.standing.ledger.vector == before


def test_both_languages_ask_for_the_same_figures() -> None:
    assert all(text.en.count("{") == text.zh.count("{") for text in VERDICTS.values())


@pytest.mark.parametrize(
    ("code", "void"),
    [
        ("no_test", True),
        ("no PCR result", True),
        ("缺核酸", True),
        ("yellow_code", True),
        ("无健康码", True),
        ("not_registered_here", True),
        ("外地户籍", True),
        ("unpaid", True),
        ("no_insurance", True),
        ("ct_fault", False),
        ("pcr_machine_down", False),
        ("检测设备故障", False),
        ("code_blue", False),
        ("latest_shift_full", False),
        ("staff_quarantined", False),
    ],
)
def test_lack_of_test_code_registration_or_payment_is_no_reason(code: str, void: bool) -> None:
    assert (no_reason(CannotAccept(unit_id="U1", reason_code=code, from_=NOON)) is not None) == void

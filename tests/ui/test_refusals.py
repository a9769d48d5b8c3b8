"""Cannot accept: reported with reason and end, heeded by the desk at once, and planned with as a job."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from streamlit.testing.v1 import AppTest

from optimizer.core.text import LANGS, Lang
from optimizer.data.planfolder import PlanRecord, write_plan
from optimizer.data.reading import read_dataset
from optimizer.data.refusals import is_a_reason
from optimizer.planning.refusals import refusals_of
from optimizer.report.summary import summarize
from optimizer.store import STORE_VARIABLE, Step, Store
from optimizer.ui import alerts_texts, texts
from optimizer.ui.attention import alerts
from optimizer.ui.dispatch import reasons, refusals
from optimizer.ui.dispatch import reported as refusals_reported
from optimizer.ui.language import plain
from optimizer.ui.places import PLAN_VARIABLE
from tests.ui.conftest import open_page, words
from tests.ui.town import planned_town


@pytest.fixture(scope="module")
def town() -> PlanRecord:
    return planned_town()


@pytest.fixture(scope="module")
def folder(town: PlanRecord, tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("refusals") / "plan"
    write_plan(made, town, {})
    return made


@pytest.fixture(autouse=True)
def place(folder: Path, runs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv(PLAN_VARIABLE, str(folder))
    monkeypatch.setenv(STORE_VARIABLE, str(tmp_path / "store.sqlite3"))
    return str(tmp_path / "store.sqlite3")


def page(lang: Lang) -> AppTest:
    app = open_page("routing", lang, routing_part="refusals", desk_by="Desk 2")
    assert not app.exception
    return app


def report(app: AppTest, lang: Lang, unit_id: str, reason: str, hours: float) -> AppTest:
    assert app.number_input(key="refusal_hours").value == 2
    app.number_input(key="refusal_hours").set_value(hours)
    app.selectbox(key=f"refusal_unit_{lang}").set_value(unit_id)
    app.selectbox(key=f"refusal_reason_{lang}").set_value(reason).run()
    app.button(key="refusal_report").click().run()
    assert not app.exception
    return app


@pytest.mark.parametrize("lang", LANGS)
def test_a_notice_is_listed_and_planned_with(
    town: PlanRecord, folder: Path, place: str, runs: Path, monkeypatch: pytest.MonkeyPatch, lang: Lang
) -> None:
    started: list[Any] = []
    monkeypatch.setattr("optimizer.ui.whatif.start_job", lambda *args, **kwargs: started.append((args, kwargs)))
    app = page(lang)
    assert list(app.dataframe[0].value[texts.UNIT.to(lang)]) == ["U08"]
    row = next(row for row in town.tables.placements if row.patient_id == "P02")
    report(app, lang, row.unit_id, "power_cut", 36)
    assert list(app.dataframe[0].value[texts.UNIT.to(lang)]) == [row.unit_id, "U08"]
    assert refusals.SINCE.to(lang) in list(app.dataframe[0].value[refusals.HEEDED.to(lang)])
    assert row.patient_id in words(app)
    app.button(key="refusal_again").click().run()
    assert not app.exception
    assert f"## {texts.RUNS.to(lang)}" in words(app)
    [((arguments, job), about)] = started
    assert job.parent == runs / "jobs"
    assert arguments[2:6] == ["--out", str(job / "plan"), "--previous", str(folder.resolve())]
    assert arguments[-2:] == ["--only", "routing"]
    told = read_dataset(arguments[1]).cannot_accept
    assert [(one.unit_id, one.by) for one in told][1:] == [(row.unit_id, "Desk 2")]
    assert told[1].until is not None
    assert (told[1].until - told[1].from_).total_seconds() == 36 * 3600
    assert row.unit_id in about["about"]["changes"][lang][0]
    with Store.open(place) as store:
        assert [row.what for row in store.audit()] == ["refusal.reported"]


def test_the_desk_offers_the_unit_no_more(town: PlanRecord) -> None:
    app = page("en")
    row = next(row for row in town.tables.placements if row.patient_id == "P04")
    report(app, "en", row.unit_id, "site_sealed", 168)
    app.segmented_control(key="routing_part_en").set_value("desk").run()
    box = next(box for box in app.selectbox if str(box.key).startswith("desk_patient_"))
    box.set_value("P04").run()
    assert not app.exception
    assert f"desk_hold_{row.unit_id}" not in [button.key for button in app.button]
    assert "cannot accept until" in words(app)


def test_today_tells_of_a_notice_and_leads_to_it_from_whatever_part_was_open(town: PlanRecord) -> None:
    app = page("en")
    row = next(row for row in town.tables.placements if row.patient_id == "P04")
    report(app, "en", row.unit_id, "site_sealed", 168)
    app.segmented_control(key="routing_part_en").set_value("desk").run()
    app.switch_page("screens/today.py").run()
    said = plain(alerts_texts.REPORTED.to("en", count=1))
    number = [alert.text for alert in alerts(town, summarize(town), 1)].index(alerts_texts.REPORTED)
    assert said in words(app)
    app.button(key=f"today_alert_{number}").click().run()
    assert not app.exception
    assert app.button(key="refusal_report")


def test_no_reason_is_said_to_be_none_and_a_notice_is_taken_back(place: str) -> None:
    app = page("zh")
    unit_id = app.selectbox(key="refusal_unit_zh").value
    app.selectbox(key="refusal_reason_zh").set_value("").run()
    app.text_input(key="refusal_words").set_value("无核酸").run()
    assert refusals.NOT_A_REASON.zh in words(app)
    app.button(key="refusal_report").click().run()
    assert any("不是理由" in said for said in app.dataframe[0].value[refusals.HEEDED.zh])
    app.button(key="refusal_back_1").click().run()
    assert len(app.dataframe[0].value) == 1
    assert refusals.TAKEN_BACK.zh.format(unit=unit_id) in words(app)
    with Store.open(place) as store:
        assert [row.what for row in store.audit()] == ["refusal.reported", "refusal.taken_back"]
        assert "核酸" not in repr(store.audit())


def test_every_desk_sees_a_notice_and_one_takes_it_back(town: PlanRecord) -> None:
    row = next(row for row in town.tables.placements if row.patient_id == "P02")
    report(page("en"), "en", row.unit_id, "power_cut", 36)
    other = page("zh")  # another session
    assert list(other.dataframe[0].value[texts.UNIT.zh]) == [row.unit_id, "U08"]
    assert other.dataframe[0].value[refusals.REPORTED_BY.zh].iloc[0] == "Desk 2"
    other.button(key="refusal_back_1").click().run()
    assert list(page("en").dataframe[0].value[texts.UNIT.en]) == ["U08"]


def test_a_notice_that_is_in_the_plan_is_listed_once(town: PlanRecord, place: str) -> None:
    data = town.dataset
    [one] = refusals_of(data)
    zone = ZoneInfo(data.horizon.time_zone)
    begins, ends = (moment.replace(tzinfo=zone) for moment in (one.from_, one.until))
    with Store.open(place) as store:
        store.refusals.report(one.unit_id, one.reason_code, one.by, begins, ends)
        store.refusals.report("U99", "power_cut", "Desk 3", begins, ends)  # of another city
    assert list(page("en").dataframe[0].value[texts.UNIT.en]) == ["U08"]


def test_every_reason_offered_is_one() -> None:
    assert all(is_a_reason(code) for code in reasons.REASONS if code)


def test_whom_the_desk_placed_stays_when_routing_is_planned_again(
    town: PlanRecord, folder: Path, place: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    started: list[Any] = []
    monkeypatch.setattr("optimizer.ui.whatif.start_job", lambda *args, **kwargs: started.append((args, kwargs)))
    row = next(row for row in town.tables.placements if row.patient_id == "P04")
    with Store.open(place) as store:
        plan_id = store.plans.register(folder, "张").plan_id
        store.plans.review(plan_id, "李")
        store.plans.issue(plan_id, "王")
        for patient_id, days in (("P04", ()), ("N-17", (row.from_,))):
            store.placements.hold(plan_id, patient_id, row.unit_id, "desk", days)
            store.placements.take(Step.ACCEPTED, plan_id, patient_id, row.unit_id, "desk")
        store.placements.hold(
            plan_id, "P02", next(one.unit_id for one in town.tables.placements if one.patient_id == "P02"), "desk"
        )
    report(page("en"), "en", row.unit_id, "power_cut", 36).button(key="refusal_again").click().run()
    [((arguments, _), about)] = started
    left = read_dataset(arguments[1])
    assert left.patient["P04"].placement_state == "accepted"
    assert left.patient["P02"].placement_state is None
    assert [(one.unit_id, one.delta) for one in left.capacity_changes if one.delta == -1 and one.from_ == row.from_] == [
        (row.unit_id, -1)
    ]
    assert refusals_reported.KEPT.en.format(count=2) in about["about"]["changes"]["en"]

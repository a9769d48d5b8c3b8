"""The routing page: who is placed and why there, and who is not and what would help."""

from __future__ import annotations

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from optimizer.core.text import LANGS, Lang
from optimizer.data.planfolder import PlanRecord, write_plan
from optimizer.report.summary import summarize
from optimizer.ui import texts
from optimizer.ui.attention import alerts
from optimizer.ui.dispatch import not_placed, why_here
from optimizer.ui.places import PLAN_VARIABLE
from tests.ui.conftest import open_page, words
from tests.ui.town import planned_town


@pytest.fixture(scope="module")
def town() -> PlanRecord:
    return planned_town()


@pytest.fixture(scope="module")
def folder(town: PlanRecord, tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("town") / "plan"
    write_plan(made, town, {})
    return made


@pytest.fixture(autouse=True)
def shown(folder: Path, runs: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(PLAN_VARIABLE, str(folder))


@pytest.mark.parametrize("lang", LANGS)
def test_a_patient_with_a_place_is_explained(town: PlanRecord, lang: Lang) -> None:
    app = open_page("routing", lang)
    assert not app.exception
    row = next(row for row in town.tables.placements if row.patient_id == "P04")
    app.selectbox(key="why_patient").set_value("P04").run()
    assert not app.exception
    assert why_here.WHY.to(lang) in words(app)
    units = app.dataframe[1].value
    assert units.iloc[0][texts.UNIT.to(lang)] == row.unit_id
    assert units.iloc[0][why_here.POSSIBLE.to(lang)] == why_here.CHOSEN.to(lang)
    assert all(units[why_here.SAID.to(lang)])


def without_place(town: PlanRecord) -> set[str]:
    return {row.patient_id for row in town.tables.unplaced}


@pytest.mark.parametrize("lang", LANGS)
def test_who_has_no_place_is_told_with_what_would_help(town: PlanRecord, lang: Lang) -> None:
    app = open_page("routing", lang, routing_part="unplaced")
    assert not app.exception
    missing = without_place(town)
    assert missing
    assert set(app.dataframe[0].value[texts.PATIENT.to(lang)]) == missing
    said = words(app)
    assert not_placed.HELPS.to(lang) in said
    assert "U07" in said
    app.button(key="not_placed_work_out").click().run()
    assert not app.exception
    assert not_placed.BEDS_HOW.to(lang) in words(app)


def test_the_part_chosen_survives_the_language(town: PlanRecord) -> None:
    app = open_page("routing", "en", routing_part="unplaced")
    app.sidebar.radio(key="lang").set_value("zh").run()
    assert not app.exception
    assert not_placed.HELPS.zh in words(app)


def test_one_without_a_place_is_explained_with_the_repairs(town: PlanRecord) -> None:
    who = min(without_place(town))
    app: AppTest = open_page("routing", "zh", why_patient=who)
    assert not app.exception
    said = words(app)
    assert "待落实：" in said
    assert "U07" in said


def test_the_first_page_leads_to_who_has_no_place(town: PlanRecord) -> None:
    lines = alerts(town, summarize(town))
    number = next(number for number, alert in enumerate(lines) if alert.part == "unplaced")
    app = open_page("today", "en").button(key=f"today_alert_{number}").click().run()
    assert not app.exception
    assert not_placed.HELPS.en in words(app)


def test_a_repair_is_tried_under_what_if(town: PlanRecord) -> None:
    app = open_page("routing", "en", routing_part="unplaced")
    app.button(key="not_placed_try_0_1").click().run()
    assert not app.exception
    said = words(app)
    assert f"## {texts.WHATIF.en}" in said
    assert "U07" in said
    assert "places more" in said

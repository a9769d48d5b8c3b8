"""Every page in both languages: it opens, speaks one language, and carries the marks of its plan."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from optimizer.core.text import DISCLAIMER, ILLUSTRATIVE, LANGS, Lang
from optimizer.data.planfolder import PlanRecord, write_plan
from optimizer.ui import frame, texts
from optimizer.ui.places import PLAN_VARIABLE
from optimizer.ui.screens import today
from tests.ui.conftest import Open, open_page, words

PAGES = {
    "today": texts.TODAY,
    "designation": texts.DESIGNATION,
    "routing": texts.ROUTING,
    "rota": texts.ROTA,
    "supplies": texts.SUPPLIES,
    "data": texts.DATA,
    "whatif": texts.WHATIF,
    "runs": texts.RUNS,
    "compare": texts.COMPARE,
}
CHINESE = re.compile(r"[\u4e00-\u9fff]")


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("page", PAGES)
def test_page_opens_in_both_languages_with_its_marks(open_app: Open, page: str, lang: Lang) -> None:
    app = open_app(page, lang)
    assert not app.exception
    assert f"## {PAGES[page].to(lang)}" in [element.value for element in app.markdown]
    marks = next(element.value for element in app.markdown if DISCLAIMER.to(lang) in element.value)
    assert ILLUSTRATIVE.to(lang) in marks


@pytest.mark.parametrize("page", [page for page in PAGES if page != "today"])
def test_english_page_has_no_chinese_of_its_own(open_app: Open, plan: PlanRecord, page: str) -> None:
    said = words(open_app(page, "en"))
    for row in plan.dataset.shift_types:  # the name of a shift is the office's own
        said = said.replace(row.name, "")
    assert not CHINESE.search(said), said


def test_language_picker_changes_the_page(open_app: Open) -> None:
    app = open_app("today", "zh")
    app.sidebar.radio(key="lang").set_value("en").run()
    assert "## Today" in [element.value for element in app.markdown]


def test_without_a_plan_the_first_page_says_how_to_get_one(runs: Path) -> None:
    app = open_page("today", "zh")
    assert not app.exception
    assert texts.NO_PLAN_TITLE.zh in words(app)
    assert texts.NO_PLAN_BUTTON.zh in [button.label for button in app.button]
    assert DISCLAIMER.zh in words(app)


def test_changed_plan_is_not_shown(plan: PlanRecord, runs: Path) -> None:
    folder = runs / "demo"
    write_plan(folder, plan, {})
    with (folder / "placements.csv").open("a") as stream:
        stream.write("\n")
    app = open_page("today", "en")
    assert "placements.csv" in app.error[0].value
    assert not app.metric


def test_overview_shows_key_figures_and_what_needs_attention(open_app: Open, plan: PlanRecord) -> None:
    app = open_app("today", "en")
    figures = {metric.label: metric.value for metric in app.metric}
    assert figures[today.PLACED.en] == str(len(plan.tables.placements))
    assert figures[today.UNPLACED.en] == str(len(plan.tables.unplaced))
    assert "below the reserve" in words(app)
    app.toggle(key="map_flows").set_value(True).run()
    app.radio(key="map_central").set_value(False).run()
    assert not app.exception


def test_placements_are_searched_and_filtered(open_app: Open, plan: PlanRecord) -> None:
    app = open_app("routing", "zh")
    everybody = len(plan.tables.placements)
    assert len(app.dataframe[0].value) == everybody
    patient_id = plan.tables.placements[3].patient_id
    app.text_input(key="placed_word").set_value(patient_id.lower()).run()
    assert list(app.dataframe[0].value[texts.PATIENT.zh]) == [patient_id]
    app.text_input(key="placed_word").set_value("").run()
    app.selectbox(key="placed_urgency_zh").set_value("Ⅰ").run()
    assert set(app.dataframe[0].value[texts.URGENCY.zh]) == {"Ⅰ"}


def test_demo_button_starts_a_job(runs: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    started = []
    monkeypatch.setattr("optimizer.ui.whatif.start_job", lambda *args, **kwargs: started.append(args))
    app: AppTest = open_page("today", "en")
    app.button[0].click().run()
    assert started[0][0] == ["plan", "example:lanzhou", "--out", str(runs / "demo"), "--lang", "en"]


def test_the_first_plan_is_read_before_anybody_asks_and_a_broken_one_is_left_to_its_page(
    plan_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(PLAN_VARIABLE, str(plan_folder))
    frame.load_first()
    broken = tmp_path / "broken"
    shutil.copytree(plan_folder, broken)
    (broken / "placements.csv").write_text("nonsense\n", encoding="utf-8")
    for folder in (broken, tmp_path / "nothing"):
        monkeypatch.setenv(PLAN_VARIABLE, str(folder))
        frame.load_first()

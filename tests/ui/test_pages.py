"""Every page in both languages: it opens, speaks one language, and carries the marks of its plan."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from optimizer.core.text import DISCLAIMER, ILLUSTRATIVE, LANGS, Lang
from optimizer.data.planfolder import PlanRecord, write_plan
from optimizer.jobs.job import Job, list_jobs, start_job
from optimizer.ui import texts
from optimizer.ui.screens import compare, today
from optimizer.ui.screens import runs as runs_page
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


SCRIPT = """
import sys, json, time
def tell(**sign): print(json.dumps(sign), file=sys.stderr, flush=True)
tell(step="designation", stage="uncovered", value=12, bound=0, seconds=0.1)
tell(step="routing", stage="wait_days", value=80, bound=71.5, seconds=1)
if "slow" in sys.argv: time.sleep(600)
if "bad" in sys.argv:
    print("units.capacity is no number", file=sys.stderr)
    sys.exit(2)
"""


def fake_job(runs: Path, name: str, *arguments: str, **about: object) -> Job:
    script = runs / "fake.py"
    script.parent.mkdir(parents=True, exist_ok=True)
    script.write_text(SCRIPT, encoding="utf-8")
    return start_job(
        arguments, runs / "jobs" / name, about={"title": {"en": name, "zh": name}, **about}, program=(sys.executable, str(script))
    )


@pytest.mark.parametrize("lang", LANGS)
def test_run_shows_progress_and_stops(open_app: Open, runs: Path, lang: Lang) -> None:
    job = fake_job(runs, "a", "slow")
    while len(job.progress()) < 2:
        assert not job.status().state.ended
    app = open_app("runs", lang)
    said = words(app)
    assert texts.STATES["running"].to(lang) in said  # type: ignore[index]
    assert "71.5" in said
    app.button(key="run_stop").click().run()
    assert not app.exception
    assert job.status().state == "stopped"
    assert texts.STATES["stopped"].to(lang) in words(app)  # type: ignore[index]


def test_run_tells_why_a_job_failed(open_app: Open, runs: Path) -> None:
    fake_job(runs, "a", "bad").wait(20)
    app = open_app("runs", "zh")
    assert texts.EXIT_CODES[2].zh in app.error[0].value
    assert "units.capacity is no number" in app.code[0].value


def finished(runs: Path, plan: PlanRecord, base: Path) -> Path:
    out = runs / "jobs" / "a" / "plan"
    job = fake_job(
        runs, "a", "--out", str(out), base=str(base), changes={"en": ["U001 Capacity 12 → 3"], "zh": ["U001 开放床位 12 → 3"]}
    )
    job.wait(20)
    write_plan(out, plan, {})
    return out


def moved_plan(plan: PlanRecord) -> PlanRecord:
    from dataclasses import replace

    first, *rest = plan.tables.placements
    elsewhere = next(unit.unit_id for unit in plan.dataset.units if unit.unit_id != first.unit_id)
    return replace(plan, tables=replace(plan.tables, placements=(replace(first, unit_id=elsewhere), *rest[1:])))


def test_finished_job_is_opened_and_compared(open_app: Open, runs: Path, plan: PlanRecord, plan_folder: Path) -> None:
    out = finished(runs, moved_plan(plan), plan_folder)
    app = open_app("runs", "en")
    assert texts.EXIT_CODES[0].en in app.success[0].value
    assert list_jobs(runs / "jobs")[0].out == out
    app.button(key="run_compare").click().run()
    assert f"## {texts.COMPARE.en}" in words(app)
    assert app.selectbox(key="compare_before").value == str(plan_folder)
    assert app.selectbox(key="compare_after").value == str(out)
    assert "U001 Capacity 12 → 3" in words(app)
    moved = app.dataframe[2].value
    assert len(moved) == 2
    assert compare.MOVED.to("en", count=2) in [tab.label for tab in app.tabs]


def test_finished_plan_can_be_the_one_shown(open_app: Open, runs: Path, plan: PlanRecord, plan_folder: Path) -> None:
    out = finished(runs, moved_plan(plan), plan_folder)
    app = open_app("runs", "en")
    app.button(key="run_open").click().run()
    assert app.session_state["plan"] == str(out)
    assert runs_page.OPEN.en in words(app)


def test_demo_button_starts_a_job(runs: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    started = []
    monkeypatch.setattr("optimizer.ui.whatif.start_job", lambda *args, **kwargs: started.append(args))
    app: AppTest = open_page("today", "en")
    app.button[0].click().run()
    assert started[0][0] == ["plan", "example:lanzhou", "--out", str(runs / "demo"), "--lang", "en"]

"""The page of the runs: a job watched with its curve, stopped in two ways, and a plan from draft to issue."""

from __future__ import annotations

import io
import sys
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from optimizer.core.text import LANGS, Lang
from optimizer.data.planfolder import PlanRecord, changed_files, write_plan
from optimizer.jobs.job import Job, list_jobs, start_job
from optimizer.store import STORE_VARIABLE
from optimizer.ui import texts
from optimizer.ui.dispatch import sign_plan
from optimizer.ui.runs import plan_book
from optimizer.ui.runs import watch as watching
from optimizer.ui.runs.take_along import packed
from optimizer.ui.screens import compare
from optimizer.ui.screens import runs as runs_page
from tests.ui.conftest import Open, open_page, words
from tests.ui.town import planned_town

SCRIPT = """
import os, sys, json, time
def tell(**sign): print(json.dumps(sign), file=sys.stderr, flush=True)
tell(step="designation", stage="uncovered", value=12, bound=0, seconds=0.1)
tell(step="routing", stage="wait_days", value=80, bound=71.5, seconds=1)
if "slow" in sys.argv: time.sleep(600)
if "keeps" in sys.argv:
    while not os.path.exists(os.environ["HOSPITAL_OPTIMIZER_STOP_FILE"]): time.sleep(0.05)
    sys.exit(4)
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
    first, *rest = plan.tables.placements
    elsewhere = next(unit.unit_id for unit in plan.dataset.units if unit.unit_id != first.unit_id)
    return replace(plan, tables=replace(plan.tables, placements=(replace(first, unit_id=elsewhere), *rest[1:])))


@pytest.mark.parametrize("page", ["runs", "compare"])
@pytest.mark.parametrize("target", ["data", "whatif"])
def test_a_page_with_nothing_to_show_leads_to_what_makes_something(open_app: Open, page: str, target: str) -> None:
    app = open_app(page, "en")
    app.button(key=f"to_{target}").click().run()
    assert not app.exception
    assert f"## {texts.DATA.en if target == 'data' else texts.WHATIF.en}" in [one.value for one in app.markdown]


def test_finished_job_is_opened_and_compared(open_app: Open, runs: Path, plan: PlanRecord, plan_folder: Path) -> None:
    out = finished(runs, moved_plan(plan), plan_folder)
    app = open_app("runs", "en")
    assert texts.EXIT_CODES[0].en in app.success[0].value
    assert list_jobs(runs / "jobs")[0].out == out
    app.button(key="run_compare").click().run()
    assert f"## {texts.COMPARE.en}" in words(app)
    assert app.session_state["compare_before"] == str(plan_folder)
    assert app.session_state["compare_after"] == str(out)
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


@pytest.mark.parametrize("lang", LANGS)
def test_a_stop_that_keeps_the_best_is_asked_of_the_command(open_app: Open, runs: Path, lang: Lang) -> None:
    job = fake_job(runs, "a", "keeps")
    while len(job.progress()) < 2:
        assert not job.status().state.ended
    app = open_app("runs", lang)
    app.button(key="run_keep").click().run()
    assert not app.exception
    assert job.keeps_best
    assert job.wait(20).exit_code == 4
    app.run()
    assert texts.EXIT_CODES[4].to(lang) in words(app)


def test_the_curve_follows_the_goal_worked_on_or_one_chosen(open_app: Open, runs: Path) -> None:
    fake_job(runs, "a", "bad").wait(20)
    app = open_app("runs", "en")
    assert watching.GAP_SAID.to("en", gap="10.62") in words(app)
    app.selectbox(key="run_goal_en").set_value("designation uncovered").run()
    assert not app.exception
    assert watching.GAP_SAID.to("en", gap="100") in words(app)


@pytest.fixture
def drafted(runs: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A plan that the independent check accepts, and a store of its own."""
    monkeypatch.setenv(STORE_VARIABLE, str(runs / "store"))
    folder = runs / "demo"
    write_plan(folder, planned_town(), {"report.html": b"<html></html>"})
    return folder


@pytest.mark.parametrize("lang", LANGS)
def test_a_plan_goes_from_draft_over_review_to_issue_and_is_frozen(drafted: Path, lang: Lang) -> None:
    app = open_page("runs", lang)
    app.segmented_control(key=f"runs_part_{lang}").set_value("plans").run()
    assert app.button(key="run_sign").disabled
    for who, done in (("Li", sign_plan.REGISTERED), ("Wang", sign_plan.NOW_REVIEWED), ("Zhao", sign_plan.NOW_ISSUED)):
        app.text_input(key="sign_by").set_value(who).run()
        app.button(key="run_sign").click().run()
        assert not app.exception
        assert done.to(lang) in words(app)
    assert plan_book.FROZEN.to(lang) in words(app)
    assert "run_sign" not in {button.key for button in app.button}
    book, audit = app.dataframe[1].value, app.dataframe[0].value
    assert list(book.iloc[0])[4:8] == [plan_book.STEPS["issued"].to(lang), "Li", "Wang", "Zhao"]  # type: ignore[index]
    assert list(audit[plan_book.WHO.to(lang)]) == ["Zhao", "Wang", "Li"]
    assert not changed_files(drafted)


def test_a_plan_changed_since_its_review_is_not_issued(drafted: Path) -> None:
    app = open_page("runs", "en")
    app.segmented_control(key="runs_part_en").set_value("plans").run()
    app.text_input(key="sign_by").set_value("Li").run()
    for _ in range(2):
        app.button(key="run_sign").click().run()
    assert app.button(key="run_sign").disabled  # who reviewed does not issue
    app.text_input(key="sign_by").set_value("Wang").run()
    (drafted / "report.html").write_bytes(b"<html>other</html>")
    app.button(key="run_sign").click().run()
    assert app.error


def test_a_plan_packed_is_the_same_each_time_and_holds_every_file(drafted: Path) -> None:
    content = packed(drafted)
    assert content == packed(drafted)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        names = archive.namelist()
    assert names[-1] == "demo/manifest.json"
    assert {"demo/plan.json", "demo/report.html", "demo/inputs/units.csv"} <= set(names)

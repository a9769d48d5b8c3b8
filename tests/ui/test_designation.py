"""The page of designation: every part in both languages, the dial over a front, rehearsed losses, answers and papers."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from optimizer.core.text import LANGS, Lang
from optimizer.data.canonical import table_csv
from optimizer.data.planfolder import PlanRecord
from optimizer.data.tables.studies import ADDITIONS, FRONT, REHEARSAL, AdditionRow, FrontRow, LossRow
from optimizer.jobs.job import JOB_FILE
from optimizer.jobs.status import JobState, JobStatus, write_json
from optimizer.ui.charts.service_deck import service_deck
from optimizer.ui.charts.service_map import service_map
from optimizer.ui.designating import closing, concentrate, pages, reasons
from optimizer.ui.places import jobs_folder
from optimizer.ui.plans import load_view
from optimizer.ui.screens import designation
from tests.ui.conftest import Open, words

PARTS = ("designated", "concentrate", "closing", "reasons", "papers")


def opened(open_app: Open, part: str, lang: Lang) -> AppTest:
    app = open_app("designation", lang)
    return app.button_group(key=f"designation_part_{lang}").set_value(part).run()


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("part", PARTS)
def test_every_part_opens(open_app: Open, part: str, lang: Lang) -> None:
    app = opened(open_app, part, lang)
    assert not app.exception
    said = {
        "designated": designation.MAP_NOTE,
        "concentrate": concentrate.HOW,
        "closing": closing.HOW,
        "reasons": reasons.HOW,
        "papers": pages.HOW,
    }
    assert said[part].to(lang) in words(app)


def done_job(plan: Path, question: str, out: str = "", files: dict[str, bytes] | None = None, result: str = "") -> None:
    """Write a job as it stands when it has answered a question about a plan."""
    folder = jobs_folder() / question.replace(" ", "-")
    for name, content in (files or {}).items():
        (folder / out).mkdir(parents=True, exist_ok=True)
        (folder / out / name).write_bytes(content)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "stdout.log").write_text(result, encoding="utf-8")
    now = time.time()
    JobStatus(JobState.DONE, created=now, started=now, ended=now, exit_code=0).write(folder)
    about = {"base": str(plan.resolve()), "question": question, "title": {"en": question, "zh": question}}
    arguments = ["designate", *(("--out", str(folder / out)) if out else ()), "--json"]
    write_json(folder / JOB_FILE, {"arguments": arguments, "pid": 1, "born": 0.0, "about": about})


def point(sites: int, hospitals: tuple[str, ...], mean: float, *, is_plan: bool = False) -> FrontRow:
    return FrontRow(
        sites=sites,
        hospitals=len(hospitals),
        is_plan=is_plan,
        uncovered=0.0,
        uncovered_share=0.0,
        beyond_limit=100.0 - sites,
        mixed_kinds=0,
        coordination=0,
        districts_without=0,
        conversions=sites,
        mean_min=mean,
        proven=True,
        travel_gap=0.0,
        hospital_ids=hospitals,
    )


@pytest.mark.parametrize("lang", LANGS)
def test_dial_moves_along_the_front(open_app: Open, plan_folder: Path, plan: PlanRecord, lang: Lang) -> None:
    ids = tuple(row.hospital_id for row in plan.dataset.hospitals)
    front = [point(4, ids[:1], 50.0), point(6, ids, 40.0, is_plan=True)]
    open_app("today")
    done_job(plan_folder, "front", "front", {"front.csv": table_csv(FRONT, front, bom=True), "front.html": b"<html></html>"})
    app = opened(open_app, "concentrate", lang)
    assert not app.exception
    means = {metric.label: metric.value for metric in app.metric}
    assert means[concentrate.COLUMNS[7].title.to(lang)] == "40"
    app.select_slider(key="front_dial").set_value(4).run()
    assert {metric.label: metric.value for metric in app.metric}[concentrate.COLUMNS[7].title.to(lang)] == "50"
    assert next(metric.delta for metric in app.metric if metric.value == "50") == "10.0"


@pytest.mark.parametrize("lang", LANGS)
def test_rehearsed_losses_are_shown_in_names(open_app: Open, plan_folder: Path, plan: PlanRecord, lang: Lang) -> None:
    hospital, service = plan.dataset.hospitals[0], plan.dataset.services[0]
    name = hospital.name_zh if lang == "zh" else hospital.name_en or hospital.name_zh
    site = f"{hospital.hospital_id} {service.service_id} buffer"
    more = {"uncovered_more": 2.0, "beyond_limit_more": 0.0, "minutes_more": 30.0}
    lost = LossRow(hospital_id=hospital.hospital_id, load=10.0, **more, opened=(site,), origin_ids=("O1",), proven=True)
    less = {"uncovered_less": 1.0, "beyond_limit_less": 0.0, "minutes_less": 5.0}
    gain = AdditionRow(hospital_id=hospital.hospital_id, **less, sites=(site,))
    open_app("today")
    files = {"rehearsal.csv": table_csv(REHEARSAL, [lost], bom=True), "additions.csv": table_csv(ADDITIONS, [gain], bom=True)}
    done_job(plan_folder, "rehearsal", "rehearsal", files)
    app = opened(open_app, "closing", lang)
    assert not app.exception
    losses, gains = (table.value for table in app.dataframe)
    assert name in losses.iloc[0, 0]
    assert losses.iloc[0, 4] == "3"  # minutes more per bed-day carried
    assert name in losses.iloc[0, -1]
    assert name in gains.iloc[0, 0]


def test_answer_about_a_hospital_is_shown_line_by_line(open_app: Open, plan_folder: Path, plan: PlanRecord) -> None:
    first = plan.dataset.hospitals[0].hospital_id
    open_app("today")
    done_job(plan_folder, f"why {first} en", result='{"text": ["It is designated.", "  Most come from: there."]}')
    app = opened(open_app, "reasons", "en")
    assert "It is designated." in words(app)
    assert "- Most come from\\: there." in words(app)


def test_question_starts_a_job_that_can_be_stopped(open_app: Open) -> None:
    app = opened(open_app, "closing", "en")
    app.button(key="rehearsal_go").click().run()
    assert closing.TITLE.en in words(app)
    app.button(key="rehearsal_stop").click().run()
    assert app.button(key="rehearsal_go")


@pytest.mark.parametrize("key", ["notice", "proposal"])
def test_papers_are_drafted_for_download(open_app: Open, key: str) -> None:
    app = opened(open_app, "papers", "en")
    app.selectbox(key="paper_kind").set_value(key).run()
    assert not app.exception
    assert [button.label for button in app.download_button] == [f"Download {key}.zh.docx", f"Download {key}.zh.html"]


@pytest.mark.parametrize("lang", LANGS)
def test_map_tells_kinds_apart_by_shape_and_by_colour(plan_folder: Path, plan: PlanRecord, lang: Lang) -> None:
    service_id = plan.tables.designation[0].service_id
    spec = service_map(load_view(plan_folder), service_id, lang).to_dict()
    points = next(layer["encoding"] for layer in spec["layer"] if "shape" in layer.get("encoding", {}))
    for channel in ("shape", "color"):
        looks = points[channel]["scale"]["range"]
        assert len(looks) == len(set(looks)) == len(points[channel]["scale"]["domain"])


@pytest.mark.parametrize("lang", LANGS)
def test_map_to_pan_asks_for_no_style(open_app: Open, plan_folder: Path, plan: PlanRecord, lang: Lang) -> None:
    spec = json.loads(service_deck(load_view(plan_folder), plan.tables.designation[0].service_id, lang).to_json())
    assert spec.get("mapProvider") is None
    assert "http" not in json.dumps(spec)
    names = next(layer for layer in spec["layers"] if layer["@@type"] == "TextLayer")
    assert names["characterSet"] == "auto"
    assert "CJK" in names["fontFamily"]
    app = open_app("designation", lang)
    assert not app.toggle(key="designation_pan").set_value(True).run().exception

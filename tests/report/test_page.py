from __future__ import annotations

import dataclasses
import re
from collections.abc import Mapping

import pytest

from optimizer.core.issue import Issue, Severity
from optimizer.core.outcome import Termination
from optimizer.core.text import Text
from optimizer.data.dataset import Dataset
from optimizer.data.planfolder import PlanRecord
from optimizer.data.plantables import PlanTables
from optimizer.data.scenario import Scenario
from optimizer.data.tables.plan import UnplacedRow
from optimizer.data.vocabulary import Authority, Provenance
from optimizer.planning.reach import reach
from optimizer.report.page import page
from optimizer.report.summary import summarize
from tests.report.city import HORIZON, make_plan
from tests.report.markup import Page

HAN = re.compile("[\u4e00-\u9fff]")


@pytest.fixture(scope="module")
def html(files: Mapping[str, bytes]) -> str:
    return files["report.html"].decode()


def seen(plan: PlanRecord, lang: str = "zh") -> str:
    return Page(page(plan, "zh").decode(), lang).text


def test_the_page_is_well_formed_with_unique_ids_and_anchors_that_exist(html: str) -> None:
    read = Page(html)
    assert read.faults == []
    assert read.stack == []
    ids = read.ids()
    assert len(ids) == len(set(ids))
    anchors = {attrs["href"][1:] for tag, attrs in read.tags if tag == "a" and (attrs.get("href") or "").startswith("#")}
    assert anchors <= set(ids)


def test_nothing_is_loaded_from_anywhere(html: str) -> None:
    read = Page(html)
    assert not any(tag in {"link", "img", "iframe", "object"} for tag, _ in read.tags)
    assert not any("src" in attrs for _, attrs in read.tags)
    assert "@import" not in html
    assert not re.search(r"url\((?!#)", html)
    assert not re.search(r"fetch\(|XMLHttpRequest|import\(", html)


def test_the_page_opens_in_the_language_asked_for_and_holds_both(plan: PlanRecord) -> None:
    assert '<html lang="zh-CN">' in page(plan, "zh").decode()
    assert '<html lang="en">' in page(plan, "en").decode()
    assert "待落实" in seen(plan, "zh")
    assert "Not yet placed" in seen(plan, "en")
    assert "Not yet placed" not in seen(plan, "zh")


def test_every_word_of_the_english_page_that_is_ours_is_english(plan: PlanRecord) -> None:
    hospitals = tuple(dataclasses.replace(row, district="D") for row in plan.dataset.hospitals)
    origins = tuple(dataclasses.replace(row, district="D", name="O") for row in plan.dataset.origins)
    wards = tuple(dataclasses.replace(row, name="") for row in plan.dataset.wards)
    shifts = tuple(dataclasses.replace(row, name="") for row in plan.dataset.shift_types)
    bare = dataclasses.replace(plan.dataset, hospitals=hospitals, origins=origins, wards=wards, shift_types=shifts)
    text = seen(dataclasses.replace(plan, dataset=bare), "en")
    assert set(HAN.findall(text)) <= set("中文")  # the button that leads to the other language


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_townships_that_a_designation_does_not_reach_are_named_with_their_minutes(plan: PlanRecord, lang: str) -> None:
    near = tuple(dataclasses.replace(row, max_travel_min=1.0) for row in plan.dataset.services)
    strict = dataclasses.replace(plan, dataset=dataclasses.replace(plan.dataset, services=near))
    text, found = seen(strict, lang), reach(strict)
    assert found
    names = {row.origin_id: (row.name, row.name_en or row.name)[lang == "en"] for row in strict.dataset.origins}
    for care in found:
        assert all(f"{names[one.origin_id]} {one.minutes}" in text for one in (*care.outside, *care.sent_beyond))


def test_the_notice_stands_at_the_top_and_at_the_bottom(plan: PlanRecord) -> None:
    text = seen(plan)
    notice = "辅助决策建议，未经签发不得执行"
    assert text.startswith(notice)
    assert text.count(notice) == 2
    assert text.rindex(notice) > len(text) * 0.9


def test_illustrative_data_is_marked_on_every_section_with_it(plan: PlanRecord) -> None:
    marked = seen(plan).count("示例数据")
    assert marked >= 10


def test_one_illustrative_row_is_enough_for_the_mark_and_none_needs_none(plan: PlanRecord) -> None:
    scenario = dataclasses.replace(plan.dataset.scenario, illustrative=False)
    unmarked = {
        table: tuple(dataclasses.replace(row, provenance=None) for row in plan.dataset.rows(table))
        for table in plan.dataset.given
        if hasattr(plan.dataset.rows(table)[0], "provenance")
    }
    plain = dataclasses.replace(plan.dataset, scenario=scenario, **unmarked)
    assert "示例数据" not in seen(dataclasses.replace(plan, dataset=plain))
    units = (dataclasses.replace(plain.units[0], provenance=Provenance.ILLUSTRATIVE), *plain.units[1:])
    assert "示例数据" in seen(dataclasses.replace(plan, dataset=dataclasses.replace(plain, units=units)))


def test_every_patient_is_in_the_page_once(html: str, plan: PlanRecord) -> None:
    for patient in plan.dataset.patients:
        assert html.count(f'"id">{patient.patient_id}</td>') == 1, patient.patient_id


def test_the_reasons_of_those_not_placed_are_told(plan: PlanRecord) -> None:
    assert len(plan.tables.unplaced) > 0
    assert "可收单元均已满" in seen(plan, "zh")
    assert "every unit that could take them is full" in seen(plan, "en")


def test_markup_in_the_data_is_shown_not_run(plan: PlanRecord) -> None:
    bad = "<script>alert(1)</script>"
    hospitals = (dataclasses.replace(plan.dataset.hospitals[0], name_zh=bad, name_en=bad), *plan.dataset.hospitals[1:])
    first = plan.dataset.patients[0].patient_id
    tables = dataclasses.replace(plan.tables, unplaced=(UnplacedRow(patient_id=first, reason_code=bad, detail=bad),))
    issue = Issue(bad, Severity.WARNING, Text(bad, bad), table=bad, column=bad, value=bad)
    data = dataclasses.replace(plan.dataset, hospitals=hospitals, name=bad)
    html = page(dataclasses.replace(plan, dataset=data, tables=tables, issues=(issue,)), "zh").decode()
    assert bad not in html
    assert html.count("<script>") == 1
    assert Page(html).faults == []


def test_no_clock_fact_enters(plan: PlanRecord) -> None:
    steps = tuple(dataclasses.replace(step, seconds=1234.5) for step in plan.steps)
    later = dataclasses.replace(plan, run={"started_at": "2031-12-31", "seconds": 4321}, steps=steps)
    assert page(later, "zh") == page(plan, "zh")


def test_the_first_screen_says_what_is_wrong(plan: PlanRecord) -> None:
    text = seen(plan, "zh")
    assert "已通过独立核验，但有Ⅰ级危急患者超时" in text
    assert str(summarize(plan).cover_short) in text
    assert "缺岗：" in text


def test_the_verdict_of_a_calm_plan_is_calm(plan: PlanRecord) -> None:
    steps = tuple(
        dataclasses.replace(step, termination=Termination.OPTIMAL, terms=()) for step in plan.steps if step.step == "designation"
    )
    calm = dataclasses.replace(plan, steps=steps, tables=PlanTables(designation=plan.tables.designation), exit_code=0)
    text = seen(calm, "zh")
    assert "已通过独立核验：全部规则满足" in text
    assert "未规划" in text


def test_a_fallback_plan_says_so(plan: PlanRecord) -> None:
    steps = tuple(dataclasses.replace(step, termination=Termination.FALLBACK, terms=()) for step in plan.steps)
    text = seen(dataclasses.replace(plan, steps=steps, tables=dataclasses.replace(plan.tables, unplaced=())), "zh")
    assert "降级方案" in text


def test_refusals_are_listed_with_their_expiry(plan: PlanRecord) -> None:
    assert "03-18 09:00" in seen(plan)  # two hours after 07:00, as nobody said otherwise


def test_goals_are_told_in_words_with_bounds(plan: PlanRecord) -> None:
    text = seen(plan, "en")
    for words in (
        "nothing to improve",
        "proven: no plan does better",
        "at most 8.50 could still be gained",
        "no bound was proven",
    ):
        assert words in text


def test_military_hospitals_are_listed_but_not_drawn(plan: PlanRecord) -> None:
    hospitals = tuple(
        dataclasses.replace(row, authority=Authority.MILITARY) if row.hospital_id == "H03" else row
        for row in plan.dataset.hospitals
    )
    html = page(dataclasses.replace(plan, dataset=dataclasses.replace(plan.dataset, hospitals=hospitals)), "zh").decode()
    drawing = html[html.index('class="map"') : html.index("</svg>")]
    assert ">3</text>" not in drawing
    assert ">4</text>" in drawing
    assert '<b class="no">–</b>' in html


@pytest.mark.parametrize("outlines", [b"", b"{", b'{"features": [{}]}', b'{"features": 7}', b"[]"])
def test_a_map_without_usable_outlines_is_still_drawn(plan: PlanRecord, outlines: bytes) -> None:
    html = page(dataclasses.replace(plan, dataset=dataclasses.replace(plan.dataset, outlines=outlines)), "zh").decode()
    assert 'class="map"' in html
    assert 'class="district"' not in html


def test_a_plan_of_nothing_at_all_is_a_page(plan: PlanRecord) -> None:
    html = page(PlanRecord(Dataset(Scenario(HORIZON)), PlanTables(), stopped_at="routing: patients"), "zh").decode()
    read = Page(html)
    assert read.faults == []
    assert "routing: patients" in read.text


def test_a_large_plan_stays_below_two_megabytes() -> None:
    large = make_plan(patients=1000, per_hospital=14, staff_count=700)
    assert len(page(large, "zh")) < 2_000_000


def test_changes_of_the_rota_in_force_stand_before_the_rota(plan: PlanRecord) -> None:
    gone, *rest = plan.tables.rota
    again = dataclasses.replace(plan, tables=dataclasses.replace(plan.tables, rota=tuple(rest)), previous_rota=plan.tables.rota)
    text = seen(again, "en")
    assert "Changes from 2022-03-18 to 2022-03-31: shifts 1, people 1." in text
    assert "共 1 人 1 个班变动" in seen(again, "zh")
    assert f"{gone.shift_type_id} in 隔离1病区 (W1) → off" in text
    assert "people 1." not in seen(plan, "en")

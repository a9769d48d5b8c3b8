"""The page for teams and rota: grids, cover, swaps, decisions that a re-plan keeps."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from optimizer.core.text import LANGS, Lang, Text
from optimizer.data.planfolder import PlanRecord, read_plan, write_plan
from optimizer.data.reading import read_dataset
from optimizer.planning.plan import plan as make
from optimizer.planning.rota_desk import absences, desk_of
from optimizer.report.handouts.changes import change_list
from optimizer.report.roster.chat import chat_texts
from optimizer.report.roster.diff import diff_in_force
from optimizer.report.roster.signs import OFF
from optimizer.rota.desk.book import RotaDesk
from optimizer.rota.desk.replace import replacements
from optimizer.store import STORE_VARIABLE, Store
from optimizer.store.plans import manifest_hash
from optimizer.ui import downloads, pass_on
from optimizer.ui.rota import again, by_person, cover, exchange, publish, swaps
from optimizer.ui.screens.rota import PARTS
from tests.cities import write_small_city
from tests.ui.conftest import Open, words


@pytest.fixture(autouse=True)
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv(STORE_VARIABLE, str(tmp_path / "store.sqlite3"))
    return tmp_path / "store.sqlite3"


CHINESE = re.compile(r"[一-鿿]")


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("part", PARTS)
def test_every_part_opens_in_both_languages(open_app: Open, plan: PlanRecord, part: str, lang: Lang) -> None:
    app = open_app("rota", lang, rota_part=part)
    assert not app.exception
    said = words(app)
    for row in (*plan.dataset.shift_types, *plan.dataset.wards):  # names of shifts and wards are the office's own
        said = said.replace(row.name, "")
    assert lang == "zh" or not CHINESE.search(said), said


def test_by_person_everybody_with_a_shift_has_a_row_and_filters_narrow_it(open_app: Open, plan: PlanRecord) -> None:
    app = open_app("rota", "en", rota_part="person")
    shifts = Counter(row.staff_id for row in plan.tables.rota)
    rows = app.dataframe[0].value.set_index("Staff")
    assert {who: int(rows.loc[who, "Shifts"]) for who in shifts} == dict(shifts)
    one = plan.dataset.member[plan.tables.rota[0].staff_id]
    app.selectbox(key="rota_role").set_value(one.role).run()
    app.selectbox(key="rota_hospital").set_value(one.hospital_id).run()
    shown = [plan.dataset.member[who] for who in app.dataframe[0].value["Staff"]]
    assert one in shown
    assert {(row.role, row.hospital_id) for row in shown} == {(one.role, one.hospital_id)}
    app.text_input(key="rota_who").set_value("nobody-like-this").run()
    assert by_person.NOBODY.en in words(app)


def test_cover_may_show_only_wards_that_are_short(open_app: Open) -> None:
    app = open_app("rota", "zh", rota_part="cover")
    app.toggle(key="cover_short").set_value(True).run()
    assert not app.exception
    assert app.get("vega_lite_chart") or cover.NONE_SHORT.zh in words(app)


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[list[str]]:
    """Return the words of the jobs that the page starts; none of them runs."""
    asked: list[list[str]] = []
    monkeypatch.setattr("optimizer.ui.rota.decisions.start_job", lambda words, folder, **_: asked.append(words))
    monkeypatch.setattr("optimizer.ui.rota.again.watch", lambda *_: None)
    return asked


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Plan a small city in earnest: only a rota that keeps its rules can be asked who may replace whom."""
    base = tmp_path_factory.mktemp("rota")
    write_plan(base / "plan", make(read_dataset(write_small_city(base / "city"))), {})
    return base / "plan"


def _can_be_filled(desk: RotaDesk, index: int, day: int) -> bool:
    date = desk.dataset.horizon.date(day)
    return bool(replacements(desk, absences(desk, desk.instance.people[index].staff_id, date, date)[0]).replacements)


@pytest.fixture
def open_swap(open_app: Open, city: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], AppTest]:
    """Return a function that opens the part for swaps, with a shift chosen that somebody can take."""
    desk = desk_of(read_plan(city))
    found = next(key for key in sorted(desk.assigned) if _can_be_filled(desk, *key))
    ward, who = desk.instance.wards[desk.assigned[found][1]], desk.instance.people[found[0]].staff_id

    def opened(lang: str) -> AppTest:
        app = open_app("rota", lang, rota_part="replace", plan=str(city))
        app.selectbox(key="swap_ward").set_value(ward).run()
        app.selectbox(key="swap_day").set_value(desk.dataset.horizon.date(found[1])).run()
        return app.selectbox(key="swap_who").set_value(who).run()

    monkeypatch.setattr("optimizer.ui.frame.known_plans", lambda: (city,))
    return opened


def test_a_swap_becomes_a_hard_request_of_the_plan_made_again(
    open_swap: Callable[[str], AppTest], started: list[list[str]]
) -> None:
    app = open_swap("en")
    absent = app.selectbox(key="swap_who").value
    app.button(key="swap_take_1").click().run()
    assert not app.exception
    assert again.HOW.en in words(app)
    others = [one for one in app.markdown if one.value.startswith("**")]  # the next question: who is away is not asked to come
    assert not any(absent in one.value for one in others)
    app.button(key="rota_again").click().run()
    (arguments,) = started
    assert (arguments[0], arguments[2]) == ("rota", "--previous")
    requests = (Path(arguments[1]) / "requests.csv").read_text("utf-8-sig").splitlines()
    assert any(line.startswith(f"{absent},") and ",off," in line and line.endswith(",yes") for line in requests)
    assert sum(line.endswith(",yes") for line in requests) >= 2


def test_whoever_cannot_come_is_told_every_rule_against_it(open_swap: Callable[[str], AppTest]) -> None:
    app = open_swap("en")
    who = app.selectbox(key="swap_why_not").options[0]
    app.selectbox(key="swap_why_not").set_value(who).run()
    assert not app.exception
    assert any(element.value.startswith("- ") for element in app.markdown)


def test_decisions_can_be_taken_back(open_swap: Callable[[str], AppTest]) -> None:
    app = open_swap("zh")
    app.button(key="swap_take_1").click().run()
    app.button(key="rota_back_0").click().run()
    app.button(key="rota_all_back").click().run()
    assert not [one for one in app.button if one.key == "rota_again"]


def test_two_people_may_be_asked_about(open_app: Open, plan: PlanRecord) -> None:
    app = open_app("rota", "en", rota_part="replace")
    app.radio(key="swap_kind").set_value("swap").run()
    assert exchange.CHOOSE.en in words(app)
    row = plan.tables.rota[0]
    other = next(one for one in plan.tables.rota if one.staff_id != row.staff_id and one.date == row.date)
    app.selectbox(key="exchange_one").set_value(row.staff_id)
    app.selectbox(key="exchange_other").set_value(other.staff_id)
    app.multiselect(key="exchange_days").set_value([row.date]).run()
    assert not app.exception
    answers = [exchange.LEGAL.en, exchange.ILLEGAL.en, exchange.NOTHING.en]
    assert any(answer.split("{")[0] in words(app) for answer in answers)


def test_one_more_person_may_be_asked_for(open_app: Open) -> None:
    app = open_app("rota", "zh", rota_part="replace")
    app.radio(key="swap_kind").set_value("open").run()
    assert not app.exception
    assert app.selectbox(key="swap_role").options
    said = words(app)
    assert swaps.NOBODY.zh in said or swaps.RANKED.zh in said or any(swaps.RULE.zh in table.value for table in app.dataframe)


@pytest.mark.parametrize("lang", LANGS)
def test_a_wards_rota_can_be_taken_along(open_app: Open, plan: PlanRecord, lang: Lang) -> None:
    app = open_app("rota", lang, rota_part="publish")
    assert {code.value for code in app.code} >= set(chat_texts(plan, "W1", lang))
    for kind in (".xlsx", ".csv", ".png"):
        app.selectbox(key=f"pass_on_{lang}").set_value(kind).run()
        assert not app.exception
        offered = [element.proto.label for element in app.get("download_button")]
        assert pass_on.DOWNLOAD.to(lang, file=f"W1{kind}") in offered or (kind == ".png" and "Noto" in words(app))


@pytest.mark.parametrize("kind", downloads.KINDS)
def test_every_list_and_file_is_offered(open_app: Open, kind: str) -> None:
    app = open_app("rota", "zh", rota_part="publish", download_what=kind)
    assert not app.exception
    offered = [element.proto.label for element in app.get("download_button")]
    assert any(kind in label for label in offered) or downloads.NOTHING.zh in words(app)


@pytest.mark.parametrize("kind", ["intake", "vehicles"])
def test_routing_offers_the_lists_of_hospitals_and_vehicles(open_app: Open, kind: str) -> None:
    app = open_app("routing", "en", routing_part="lists", routing_lists=kind)
    assert not app.exception
    offered = [element.proto.label for element in app.get("download_button")]
    assert any(kind in label for label in offered) or downloads.NOTHING.en in words(app)


def test_a_published_rota_is_kept_by_the_next_and_said_to_be_published(
    open_swap: Callable[[str], AppTest], city: Path, started: list[list[str]]
) -> None:
    app = open_swap("en")
    app.button(key="swap_take_1").click().run()
    app.segmented_control(key="rota_part_en").set_value("publish").run()
    assert publish.NOT_YET.en in words(app)
    assert publish.NOTHING_BEFORE.en in words(app)
    until = read_plan(city).dataset.horizon.start
    app.text_input(key="publish_by").set_value("chief-nurse")
    app.date_input(key="publish_until").set_value(until).run()
    app.button(key="publish_go").click().run()
    assert not app.exception
    assert publish.PUBLISHED.to("en", date=until) in words(app)
    (kept,) = Store.open().notes.decisions(manifest_hash(city))
    assert (kept.subject, kept.choice, kept.by) == ("rota", until.isoformat(), "chief-nurse")
    app.button(key="rota_again").click().run()
    assert f"rota_frozen_until = {until}" in (Path(started[0][1]) / "scenario.toml").read_text("utf-8")


def test_a_plan_without_a_rota_says_so_in_every_part(
    open_app: Open, plan: PlanRecord, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps = tuple(step for step in plan.steps if step.step not in {"teams", "rota"})
    bare = replace(plan, steps=steps, tables=replace(plan.tables, rota=(), rotation=(), teams=()))
    write_plan(tmp_path / "bare", bare, {})
    monkeypatch.setattr("optimizer.ui.frame.known_plans", lambda: (tmp_path / "bare",))
    for part in PARTS:
        app = open_app("rota", "en", rota_part=part, plan=str(tmp_path / "bare"))
        assert not app.exception, part
        assert app.info, part


def test_what_is_different_from_the_rota_in_force_is_told_and_taken_along(
    open_app: Open, plan: PlanRecord, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = plan.tables.rota[0]
    before = replace(plan, previous_rota=plan.tables.rota, tables=replace(plan.tables, rota=plan.tables.rota[1:]))
    write_plan(tmp_path / "after", before, {})
    monkeypatch.setattr("optimizer.ui.frame.known_plans", lambda: (tmp_path / "after",))
    app = open_app("rota", "en", rota_part="publish", plan=str(tmp_path / "after"))
    assert not app.exception
    assert row.staff_id in app.code[0].value
    assert publish.DOWNLOAD.en in [element.proto.label for element in app.get("download_button")]
    listed = change_list(diff_in_force(before))
    assert [[cells[0], cells[2], cells[4], cells[6]] for part in listed.parts for cells in part.rows] == [
        [row.date.isoformat(), row.staff_id, Text(row.shift_type_id, row.shift_type_id), OFF]
    ]

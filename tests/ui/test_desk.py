"""The dispatcher's desk: sign, suggest, hold, and every step until the vehicle is back; a second desk is refused plainly."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from optimizer.core.text import LANGS, Lang
from optimizer.data.planfolder import PlanRecord, write_plan
from optimizer.store import STORE_VARIABLE, PlacementState, Step, Store, StoreError
from optimizer.store.plans import SAME_PERSON, manifest_hash
from optimizer.ui.dispatch import desk, offers, sign_plan, under_way
from optimizer.ui.language import plain
from optimizer.ui.places import PLAN_VARIABLE
from tests.ui.conftest import open_page, words
from tests.ui.town import planned_town


@pytest.fixture(scope="module")
def town() -> PlanRecord:
    return planned_town()


@pytest.fixture(scope="module")
def folder(town: PlanRecord, tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("desk") / "plan"
    write_plan(made, town, {})
    return made


@pytest.fixture
def store(tmp_path: Path, folder: Path, runs: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    place = str(tmp_path / "store.sqlite3")
    monkeypatch.setenv(STORE_VARIABLE, place)
    monkeypatch.setenv(PLAN_VARIABLE, str(folder))
    with Store.open(place) as opened:
        yield opened


@pytest.fixture
def plan(store: Store, folder: Path) -> str:
    """The id of the plan, issued."""
    plan_id = store.plans.register(folder, "张").plan_id
    store.plans.review(plan_id, "李")
    store.plans.issue(plan_id, "王")
    return plan_id


def at_the_desk(lang: Lang = "en") -> AppTest:
    app = open_page("routing", lang, routing_part="desk", desk_by="Desk 2")
    assert not app.exception
    return app


def choose(app: AppTest, who: str) -> AppTest:
    box = next(box for box in app.selectbox if str(box.key).startswith("desk_patient_"))
    box.set_value(who).run()
    assert not app.exception
    return app


def press(app: AppTest, start: str) -> AppTest:
    next(button for button in app.button if str(button.key).startswith(start)).click().run()
    assert not app.exception
    return app


@pytest.mark.parametrize("lang", LANGS)
def test_a_plan_is_signed_before_anything_is_held(store: Store, folder: Path, lang: Lang) -> None:
    app = choose(at_the_desk(lang), "P04")
    assert sign_plan.UNKNOWN.to(lang) in words(app)
    assert next(button for button in app.button if str(button.key).startswith("desk_hold_")).disabled
    for done in (sign_plan.REGISTERED, sign_plan.NOW_REVIEWED):
        press(app, "desk_sign")
        assert done.to(lang) in words(app)
    assert plain(SAME_PERSON.to(lang, who="Desk 2")) in words(app)
    assert app.button(key="desk_sign").disabled
    app.text_input(key="desk_by").set_value("Head").run()
    press(app, "desk_sign")
    assert sign_plan.NOW_ISSUED.to(lang) in words(app)
    plan = store.plans.get(manifest_hash(folder))
    assert (plan.state, plan.drafted_by, plan.issued_by) == ("issued", "Desk 2", "Head")
    assert not next(button for button in app.button if str(button.key).startswith("desk_hold_")).disabled


@pytest.mark.parametrize("lang", LANGS)
def test_one_patient_is_placed_step_by_step(store: Store, town: PlanRecord, plan: str, lang: Lang) -> None:
    app = choose(at_the_desk(lang), "P04")
    assert "0931-00000" in words(app)
    press(app, "desk_hold_")
    held = store.placements.of_plan(plan)[0]
    assert (held.patient_id, held.state, held.steps[-1].by) == ("P04", PlacementState.HELD, "Desk 2")
    assert len(held.days) == town.dataset.patient["P04"].stay_days
    assert under_way.LEFT.to(lang, minutes=10) in words(app)
    for state in list(under_way.NEXT)[1:]:
        press(app, "desk_next_")
        assert store.placements.get(plan, "P04", held.unit_id).state is state
    press(app, "desk_next_")
    assert store.placements.get(plan, "P04", held.unit_id).state is PlacementState.RETURNED
    assert under_way.NOTHING_HELD.to(lang) in words(app)


@pytest.mark.parametrize("lang", LANGS)
def test_two_desks_never_get_one_bed(store: Store, town: PlanRecord, plan: str, lang: Lang) -> None:
    row = next(row for row in town.tables.placements if row.patient_id == "P04")
    days = tuple(day for day in town.dataset.horizon if row.from_ <= day <= row.to)
    app = choose(at_the_desk(lang), "P04")
    beds = max(one.effective for one in town.tables.capacity if one.unit_id == row.unit_id)
    for number in range(beds):
        try:
            store.placements.hold(plan, f"X{number}", row.unit_id, "other desk", days)
        except StoreError:  # a day with fewer beds
            break
    press(app, f"desk_hold_{row.unit_id}")
    assert row.unit_id in app.error[0].value
    assert ("has no place left" if lang == "en" else "已无床位") in app.error[0].value
    assert all(one.patient_id != "P04" for one in store.placements.of_plan(plan))


def test_somebody_new_is_held_under_a_case_number(store: Store, plan: str) -> None:
    app = at_the_desk()
    app.radio(key="desk_kind").set_value("new").run()
    assert desk.START.en in words(app)
    app.selectbox(key="desk_urgency").set_value(1)
    press(app, "desk_suggest")
    assert offers.HOLD.en in [button.label for button in app.button]
    assert all(button.disabled for button in app.button if str(button.key).startswith("desk_hold_"))
    app.text_input(key="desk_case").set_value("N-2022-17")
    press(press(app, "desk_suggest"), "desk_hold_")
    assert store.placements.of_plan(plan)[0].patient_id == "N-2022-17"


def test_what_is_no_case_number_is_refused(store: Store, plan: str) -> None:
    app = at_the_desk()
    app.radio(key="desk_kind").set_value("new").run()
    app.text_input(key="desk_case").set_value("13800138000")
    press(press(app, "desk_suggest"), "desk_hold_")
    assert "no names" in app.error[0].value
    assert store.placements.of_plan(plan) == ()


def test_a_place_is_given_back_with_a_reason(store: Store, plan: str) -> None:
    app = choose(at_the_desk("zh"), "P04")
    press(press(app, "desk_hold_"), "desk_release_")
    released = store.placements.of_plan(plan)[0]
    assert (released.state, released.steps[-1].reason) == (PlacementState.RELEASED, next(iter(under_way.RELEASES)))


def free_now(app: AppTest) -> int:
    found = re.search(r"free now (\d+)", words(app))
    assert found is not None
    return int(found.group(1))


def test_a_bed_given_to_somebody_else_is_free_no_more(store: Store, town: PlanRecord, plan: str) -> None:
    row = next(row for row in town.tables.placements if row.patient_id == "P04")
    app = choose(at_the_desk(), "P04")
    before = free_now(app)
    held = store.placements.hold(plan, "N-1", row.unit_id, "other desk", tuple(town.dataset.horizon)[:1])
    assert free_now(app.run()) == before - 1
    store.placements.take(Step.RELEASED, plan, "N-1", held.unit_id, "other desk", "mistake")
    assert free_now(app.run()) == before
    store.placements.hold(plan, "P04", row.unit_id, "other desk")  # as planned: counted already
    assert free_now(app.run()) == before

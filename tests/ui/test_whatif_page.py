"""The what-if page: changes put together, refused where they cannot be made, planned as real jobs and laid side by side."""

from __future__ import annotations

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from optimizer.core.text import LANGS, Lang
from optimizer.data.planfolder import write_plan
from optimizer.data.reading import read_dataset
from optimizer.jobs import spare
from optimizer.jobs.job import list_jobs
from optimizer.planning.plan import plan
from optimizer.planning.whatif.change import ChangeKind
from optimizer.ui import change_card, side_by_side
from optimizer.ui.places import PLAN_VARIABLE
from optimizer.ui.screens import whatif
from tests.cities import write_small_city
from tests.ui.conftest import open_page, words


@pytest.fixture(scope="module")
def small_plan(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("whatif")
    write_plan(folder / "plan", plan(read_dataset(write_small_city(folder / "city"))), {})
    return folder / "plan"


@pytest.fixture
def page(runs: Path, small_plan: Path, monkeypatch: pytest.MonkeyPatch) -> AppTest:
    monkeypatch.setenv(PLAN_VARIABLE, str(small_plan))
    return open_page("whatif", "en")


def add(app: AppTest, target: str, kind: str = "close", reason: str = "") -> AppTest:
    app.selectbox(key="whatif_kind").set_value(kind).run()
    app.selectbox(key=f"whatif_target_{kind}_en").set_value(target)
    app.text_input(key="whatif_reason").set_value(reason)
    app.run()
    return app.button(key="whatif_add").click().run()


def test_a_change_is_added_named_and_removed(page: AppTest) -> None:
    assert page.button(key="whatif_go").disabled
    app = add(page, "H02", reason="sealed # at noon")
    assert "First Hospital takes nobody" in words(app)
    assert "sealed at noon" in words(app)
    assert not app.button(key="whatif_go").disabled
    app = app.button(key="whatif_rm_0_0").click().run()
    assert whatif.NOTHING_YET.en in words(app)


def test_a_change_that_cannot_be_made_says_why(page: AppTest) -> None:
    app = add(page, "U04", kind="convert")  # a buffer ward made one
    assert "is one already" in app.error[0].value
    assert whatif.NOTHING_YET.en in words(app)


def test_changes_survive_the_other_language(page: AppTest) -> None:
    app = add(page, "H02")
    app.sidebar.radio(key="lang").set_value("zh").run()
    assert "市第一医院停止收治" in words(app)


def test_three_variants_at_most(page: AppTest) -> None:
    app = add(page, "H02")
    app = app.button(key="whatif_more").click().run()
    app = app.button(key="whatif_more").click().run()
    assert app.button(key="whatif_more").disabled
    assert all(whatif.VARIANT.to("en", name=name) in words(app) for name in "ABC")
    app = app.button(key="whatif_drop_1").click().run()
    assert whatif.VARIANT.to("en", name="C") not in words(app)


def test_a_variant_is_planned_and_compared(page: AppTest, runs: Path) -> None:
    app = add(add(page, "H02", reason="sealed"), "U01", kind="beds")
    (expected,) = spare._spare
    app = app.button(key="whatif_go").click().run()
    (job,) = list_jobs(runs / "jobs")
    assert job.pid == expected.pid  # loaded while the changes were put together
    assert "close:H02#sealed" in job.arguments
    assert job.wait(60).state == "done", job.messages()
    app = app.run().button(key="whatif_each_A").click().run()
    each = next(one for one in list_jobs(runs / "jobs") if "--each" in one.arguments)
    assert each.wait(90).state == "done", each.messages()
    assert [box.label for box in app.run().selectbox if box.key == "whatif_goal_A"] == [side_by_side.GOAL.en]
    for lang in LANGS:
        assert_compared(app.sidebar.radio(key="lang").set_value(lang).run(), lang)


def assert_compared(app: AppTest, lang: Lang) -> None:
    assert not app.exception
    tabs = [
        side_by_side.FIGURES_TAB,
        side_by_side.SERVICES_TAB,
        side_by_side.GOALS_TAB,
        side_by_side.MOVED_TAB,
        side_by_side.EACH_TAB,
    ]
    assert [tab.label for tab in app.tabs] == [tab.to(lang) for tab in tabs]
    figures = app.dataframe[0].value
    assert list(figures.columns)[1:] == [side_by_side.BASELINE.to(lang), f"{side_by_side.VARIANT.to(lang)} A"]
    assert side_by_side.OPEN.to(lang, name="A") in [button.label for button in app.button]


def test_every_kind_of_change_has_words(page: AppTest) -> None:
    assert set(change_card.SAYS) == set(ChangeKind)

"""A made-up plan on disk, and the app opened on it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from optimizer.data.planfolder import PlanRecord, write_plan
from optimizer.ui import frame
from optimizer.ui.places import PLAN_VARIABLE, RUNS_VARIABLE
from tests.report.city import make_plan, outlines

ENTRY = Path(frame.__file__).with_name("app_entry.py")
Open = Callable[..., AppTest]


@pytest.fixture(scope="session")
def plan() -> PlanRecord:
    made = make_plan(40, 4, 24)
    return replace(made, dataset=replace(made.dataset, outlines=outlines()))


@pytest.fixture(scope="session")
def plan_folder(plan: PlanRecord, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("plans") / "demo"
    write_plan(folder, plan, {})
    return folder


@pytest.fixture
def runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv(RUNS_VARIABLE, str(tmp_path / "runs"))
    monkeypatch.delenv(PLAN_VARIABLE, raising=False)
    return tmp_path / "runs"


@pytest.fixture
def open_app(runs: Path, plan_folder: Path, monkeypatch: pytest.MonkeyPatch) -> Open:
    """Return a function that opens a page of the app on the made-up plan in a language."""

    def opened(page: str, lang: str = "en", **state: object) -> AppTest:
        monkeypatch.setenv(PLAN_VARIABLE, str(plan_folder))
        return open_page(page, lang, **state)

    return opened


def open_page(page: str, lang: str = "en", **state: object) -> AppTest:
    app = AppTest.from_file(str(ENTRY), default_timeout=30)
    app.session_state["lang"] = lang
    for key, value in state.items():
        app.session_state[key] = value
    app.run()
    return app if page == "today" else app.switch_page(f"screens/{page}.py").run()


def words(app: AppTest) -> str:
    """Return everything written on a page."""
    said = ("markdown", "caption", "info", "warning", "error", "success")
    named = ("button", "selectbox", "metric", "tabs", "text_input")
    parts = [element.value for kind in said for element in getattr(app, kind)]
    parts += [element.label for kind in named for element in getattr(app, kind)]
    parts += [" ".join(map(str, table.value.columns)) for table in app.dataframe]
    return "\n".join(str(part) for part in parts)

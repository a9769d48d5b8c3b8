"""The page of the data: tables changed, undone and applied; files brought in, their faults put right, and accepted."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pandas as pd
import pytest
import streamlit as st

from optimizer.core.text import LANGS, Lang
from optimizer.data.reading import read_dataset
from optimizer.ui import bring_in, edit_inputs, fault_list, mending, texts
from optimizer.ui.intake import take_in
from optimizer.ui.screens import data
from optimizer.ui.sheets import judged
from tests.cities import SMALL_CITY
from tests.ui.conftest import Open, open_page, words

CITY = {name: text.encode() for name, text in SMALL_CITY.items()}
BROKEN = {**CITY, "units.csv": CITY["units.csv"].replace(b"critical,buffer,6,", b"critical,bufer,six,")}


@pytest.fixture
def edited(monkeypatch: pytest.MonkeyPatch) -> dict[tuple[int, str], object]:
    """Let the editor return the table with these cells (row, column) changed, as a person would have."""
    cells: dict[tuple[int, str], object] = {}

    def editor(table: pd.DataFrame, **_: object) -> pd.DataFrame:
        changed = table.copy()
        for (row, column), value in cells.items():
            changed.loc[row, column] = value
        return changed

    monkeypatch.setattr(st, "data_editor", editor)
    return cells


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[tuple[tuple[object, ...], dict[str, object]]]:
    found: list[tuple[tuple[object, ...], dict[str, object]]] = []
    monkeypatch.setattr("optimizer.ui.whatif.start_job", lambda *args, **kwargs: found.append((args, kwargs)))
    return found


def test_changed_tables_are_planned_as_a_job_close_to_the_plan(
    open_app: Open, runs: Path, plan_folder: Path, edited: dict[tuple[int, str], object], started: list[object]
) -> None:
    app = open_app("data", "zh")
    app.sidebar.radio(key="lang").set_value("en").run()
    assert app.button(key="edit_apply").disabled
    edited.update({(0, "capacity"): 3.0, (1, "status"): "closed"})
    app.run()
    assert not app.exception
    assert f"**{edit_inputs.CHANGES.to('en', count=2)}**" in words(app)
    app.button(key="edit_apply").click().run()
    assert not app.exception
    assert f"## {texts.RUNS.en}" in words(app)
    ((words_of, folder), kwargs) = started[0]  # type: ignore[misc]
    before, after = read_dataset(plan_folder / "inputs"), read_dataset(words_of[1])
    assert folder.parent == runs / "jobs"
    assert (after.units[0].capacity, after.units[1].status) == (3, "closed")
    assert after.units[2:] == before.units[2:]
    assert after.patients == before.patients
    assert ("--previous", str(plan_folder)) in pairwise(words_of)
    assert kwargs["about"]["title"]["zh"] == "数据改动 2 处"
    assert any("Capacity" in line and "→ 3" in line for line in kwargs["about"]["changes"]["en"])


def test_changes_outlive_language_and_page_and_are_undone_one_by_one(
    open_app: Open, edited: dict[tuple[int, str], object]
) -> None:
    app = open_app("data", "zh")
    assert edit_inputs.NO_CHANGES.zh in words(app)
    edited[0, "capacity"] = 3.0
    app.run()
    edited[1, "capacity"] = 4.0
    app.run()
    edited.clear()
    app.sidebar.radio(key="lang").set_value("en").run()
    assert f"**{edit_inputs.CHANGES.to('en', count=2)}**" in words(app)
    app.switch_page("screens/rota.py").run()
    app.switch_page("screens/data.py").run()
    assert f"**{edit_inputs.CHANGES.to('en', count=2)}**" in words(app)
    app.button(key="edit_undo").click().run()
    assert f"**{edit_inputs.CHANGES.to('en', count=1)}**" in words(app)
    app.button(key="edit_reset").click().run()
    assert edit_inputs.NO_CHANGES.en in words(app)


def test_a_figure_that_cannot_be_is_a_fault_beside_its_cell_and_nothing_is_planned(
    open_app: Open, edited: dict[tuple[int, str], object]
) -> None:
    edited[0, "capacity"] = -2.0
    app = open_app("data", "en")
    assert fault_list.COUNT.to("en", count=1) in app.error[0].value
    assert app.button(key="edit_apply").disabled
    edited.clear()
    app.text_input(key=next(one.key for one in app.text_input if one.label == mending.VALUE.en)).set_value("5").run()
    app.button(key="mend_put").click().run()
    assert not app.error
    assert not app.button(key="edit_apply").disabled


@pytest.mark.parametrize("lang", LANGS)
def test_a_broken_upload_is_put_right_accepted_and_planned(
    runs: Path, lang: Lang, started: list[tuple[tuple[object, ...], dict[str, object]]]
) -> None:
    app = open_page("data", lang)
    assert data.NO_PLAN.to(lang) in words(app)
    app.file_uploader[0].set_value([(name, content, "text/csv") for name, content in BROKEN.items()])
    app.button(key=submit(app, lang)).click().run()
    assert not app.exception
    assert fault_list.COUNT.to(lang, count=2) in app.error[0].value
    assert not (runs / "accepted").exists()
    for value in ("buffer", "6"):
        kinds = [*app.selectbox, *app.text_input]
        next(one for one in kinds if one.label == mending.VALUE.to(lang)).set_value(value).run()
        app.button(key="mend_put").click().run()
    assert bring_in.SOUND.to(lang) in app.success[0].value
    next(one for one in app.text_input if one.label == bring_in.NAME.to(lang)).set_value("city").run()
    app.button(key="intake_accept").click().run()
    assert read_dataset(runs / "accepted" / "city").units[0].capacity == 6
    app.button(key="intake_plan").click().run()
    assert not app.exception
    assert started[0][0][0][:2] == ["plan", str(runs / "accepted" / "city")]  # type: ignore[index]


def submit(app: object, lang: Lang) -> str:
    return next(one.key for one in app.button if one.label == bring_in.READ.to(lang))  # type: ignore[attr-defined]


def test_a_column_of_names_is_refused_unseen_and_can_be_taken_out(open_app: Open) -> None:
    head, *rows = SMALL_CITY["patients.csv"].splitlines()
    named = "\n".join([f"{head},姓名", *(f"{row},王小明" for row in rows)])
    app = open_app("data", "en")
    app.segmented_control(key="data_part_en").set_value("upload").run()
    app.file_uploader[0].set_value([(name, text, "text/csv") for name, text in {**CITY, "patients.csv": named.encode()}.items()])
    app.button(key=submit(app, "en")).click().run()
    assert "names of people" in words(app)
    assert not any("王小明" in table.value.to_string() for table in app.dataframe)
    app.toggle(key="intake_tables").set_value(True).run()
    assert not any("王小明" in str(table.value.to_dict()) for table in app.dataframe)
    assert not any("Patients" in option for one in app.selectbox for option in one.options)
    app.button(key="mend_column").click().run()
    assert bring_in.SOUND.en in app.success[0].value


def test_missing_tables_and_days_are_taken_from_the_plan_shown(open_app: Open, plan_folder: Path) -> None:
    units = (plan_folder / "inputs" / "units.csv").read_bytes()
    app = open_app("data", "zh")
    app.segmented_control(key="data_part_zh").set_value("upload").run()
    app.file_uploader[0].set_value([("units.csv", units, "text/csv")])
    app.button(key=submit(app, "zh")).click().run()
    assert bring_in.SOUND.zh in app.success[0].value
    app.toggle(key="intake_fill").set_value(False).run()
    assert app.error


def test_sources_and_age_of_the_tables_are_shown(open_app: Open) -> None:
    app = open_app("data", "zh")
    app.segmented_control(key="data_part_zh").set_value("facts").run()
    assert not app.exception
    assert "收治单元" in set(app.dataframe[0].value["数据表"])


def test_the_content_decides_and_names_lead_nowhere() -> None:
    intake = take_in({"../../units.csv": CITY["units.csv"], "C:\\x\\hospitals.csv": CITY["hospitals.csv"]})
    assert set(intake.found.grids) == {"units", "hospitals"}
    fake = take_in({"city.xlsx": b"not a workbook"})
    assert "not_a_workbook" in {one.code for one in judged(fake.found, b"").faults}
    both = take_in({"city.xlsx": b"x", "units.csv": CITY["units.csv"]})
    assert "workbook_alone" in {one.code for one in judged(both.found, b"").faults}

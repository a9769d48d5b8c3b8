"""Writing a generated city to a folder."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from xlsxwriter import Workbook

from optimizer.core.errors import BadInputError
from optimizer.data.generate import generate, write_generated
from optimizer.data.reading import read_dataset

LANZHOU = Path(__file__).parents[2] / "data" / "lanzhou"


def test_the_folder_can_be_read_and_has_the_days_asked_for(tmp_path):
    out = tmp_path / "week"
    counts = write_generated(out, LANZHOU, restricted=0.01, days=7, seed=3)
    drawn = generate(read_dataset(LANZHOU), restricted=0.01, days=7, seed=3)
    city = read_dataset(out)
    assert city.scenario.horizon.days == 7
    assert [row.patient_id for row in city.patients] == [row.patient_id for row in drawn.patients]
    assert city.demand == drawn.demand
    assert city.staff == read_dataset(LANZHOU).staff
    assert (out / "districts.geojson").is_file()
    assert counts == {"patients": len(drawn.patients), "demand": len(drawn.demand), "code_changes": len(drawn.code_changes)}
    assert all(str(date) in (out / "scenario.toml").read_text(encoding="utf-8") for date in drawn.stress_days)


def test_the_example_can_be_named_from_any_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    write_generated(tmp_path / "out", "example:lanzhou", restricted=0.03, days=14, seed=0)
    assert (tmp_path / "out" / "patients.csv").read_bytes() == (LANZHOU / "patients.csv").read_bytes()


def test_a_workbook_is_written_as_tables(tmp_path):
    book = tmp_path / "city.xlsx"
    with Workbook(book) as writer:
        for table in ("services", "hospitals", "units", "origins"):
            sheet = writer.add_worksheet(table)
            lines = csv.reader((LANZHOU / f"{table}.csv").read_text(encoding="utf-8").splitlines())
            for at, line in enumerate(lines):
                sheet.write_row(at, 0, line)
        writer.add_worksheet("scenario").write_column(0, 0, ["start", "days"])
        writer.get_worksheet_by_name("scenario").write_column(0, 1, ["2022-03-21", "14"])
    write_generated(tmp_path / "out", book, restricted=0.03, days=14, seed=0)
    assert read_dataset(tmp_path / "out").units == read_dataset(LANZHOU).units


def test_writing_twice_gives_the_same_bytes(tmp_path):
    for name in ("a", "b"):
        write_generated(tmp_path / name, LANZHOU, restricted=0.03, days=14, seed=9)
    for file in sorted((tmp_path / "a").iterdir()):
        assert file.read_bytes() == (tmp_path / "b" / file.name).read_bytes()


def test_a_folder_that_holds_something_is_refused_and_left_alone(tmp_path):
    (tmp_path / "mine.txt").write_text("keep", encoding="utf-8")
    with pytest.raises(BadInputError) as caught:
        write_generated(tmp_path, LANZHOU, restricted=0.03, days=14, seed=0)
    assert caught.value.issues[0].code == "folder_not_empty"
    assert [file.name for file in tmp_path.iterdir()] == ["mine.txt"]


def test_a_wrong_share_writes_nothing(tmp_path):
    with pytest.raises(BadInputError):
        write_generated(tmp_path / "out", LANZHOU, restricted=0.0, days=14, seed=0)
    assert not (tmp_path / "out").exists()

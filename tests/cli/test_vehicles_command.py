"""The command vehicles: a run sheet from a plan folder, and what it refuses."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from optimizer.cli.commands import app
from optimizer.data.planfolder import changed_files, write_plan
from optimizer.data.reading import read_dataset
from optimizer.planning.plan import plan
from tests.cities import write_small_city


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    base = tmp_path_factory.mktemp("vehicles")
    made = base / "plan"
    write_plan(made, plan(read_dataset(write_small_city(base / "city")), steps=("designation", "routing")), {})
    return made


def test_the_run_sheet_names_a_vehicle_for_every_trip_and_leaves_the_plan_as_it_was(folder: Path, tmp_path: Path) -> None:
    sheet = tmp_path / "trips.csv"
    done = CliRunner().invoke(app, ["vehicles", str(folder), "--out", str(sheet), "--json", "--lang", "en"])
    found = json.loads(done.stdout.strip().splitlines()[-1])
    rows = list(csv.DictReader(sheet.read_text(encoding="utf-8-sig").splitlines()))
    assert done.exit_code == 0
    assert len(rows) == found["rows"] > 0
    assert {row["vehicle_kind"] for row in rows} == {day["vehicle_kind"] for day in found["days"]}
    assert all(day["most_busy"] <= day["number"] for day in found["days"])
    assert changed_files(folder) == ()


def test_the_page_is_there_in_both_languages(folder: Path) -> None:
    assert "Trips" in CliRunner().invoke(app, ["vehicles", str(folder), "--lang", "en"]).stdout
    assert "出车次数" in CliRunner().invoke(app, ["vehicles", str(folder), "--lang", "zh"]).stdout


@pytest.mark.parametrize("name", ["plan/trips.csv", "sheet.txt", "absent/trips.csv"])
def test_a_place_that_is_not_for_a_run_sheet_is_refused(folder: Path, name: str) -> None:
    done = CliRunner().invoke(app, ["vehicles", str(folder), "--out", str(folder.parent / name), "--lang", "en"])
    assert done.exit_code == 2
    assert not (folder.parent / name).exists()


def test_a_folder_without_a_plan_is_refused(tmp_path: Path) -> None:
    assert CliRunner().invoke(app, ["vehicles", str(tmp_path), "--lang", "en"]).exit_code == 2

"""A plan made with a road server carries its matrix and is checked without it."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from optimizer.cli import app
from optimizer.data.planfolder import read_plan, write_plan
from optimizer.data.reading import read_dataset
from optimizer.data.travel import Travel
from optimizer.planning.plan import plan
from optimizer.verify import verify_folder
from tests.cities import write_small_city
from tests.data.osrm import road_server


def test_plan_with_roads_is_checked_offline(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOSPITAL_OPTIMIZER_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    city = write_small_city(tmp_path / "city")
    with road_server() as roads:
        with (city / "scenario.toml").open("a", encoding="utf-8") as file:
            file.write(f'\n[travel]\nosrm_url = "{roads.url}"\n')
        record = plan(read_dataset(city), steps=("designation", "routing"))
    write_plan(tmp_path / "out", record, {})
    assert verify_folder(tmp_path / "out") == ()
    matrix = {(row.from_id, row.to_id): row for row in read_plan(tmp_path / "out").dataset.travel_times}
    assert matrix["O01", "H01"].minutes == 9  # measured: given before
    assert matrix["O02", "H01"].source.startswith("OSRM driving http://127.0.0.1")
    assert ("point:36.090,103.630", "H03") in matrix

    path = tmp_path / "out" / "inputs" / "travel_times.csv"
    path.write_text(re.sub(r"^(O0\d,H0\d,)", r"\g<1>7", path.read_text("utf-8-sig"), flags=re.MULTILINE), encoding="utf-8")
    assert {issue.code for issue in verify_folder(tmp_path / "out")} >= {"manifest", "travel_figure"}


ASKED = ("--service", "critical", "--code", "yellow", "--urgency", "2", "--json", "--lang", "en")


def suggested(*words: str | Path) -> dict[str, Any]:
    """What `suggest` says as facts."""
    done = CliRunner().invoke(app, ["suggest", *map(str, words), *ASKED])
    assert done.exit_code == 0
    found: dict[str, Any] = json.loads(done.stdout.strip().splitlines()[-1])
    return found


def test_one_question_has_the_minutes_of_the_road_server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOSPITAL_OPTIMIZER_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    city = write_small_city(tmp_path / "city")
    there = ("--origin", "O02")
    estimate = {one["hospital_id"]: one["minutes"] for one in suggested(city, *there)["suggestions"]}
    with road_server() as roads:
        with (city / "scenario.toml").open("a", encoding="utf-8") as file:
            file.write(f'\n[travel]\nosrm_url = "{roads.url}"\nosrm_timeout_s = 0.5\nosrm_total_s = 1.0\n')
        by_road = suggested(city, *there)
        at_a_point = suggested(city, "--at", "103.777,36.033")
        record = plan(read_dataset(city), steps=("designation", "routing"))
    write_plan(tmp_path / "out", record, {})
    minutes = {one["hospital_id"]: one["minutes"] for one in by_road["suggestions"]}
    assert by_road["warnings"] == at_a_point["warnings"] == []
    assert minutes != estimate
    travel = Travel(record.dataset)
    assert minutes == {name: travel.from_origin("O02", name) for name in minutes}

    monkeypatch.setenv("HOSPITAL_OPTIMIZER_CACHE", str(tmp_path / "another"))  # the server is down, and nothing is remembered
    down = suggested(city, *there)
    assert [issue["code"] for issue in down["warnings"]] == ["roads_estimated"]
    assert {one["hospital_id"]: one["minutes"] for one in down["suggestions"]} == estimate
    with_plan = suggested(city, *there, "--plan", tmp_path / "out")
    assert {one["hospital_id"]: one["minutes"] for one in with_plan["suggestions"]}.items() <= minutes.items()
    assert with_plan["warnings"] == []

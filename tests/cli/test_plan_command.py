"""The main job as a user types it."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest
import typer

from optimizer.cli.console import Answer, Voice, answer
from optimizer.cli.lock import locked
from optimizer.core.errors import LockedError
from tests.conftest import LANZHOU, run_cli

STEP_FILES = (
    "designation.csv",
    "placements.csv",
    "sessions.csv",
    "unplaced.csv",
    "teams.csv",
    "rotation.csv",
    "rota.csv",
    "supplies.csv",
)


def last_line(run: subprocess.CompletedProcess[str]) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(run.stdout.strip().splitlines()[-1])
    return found


def test_demo_plan_is_verified_and_quick(demo_facts: dict[str, Any]) -> None:
    assert demo_facts["exit_code"] == 0
    assert demo_facts["verified"] is True
    assert demo_facts["reproducible"] is True
    assert demo_facts["stopped_at"] == ""


def test_demo_folder_is_complete(demo_folder: Path) -> None:
    names = {path.name for path in demo_folder.iterdir()}
    assert {*STEP_FILES, "plan.json", "issues.csv", "report.html", "plan.xlsx", "manifest.json", "inputs", "calendars"} <= names
    assert list((demo_folder / "calendars").glob("*.ics"))


def test_demo_city_is_no_walk_over(demo_facts: dict[str, Any]) -> None:
    summary = demo_facts["summary"]
    assert summary["patients"] >= 800
    peaks = sorted((use["peak_pct"] or 0 for use in summary["peak_use"]), reverse=True)
    assert peaks[2] >= 90
    assert summary["rota_cover_pct"] >= 99


def test_same_input_same_files(demo_folder: Path, tmp_path: Path) -> None:
    again = tmp_path / "again"
    run = run_cli("plan", LANZHOU, "--out", again, "--json")
    assert run.returncode == 0, run.stderr
    for path in sorted(demo_folder.rglob("*")):
        if path.is_file() and path.name not in {"plan.json", "manifest.json", "report.html"}:
            assert path.read_bytes() == (again / path.relative_to(demo_folder)).read_bytes(), path.name
    facts = [json.loads((folder / "plan.json").read_text("utf-8")) for folder in (demo_folder, again)]
    for fact in facts:
        fact.pop("run")
    assert facts[0] == facts[1]


def test_progress_goes_to_stderr_as_json_lines(tmp_path: Path) -> None:
    run = run_cli("teams", LANZHOU, "--out", tmp_path / "teams", "--json")
    assert run.returncode == 0, run.stderr
    signs = [json.loads(line) for line in run.stderr.splitlines()]
    assert {"step", "stage", "value", "bound", "seconds"} <= set(signs[0])
    assert last_line(run)["terms"].keys() == {"teams"}


@pytest.mark.parametrize("command", ["designate", "rota", "supplies"])
def test_single_step_takes_the_others_from_a_plan(command: str, demo_folder: Path, tmp_path: Path) -> None:
    run = run_cli(command, LANZHOU, "--plan", demo_folder, "--out", tmp_path / "one", "--json")
    assert run.returncode == 0, run.stderr
    assert set(last_line(run)["terms"]) == {"designation", "teams", "routing", "rota", "supplies"}


def test_only_needs_previous(tmp_path: Path) -> None:
    run = run_cli("plan", LANZHOU, "--out", tmp_path / "x", "--only", "rota", "--json")
    assert run.returncode == 2
    assert last_line(run)["issues"][0]["code"] == "only_needs_previous"
    assert not (tmp_path / "x").exists()


def test_unknown_step_is_named(tmp_path: Path) -> None:
    run = run_cli("plan", LANZHOU, "--out", tmp_path / "x", "--only", "rotas", "--lang", "zh")
    assert run.returncode == 2
    assert "不存在的步骤" in run.stderr


def test_a_folder_that_holds_no_plan_is_not_touched(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("dear all", encoding="utf-8")
    run = run_cli("plan", LANZHOU, "--out", tmp_path)
    assert run.returncode == 2
    assert [path.name for path in tmp_path.iterdir()] == ["letter.txt"]


def test_second_run_on_one_folder_is_refused(tmp_path: Path) -> None:
    out = tmp_path / "plan"
    with locked(out), pytest.raises(LockedError) as refused, locked(out):
        pass
    assert refused.value.exit_code == 75
    with locked(out):
        run = run_cli("plan", LANZHOU, "--out", out)
    assert run.returncode == 75
    assert not out.exists()


@pytest.mark.parametrize(
    "arguments", [("plan",), ("plan", "nowhere"), ("plan", "nowhere", "--out"), ("plan", "--lang", "fr"), ("fly",)]
)
def test_wrong_words_exit_2_without_a_traceback(arguments: tuple[str, ...]) -> None:
    run = run_cli(*arguments)
    assert run.returncode == 2
    assert "Traceback" not in run.stderr + run.stdout


@pytest.mark.parametrize("name", ["nowhere", "."])
def test_verify_wants_a_plan_folder(name: str, tmp_path: Path) -> None:
    run = run_cli("verify", tmp_path / name, "--json")
    assert run.returncode == 2
    assert last_line(run)["issues"][0]["code"] == "not_a_plan"


def test_nothing_to_plan_is_bad_input(tmp_path: Path) -> None:
    city = tmp_path / "city"
    city.mkdir()
    for name in ("scenario.toml", "hospitals.csv"):
        (city / name).write_bytes((LANZHOU / name).read_bytes())
    run = run_cli("plan", city, "--out", tmp_path / "out", "--json")
    assert run.returncode == 2
    assert {issue["code"] for issue in last_line(run)["issues"]} == {"step_not_run"}
    assert not (tmp_path / "out").exists()


def test_partial_tables_plan_as_far_as_they_reach(tmp_path: Path) -> None:
    city = tmp_path / "city"
    city.mkdir()
    for name in ("scenario.toml", "hospitals.csv", "services.csv", "units.csv", "origins.csv", "demand.csv"):
        (city / name).write_bytes((LANZHOU / name).read_bytes())
    run = run_cli("plan", city, "--out", tmp_path / "out", "--json")
    assert run.returncode == 0, run.stderr
    facts = last_line(run)
    assert set(facts["terms"]) == {"designation"}
    assert "patients" in facts["stopped_at"]
    assert run_cli("verify", tmp_path / "out").returncode == 0


def test_internal_errors_give_70_and_no_traceback(capsys: pytest.CaptureFixture[str]) -> None:
    def work(_voice: Voice) -> Answer:
        message = "boom"
        raise RuntimeError(message)

    with pytest.raises(typer.Exit) as left:
        answer("plan", "en", True, work)
    said = capsys.readouterr()
    assert left.value.exit_code == 70
    assert "RuntimeError at test_plan_command.py" in said.err
    assert "boom" not in said.err  # words of an error may hold what stands in the tables
    assert "Traceback" not in said.err
    assert json.loads(said.out)["exit_code"] == 70

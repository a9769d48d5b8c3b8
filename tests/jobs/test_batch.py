"""A batch as a user runs it: everything once, bad ones aside, nothing lost whatever happens on the way."""

from __future__ import annotations

import csv
import json
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock

from optimizer.core.failpoint import VARIABLE
from optimizer.data.planfolder import changed_files, holds_plan
from optimizer.store import RunState, Store
from tests.cities import write_small_city
from tests.conftest import LANZHOU

FAILPOINTS = ["folder.written", "run.ended"]  # the others, and more kills: the torture


def run(inbox: Path, out: Path, *more: str, environment: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "optimizer", "batch", "route", str(inbox), "--out", str(out), "--lang", "en", *more]
    return subprocess.run(
        command, capture_output=True, text=True, check=False, timeout=300, env={**os.environ, **(environment or {})}
    )


def facts(done: subprocess.CompletedProcess[str]) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(done.stdout.strip().splitlines()[-1])
    return found


def states(done: subprocess.CompletedProcess[str]) -> dict[str, tuple[str, bool]]:
    return {row["name"]: (row["state"], row["now"]) for row in facts(done)["runs"]}


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("city") / "city"
    return write_small_city(folder)


@pytest.fixture
def inbox(tmp_path: Path, city: Path) -> Path:
    place = tmp_path / "inbox"
    shutil.copytree(city, place / "b_city")
    return place


def bad(folder: Path) -> Path:
    folder.mkdir(parents=True)
    (folder / "hospitals.csv").write_text("hospital_id,name_zh\nH1,\n", encoding="utf-8")
    return folder


def whole(outbox: Path) -> list[Path]:
    """Return the plans of an outbox, all whole, with nothing half written beside them."""
    assert not [path.name for path in outbox.rglob(".*") if path.name != ".lock"]
    plans = [path for path in outbox.iterdir() if path.is_dir() and holds_plan(path)]
    assert not [changed_files(plan) for plan in plans if changed_files(plan)]
    return plans


def test_each_once_in_order_and_the_bad_one_aside(inbox: Path, tmp_path: Path) -> None:
    bad(inbox / "a_bad")
    shutil.copytree(inbox / "b_city", inbox / "c_same")
    (inbox / "note.txt").write_text("x", encoding="utf-8")
    (inbox / "d.xlsx.part").write_text("x", encoding="utf-8")
    before = {path: path.read_bytes() for path in inbox.rglob("*") if path.is_file()}
    out = tmp_path / "out"
    done = run(inbox, out, "--json")
    assert done.returncode == 2, done.stderr
    assert states(done) == {"a_bad": ("set_aside", True), "b_city": ("committed", True), "c_same": ("committed", False)}
    assert facts(done)["passed_over"] == ["note.txt"]
    assert facts(done)["mark"]
    assert before == {path: path.read_bytes() for path in inbox.rglob("*") if path.is_file()}
    aside = Path(facts(done)["runs"][0]["out"])
    assert {path.name for path in aside.iterdir()} == {"issues.csv", "faults.json"}
    assert len(json.loads((aside / "faults.json").read_text("utf-8"))["faults"]) >= 3
    assert "scenario_missing" in (aside / "issues.csv").read_text("utf-8-sig")
    with (out / "summary.csv").open(encoding="utf-8-sig") as file:
        assert [row["exit_code"] for row in csv.DictReader(file)] == ["2", "0", "0"]
    again = run(inbox, out, "--json")
    assert again.returncode == 2
    assert not any(now for _, now in states(again).values())
    with Store.open(str(out)) as store:
        assert sorted(one.state for one in store.runs()) == [RunState.COMMITTED, RunState.FAILED]
        assert {one.attempt for one in store.runs()} == {1}
    (inbox / "a_bad" / "hospitals.csv").unlink()
    shutil.rmtree(inbox / "a_bad")
    assert run(inbox, out).returncode == 0
    assert len(whole(out)) == 1


def test_changed_input_is_another_run_and_the_earlier_plan_stays(inbox: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    first = run(inbox, out, "--json")
    scenario = inbox / "b_city" / "scenario.toml"
    scenario.write_text(scenario.read_text("utf-8").replace("days = 7", "days = 6"), encoding="utf-8")
    second = run(inbox, out, "--json")
    assert facts(first)["runs"][0]["key"] != facts(second)["runs"][0]["key"]
    assert len(whole(out)) == 2


def test_words_in_the_wrong_place_are_answered(inbox: Path, tmp_path: Path) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "letter.txt").write_text("dear all", encoding="utf-8")
    for place, out, code, said in (
        (tmp_path / "nowhere", tmp_path / "o", 2, "no_inbox"),
        (LANZHOU, tmp_path / "o", 2, "inbox_is_data"),
        (LANZHOU / "hospitals.csv", tmp_path / "o", 2, "no_inbox"),
        (inbox, inbox / "out", 2, "outbox_in_inbox"),
        (inbox, tmp_path / "full", 2, "out_not_empty"),
        (empty, tmp_path / "o", 0, ""),
    ):
        done = run(place, out, "--json")
        assert done.returncode == code, done.stderr
        assert [issue["code"] for issue in facts(done).get("issues", [])] == ([said] if said else [])


def test_a_second_batch_on_the_same_outbox_is_refused(inbox: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    with FileLock(out / ".lock"):
        done = run(inbox, out, "--json")
    assert done.returncode == 75
    assert facts(done)["issues"][0]["code"] == "locked"


@pytest.mark.parametrize("place", FAILPOINTS)
def test_killed_anywhere_the_next_batch_ends_the_work(place: str, inbox: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    killed = run(inbox, out, "--json", environment={VARIABLE: f"kill@{place}"})
    assert killed.returncode in {-signal.SIGKILL, 70}  # the batch itself, or the run of its child
    acknowledged = {path: path.read_bytes() for path in out.glob("[!.]*/manifest.json")}
    done = run(inbox, out, "--json")
    assert done.returncode == 0, done.stderr
    assert len(whole(out)) == 1
    assert all(path.read_bytes() == content for path, content in acknowledged.items())
    with Store.open(str(out)) as store:
        assert [one.state for one in store.runs()] == [RunState.COMMITTED]


@pytest.mark.parametrize(("manner", "place"), [("full", "folder.file"), ("error", "folder.written")])
def test_a_full_or_broken_disk_is_said_and_nothing_is_lost(manner: str, place: str, inbox: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    done = run(inbox, out, "--json", environment={VARIABLE: f"{manner}@{place}"})
    assert done.returncode == 2, done.stderr
    assert facts(done)["issues"][0]["code"] == "out_not_writable"
    assert not whole(out)
    assert run(inbox, out).returncode == 0
    assert len(whole(out)) == 1

"""A plan within so many seconds of the clock: whatever is left undone, it is whole, checked and says what it is."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from optimizer.core.failpoint import VARIABLE
from optimizer.core.outcome import Termination
from optimizer.data.planfolder import PlanRecord, read_plan
from optimizer.verify import verify_folder
from tests.cities import write_small_city


def run(*words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "optimizer", *words, "--lang", "en", "--json"],
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
        env={**os.environ, **environment},
    )


def facts(done: subprocess.CompletedProcess[str]) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(done.stdout.strip().splitlines()[-1])
    return found


def is_honest(plan: PlanRecord, exit_code: int) -> bool:
    """Whether every step that had no time, or too little, says so, in the plan and by a warning."""
    late = [step for step in plan.steps if step.stopped_by == "deadline"]
    told = [issue for issue in plan.issues if issue.code in {"fallback_plan", "solver_ended_early"}]
    worst = any(step.termination is Termination.FALLBACK for step in plan.steps)
    return (
        all(not step.reproducible and step.termination is not Termination.OPTIMAL for step in late)
        and len(told) >= len(late)
        and (exit_code >= 4) >= worst
        and plan.exit_code == exit_code
    )


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_small_city(tmp_path_factory.mktemp("city") / "city")


@pytest.mark.parametrize("seconds", ["0.2", "2"])
def test_a_plan_in_a_moment_is_whole_and_says_what_it_is(seconds: str, city: Path, tmp_path: Path) -> None:
    done = run("plan", str(city), "--out", str(tmp_path / "plan"), "--within", seconds)
    assert done.returncode in {0, 4, 6}, done.stderr
    plan = read_plan(tmp_path / "plan")
    assert not verify_folder(tmp_path / "plan")
    assert is_honest(plan, done.returncode)
    if seconds == "0.2":  # over before the tables are read
        assert {step.termination for step in plan.steps if step.step != "teams"} == {Termination.FALLBACK}
        assert not plan.reproducible


def test_the_scenario_may_say_so_too(city: Path, tmp_path: Path) -> None:
    for file in city.iterdir():
        (tmp_path / "city" / file.name).parent.mkdir(exist_ok=True)
        (tmp_path / "city" / file.name).write_bytes(file.read_bytes())
    scenario = tmp_path / "city" / "scenario.toml"
    scenario.write_text("within_s = 0.2\n" + scenario.read_text("utf-8"), encoding="utf-8")
    done = run("designate", str(tmp_path / "city"), "--out", str(tmp_path / "plan"))
    assert done.returncode == 4, done.stderr
    assert read_plan(tmp_path / "plan").dataset.scenario.within_s == 0.2
    assert not verify_folder(tmp_path / "plan")


def test_a_run_that_hangs_is_ended_and_recorded(city: Path, tmp_path: Path) -> None:
    (tmp_path / "inbox").mkdir()
    (tmp_path / "inbox" / "city").symlink_to(city)
    words = (
        "batch",
        "route",
        str(tmp_path / "inbox"),
        "--out",
        str(tmp_path / "outbox"),
        "--within",
        "8",
    )  # enough on a busy machine
    hanging = run(*words, **{VARIABLE: "hang@folder.written"})
    assert hanging.returncode == 70
    assert [(row["state"], row["reason"]) for row in facts(hanging)["runs"]] == [("failed", "overran")]
    after = run(*words)
    assert after.returncode in {0, 4, 6}, after.stderr
    assert [row["state"] for row in facts(after)["runs"]] == ["committed"]
    assert not verify_folder(Path(facts(after)["runs"][0]["out"]))

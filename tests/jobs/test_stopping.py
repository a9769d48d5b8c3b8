"""A command told to stop keeps the best it has: checked, written, and saying that it was stopped."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from optimizer.core.errors import ExitCode
from optimizer.jobs.job import start_job
from optimizer.jobs.status import JobState
from optimizer.jobs.stopping import STOP_FILE, STOP_VARIABLE, stop_when_told
from optimizer.verify import verify_folder
from tests.cities import write_small_city

WAITS = """
import os, sys, time
while not os.path.exists(os.environ["HOSPITAL_OPTIMIZER_STOP_FILE"]): time.sleep(0.05)
sys.exit(4)
"""


def test_nothing_watches_when_no_file_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(STOP_VARIABLE, raising=False)
    with stop_when_told() as told:
        assert told is None


def test_the_file_sets_the_event(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(STOP_VARIABLE, str(tmp_path / STOP_FILE))
    with stop_when_told() as told:
        assert told is not None
        assert not told.is_set()
        (tmp_path / STOP_FILE).touch()
        assert told.wait(10)


def test_a_job_that_keeps_its_best_ends_by_itself_with_a_plan(tmp_path: Path) -> None:
    job = start_job((), tmp_path / "jobs" / "a", program=(sys.executable, "-c", WAITS))
    while job.status().state is JobState.QUEUED:
        pass
    assert not job.keeps_best
    job.keep_best()
    status = job.wait(20)
    assert (status.state, status.exit_code, job.keeps_best) == (JobState.DONE, 4, True)


def test_a_plan_stopped_at_once_is_a_checked_plan_that_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stop = tmp_path / STOP_FILE
    stop.touch()
    monkeypatch.setenv(STOP_VARIABLE, str(stop))
    city, out = write_small_city(tmp_path / "city"), tmp_path / "plan"
    words = [sys.executable, "-m", "optimizer", "plan", str(city), "--out", str(out), "--json"]
    run = subprocess.run(words, capture_output=True, text=True, timeout=120, check=False, encoding="utf-8")
    assert run.returncode in {ExitCode.OK, ExitCode.FALLBACK, ExitCode.URGENT_LATE}, run.stderr[-500:]
    assert verify_folder(out) == ()
    record = json.loads((out / "plan.json").read_text("utf-8"))
    assert "stop" in {step["stopped_by"] for step in record["steps"]}

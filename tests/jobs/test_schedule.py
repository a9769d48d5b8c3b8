"""Scheduled jobs as a user and a timer run them."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock

from optimizer.core.failpoint import VARIABLE
from optimizer.data.planfolder import changed_files, read_plan
from optimizer.store import RunState, Store
from tests.cities import write_small_city

BASIC = """
[jobs.rota]
command = "rota"
data = "city"
every = "friday"
at = "18:00"
start = "next monday"
days = 7

[jobs.designation]
command = "designate"
data = "city"
every = "day"
at = "02:30"
missed = "each"
notify = "always"
"""
DAY = "2022-03-12T10:00"


def command(folder: Path, *words: str) -> list[str]:
    return [
        sys.executable,
        "-m",
        "optimizer",
        "schedule",
        *words,
        "--file",
        str(folder / "schedule.toml"),
        "--lang",
        "en",
        "--json",
    ]


def run(folder: Path, *words: str, environment: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command(folder, *words),
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
        env={**os.environ, **(environment or {})},
    )


def facts(done: subprocess.CompletedProcess[str]) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(done.stdout.strip().splitlines()[-1])
    return found


def periods(done: subprocess.CompletedProcess[str]) -> list[tuple[str, str, bool, str]]:
    return [(one["period"], one["state"], one["now"], one["previous"]) for one in facts(done)["periods"]]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write_small_city(tmp_path / "city")
    (tmp_path / "schedule.toml").write_text(BASIC, encoding="utf-8")
    return tmp_path


def test_a_rota_for_next_week_once_a_period_and_on_from_the_last(folder: Path) -> None:
    first = run(folder, "run", "rota", "--now", DAY)
    assert first.returncode == 0, first.stderr
    assert periods(first) == [("2022-03-11", "committed", True, "")]
    again = run(folder, "run", "rota", "--now", "2022-03-18T17:59")
    assert (again.returncode, facts(again)["ran"]) == (0, 0)
    following = run(folder, "run", "rota", "--now", "2022-03-18T18:00")
    assert periods(following) == [("2022-03-18", "committed", True, "2022-03-11")]
    plans = [read_plan(Path(facts(done)["periods"][0]["out"])) for done in (first, following)]
    assert [plan.dataset.horizon.start.isoformat() for plan in plans] == ["2022-03-14", "2022-03-21"]
    assert plans[1].previous_rota == plans[0].tables.rota
    shifts = {(row.staff_id, row.date) for row in plans[0].tables.rota}
    assert shifts <= {(row.staff_id, row.date) for row in plans[1].dataset.roster_history}
    told = facts(run(folder, "list", "--now", DAY))["jobs"]
    assert told[0]["last"]["period"] == "2022-03-18"
    assert told[0]["next"] == "2022-03-18T18:00+08:00"
    assert "last" not in told[1]


def test_after_downtime_every_missed_period_is_run_in_order(folder: Path) -> None:
    assert periods(run(folder, "run", "designation", "--now", DAY)) == [("2022-03-12", "committed", True, "")]
    found = periods(run(folder, "run", "designation", "--now", "2022-03-14T03:00"))
    assert found == [("2022-03-13", "committed", True, "2022-03-12"), ("2022-03-14", "committed", True, "2022-03-13")]
    set_back = run(folder, "run", "designation", "--now", "2022-03-14T02:10")
    assert facts(set_back)["ran"] == 0


def test_a_fault_is_named_by_its_place_waits_for_other_data_and_is_told_once(folder: Path) -> None:
    hospitals = folder / "city" / "hospitals.csv"
    good = hospitals.read_text("utf-8")
    hospitals.write_text(good.replace("H01,市第二医院", "H01,"), encoding="utf-8")
    failed = run(folder, "run", "rota", "--now", DAY)
    assert failed.returncode == 2
    assert facts(failed)["periods"][0]["places"][0] == "required_blank hospitals[2].name_zh"
    assert (run(folder, "run", "rota", "--now", DAY).returncode, facts(run(folder, "run", "rota", "--now", DAY))["ran"]) == (2, 0)
    hospitals.write_text(good, encoding="utf-8")
    assert run(folder, "run", "rota", "--now", DAY).returncode == 0


def test_missing_data_are_recorded_as_a_failed_run(folder: Path) -> None:
    (folder / "city").rename(folder / "gone")
    failed = run(folder, "run", "rota", "--now", DAY)
    assert failed.returncode == 2
    assert facts(failed)["periods"][0]["reason"] == "not_found"


def test_a_running_job_is_not_begun_again(folder: Path) -> None:
    place = folder / "scheduled" / "rota"
    place.mkdir(parents=True)
    with FileLock(place / ".lock"):
        assert run(folder, "run", "rota", "--now", DAY).returncode == 75


@pytest.mark.parametrize("place", ["folder.before_last", "run.ended"])
def test_killed_anywhere_the_next_start_ends_the_work(place: str, folder: Path) -> None:
    killed = run(folder, "run", "designation", "--now", DAY, environment={VARIABLE: f"kill@{place}"})
    assert killed.returncode in {-signal.SIGKILL, 70}
    assert run(folder, "run", "designation", "--now", DAY).returncode == 0
    plans = folder / "scheduled" / "designation"
    assert sorted(path.name for path in plans.iterdir()) == [".lock", "2022-03-12"]
    assert not changed_files(plans / "2022-03-12")


def test_of_many_starts_at_once_one_runs(folder: Path) -> None:
    async def started() -> Counter[tuple[int, int]]:
        words = command(folder, "run", "designation", "--now", DAY)
        many = [await asyncio.create_subprocess_exec(*words, stdout=-1, stderr=-1) for _ in range(4)]
        ends = await asyncio.gather(*(one.communicate() for one in many))
        return Counter(
            (one.returncode or 0, json.loads(out.decode().strip().splitlines()[-1]).get("ran", 0))
            for one, (out, _) in zip(many, ends, strict=True)
        )

    found = asyncio.run(started())
    assert found[0, 1] == 1
    assert set(found) <= {(0, 1), (0, 0), (75, 0)}
    with Store.open(str(folder / "scheduled")) as store:
        assert [(one.state, one.attempt) for one in store.runs()] == [(RunState.COMMITTED, 1)]


def test_a_run_with_a_limit_answers_or_is_ended(folder: Path) -> None:
    limited = BASIC.replace('command = "designate"', 'command = "designate"\nwithin_s = 8')
    (folder / "schedule.toml").write_text(limited, encoding="utf-8")
    hung = run(folder, "run", "designation", "--now", DAY, environment={VARIABLE: "hang@folder.written"})
    assert (hung.returncode, facts(hung)["periods"][0]["reason"]) == (70, "overran")
    after = run(folder, "run", "designation", "--now", DAY)
    assert after.returncode in {0, 4}, after.stderr
    assert read_plan(folder / "scheduled" / "designation" / "2022-03-12").exit_code == after.returncode


def test_every_fault_of_a_schedule_at_once(folder: Path) -> None:
    (folder / "schedule.toml").write_text(
        'outt = "x"\n[jobs.r]\ncommand = "rot"\ndata = 3\nevery = "fryday"\nat = "25:00"\ntime_zone = "Asia/Shanghia"\nday = 40\n'
        'carry = "yes"\nmissed = "some"\n[notify]\nwebhook = "file:///etc/passwd"\n',
        encoding="utf-8",
    )
    done = run(folder, "list")
    assert done.returncode == 2
    columns = {issue["column"] for issue in facts(done)["issues"]}
    job = {f"jobs.r.{name}" for name in ("command", "data", "every", "at", "time_zone", "day", "carry", "missed")}
    assert columns == {"outt", "notify.webhook", *job}


@pytest.fixture
def web() -> Iterator[tuple[str, list[dict[str, Any]]]]:
    heard: list[dict[str, Any]] = []

    class Hear(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            heard.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(204)
            self.end_headers()

        def log_message(self, format: str, *arguments: object) -> None:
            return

    with ThreadingHTTPServer(("127.0.0.1", 0), Hear) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/hook", heard
        server.shutdown()
        thread.join()


def test_a_webhook_hears_how_it_ended_and_nothing_of_the_tables(folder: Path, web: tuple[str, list[dict[str, Any]]]) -> None:
    url, heard = web
    (folder / "schedule.toml").write_text(BASIC + f'[notify]\nwebhook = "{url}"\n', encoding="utf-8")
    assert run(folder, "run", "designation", "--now", DAY).returncode == 0
    (one,) = heard
    assert set(one) == {"job", "period", "result", "exit_code", "reason", "disclaimer"}
    assert (one["job"], one["period"], one["result"], one["exit_code"]) == ("designation", "2022-03-12", "committed", 0)
    (folder / "schedule.toml").write_text(BASIC + '[notify]\nwebhook = "http://127.0.0.1:9/"\n', encoding="utf-8")
    deaf = run(folder, "run", "designation", "--now", "2022-03-13T03:00")
    assert deaf.returncode == 0  # who cannot be told does not undo the plan
    assert facts(deaf)["periods"][0]["untold"][0].startswith("webhook: ")


def test_timers_and_crontab_lines_are_written_where_asked(folder: Path) -> None:
    assert run(folder, "install", "--to", str(folder / "units")).returncode == 0
    timer = (folder / "units" / "hospital-optimizer-rota.timer").read_text("utf-8")
    assert "OnCalendar=Fri *-*-* 18:00:00 Asia/Shanghai\nPersistent=true" in timer
    lines = facts(run(folder, "install", "--as", "crontab"))["files"]["hospital-optimizer.crontab"].splitlines()
    assert lines[1].startswith("0,15,30,45 * * * * ")
    assert run(folder, "install", "--as", "at").returncode == 2

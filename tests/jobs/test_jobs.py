"""Jobs as real child processes: they report, can be stopped, wait their turn, and outlive whoever started them."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from optimizer.jobs import spare
from optimizer.jobs.job import Job, list_jobs, start_job
from optimizer.jobs.spare import expect_job
from optimizer.jobs.status import JobState, JobStatus

PLANNER = """
import json, sys, time
for number in range(3):
    sign = {"step": "routing", "stage": "wait_days", "value": 9 - number, "bound": 2.5, "seconds": 0.1}
    sys.stderr.write(json.dumps(sign) + "\\n")
sys.stderr.write("a plain word\\n{broken\\n")
sys.stderr.flush()
sys.stdout.write("page for people\\n" + json.dumps({"words": sys.argv[1:]}) + "\\n")
sys.exit(int(sys.argv[1]))
"""
SLEEPER = """
import signal, subprocess, sys, time
if sys.argv[1] == "stubborn":
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
print(child.pid, flush=True)
time.sleep(600)
"""


@pytest.fixture
def planner(tmp_path: Path) -> tuple[str, str]:
    script = tmp_path / "planner.py"
    script.write_text(PLANNER, encoding="utf-8")
    return (sys.executable, str(script))


@pytest.fixture
def sleeper(tmp_path: Path) -> tuple[str, str]:
    script = tmp_path / "sleeper.py"
    script.write_text(SLEEPER, encoding="utf-8")
    return (sys.executable, str(script))


@pytest.fixture
def jobs(tmp_path: Path) -> Iterator[Path]:
    root = tmp_path / "jobs"
    yield root
    for job in list_jobs(root):
        job.stop(grace_s=0.2)


def until(state: JobState, job: Job, seconds: float = 20.0) -> None:
    end = time.monotonic() + seconds
    while job.status().state is not state:
        assert time.monotonic() < end, job.status()
        time.sleep(0.05)


def grandchild(job: Job) -> psutil.Process:
    end = time.monotonic() + 20
    while not (text := (job.folder / "stdout.log").read_text().strip()):
        assert time.monotonic() < end
        time.sleep(0.05)
    return psutil.Process(int(text))


def test_job_reports_progress_and_result(jobs: Path, planner: tuple[str, str]) -> None:
    job = start_job(["0", "--out", "runs/x"], jobs / "a", about={"base": "runs/demo"}, program=planner)
    status = job.wait(20)
    assert (status.state, status.exit_code) == (JobState.DONE, 0)
    assert [sign.value for sign in job.progress()] == [9.0, 8.0, 7.0]
    assert job.progress()[-1].stage == "wait_days"
    assert job.result() == {"words": ["0", "--out", "runs/x", "--json"]}
    assert job.messages() == "a plain word\n{broken"
    assert job.out == Path("runs/x")
    assert status.created <= (status.started or 0) <= (status.ended or 0)


@pytest.mark.parametrize(("code", "state"), [(4, JobState.DONE), (6, JobState.DONE), (2, JobState.FAILED), (70, JobState.FAILED)])
def test_exit_code_says_whether_there_is_a_plan(jobs: Path, planner: tuple[str, str], code: int, state: JobState) -> None:
    status = start_job([str(code)], jobs / "a", program=planner).wait(20)
    assert (status.state, status.exit_code) == (state, code)


def test_job_is_found_again(jobs: Path, planner: tuple[str, str]) -> None:
    started = start_job(["0"], jobs / "a", about={"base": "x"}, program=planner)
    assert Job.load(jobs / "a") == started
    started.wait(20)
    assert Job.load(jobs / "a").status().state is JobState.DONE


@pytest.mark.parametrize("manner", ["obedient", "stubborn"])
def test_stop_ends_the_whole_group_and_nothing_else(jobs: Path, sleeper: tuple[str, str], manner: str) -> None:
    bystander = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
    try:
        job = start_job([manner], jobs / "a", program=sleeper)
        until(JobState.RUNNING, job)
        child = grandchild(job)
        assert job.stop(grace_s=2).state is JobState.STOPPED
        assert not child.is_running() or child.status() == psutil.STATUS_ZOMBIE
        assert bystander.poll() is None
        assert job.status().state is JobState.STOPPED
    finally:
        bystander.kill()
        bystander.wait()


def test_stop_twice_and_after_the_end_is_harmless(jobs: Path, planner: tuple[str, str]) -> None:
    job = start_job(["0"], jobs / "a", program=planner)
    job.wait(20)
    assert job.stop().state is JobState.DONE
    assert job.stop().state is JobState.DONE


def test_third_job_waits_for_a_slot(jobs: Path, sleeper: tuple[str, str], planner: tuple[str, str]) -> None:
    first = start_job(["obedient"], jobs / "a", program=sleeper)
    second = start_job(["obedient"], jobs / "b", program=sleeper)
    until(JobState.RUNNING, first)
    until(JobState.RUNNING, second)
    third = start_job(["0"], jobs / "c", program=planner)
    fourth = start_job(["0"], jobs / "d", program=planner)
    time.sleep(1.0)
    assert third.status().state is JobState.QUEUED
    assert [job.folder.name for job in list_jobs(jobs)] == ["d", "c", "b", "a"]
    assert fourth.stop(grace_s=2).state is JobState.STOPPED
    first.stop(grace_s=2)
    assert third.wait(20).state is JobState.DONE


def test_job_outlives_the_process_that_started_it(jobs: Path, tmp_path: Path) -> None:
    slow = tmp_path / "slow.py"
    slow.write_text("import time; time.sleep(1.5); print('{\"late\": 1}')", encoding="utf-8")
    code = (
        "import sys; from pathlib import Path; from optimizer.jobs.job import start_job;"
        f"start_job([], Path({str(jobs / 'a')!r}), program=(sys.executable, {str(slow)!r}))"
    )
    subprocess.run([sys.executable, "-c", code], check=True, timeout=30)
    job = Job.load(jobs / "a")
    assert not job.status().state.ended
    assert job.wait(20).state is JobState.DONE
    assert job.result() == {"late": 1}


def test_job_is_niced_and_leads_its_own_group(jobs: Path, sleeper: tuple[str, str]) -> None:
    job = start_job(["obedient"], jobs / "a", program=sleeper)
    until(JobState.RUNNING, job)
    assert psutil.Process(job.pid).nice() == grandchild(job).nice() == psutil.Process().nice() + 10
    weight = Path(f"/proc/{job.pid}/autogroup")
    assert not weight.exists() or weight.read_text("ascii").endswith("nice 10\n")  # Linux alone weighs sessions, where told to
    assert job.folder.joinpath("job.json").exists()


def test_vanished_job_is_lost_even_when_its_pid_lives_on_in_somebody_else(tmp_path: Path) -> None:
    JobStatus(JobState.RUNNING, created=1.0, started=2.0).write(tmp_path)
    (tmp_path / "job.json").write_text(json.dumps({"arguments": [], "pid": psutil.Process().pid, "born": 1.0, "about": {}}))
    job = Job.load(tmp_path)
    assert job.status().state is JobState.LOST
    assert job.stop().state is JobState.STOPPED  # and this very process lives


def test_folder_holds_one_job(jobs: Path, planner: tuple[str, str]) -> None:
    start_job(["0"], jobs / "a", program=planner)
    with pytest.raises(FileExistsError, match="holds a job"):
        start_job(["0"], jobs / "a", program=planner)


def test_a_job_that_was_expected_is_a_job_like_any_other(jobs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    expect_job()
    expect_job()  # one is enough
    (leader,) = spare._spare
    monkeypatch.chdir(tmp_path)
    job = start_job(["verify", "no_such_plan", "--lang", "en"], jobs / "a", about={"x": 1})
    assert job.pid == leader.pid
    assert Job.load(jobs / "a") == job
    status = job.wait(60)
    assert (status.state, status.exit_code) == (JobState.FAILED, 2)
    assert job.result()["command"] == "verify"
    assert str(tmp_path / "no_such_plan") in job.messages() or "no_such_plan" in job.messages()
    assert start_job(["verify", "none"], jobs / "b").wait(60).state is JobState.FAILED  # with nothing at hand


def test_who_waits_leaves_with_the_process_that_expected_it() -> None:
    code = (
        "from optimizer.jobs import spare; spare.expect_job(); print(spare._spare[0].pid, flush=True); "
        "import psutil, time; leader = psutil.Process(spare._spare[0].pid)\n"
        "while not leader.children(): time.sleep(0.05)\n"
        "print(leader.children()[0].pid)"
    )
    said = subprocess.run([sys.executable, "-c", code], check=True, timeout=60, capture_output=True, text=True).stdout
    assert psutil.wait_procs([psutil.Process(int(pid)) for pid in said.split() if psutil.pid_exists(int(pid))], 30)[1] == []


def test_an_expected_job_can_be_stopped_before_and_while_it_works(jobs: Path) -> None:
    expect_job()
    job = start_job(["verify", "none"], jobs / "a")
    assert job.stop(grace_s=5).state in {JobState.STOPPED, JobState.FAILED}
    assert not psutil.pid_exists(job.pid) or psutil.Process(job.pid).status() == psutil.STATUS_ZOMBIE


def test_one_that_ended_meanwhile_is_not_asked(jobs: Path) -> None:
    expect_job()
    (leader,) = spare._spare
    leader.kill()
    leader.wait()
    job = start_job(["verify", "none"], jobs / "a")
    assert job.pid != leader.pid
    assert job.wait(60).state is JobState.FAILED

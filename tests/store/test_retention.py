from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import delete, insert

from optimizer.core.failpoint import VARIABLE
from optimizer.core.text import Text
from optimizer.data.complaint import fault
from optimizer.jobs.batch_faults import SET_ASIDE, set_aside
from optimizer.jobs.retention import Periods, retain, would_go
from optimizer.jobs.status import JobState, JobStatus, write_json
from optimizer.store import RunRequest, Store, StoreError, run_key
from optimizer.store.tables import DECISIONS, PLAN_DAYS, PLAN_KEYS, PLANS, RETENTIONS, RUNS, STEPS
from tests.conftest import run_cli
from tests.store.conftest import SetClock
from tests.store.issued import days, issue_plan
from tests.store.whole import ASKED, all_rows, all_used

MONTHS = Periods(180, 30)
STAYS = {"plans", "retentions", "runs", "audit"}


def test_what_is_past_goes_and_that_it_was_issued_stays(store: Store, clock: SetClock, tmp_path: Path) -> None:
    plan = all_used(store)
    before = store.plans.all()
    assert store.audit_subjects(store.audit())[1] == "P1"
    clock.move(days=200)
    found = would_go(store, MONTHS, tmp_path)
    assert found.past.rows["placement_steps"] == 2
    gone = retain(store, MONTHS, tmp_path, "王")
    assert gone.past == found.past
    rows = all_rows(store)
    assert {name for name, some in rows.items() if some} == STAYS
    assert "P1" not in repr(rows)
    assert store.plans.all() == before
    assert store.plans.get(plan).issued_by == "李"
    assert store.audit_break() is None
    assert store.audit()[-1].what == "store.retention"
    assert {said[0] for number, said in store.audit_subjects(store.audit()).items() if number <= 2} == {"~"}
    assert retain(store, MONTHS, tmp_path, "王").past.rows == {}
    with pytest.raises(StoreError) as error:
        store.placements.hold(plan, "P1", "U1", "王", days(0, 0))
    assert error.value.issues[0].code == "no_such_place"


def test_what_is_in_force_or_was_used_of_late_stays(store: Store, clock: SetClock, tmp_path: Path) -> None:
    plan = all_used(store)
    before = all_rows(store)
    clock.move(days=186)  # the last day of the plans is the first that is kept
    assert retain(store, MONTHS, tmp_path, "王").past.rows == {}
    assert all_rows(store) == before
    store.placements.hold(plan, "P2", "U1", "王", days(3, 3))
    clock.move(days=100)
    gone = retain(store, MONTHS, tmp_path, "王").past
    assert {found.plan_id[0] for found in gone.plans} == {"b", "c"}
    assert "P2" in repr(all_rows(store))


def test_a_draft_of_an_old_city_made_today_stays(store: Store, clock: SetClock, tmp_path: Path) -> None:
    clock.move(days=1000)
    issue_plan(store, {"U1": 1}, [("P1", "U1", days(0, 1))])
    assert retain(store, MONTHS, tmp_path, "王").past.rows == {}


def refused(store: Store, why: str, act: object) -> None:
    with pytest.raises(StoreError, match=why), store.database.writing() as writing:
        writing.connection.execute(act)  # type: ignore[call-overload]


def test_the_database_lets_nothing_go_that_no_retention_covers(store: Store, clock: SetClock, tmp_path: Path) -> None:
    all_used(store)
    failed = store.begin_run(RunRequest("f" * 64, "routing")).run
    store.fail_run(failed, "bad_input", 2)
    for table in (PLAN_DAYS, DECISIONS, PLAN_KEYS):
        refused(store, "until a retention covers it", delete(table))
    for key in (ASKED.key, failed.key):
        refused(store, "by a retention only", delete(RUNS).where(RUNS.c.key == key))
    far = {"seq": 9, "covers": "plans", "cutoff": clock.time.date().replace(year=9000), "by": "me", "at": clock.time}
    refused(store, "reaches back only", insert(RETENTIONS).values(far))
    clock.move(days=200)
    retain(store, MONTHS, tmp_path, "王")
    refused(store, "append-only", delete(RETENTIONS))
    refused(store, "never taken away", delete(PLANS))
    refused(store, "by a retention only", delete(RUNS))
    again = issue_plan(store, {"U1": 1}, [("P1", "U1", days(0, 1))], plan_id="d" * 64)
    store.placements.hold(again, "P1", "U1", "王")
    refused(store, "until a retention covers it", delete(STEPS))


def test_an_older_store_lets_go_as_well(store: Store, clock: SetClock, tmp_path: Path) -> None:
    all_used(store)
    file = tmp_path / "a"
    store.back_up(file, "夜")
    clock.move(days=200)
    retain(store, MONTHS, tmp_path, "王")
    after = all_rows(store)
    store.back_up(file, "夜")
    Store.restored(file, str(tmp_path / "again"), "李")
    with Store.open(str(tmp_path / "again")) as again:
        assert {**all_rows(again), "audit": after["audit"]} == after


def test_folders_go_with_their_rows(store: Store, clock: SetClock, demo_folder: Path, tmp_path: Path) -> None:
    plan, result, kept = (tmp_path / name for name in ("plan", "result", "kept"))
    for place in (plan, result, kept):
        shutil.copytree(demo_folder, place)
    registered = store.plans.register(plan, "张")
    with_period = RunRequest(run_key({"a": "2"}, {}, "1"), "rota", period="2022-03-21")
    for asked, out in ((ASKED, result), (with_period, kept)):
        store.commit_run(store.begin_run(asked).run, "planned", 0, str(out))
    bad = store.begin_run(RunRequest("f" * 64, "batch route", out=str(tmp_path / "bad"))).run
    faults = [fault("bad_cell", Text("x", "x"), table="patients", row=3)]
    aside = set_aside(SET_ASIDE, tmp_path / "bad", "bad", faults, 2, "en")
    store.fail_run(bad, "bad_cell", 2, faults)
    clock.move(days=40)
    assert retain(store, MONTHS, tmp_path / "jobs", "王").folders == (aside,)
    assert store.run(bad.key) is None
    clock.move(days=200)
    assert would_go(store, MONTHS, tmp_path / "jobs").folders == (plan, result)
    assert plan.is_dir()
    (plan / "manifest.json").write_text("{}")  # not what was registered: whoever changed it may need it
    assert retain(store, MONTHS, tmp_path / "jobs", "王").folders == (result,)
    assert sorted(path.name for path in tmp_path.iterdir() if path.is_dir()) == ["kept", "plan", SET_ASIDE]
    assert store.audit()[-1].what == "store.folders_removed"
    assert store.plans.get(registered.plan_id) == registered
    assert store.run(ASKED.key) is not None


def test_jobs_of_the_app_go_once_they_are_over_for_long(store: Store, clock: SetClock, tmp_path: Path) -> None:
    now = clock.time.timestamp()
    ages = {"old": (JobState.DONE, 200), "lost": (JobState.FAILED, 181), "new": (JobState.DONE, 179), "other": (None, 999)}
    for name, (state, days_ago) in ages.items():
        folder = tmp_path / "jobs" / name
        folder.mkdir(parents=True)
        (folder / "patients.csv").write_text("patient_id\nP1\n")
        if state is not None:
            then = now - days_ago * 86400
            JobStatus(state, then, then, then, 0).write(folder)
            write_json(folder / "job.json", {"arguments": [], "pid": 1, "born": 0.0, "about": {}})
    gone = retain(store, MONTHS, tmp_path / "jobs", "王")
    assert {path.name for path in gone.folders} == {"old", "lost"}
    assert sorted(path.name for path in (tmp_path / "jobs").iterdir()) == ["new", "other"]


def test_a_folder_that_holds_a_plan_in_force_stays(store: Store, clock: SetClock, demo_folder: Path, tmp_path: Path) -> None:
    shutil.copytree(demo_folder, tmp_path / "plan")
    store.commit_run(store.begin_run(ASKED).run, "planned", 0, str(tmp_path / "plan"))
    clock.move(days=200)
    store.plans.register(tmp_path / "plan", "张")
    assert retain(store, MONTHS, tmp_path / "jobs", "王").folders == ()


@pytest.mark.parametrize(("where", "cleared"), [("retention.cleared", False), ("retention.committed", True)])
def test_a_retention_that_is_killed_is_done_the_next_time(tmp_path: Path, demo_folder: Path, where: str, cleared: bool) -> None:
    place, plan = tmp_path / "store", tmp_path / "plan"
    shutil.copytree(demo_folder, plan)
    clock = SetClock()
    with Store.open(str(place), clock=clock) as store:
        store.plans.register(plan, "张")
        before = all_rows(store)
    words = [sys.executable, "-m", "optimizer", "store", "retention", "--days", "10", "--store", str(place)]
    killed = subprocess.run(words, env={**os.environ, VARIABLE: f"kill@{where}"}, capture_output=True, check=False, cwd=tmp_path)
    assert killed.returncode == -signal.SIGKILL
    with Store.open(str(place)) as store:
        assert store.audit_break() is None
        assert (all_rows(store) == before) is not cleared
    assert plan.is_dir()
    told = json.loads(run_cli(*words[3:], "--json").stdout.splitlines()[-1])
    assert told["folders"] == [str(plan)]
    assert not plan.exists()
    with Store.open(str(place)) as store:
        assert not all_rows(store)["plan_days"]


def test_the_command_tells_what_would_go(tmp_path: Path) -> None:
    with Store.open(str(tmp_path), clock=SetClock()) as store:
        all_used(store)
        before = all_rows(store)
    run = run_cli("store", "retention", "--dry-run", "--store", tmp_path, "--json")
    assert json.loads(run.stdout.splitlines()[-1])["rows"]["plan_days"] == 2
    with Store.open(str(tmp_path)) as store:
        assert all_rows(store) == before
    assert "已删除" in run_cli("store", "retention", "--store", tmp_path, "--lang", "zh").stdout

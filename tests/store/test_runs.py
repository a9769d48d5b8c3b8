from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from threading import Barrier

import pytest

from optimizer.core.text import Text
from optimizer.data.complaint import fault
from optimizer.store import Claim, RunRequest, RunState, RunTakenError, Store, run_key, runs
from optimizer.store.process import Process
from tests.store.conftest import SetClock

ASKED = RunRequest(run_key({"patients": "abc"}, {"seed": 0}, "1"), "routing", by="night")
OTHER = replace(ASKED, key=run_key({"patients": "abd"}, {"seed": 0}, "1"))


def begin_as(store: Store, asked: RunRequest, process: Process) -> Claim:
    """Begin a run as another process would."""
    with store.database.writing() as writing:
        return runs.begin(writing, asked, process, alone=False, per_period=False, again=False)


def dead_process() -> Process:
    """A process of this machine that is over."""
    child = subprocess.Popen([sys.executable, "-c", ""])
    child.wait()
    return Process(Process.this().host, child.pid, Process.this().born)


def test_key_tells_inputs_configuration_and_version_apart() -> None:
    keys = {
        run_key({"a": "1"}, {}, "1"),
        run_key({"a": "2"}, {}, "1"),
        run_key({"b": "1"}, {}, "1"),
        run_key({"a": "1"}, {"seed": 1}, "1"),
        run_key({"a": "1"}, {}, "2"),
    }
    assert len(keys) == 5
    assert run_key({"a": "1", "b": "2"}, {}, "1") == run_key({"b": "2", "a": "1"}, {}, "1")


def test_a_run_goes_from_pending_to_committed(store: Store, clock: SetClock) -> None:
    assert store.queue_run(ASKED).state is RunState.PENDING
    claim = store.begin_run(ASKED)
    assert claim.mine
    assert (claim.run.state, claim.run.attempt, claim.run.process.pid) == (RunState.RUNNING, 1, Process.this().pid)
    clock.move(minutes=3)
    ended = store.commit_run(claim.run, "optimal", 0, out="out/a")
    assert (ended.state, ended.outcome, ended.exit_code, ended.out) == (RunState.COMMITTED, "optimal", 0, "out/a")
    assert ended.started_at is not None
    assert ended.ended_at == clock.time
    assert store.run(ASKED.key) == ended
    assert [row.what for row in store.audit()] == ["run.begun", "run.committed"]
    assert {row.by for row in store.audit()} == {"night"}


def test_what_is_committed_is_never_begun_again(store: Store) -> None:
    done = store.commit_run(store.begin_run(ASKED).run, "optimal", 0)
    assert store.begin_run(ASKED, again=True) == Claim(done, mine=False)
    assert store.queue_run(ASKED) == done


def test_what_failed_by_itself_is_begun_again_only_when_told(store: Store) -> None:
    bad = fault("unknown_reference", Text("No unit {value}.", "无此单元 {value}。"), table="patients", row=7, value="secret")
    failed = store.fail_run(store.begin_run(ASKED).run, "bad_input", 2, [bad])
    assert [(kept.code, kept.table, kept.row) for kept in failed.faults] == [("unknown_reference", "patients", 7)]
    assert "secret" not in repr(failed)
    assert store.begin_run(ASKED) == Claim(failed, mine=False)
    claim = store.begin_run(ASKED, again=True)
    assert (claim.mine, claim.run.attempt, claim.run.faults, claim.run.exit_code) == (True, 2, (), None)


def test_while_one_computes_the_others_wait(store: Store) -> None:
    first = store.begin_run(ASKED).run
    assert store.begin_run(ASKED, again=True) == Claim(first, mine=False)
    assert store.begin_run(OTHER).mine


def test_a_job_that_runs_alone_has_one_run_at_a_time(store: Store) -> None:
    first = store.begin_run(ASKED, alone=True).run
    assert store.begin_run(OTHER, alone=True) == Claim(first, mine=False)
    assert store.begin_run(replace(OTHER, job="rota"), alone=True).mine


def test_a_job_is_done_once_for_a_period(store: Store) -> None:
    done = store.commit_run(store.begin_run(replace(ASKED, period="2022-W12")).run, "optimal", 0)
    assert store.begin_run(replace(OTHER, period="2022-W12"), per_period=True) == Claim(done, mine=False)
    assert store.begin_run(replace(OTHER, period="2022-W13"), per_period=True).mine


def test_a_run_whose_process_died_is_taken_over(store: Store) -> None:
    dead = begin_as(store, ASKED, dead_process()).run
    claim = store.begin_run(ASKED)
    assert (claim.mine, claim.run.attempt) == (True, 2)
    assert [row.what for row in store.audit()] == ["run.begun", "run.lost", "run.begun"]
    with pytest.raises(RunTakenError):
        store.commit_run(dead, "optimal", 0)
    with pytest.raises(RunTakenError):
        store.beat(dead)


def test_recover_names_the_runs_whose_process_died(store: Store) -> None:
    begin_as(store, ASKED, dead_process())
    alive = store.begin_run(replace(OTHER, job="rota")).run
    lost = store.recover()
    assert [(run.key, run.lost) for run in lost] == [(ASKED.key, True)]
    assert store.run(OTHER.key) == alive
    assert store.recover() == ()


def test_a_run_of_another_machine_is_lost_when_it_was_silent_for_long(store: Store, clock: SetClock) -> None:
    far = begin_as(store, ASKED, Process("another", 1, 0.0)).run
    clock.move(minutes=9)
    store.beat(far)
    clock.move(minutes=9)
    assert not store.begin_run(ASKED).mine
    clock.move(minutes=2)
    assert store.begin_run(ASKED).mine


def test_runs_are_found_by_job_period_and_state(store: Store, clock: SetClock) -> None:
    store.queue_run(replace(ASKED, period="1"))
    clock.move(seconds=1)
    store.begin_run(replace(OTHER, period="2"))
    assert [run.period for run in store.runs()] == ["2", "1"]
    assert [run.period for run in store.runs(most=1)] == ["2"]
    assert [run.key for run in store.runs("routing", period="1")] == [ASKED.key]
    assert [run.key for run in store.runs(state=RunState.RUNNING)] == [OTHER.key]
    assert store.runs("rota") == ()


@pytest.mark.parametrize("act", [lambda store: store.begin_run(ASKED, alone=True), lambda store: store.begin_run(ASKED)])
def test_of_many_who_ask_at_once_one_gets_the_run(place: str, act: Callable[[Store], Claim]) -> None:
    Store.open(place).close()
    gate = Barrier(8)

    def ask(_: int) -> bool:
        with Store.open(place) as own:
            gate.wait()
            return act(own).mine

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(ask, range(8))) == 1


def test_the_file_is_the_users_alone(tmp_path: Path) -> None:
    Store.open(str(tmp_path / "new")).close()
    assert (tmp_path / "new" / "store.sqlite3").stat().st_mode & 0o077 == 0
    assert (tmp_path / "new").stat().st_mode & 0o077 == 0

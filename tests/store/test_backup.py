from __future__ import annotations

import gzip
import hashlib
import json
import os
import signal
import sqlite3
import subprocess
import sys
from dataclasses import astuple
from pathlib import Path

import pytest
from sqlalchemy import text

from optimizer.core.failpoint import VARIABLE
from optimizer.store import Break, PlacementState, Store, StoreError, backup, store_url
from optimizer.store.database import Database
from optimizer.store.migrate import bring_up_to_date
from tests.conftest import run_cli
from tests.store.conftest import SetClock
from tests.store.issued import issue_plan
from tests.store.kills import halves
from tests.store.whole import ASKED, all_rows, all_used


def code_of(error: pytest.ExceptionInfo[StoreError]) -> str:
    return error.value.issues[0].code


def test_what_was_backed_up_is_restored(store: Store, empty_place: str, tmp_path: Path, clock: SetClock) -> None:
    plan = all_used(store)
    before = all_rows(store)
    file = tmp_path / "a.backup"
    made = store.back_up(file, "夜")
    assert made.rows == {name: len(rows) for name, rows in before.items()}
    assert [row.what for row in store.audit(after=made.rows["audit"])] == ["store.backed_up"]
    assert file.stat().st_mode & 0o077 == 0
    assert Store.restored(file, empty_place, "李", clock=clock) == made
    with Store.open(empty_place, clock=clock) as again:
        after = all_rows(again)
        assert after["audit"][:-1] == before["audit"]
        assert {**after, "audit": before["audit"]} == before
        assert [row.what for row in again.audit()][-1] == "store.restored"
        assert again.audit_break(made.head) is None
        assert again.placements.get(plan, "P1", "U1").state is PlacementState.ACCEPTED
        with pytest.raises(StoreError, match="frozen"), again.database.writing() as writing:
            writing.connection.execute(text("UPDATE plans SET state = 'draft' WHERE state = 'issued'"))
        with pytest.raises(StoreError, match="append-only"), again.database.writing() as writing:
            writing.connection.execute(text("DELETE FROM audit"))


def test_a_backup_of_a_file_is_restored_on_a_server_and_back(made: tuple[str, str], empty_place: str, tmp_path: Path) -> None:
    if not made[1]:
        pytest.skip("needs the server")
    with Store.open(str(tmp_path / "one")) as store:
        all_used(store)
        before = all_rows(store)
        store.back_up(tmp_path / "a", "夜")
    Store.restored(tmp_path / "a", empty_place, "李")
    with Store.open(empty_place) as server:
        server.back_up(tmp_path / "b", "夜")
    Store.restored(tmp_path / "b", str(tmp_path / "two"), "李")
    with Store.open(str(tmp_path / "two")) as store:
        assert {**all_rows(store), "audit": before["audit"]} == before
        assert [astuple(row) for row in store.audit(most=len(before["audit"]))] == before["audit"]
        assert store.audit_break() is None


def test_a_store_that_holds_something_is_replaced_only_when_told(store: Store, place: str, tmp_path: Path) -> None:
    store.begin_run(ASKED)
    store.back_up(tmp_path / "a", "夜")
    store.commit_run(store.runs()[0], "planned", 0)
    before = all_rows(store)
    with pytest.raises(StoreError) as error:
        Store.restored(tmp_path / "a", place, "李")
    assert code_of(error) == "store_not_empty"
    assert all_rows(store) == before
    head = store.audit_end()[1]
    Store.restored(tmp_path / "a", place, "李", replace=True)
    assert [run.outcome for run in store.runs()] == [""]  # what was open all the while sees it
    assert head in store.audit()[-1].facts
    assert store.audit_break() is None


def _signed(content: bytes) -> bytes:
    digest = hashlib.sha256(content).hexdigest()
    return gzip.compress(content + f'{{"sha256":"{digest}"}}\n'.encode())


@pytest.mark.parametrize("harm", ["cut", "flip", "other", "unfit", "changed"])
def test_a_damaged_backup_is_refused(store: Store, place: str, tmp_path: Path, harm: str) -> None:
    all_used(store)
    file = tmp_path / "a"
    store.back_up(file, "夜")
    content = file.read_bytes()
    spoiled = {
        "cut": content[:-40],
        "flip": content[:200] + bytes([content[200] ^ 1]) + content[201:],
        "other": b"no backup",
        "unfit": _signed(b'{"format":"hospital-optimizer store 1","schema":"0002"}\n'),
        "changed": gzip.compress(gzip.decompress(content).replace(b"P1", b"P2")),
    }
    file.write_bytes(spoiled[harm])
    before = all_rows(store)
    with pytest.raises(StoreError) as error:
        Store.restored(file, place, "李", replace=True)
    assert code_of(error) == "backup_damaged"
    assert all_rows(store) == before


def test_a_backup_of_a_newer_version_is_refused(store: Store, empty_place: str, tmp_path: Path, monkeypatch: object) -> None:
    monkeypatch.setattr("optimizer.store.backup.newest", lambda: "9999")  # type: ignore[attr-defined]
    store.back_up(tmp_path / "a", "夜")
    with pytest.raises(StoreError) as error:
        Store.restored(tmp_path / "a", empty_place, "李")
    assert code_of(error) == "backup_newer"


def test_a_backup_of_an_older_version_is_brought_up_to_date(empty_place: str, tmp_path: Path) -> None:
    database = Database.at(store_url(str(tmp_path / "old")))
    bring_up_to_date(database, "0002")
    old = Store(database)
    run = old.begin_run(ASKED).run
    with pytest.MonkeyPatch.context() as patch:
        tables = [table for table in backup.METADATA.sorted_tables if table.name in OF_0002]
        patch.setattr(backup, "newest", lambda: "0002")
        patch.setattr(backup, "METADATA", type("Some", (), {"sorted_tables": tables}))
        old.back_up(tmp_path / "a", "夜")
    old.close()
    Store.restored(tmp_path / "a", empty_place, "李")
    with Store.open(empty_place) as restored:
        assert restored.run(run.key) == run


OF_0002 = {"runs", "audit", "plans", "plan_days", "plan_places", "placement_steps", "held_days", "scenarios", "decisions"}


def test_a_backup_beside_a_writer_holds_one_moment(store: Store, place: str, empty_place: str, tmp_path: Path) -> None:
    plan = issue_plan(store, {"U1": 100_000})
    words = [sys.executable, "-m", "tests.store.victim", place, "1", plan, "U1"]
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True) as writer:
        for number in range(3):
            for _ in range(8):
                writer.stdout.readline()  # type: ignore[union-attr]
            made = store.back_up(tmp_path / f"{number}", "夜")
        writer.kill()
    store.recover()  # takes its turn as a writer
    assert 0 < made.rows["audit"] < len(store.audit())
    Store.restored(tmp_path / "2", empty_place, "李")
    with Store.open(empty_place) as again:
        assert halves(again) == ""
        assert again.audit_break() is None


def test_another_file_is_never_replaced(store: Store, tmp_path: Path) -> None:
    (tmp_path / "letter").write_text("dear")
    with pytest.raises(StoreError) as error:
        store.back_up(tmp_path / "letter", "夜")
    assert code_of(error) == "out_not_empty"
    with pytest.raises(StoreError) as error:
        store.back_up(tmp_path / "no" / "folder", "夜")
    assert code_of(error) == "out_not_writable"
    store.back_up(tmp_path / "a", "夜")
    store.back_up(tmp_path / "a", "夜")
    assert sorted(path.name for path in tmp_path.iterdir() if path.name.startswith((".", "a"))) == ["a"]


def test_a_broken_audit_is_backed_up_as_it_stands_and_said(tmp_path: Path) -> None:
    with Store.open(str(tmp_path)) as store:
        all_used(store)
        with sqlite3.connect(tmp_path / "store.sqlite3") as raw:
            raw.execute("DROP TRIGGER audit_no_update")
            raw.execute("UPDATE audit SET by = 'nobody' WHERE seq = 2")
        raw.close()
        made = store.back_up(tmp_path / "a", "夜")
    assert made.broken == Break(2, "hash")
    assert Store.restored(tmp_path / "a", str(tmp_path / "other"), "李") == made


def test_the_commands_say_what_stands_in_the_backup(tmp_path: Path) -> None:
    with Store.open(str(tmp_path / "one")) as store:
        all_used(store)
    saved = run_cli("store", "backup", tmp_path / "a", "--store", tmp_path / "one", "--json")
    told = json.loads(saved.stdout.splitlines()[-1])
    assert (saved.returncode, told["rows"]["plans"], told["audit"]["broken"]) == (0, 3, None)
    again = run_cli("store", "restore", tmp_path / "a", "--store", tmp_path / "two", "--json")
    assert json.loads(again.stdout.splitlines()[-1])["audit"] == told["audit"]
    page = run_cli("store", "restore", tmp_path / "a", "--store", tmp_path / "two", "--lang", "zh")
    assert page.returncode == 2
    assert "--replace" in page.stderr


def asked(place: str, failpoint: str, *words: str | Path) -> int:
    environment = {**os.environ, VARIABLE: failpoint}
    command = [sys.executable, "-m", "optimizer", "store", *map(str, words), "--store", place]
    return subprocess.run(command, env=environment, capture_output=True, check=False).returncode


@pytest.mark.parametrize(
    ("where", "whole"), [("backup.begun", False), ("backup.written", False), ("backup.in_place", True)], ids=lambda v: str(v)
)
def test_a_backup_that_is_killed_leaves_the_old_one_or_the_new_one(
    store: Store, place: str, tmp_path: Path, where: str, whole: bool
) -> None:
    file = tmp_path / "a"
    store.back_up(file, "夜")
    old = file.read_bytes()
    all_used(store)
    before = all_rows(store)
    assert asked(place, f"kill@{where}", "backup", file) == -signal.SIGKILL
    assert all_rows(store) == before
    assert (file.read_bytes() != old) is whole
    Store.restored(file, place, "李", replace=True)
    assert len(store.plans.all()) == (3 if whole else 0)
    store.back_up(file, "夜")
    assert not list(tmp_path.glob(".a.*"))


@pytest.mark.parametrize(("where", "done"), [("restore.cleared", False), ("restore.filled", False), ("restore.done", True)])
def test_a_restore_that_is_killed_leaves_the_old_store_or_the_new_one(
    store: Store, place: str, tmp_path: Path, where: str, done: bool
) -> None:
    store.back_up(tmp_path / "a", "夜")
    all_used(store)
    before = all_rows(store)
    assert asked(place, f"kill@{where}", "restore", tmp_path / "a", "--replace") == -signal.SIGKILL
    with Store.open(place) as again:
        again.recover()  # takes its turn as a writer
        assert again.audit_break() is None
        if done:
            assert [row.what for row in again.audit()] == ["store.restored"]
        else:
            assert all_rows(again) == before


def test_a_full_disk_leaves_the_old_backup(store: Store, place: str, tmp_path: Path) -> None:
    store.back_up(tmp_path / "a", "夜")
    old = (tmp_path / "a").read_bytes()
    assert asked(place, "full@backup.written", "backup", tmp_path / "a") == 2
    assert (tmp_path / "a").read_bytes() == old
    assert not list(tmp_path.glob(".a.*"))

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import event

from optimizer.core.errors import ExitCode
from optimizer.store import RunRequest, Store, StoreError, audit, run_key
from optimizer.store.errors import StoreBusyError

ASKED = RunRequest(run_key({"a": "1"}, {}, "1"), "routing")


def test_who_waits_too_long_for_a_turn_is_told_so(store: Store, place: str) -> None:
    with Store.open(place, patience_s=0.2) as impatient:
        with store.database.writing(), pytest.raises(StoreBusyError) as error:
            impatient.begin_run(ASKED)
        assert error.value.exit_code is ExitCode.LOCKED
        assert impatient.begin_run(ASKED).mine


def test_readers_do_not_wait_for_a_writer(store: Store, place: str) -> None:
    with Store.open(place, patience_s=0.2) as reader, store.database.writing() as writing:
        audit.append(writing, "王", "plan.issued", "x")
        assert reader.audit() == ()


def test_a_full_disk_is_said_and_leaves_the_store_as_it_was(tmp_path: Path) -> None:
    with Store.open(str(tmp_path)) as store:
        begun = store.begin_run(ASKED).run
        rows = store.audit()
        event.listen(store.database.engine, "connect", _no_more_pages)
        with pytest.raises(StoreError) as error:
            _fill(store)
        assert error.value.issues[0].code == "store_unusable"
        assert "full" in error.value.describe("en")
    with Store.open(str(tmp_path)) as store:
        assert store.audit() == rows
        assert store.audit_break() is None
        assert store.commit_run(begun, "optimal", 0).outcome == "optimal"


def _no_more_pages(raw: object, _: object) -> None:
    """Let the file grow no further: SQLite says then what it says of a full disk."""
    raw.execute("PRAGMA max_page_count = 1")  # type: ignore[attr-defined]


def _fill(store: Store) -> None:
    with store.database.writing() as writing:
        for number in range(1000):
            audit.append(writing, "王", "plan.issued", f"plan {number}", {"why": "x" * 1000})


def test_a_place_that_cannot_be_made_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError) as error:
        Store.open(str(tmp_path / "file" / "folder"))
    assert error.value.issues[0].code == "store_unusable"

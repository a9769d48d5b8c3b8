from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import delete, insert, text, update

from optimizer.store import AuditRow, Break, Store, StoreError, audit
from optimizer.store.tables import AUDIT


def written(store: Store, rows: int = 4) -> tuple[AuditRow, ...]:
    for number in range(rows):
        with store.database.writing() as writing:
            audit.append(writing, "王", "plan.issued", f"plan {number}", {"次数": number})
    return store.audit()


def test_an_empty_chain_holds(store: Store) -> None:
    assert store.audit_break() is None


def test_each_row_carries_the_hash_of_the_one_before(store: Store) -> None:
    rows = written(store)
    assert [row.previous for row in rows] == [audit.BEFORE_THE_FIRST, *(row.hash for row in rows[:-1])]
    assert store.audit_break() is None
    assert store.audit(after=3) == rows[3:]


@pytest.mark.parametrize("changed", [{"by": "李"}, {"what": "x"}, {"subject": "x"}, {"facts": "{}"}, {"hash": "0" * 64}])
def test_the_first_changed_row_is_named(store: Store, changed: dict[str, str]) -> None:
    rows = list(written(store))
    rows[1] = replace(rows[1], **changed)
    assert audit.first_break(rows) == Break(2, "hash")
    rows[1] = replace(rows[1], hash=rows[1].expected_hash())
    assert audit.first_break(rows) in {Break(3, "previous"), None}


def test_a_row_taken_out_or_cut_off_is_missed(store: Store) -> None:
    rows = written(store)
    assert audit.first_break((*rows[:1], *rows[2:])) == Break(2, "gap")
    assert audit.first_break(rows[1:]) == Break(1, "gap")
    assert audit.first_break(rows[:3]) is None
    assert audit.first_break(rows[:3], head=rows[3].hash) == Break(4, "head")
    assert audit.first_break(rows, head=rows[1].hash) is None


@pytest.mark.parametrize(
    "act",
    [
        update(AUDIT).where(AUDIT.c.seq == 2).values(by="李"),
        delete(AUDIT).where(AUDIT.c.seq == 4),
        delete(AUDIT),
    ],
)
def test_the_database_refuses_to_change_a_row(store: Store, act: object) -> None:
    rows = written(store)
    with pytest.raises(StoreError, match="append-only"), store.database.writing() as writing:
        writing.connection.execute(act)  # type: ignore[call-overload]
    assert store.audit() == rows


def replaced_or_truncated(store: Store, row: AuditRow) -> None:
    with store.database.writing() as writing:
        if writing.connection.dialect.name == "sqlite":
            values = {column.name: getattr(row, column.name) for column in AUDIT.columns}
            writing.connection.execute(insert(AUDIT).prefix_with("OR REPLACE").values({**values, "by": "李"}))
        else:
            writing.connection.execute(text("TRUNCATE audit"))


def test_the_database_refuses_to_replace_or_truncate(store: Store) -> None:
    rows = written(store)
    with pytest.raises(StoreError, match="append-only"):
        replaced_or_truncated(store, rows[1])
    assert store.audit() == rows


def interrupted(store: Store) -> None:
    with store.database.writing() as writing:
        audit.append(writing, "王", "plan.issued", "x")
        raise InterruptedError


def test_what_raises_leaves_no_trace(store: Store) -> None:
    with pytest.raises(InterruptedError):
        interrupted(store)
    assert store.audit() == ()

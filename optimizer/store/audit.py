"""Who did what when: rows that are only ever added, each with a hash over itself and the row before it."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields

from sqlalchemy import Connection, insert, select

from optimizer.store.database import Writing
from optimizer.store.tables import AUDIT

BEFORE_THE_FIRST = "0" * 64


@dataclass(frozen=True, slots=True)
class AuditRow:
    """One thing that somebody did.

    Parameters
    ----------
    seq
        1, 2, 3 …, without a gap.
    what, subject
        The act (``run.committed``) and the key of what it was done to.
    facts
        More about it, as canonical JSON; never a patient's detail beyond the case number.
    previous, hash
        SHA-256 of the row before, and of this row with that.
    """

    seq: int
    at: dt.datetime
    by: str
    what: str
    subject: str
    facts: str
    previous: str
    hash: str

    def expected_hash(self) -> str:
        """Return the hash that belongs to the row's content."""
        return _digest(self.seq, self.at, self.by, self.what, self.subject, self.facts, self.previous)


@dataclass(frozen=True, slots=True)
class Break:
    """The first row at which the chain does not hold, and how: ``gap``, ``previous``, ``hash`` or ``head``."""

    seq: int
    how: str


def append(writing: Writing, by: str, what: str, subject: str, facts: Mapping[str, object] | None = None) -> AuditRow:
    """Add a row at the end of the chain; part of the transaction that does what it tells."""
    last, previous = end(writing.connection)
    seq = last + 1
    told = json.dumps(facts or {}, ensure_ascii=False, sort_keys=True)
    row = AuditRow(
        seq, writing.at, by, what, subject, told, previous, _digest(seq, writing.at, by, what, subject, told, previous)
    )
    writing.connection.execute(insert(AUDIT).values({field.name: getattr(row, field.name) for field in fields(row)}))
    return row


def end(connection: Connection) -> tuple[int, str]:
    """Return number and hash of the last row."""
    last = connection.execute(select(AUDIT.c.seq, AUDIT.c.hash).order_by(AUDIT.c.seq.desc()).limit(1)).first()
    return (last.seq, last.hash) if last else (0, BEFORE_THE_FIRST)


def read(connection: Connection, after: int = 0, most: int | None = None) -> Iterable[AuditRow]:
    """Yield the rows in order."""
    query = select(AUDIT).where(AUDIT.c.seq > after).order_by(AUDIT.c.seq).limit(most)
    for row in connection.execute(query).mappings():
        yield AuditRow(**row)


def first_break(rows: Iterable[AuditRow], head: str = "") -> Break | None:
    """Return the first broken row; None when the chain holds.

    Parameters
    ----------
    head
        A hash noted down earlier (of what was the last row then). Rows cut off at the end leave a chain that holds in itself;
        that the noted row still stands in it shows that none up to there was.
    """
    seq, previous, seen = 0, BEFORE_THE_FIRST, not head
    for row in rows:
        if row.seq != seq + 1:
            return Break(seq + 1, "gap")
        if row.previous != previous:
            return Break(row.seq, "previous")
        if row.hash != row.expected_hash():
            return Break(row.seq, "hash")
        seq, previous = row.seq, row.hash
        seen = seen or row.hash == head
    return None if seen else Break(seq + 1, "head")


def _digest(seq: int, at: dt.datetime, *words: str) -> str:
    said = json.dumps([seq, at.astimezone(dt.UTC).isoformat(timespec="microseconds"), *words], ensure_ascii=False)
    return hashlib.sha256(said.encode()).hexdigest()

"""A backup: every row of the store as of one moment, in a file that either kind of database can be restored from."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, select

from optimizer import __version__
from optimizer.store import audit
from optimizer.store.audit import Break
from optimizer.store.backup_file import FORMAT, Line, write_lines
from optimizer.store.database import Database
from optimizer.store.migrate import newest
from optimizer.store.tables import METADATA

_AT_ONCE = 1000


@dataclass(frozen=True, slots=True)
class Backup:
    """What a backup holds.

    Parameters
    ----------
    schema
        Version of the tables.
    rows
        Number of rows by table.
    head
        Hash of the audit's last row.
    broken
        Where the audit's chain did not hold; None where it did.
    sha256
        Of what the file holds, unpacked.
    """

    schema: str
    at: dt.datetime
    rows: dict[str, int]
    head: str
    broken: Break | None
    sha256: str


def back_up(database: Database, path: Path, by: str) -> Backup:
    """Write a backup; writers of a SQLite store wait while it is written, those of PostgreSQL do not.

    Raises
    ------
    StoreError
        It cannot be written, or something else stands there; what stood there still does.
    """
    with database.reading() as connection:
        at = database.time(connection)
        broken = audit.first_break(audit.read(connection))
        head = audit.end(connection)[1]
        rows: dict[str, int] = {}
        opening: dict[str, Any] = {
            "format": FORMAT,
            "schema": newest(),
            "version": __version__,
            "at": at.isoformat(),
            "head": head,
        }
        opening["broken"] = None if broken is None else [broken.seq, broken.how]
        digest = write_lines(path, _lines(connection, opening, rows))
    with database.writing() as writing:
        audit.append(writing, by, "store.backed_up", digest, {"audit_rows": rows["audit"]})
    return Backup(newest(), at, rows, head, broken, digest)


def _lines(connection: Connection, opening: Line, rows: dict[str, int]) -> Iterator[Line]:
    yield opening
    for table in METADATA.sorted_tables:
        yield {"table": table.name, "columns": [column.name for column in table.columns]}
        rows[table.name] = 0
        query = select(table).order_by(*table.primary_key.columns).execution_options(yield_per=_AT_ONCE)
        for row in connection.execute(query):
            rows[table.name] += 1
            yield [_plain(value) for value in row]


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, dt.date) else value

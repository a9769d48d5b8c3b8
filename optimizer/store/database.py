"""The connection: durable settings, one writer at a time on either database, and a clock of the store's own."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, NullPool, create_engine, event, func, select, text
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import DatabaseError, DBAPIError, IntegrityError, InterfaceError, ProgrammingError
from sqlalchemy.pool import ConnectionPoolEntry

from optimizer.core.text import NOTHING, Text
from optimizer.data.complaint import fault
from optimizer.store.errors import StoreBusyError, StoreError
from optimizer.store.moment import Clock, utc_now

PATIENCE_S = 60.0
WRITER_LOCK = 0x486F7370  # the number of the advisory lock that a writer on PostgreSQL holds
_SQLITE_BUSY = 5
_POSTGRES_BUSY = frozenset({"55P03", "40P01"})  # lock not available, deadlock
_WRITES = "store_writes"


@dataclass(frozen=True, slots=True)
class Writing:
    """A transaction that may write; `at` is the store's time, read when its turn came."""

    connection: Connection
    at: dt.datetime


@dataclass(frozen=True, slots=True)
class Database:
    """An engine with the rules of its transactions."""

    engine: Engine
    clock: Clock | None = None

    @classmethod
    def at(cls, url: URL, clock: Clock | None = None, patience_s: float = PATIENCE_S) -> Database:
        """Return the database of an address; nothing is connected yet.

        Parameters
        ----------
        clock
            Tells the store's time instead of the database server's (the machine's, for a file).
        patience_s
            How long a writer waits for others.

        Raises
        ------
        StoreError
            The folder of the file cannot be made, or the driver of the server is missing.
        """
        if url.get_backend_name() == "sqlite":
            return cls(_sqlite(Path(url.database or ""), url, patience_s), clock)
        try:
            engine = create_engine(url, pool_pre_ping=True, connect_args={"connect_timeout": 10})
        except ModuleNotFoundError:
            raise StoreError([fault("store_driver", _NO_DRIVER, _DRIVER)]) from None
        event.listen(engine, "begin", lambda connection: _take_turn(connection, patience_s))
        return cls(engine, clock)

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Give a transaction that sees one state of the store and changes nothing."""
        with _spoken_plainly(self.engine), self.engine.connect() as connection, connection.begin():
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Writing]:
        """Give the one writing transaction; it is on the disk when this returns, and never was when it raises.

        Writers take turns: what one of them read stays true until it has written, and the chain of the audit has one end.
        """
        options = {_WRITES: True}
        with (
            _spoken_plainly(self.engine),
            self.engine.connect().execution_options(**options) as connection,
            connection.begin(),
        ):
            yield Writing(connection, self.time(connection))

    def now(self) -> dt.datetime:
        """Return the store's time."""
        with self.reading() as connection:
            return self.time(connection)

    def close(self) -> None:
        """Let go of every connection."""
        self.engine.dispose()

    def time(self, connection: Connection) -> dt.datetime:
        """Return the store's time, asked through a connection."""
        if self.clock is not None:
            return self.clock().astimezone(dt.UTC)
        if connection.dialect.name == "sqlite":
            return utc_now()
        told: dt.datetime = connection.execute(select(func.clock_timestamp())).scalar_one()
        return told.astimezone(dt.UTC)


def _sqlite(file: Path, url: URL, patience_s: float) -> Engine:
    try:
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        if not file.exists():
            file.touch(mode=0o600)  # for nobody else to read, in whatever folder
    except OSError as error:
        raise StoreError([fault("store_unusable", _UNUSABLE, NOTHING, why=error.strerror or str(error))]) from error
    engine = create_engine(url, poolclass=NullPool, connect_args={"timeout": patience_s})
    event.listen(engine, "connect", _settle)
    event.listen(engine, "begin", _begin)
    return engine


def _settle(raw: DBAPIConnection, _: ConnectionPoolEntry) -> None:
    """Set a fresh SQLite connection up; write-ahead logging is not used, since versions before 3.51.3 can lose commits in it."""
    driver: Any = raw
    driver.isolation_level = None  # the driver begins nothing by itself
    cursor = driver.cursor()
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.execute("PRAGMA recursive_triggers = ON")  # so that REPLACE meets the triggers that refuse a deletion
    cursor.execute("PRAGMA secure_delete = ON")  # what a retention deletes is overwritten in the file, too
    cursor.execute("PRAGMA journal_mode = DELETE")
    cursor.execute("PRAGMA synchronous = EXTRA")  # FULL, and the folder too is flushed when the journal goes
    cursor.close()


def _begin(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE" if _may_write(connection) else "BEGIN")


def _take_turn(connection: Connection, patience_s: float) -> None:
    if _may_write(connection):
        connection.exec_driver_sql(f"SET LOCAL lock_timeout = {int(patience_s * 1000)}")
        connection.execute(text("SELECT pg_advisory_xact_lock(:number)"), {"number": WRITER_LOCK})
    else:
        connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")


def _may_write(connection: Connection) -> bool:
    return bool(connection.get_execution_options().get(_WRITES))


@contextmanager
def _spoken_plainly(engine: Engine) -> Iterator[None]:
    """Turn what the database complains of into an error that a person can act on; no statement, no password in it."""
    try:
        yield
    except IntegrityError as error:
        raise StoreError([fault("store_refused", _REFUSED, NOTHING, why=_first_line(error))]) from error
    except ProgrammingError:  # ours to mend
        raise
    except (DatabaseError, InterfaceError) as error:
        if _is_busy(error):
            raise StoreBusyError([fault("store_busy", _BUSY, _LATER)]) from error
        where = engine.url.render_as_string(hide_password=True)
        raise StoreError([fault("store_unusable", _UNUSABLE, NOTHING, why=f"{where}: {_first_line(error)}")]) from error


def _first_line(error: DBAPIError) -> str:
    return next(iter(str(error.orig).splitlines()), type(error).__name__)


def _is_busy(error: DBAPIError) -> bool:
    code = getattr(error.orig, "sqlite_errorcode", None)
    return (code is not None and code & 0xFF == _SQLITE_BUSY) or getattr(error.orig, "sqlstate", None) in _POSTGRES_BUSY


_NO_DRIVER = Text("The driver for PostgreSQL is not installed.", "未安装 PostgreSQL 驱动。")
_DRIVER = Text("Install it: pip install 'hospital-optimizer[postgres]'.", "请安装：pip install 'hospital-optimizer[postgres]'。")
_UNUSABLE = Text("The store cannot be used: {why}.", "存储不可用：{why}。")
_REFUSED = Text("The store refused it: {why}.", "存储拒绝该操作：{why}。")
_BUSY = Text("Others have been writing to the store for too long.", "其他任务长时间占用存储。")
_LATER = Text("Try again; nothing was written.", "请稍后重试，未写入任何内容。")

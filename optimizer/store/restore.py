"""Restoring a backup: the tables are made anew and filled in one transaction, so the store is the old one or the restored one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from sqlalchemy import Column, Connection, Date, Table, func, insert, inspect, select, text, update

from optimizer.core.failpoint import failpoint
from optimizer.core.text import Text
from optimizer.data.complaint import fault
from optimizer.store import audit
from optimizer.store.audit import Break
from optimizer.store.backup import Backup
from optimizer.store.backup_file import Line, read_lines
from optimizer.store.database import Database
from optimizer.store.errors import StoreError
from optimizer.store.migrate import VERSION_TABLE, knows, migrate, newest, version_of
from optimizer.store.moment import UtcTime
from optimizer.store.plan import PlanState
from optimizer.store.tables import METADATA, PLANS

_AT_ONCE = 500
_FUNCTIONS = """
SELECT DISTINCT p.proname FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid JOIN pg_class c ON c.oid = t.tgrelid
WHERE NOT t.tgisinternal AND c.relname = ANY(:names) AND c.relnamespace = current_schema()::regnamespace
"""


def restore(database: Database, path: Path, by: str, *, replace: bool = False) -> Backup:
    """Make the store what a backup holds, brought up to date; the chain of the audit is followed before anything counts.

    Parameters
    ----------
    replace
        Whether a store that holds something may be replaced.

    Raises
    ------
    StoreError
        The backup is damaged or of a newer version, or the store holds something; the store is as it was.
    """
    told = _checked(path)
    with database.writing() as writing:
        connection = writing.connection
        version_of(connection)  # a newer store is left alone
        here = _held(connection)
        if here and not replace:
            raise StoreError([fault("store_not_empty", _HOLDS, _REPLACE, rows=sum(here.values()))])
        lost = audit.end(connection) if here.get("audit") else (0, "")
        _clear(connection)
        failpoint("restore.cleared")
        migrate(connection, told.schema)
        _fill(connection, path)
        failpoint("restore.filled")
        migrate(connection, newest())
        _check(connection, told)
        facts = {"made_at": told.at.isoformat(), "replaced_rows": lost[0], "replaced_head": lost[1]}
        audit.append(writing, by, "store.restored", told.sha256, facts)
    failpoint("restore.done")
    return told


def _checked(path: Path) -> Backup:
    """Read the file to its end, so that a damaged one is refused before anything is touched."""
    try:
        return _summed_up(read_lines(path))
    except (KeyError, TypeError, ValueError):  # whole, and yet not as a backup is written
        raise StoreError([fault("backup_damaged", _OTHERWISE, value=str(path))]) from None


def _summed_up(lines: Iterable[Line]) -> Backup:
    opening: Mapping[str, Any] = {}
    rows: dict[str, int] = {}
    name, digest = "", ""
    for line in lines:
        if isinstance(line, list):
            rows[name] += 1
        elif "format" in line:
            opening = line
            if not knows(line["schema"]):
                raise StoreError([fault("backup_newer", _NEWER, _UPDATE, version=line["schema"], newest=newest())])
        elif "table" in line:
            name = METADATA.tables[line["table"]].name
            rows[name] = 0
        else:
            digest = line["sha256"]
    broken = Break(*opening["broken"]) if opening["broken"] else None
    return Backup(opening["schema"], dt.datetime.fromisoformat(opening["at"]), rows, opening["head"], broken, digest)


def _held(connection: Connection) -> dict[str, int]:
    """Return the number of rows of every table that has some."""
    known = set(inspect(connection).get_table_names()) & set(METADATA.tables)
    counts = {name: connection.execute(select(func.count()).select_from(METADATA.tables[name])).scalar_one() for name in known}
    return {name: count for name, count in counts.items() if count}


def _clear(connection: Connection) -> None:
    """Drop the tables with their triggers; part of the transaction on either database."""
    known = set(inspect(connection).get_table_names())
    names = [table.name for table in reversed(METADATA.sorted_tables) if table.name in known]
    functions = []
    if connection.dialect.name != "sqlite":
        functions = list(connection.execute(text(_FUNCTIONS), {"names": names}).scalars())
    for name in (*names, *(VERSION_TABLE,) * (VERSION_TABLE in known)):
        connection.exec_driver_sql(f"DROP TABLE {name}")
    for name in functions:
        connection.exec_driver_sql(f"DROP FUNCTION {name}()")


def _fill(connection: Connection, path: Path) -> None:
    """Put the rows in, parents first; plans as the drafts they were, which are reviewed and issued when their days stand."""
    plans: list[dict[str, Any]] = []
    for table, rows in _rows(path):
        if table is PLANS:
            plans += rows
            rows = [{**row, **_AS_DRAFTED} for row in rows]
        connection.execute(insert(table), rows)
    for plan in plans:
        for state in _STATES[1 : _STATES.index(plan["state"]) + 1]:
            values = {"state": state, f"{state}_by": plan[f"{state}_by"], f"{state}_at": plan[f"{state}_at"]}
            connection.execute(update(PLANS).where(PLANS.c.plan_id == plan["plan_id"]).values(values))


def _rows(path: Path) -> Iterator[tuple[Table, list[dict[str, Any]]]]:
    """Yield the rows of the file, some at a time."""
    table, columns, rows = PLANS, list[Column[Any]](), list[dict[str, Any]]()
    for line in read_lines(path):
        if isinstance(line, list):
            rows.append({column.name: _value(column, value) for column, value in zip(columns, line, strict=True)})
        if rows and (isinstance(line, dict) or len(rows) == _AT_ONCE):
            yield table, rows
            rows = []
        if isinstance(line, dict) and "table" in line:
            table = METADATA.tables[line["table"]]
            columns = [table.columns[name] for name in line["columns"]]


def _value(column: Column[Any], value: Any) -> Any:
    if value is None:
        return None
    if isinstance(column.type, UtcTime):
        return dt.datetime.fromisoformat(value)
    return dt.date.fromisoformat(value) if isinstance(column.type, Date) else value


def _check(connection: Connection, told: Backup) -> None:
    """Hold what stands now against what the backup tells: its rows, and its audit, whole or broken where it was broken."""
    same = _held(connection) == {name: count for name, count in told.rows.items() if count}
    audited = audit.first_break(audit.read(connection)) == told.broken and audit.end(connection)[1] == told.head
    if not (same and audited):
        raise StoreError([fault("backup_damaged", _OTHERWISE)])


_STATES = tuple(state.value for state in PlanState)
_AS_DRAFTED = {"state": "draft", "reviewed_by": None, "reviewed_at": None, "issued_by": None, "issued_at": None}
_NEWER = Text(
    "The backup has version {version}, made by a newer version of the program; this one knows up to {newest}.",
    "备份版本为 {version}，由更新版本的程序生成；本程序只支持到 {newest}。",
)
_UPDATE = Text("Update the program; nothing was changed.", "请更新程序；未作任何更改。")
_HOLDS = Text("The store holds {rows} rows.", "存储中已有 {rows} 行。")
_REPLACE = Text("Name an empty one, or say --replace.", "请指定空存储，或使用 --replace。")
_OTHERWISE = Text("What was restored is not what the backup tells; the store is as it was.", "恢复结果与备份所述不符；存储未变。")

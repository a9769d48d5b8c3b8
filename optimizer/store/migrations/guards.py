"""Triggers by which the database itself refuses to change what is only ever added to, or is over."""

from __future__ import annotations

from alembic import op

_POSTGRES_FUNCTION = """
CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  {body}
END $$
"""


def append_only(table: str, *keys: str) -> None:
    """Refuse every UPDATE and DELETE of a table's rows, and on SQLite the INSERT OR REPLACE of one that stands."""
    refuse(table, "update", "", f"{table} is append-only")
    refuse(table, "delete", "", f"{table} is append-only")
    if _sqlite():
        same = " AND ".join(f"{key} = NEW.{key}" for key in keys)
        standing = f"EXISTS (SELECT 1 FROM {table} WHERE {same})"
        refuse(table, "insert", standing, f"{table} is append-only")
    else:
        _truncate(table)


def refuse(table: str, act: str, when: str, why: str, name: str = "") -> None:
    """Refuse an act (update, delete, insert) on the rows for which `when` holds, in terms of NEW and OLD; all when empty."""
    name = name or f"{table}_no_{act}"
    if _sqlite():
        condition = f"WHEN {when} " if when else ""
        op.execute(f"CREATE TRIGGER {name} BEFORE {act.upper()} ON {table} {condition}BEGIN SELECT RAISE(ABORT, '{why}'); END")
        return
    raising = f"RAISE EXCEPTION '{why}' USING ERRCODE = 'integrity_constraint_violation';"
    returned = "OLD" if act == "delete" else "NEW"
    body = f"IF {when} THEN {raising} END IF; RETURN {returned};" if when else raising
    op.execute(_POSTGRES_FUNCTION.format(name=name, body=body))
    op.execute(f"CREATE TRIGGER {name} BEFORE {act.upper()} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()")


def forget(table: str, name: str) -> None:
    """Drop a trigger, and on PostgreSQL its function."""
    op.execute(f"DROP TRIGGER {name}" if _sqlite() else f"DROP TRIGGER {name} ON {table}")
    if not _sqlite():
        op.execute(f"DROP FUNCTION {name}()")


def _truncate(table: str) -> None:
    raising = f"RAISE EXCEPTION '{table} is append-only' USING ERRCODE = 'integrity_constraint_violation';"
    op.execute(_POSTGRES_FUNCTION.format(name=f"{table}_no_truncate", body=raising))
    op.execute(
        f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION {table}_no_truncate()"
    )


def _sqlite() -> bool:
    return op.get_bind().dialect.name == "sqlite"

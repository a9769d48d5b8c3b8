"""Two roles of PostgreSQL, with the rights that docs/operations.md writes down: a desk works the store and cannot rewrite it."""

from __future__ import annotations

import re
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import make_url

from optimizer.jobs.retention import Periods, retain
from optimizer.store import Store
from tests.store.conftest import SetClock
from tests.store.server import new_database
from tests.store.whole import all_used

OPERATIONS = Path(__file__).parents[2] / "docs" / "operations.md"


@pytest.fixture
def desk(postgres: str) -> str:
    """The address of a store for a role that owns nothing in it; its owner opened it and granted what the page says."""
    owned = new_database(postgres)
    Store.open(owned).close()
    found = re.search(r"```sql\n(?P<grants>GRANT .*?)```", OPERATIONS.read_text("utf-8"), re.DOTALL)
    assert found is not None
    database = make_url(owned).database
    with psycopg.connect(host=postgres, user="planner", dbname=database, autocommit=True) as connection:
        connection.execute(b"DROP ROLE IF EXISTS desk")
        connection.execute(b"CREATE ROLE desk LOGIN")
        connection.execute(found["grants"].encode())
    return f"postgresql://desk@/{database}?host={postgres}"


def test_a_desk_works_the_store_and_cannot_rewrite_it(desk: str, clock: SetClock, postgres: str, tmp_path: Path) -> None:
    with Store.open(desk, clock=clock) as store:
        all_used(store)
        clock.move(days=200)
        assert retain(store, Periods(180, 30), tmp_path, "王").past.rows
        assert store.audit_break() is None
    url = make_url(desk)
    with psycopg.connect(host=postgres, user="desk", dbname=url.database, autocommit=True) as connection:
        for act in (
            b"ALTER TABLE audit DISABLE TRIGGER ALL",
            b"DROP TRIGGER audit_no_truncate ON audit",
            b"SET session_replication_role = replica",
            b"TRUNCATE audit",
            b"UPDATE audit SET \"by\" = 'x'",
            b"DELETE FROM audit",
            b"UPDATE alembic_version SET version_num = '0001'",
            b"CREATE TABLE mine (number integer)",
        ):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                connection.execute(act)
        with pytest.raises(psycopg.errors.Error, match="frozen"):
            connection.execute(b"UPDATE plans SET issued_by = 'x'")
    with psycopg.connect(host=postgres, user="planner", dbname=url.database, autocommit=True) as connection:
        connection.execute(b"DROP OWNED BY desk")
        connection.execute(b"DROP ROLE desk")

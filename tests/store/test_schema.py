from __future__ import annotations

import datetime as dt
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import inspect, text

from optimizer.core.errors import ExitCode
from optimizer.store import STORE_VARIABLE, RunRequest, Store, StoreError, run_key, store_url
from optimizer.store.database import Database
from optimizer.store.migrate import bring_up_to_date, newest
from optimizer.store.moment import UtcTime
from optimizer.store.tables import METADATA


def code_of(error: pytest.ExceptionInfo[StoreError]) -> str:
    return error.value.issues[0].code


def test_migrations_make_the_tables_that_the_queries_see(store: Store) -> None:
    with store.database.reading() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": False})
        assert compare_metadata(context, METADATA) == []
        assert context.get_current_revision() == newest()


def test_opening_again_changes_nothing(store: Store, place: str) -> None:
    with Store.open(place) as again:
        assert again.audit() == ()


def test_a_store_of_an_older_version_is_brought_up_to_date(empty_place: str) -> None:
    database = Database.at(store_url(empty_place))
    bring_up_to_date(database, "0001")
    old = Store(database)
    run = old.begin_run(RunRequest(run_key({"a": "1"}, {}, "1"), "routing")).run
    with database.reading() as connection:
        assert not inspect(connection).has_table("plans")
    old.close()
    with Store.open(empty_place) as opened:
        assert opened.runs() == (run,)
        assert opened.plans.all() == ()
        assert opened.audit_break() is None


def test_many_open_an_empty_store_at_once(empty_place: str) -> None:
    with ThreadPoolExecutor(6) as pool:
        list(pool.map(lambda _: Store.open(empty_place).close(), range(6)))
    with Store.open(empty_place) as opened:
        assert opened.runs() == ()


def test_a_store_of_a_newer_version_is_left_alone(store: Store, place: str) -> None:
    with store.database.writing() as writing:
        writing.connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(StoreError) as error:
        Store.open(place)
    assert code_of(error) == "store_newer"
    assert "9999" in error.value.describe("en")


def test_a_file_that_is_no_store_is_said_to_be_none(tmp_path: Path) -> None:
    (tmp_path / "store.sqlite3").write_bytes(b"no database" * 500)
    with pytest.raises(StoreError) as error:
        Store.open(str(tmp_path))
    assert code_of(error) == "store_unusable"
    assert error.value.exit_code is ExitCode.BAD_INPUT


def test_an_address_that_is_none_is_refused_without_its_password() -> None:
    for bad in ("mysql://u:secret@h/d", "postgresql://u:secret@h:port/d", "sqlite://", "nonsense://"):
        with pytest.raises(StoreError) as error:
            store_url(bad)
        assert code_of(error) == "store_unknown"
        assert "secret" not in str(error.value)


def test_a_server_that_does_not_answer_is_named_without_its_password() -> None:
    with pytest.raises(StoreError) as error:
        Store.open("postgresql://u:secret@127.0.0.1:1/d")
    assert code_of(error) == "store_unusable"
    assert "secret" not in str(error.value)


def test_the_place_is_the_option_else_the_environment_else_the_users_data(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv(STORE_VARIABLE, "postgresql://planner@db/plans")
    assert store_url().drivername == "postgresql+psycopg"
    assert store_url(str(tmp_path)).database == str(tmp_path / "store.sqlite3")
    assert store_url(f"sqlite:///{tmp_path}/a.db").database == str(tmp_path / "a.db")
    monkeypatch.delenv(STORE_VARIABLE)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    assert str(store_url().database).endswith("store.sqlite3")


def test_a_file_is_kept_durably(tmp_path: Path) -> None:
    with Store.open(str(tmp_path)) as opened, opened.database.reading() as connection:
        told = {name: connection.exec_driver_sql(f"PRAGMA {name}").scalar_one() for name in ("journal_mode", "synchronous")}
        assert told["journal_mode"] == "delete"
        assert int(told["synchronous"]) >= 2  # FULL
        assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar_one() == 1
        assert connection.exec_driver_sql("PRAGMA busy_timeout").scalar_one() > 0


def test_a_moment_without_a_zone_is_refused(store: Store) -> None:
    with store.database.reading() as connection, pytest.raises(ValueError, match="time zone"):
        UtcTime().process_bind_param(dt.datetime(2022, 3, 21), connection.dialect)  # noqa: DTZ001


def test_moments_are_kept_in_utc(store: Store, clock: object, place: str) -> None:
    china = dt.timezone(dt.timedelta(hours=8))
    with Store.open(place, clock=lambda: dt.datetime(2022, 3, 22, 7, 30, tzinfo=china)) as own:
        assert own.database.now() == dt.datetime(2022, 3, 21, 23, 30, tzinfo=dt.UTC)
        assert own.database.now().utcoffset() == dt.timedelta(0)

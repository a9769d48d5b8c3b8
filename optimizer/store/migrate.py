"""Tables of an older version are brought up to date at opening; those of a newer one are left alone."""

from __future__ import annotations

import threading
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from optimizer.core.text import Text
from optimizer.data.complaint import fault
from optimizer.store.database import Database
from optimizer.store.errors import StoreError

MIGRATIONS = Path(__file__).parent / "migrations"
VERSION_TABLE = "alembic_version"
_ONE_AT_A_TIME = threading.Lock()  # Alembic keeps its context in a module


def bring_up_to_date(database: Database, version: str = "") -> None:
    """Make or change the tables as the newest migration, or the one of `version`, wants them, in one transaction.

    Raises
    ------
    StoreError
        A newer version of the product made the store (``store_newer``), or the database cannot be used.
    """
    with database.reading() as connection:
        wanted = version or newest()
        if version_of(connection) == wanted:
            return
    with _ONE_AT_A_TIME, database.writing() as writing:
        if version_of(writing.connection) != wanted:  # another process may have come first
            _upgrade(writing.connection, wanted)


def migrate(connection: Connection, version: str) -> None:
    """Make or change the tables as `version` wants them, as part of a transaction."""
    with _ONE_AT_A_TIME:
        _upgrade(connection, version)


def knows(version: str) -> bool:
    """Whether a version is one of this product's."""
    return version in {script.revision for script in ScriptDirectory.from_config(_config()).walk_revisions()}


def newest() -> str:
    """Return the version that this product's tables have."""
    return ScriptDirectory.from_config(_config()).get_current_head() or ""


def version_of(connection: Connection) -> str:
    """Return the version of the tables that stand; empty where there are none.

    Raises
    ------
    StoreError
        A newer version of the product made them (``store_newer``).
    """
    version = MigrationContext.configure(connection).get_current_revision() or ""
    if version and not knows(version):
        raise StoreError([fault("store_newer", _NEWER, _UPDATE, version=version, newest=newest())])
    return version


def _upgrade(connection: Connection, version: str) -> None:
    config = _config()
    config.attributes["connection"] = connection
    command.upgrade(config, version)


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    return config


_NEWER = Text(
    "The store has version {version}, made by a newer version of the program; this one knows up to {newest}.",
    "存储版本为 {version}，由更新版本的程序建立；本程序只支持到 {newest}。",
)
_UPDATE = Text("Update the program; nothing was changed.", "请更新程序；未作任何更改。")

"""Every test of the store runs on a file and on a server."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from optimizer.store import Store
from tests.store.server import binaries, new_database, postgres_server


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """One worker runs all of them, so that one server is enough."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.xdist_group("store"))


class SetClock:
    """A clock that stands until it is moved."""

    def __init__(self) -> None:
        self.time = dt.datetime(2022, 3, 21, 10, 0, tzinfo=dt.UTC)

    def __call__(self) -> dt.datetime:
        return self.time

    def move(self, **step: float) -> None:
        self.time += dt.timedelta(**step)


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The socket folder of a server; skipped where no server is installed."""
    if binaries() is None:
        pytest.skip("PostgreSQL is not installed (no initdb and postgres): the store is tested on SQLite alone")
    with postgres_server() as folder:
        yield folder


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def made(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[str, str]:
    """A store without rows, to be copied, and the socket folder of its server if it has one."""
    if request.param == "sqlite":
        socket, template = "", str(tmp_path_factory.mktemp("store") / "template.sqlite3")
    else:
        socket = request.getfixturevalue("postgres")
        template = new_database(socket)
    Store.open(template).close()
    return template, socket


@pytest.fixture
def place(made: tuple[str, str], tmp_path: Path) -> str:
    """The address of a store without rows."""
    template, socket = made
    if socket:
        return new_database(socket, template)
    return shutil.copyfile(template, str(tmp_path / "store.sqlite3"))


@pytest.fixture
def empty_place(made: tuple[str, str], tmp_path: Path) -> str:
    """The address of a database without tables."""
    return new_database(made[1]) if made[1] else str(tmp_path / "empty.sqlite3")


@pytest.fixture
def clock() -> SetClock:
    return SetClock()


@pytest.fixture
def store(place: str, clock: SetClock) -> Iterator[Store]:
    """An open store whose clock the test moves."""
    with Store.open(place, clock=clock) as opened:
        yield opened

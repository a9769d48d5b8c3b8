"""Every test of the store runs on a file and on a server."""

from __future__ import annotations

import datetime as dt
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


@pytest.fixture(params=["sqlite", "postgresql"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of an empty store."""
    if request.param == "sqlite":
        return str(tmp_path / "store.sqlite3")
    return new_database(request.getfixturevalue("postgres"))


@pytest.fixture
def clock() -> SetClock:
    return SetClock()


@pytest.fixture
def store(place: str, clock: SetClock) -> Iterator[Store]:
    """An open store whose clock the test moves."""
    with Store.open(place, clock=clock) as opened:
        yield opened

"""The store at length, on a file and on a server: desks that want the last beds at once, and writers that are killed."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from pathlib import Path

from optimizer.store import Store
from tests.store.kills import killed
from tests.store.server import binaries, new_database, postgres_server
from tests.torture.row import Told

DESKS, PLACES = 50, 10
NO_SERVER = "(PostgreSQL is not installed: no initdb and postgres)"
Some = Callable[[str, list[int]], Iterator[Told]]


def desks(numbers: Iterable[int]) -> Iterator[Told]:
    """Let many desks hold the last places at once: even rounds on SQLite, odd ones on PostgreSQL."""
    return on_both(list(numbers), _crowds, "rounds")


def writers(numbers: Iterable[int]) -> Iterator[Told]:
    """Kill writers, on both databases in turn."""
    return on_both(list(numbers), _deaths, "kills")


def on_both(numbers: list[int], run: Some, what: str) -> Iterator[Told]:
    """Run cases on SQLite and PostgreSQL in turn: the even ones, and the odd ones."""
    with ExitStack() as stack:
        if even := [number for number in numbers if number % 2 == 0]:
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
            yield from _named(run(str(folder / "store.sqlite3"), even), f"{what} on SQLite")
        if odd := [number for number in numbers if number % 2]:
            if binaries() is None:
                yield from (Told(number, NO_SERVER) for number in odd)
                return
            socket = stack.enter_context(postgres_server(durable=True))
            yield from _named(run(new_database(socket), odd), f"{what} on PostgreSQL")


def _named(some: Iterable[Told], where: str) -> Iterator[Told]:
    yield from (Told(told.number, told.wrong, 1, {**told.seen, where: 1}) for told in some)


def _crowds(place: str, numbers: list[int]) -> Iterator[Told]:
    words = ("--desks", str(DESKS), "--places", str(PLACES), "--numbers", *map(str, numbers))
    command = [sys.executable, "-m", "tests.store.crowd", place, *words]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as crowd:
        for line in crowd.stdout or ():
            row = json.loads(line)
            yield Told(row["round"], "" if row["right"] else line.strip())


def _deaths(place: str, numbers: list[int]) -> Iterator[Told]:
    Store.open(place).close()
    yield from (Told(number, killed(place, number + 1)) for number in numbers)

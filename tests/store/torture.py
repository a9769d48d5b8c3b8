"""The store at length, on a file and on a server: desks that want the last beds at once, and writers that are killed.

``python -m tests.store.torture [--rounds 200] [--desks 50] [--kills 200] [--results FILE]`` prints a table, and whatever went
wrong; the exit code is 1 when something did. With a file of results a run that was stopped goes on where it ended.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from optimizer.store import Store
from tests.store.kills import killed
from tests.store.server import binaries, new_database, postgres_server

CROWD, KILL = "desks want the last beds", "a writer is killed"
PLACES = 10


def crowds(place: str, numbers: list[int], desks: int) -> Iterator[tuple[int, str]]:
    """Yield what went wrong in each round, nothing when all was well."""
    words = ("--desks", str(desks), "--places", str(PLACES), "--numbers", *map(str, numbers))
    command = [sys.executable, "-m", "tests.store.crowd", place, *words]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as crowd:
        for line in crowd.stdout or ():
            row = json.loads(line)
            yield row["round"], "" if row["right"] else line.strip()


def kills(place: str, numbers: list[int]) -> Iterator[tuple[int, str]]:
    """Yield what was wrong after each kill."""
    Store.open(place).close()
    yield from ((number, killed(place, number)) for number in numbers)


def known(path: Path | None) -> dict[tuple[str, str, int], str]:
    """Return what a file of results holds; a line that was cut off is left out."""
    found = {}
    for line in path.read_text().splitlines() if path is not None and path.exists() else ():
        try:
            row = json.loads(line)
        except ValueError:
            continue
        found[row["database"], row["what"], row["number"]] = row["wrong"]
    return found


def main() -> int:
    """Do what has no result yet, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=200)
    parser.add_argument("--desks", type=int, default=50)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--results", type=Path, help="a file that keeps every result")
    asked = parser.parse_args()
    found = known(asked.results)
    with ExitStack() as stack:
        databases = {"sqlite": lambda: str(Path(stack.enter_context(tempfile.TemporaryDirectory())) / "store.sqlite3")}
        if binaries() is None:
            print("PostgreSQL is not installed (no initdb and postgres): SQLite alone")
        else:
            socket = stack.enter_context(postgres_server(durable=True))
            databases["postgresql"] = lambda: new_database(socket)
        for database, new_place in databases.items():
            rounds = [n for n in range(asked.rounds) if (database, CROWD, n) not in found]
            deaths = [n for n in range(1, asked.kills + 1) if (database, KILL, n) not in found]
            for what, results in ((CROWD, crowds(new_place(), rounds, asked.desks)), (KILL, kills(new_place(), deaths))):
                for number, wrong in results:
                    found[database, what, number] = wrong
                    _keep(asked.results, {"database": database, "what": what, "number": number, "wrong": wrong})
                    if wrong:
                        print(f"{database}, {what}, {number}: {wrong}", flush=True)
    return _table(found, {CROWD: asked.rounds, KILL: asked.kills}, tuple(databases))


def _table(found: dict[tuple[str, str, int], str], asked: dict[str, int], databases: tuple[str, ...]) -> int:
    done = Counter((database, what) for database, what, _ in found)
    wrong = Counter((database, what) for (database, what, _), said in found.items() if said)
    print(f"{'database':12}{'what':28}{'times':>7}{'wrong':>7}")
    for database in databases:
        for what in asked:
            print(f"{database:12}{what:28}{done[database, what]:7}{wrong[database, what]:7}")
    short = any(done[database, what] < times for database in databases for what, times in asked.items())
    return 1 if short or wrong else 0


def _keep(path: Path | None, row: dict[str, Any]) -> None:
    if path is not None:
        with path.open("a") as file:
            file.write(json.dumps(row) + "\n")


if __name__ == "__main__":
    sys.exit(main())

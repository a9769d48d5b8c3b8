"""All that can be trusted, at length: ``python -m tests.torture [--results DIR] [--hours 2] [--only ROW …] [--share 0.01]``.

Prints one table with a line per row, after whatever was run before into the same folder of results: a torture that was stopped,
or that ran out of hours, goes on where it ended. The exit code is 1 when there is a mismatch, 2 when something is still to run.
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import asdict, replace
from pathlib import Path
from queue import SimpleQueue

from tests.torture.results import complete, keep, known, table
from tests.torture.row import Row, Told, processor_s
from tests.torture.rows import ROWS

SAYS = "told "  # begins a line of a child that holds what came of a case
_ENDED = {-signal.SIGKILL, -signal.SIGTERM, -signal.SIGINT}
Chunk = tuple[Row, tuple[int, ...]]


def main() -> int:
    """Run what has no result yet, and print the table."""
    names = [row.name for row in ROWS]
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--results", type=Path, default=Path("runs/torture"), help="a folder that keeps every result")
    parser.add_argument("--hours", type=float, default=2.0, help="when nothing more is begun")
    parser.add_argument("--only", nargs="*", default=names, choices=names, metavar="ROW", help=", ".join(names))
    parser.add_argument("--share", type=float, default=1.0, help="of each row's cases")
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--work", choices=names, help=argparse.SUPPRESS)
    parser.add_argument("--numbers", type=int, nargs="*", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.work is not None:
        return _work(next(row for row in ROWS if row.name == asked.work), asked.numbers)
    rows = [_share(row, asked.share) for row in ROWS if row.name in asked.only]
    found = {row.name: known(asked.results, row) for row in rows}
    chunks = in_turn(rows, {name: set(some) for name, some in found.items()})
    until = time.monotonic() + 3600 * asked.hours
    for alone in (False, True):
        some = [chunk for chunk in chunks if chunk[0].alone is alone]
        for row, told in _run(some, 1 if alone else asked.processes, until):
            found[row.name][told.number] = told
            keep(asked.results, row, told)
            if told.mismatch:
                print(f"MISMATCH {row.name} {told.number}: {told.wrong}", flush=True)
    print("\n".join(table(rows, found)))
    if any(told.mismatch for some in found.values() for told in some.values()):
        return 1
    return 0 if all(complete(row, found[row.name].values()) for row in rows) else 2


def _share(row: Row, share: float) -> Row:
    return replace(row, cases=max(1, round(row.cases * share)), wanted=0 if share < 1 else row.wanted)


def in_turn(rows: Sequence[Row], done: dict[str, set[int]]) -> list[Chunk]:
    """Return the open cases in chunks, so that all rows come forward alike and no hour is lost to one of them."""
    keyed: list[tuple[float, Chunk]] = []
    for row in rows:
        left = [number for number in range(row.cases) if number not in done[row.name]]
        for start in range(0, len(left), row.chunk):
            some = tuple(left[start : start + row.chunk])
            keyed.append((some[-1] / row.cases, (row, some)))
    return [chunk for _, chunk in sorted(keyed, key=lambda pair: pair[0])]


def _run(chunks: Sequence[Chunk], processes: int, until: float) -> Iterator[tuple[Row, Told]]:
    heard: SimpleQueue[tuple[Row, Told] | None] = SimpleQueue()
    with ThreadPoolExecutor(max(1, processes)) as pool:
        for chunk in chunks:
            pool.submit(_child, *chunk, heard, until)
        left = len(chunks)
        while left:
            one = heard.get()
            left -= one is None
            if one is not None:
                yield one


def _child(row: Row, numbers: Sequence[int], heard: SimpleQueue[tuple[Row, Told] | None], until: float) -> None:
    """Run a chunk in a process of its own; what it has not told when it ends is a mismatch.

    Unless somebody ended the process: then the rest is still to run.
    """
    try:
        if time.monotonic() > until:
            return
        command = [sys.executable, "-m", "tests.torture", "--work", row.name, "--numbers", *map(str, numbers)]
        environment = {**os.environ, "OPENBLAS_NUM_THREADS": "1"}
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment, start_new_session=True) as child:
            late = threading.Event()
            clock = threading.Timer(row.patience_s, _end, [child, late])
            clock.start()
            left = list(numbers)
            for line in child.stdout or ():
                if line.startswith(SAYS):  # solvers say hello on the same stream
                    told = Told(**json.loads(line.removeprefix(SAYS)))
                    left.remove(told.number)
                    heard.put((row, told))
            clock.cancel()
        if late.is_set() or child.returncode not in _ENDED:
            why = "its process hangs" if late.is_set() else f"its process ended with {child.returncode}"
            for number in left:
                heard.put((row, Told(number, why, 0)))
    finally:
        heard.put(None)


def _end(child: subprocess.Popen[str], late: threading.Event) -> None:
    late.set()
    with suppress(ProcessLookupError):
        os.killpg(child.pid, signal.SIGKILL)


def _work(row: Row, numbers: Sequence[int]) -> int:
    began = processor_s()
    for told in row.run(numbers):
        spent = processor_s() - began
        began += spent
        print(SAYS + json.dumps(asdict(replace(told, seconds=round(spent, 3)))), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""Small towns, rotas and designations: the product against trying everything, a model across three solvers, laws of change.

``python -m tests.properties.torture [--towns 2000] [--first 0] [--processes 2] [--results FILE] [--without PROPERTY …]
[--only PROPERTY …]``
prints a table, and every mismatch with the number of its town; the exit code is 1 when there is one. With a file of results
a run that was stopped goes on where it ended, and tells all that the file holds.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from queue import Queue
from typing import Any

from tests.properties.designation_laws import DESIGNATION_PROPERTIES
from tests.properties.input_laws import INPUT_PROPERTIES
from tests.properties.laws import PROPERTIES as TOWN_PROPERTIES
from tests.properties.laws import SAME, Law, followed
from tests.properties.privacy_laws import PRIVACY_PROPERTIES
from tests.properties.rota_laws import ROTA_PROPERTIES
from tests.properties.verify_laws import VERIFY_PROPERTIES

PROPERTIES: Mapping[str, Law] = {
    **TOWN_PROPERTIES,
    **ROTA_PROPERTIES,
    **DESIGNATION_PROPERTIES,
    **VERIFY_PROPERTIES,
    **INPUT_PROPERTIES,
    **PRIVACY_PROPERTIES,
}

CHUNK = 40  # towns to a child process
ROW = "verdicts "  # begins a line of a child that holds a town's verdicts
Verdicts = dict[str, tuple[str, float]]  # verdict and seconds of processor by property


def judged(number: int, names: Iterable[str]) -> tuple[int, Verdicts]:
    """Return the verdicts on one town; a property that ends in an error is a mismatch."""
    found = {}
    for name in names:
        began = _processor_s()
        try:
            verdict = followed(PROPERTIES[name], number)
        except Exception as error:
            verdict = f"{type(error).__name__}: {error}"
        found[name] = (verdict, _processor_s() - began)
    return number, found


def _processor_s() -> float:
    """Return the seconds of processor of this process and the children it waited for."""
    return sum(os.times()[:4])


def known(path: Path | None) -> dict[int, Verdicts]:
    """Return what a file of results holds; a line that was cut off is left out."""
    found: dict[int, Verdicts] = defaultdict(dict)
    if path is not None and path.exists():
        for line in path.read_text().splitlines():
            try:
                row = json.loads(line)
            except ValueError:
                continue
            found[row["town"]] |= {name: (verdict, seconds) for name, (verdict, seconds) in row["verdicts"].items()}
    return found


def ran(tasks: Mapping[int, list[str]], processes: int) -> Iterator[tuple[int, Verdicts]]:
    """Yield the verdicts town by town, in some order; with several processes, from children with some towns each."""
    if processes == 1:
        yield from (judged(number, names) for number, names in tasks.items())
        return
    told: Queue[tuple[int, Verdicts] | None] = Queue()
    chunks = _batches(list(tasks.items()))
    with ThreadPoolExecutor(processes) as pool:
        for chunk in chunks:
            pool.submit(_child, dict(chunk), told)
        left = len(chunks)
        while left:
            row = told.get()
            left -= row is None
            if row is not None:
                yield row


def _batches(tasks: list[tuple[int, list[str]]]) -> list[list[tuple[int, list[str]]]]:
    return [tasks[start : start + CHUNK] for start in range(0, len(tasks), CHUNK)]


def _child(tasks: Mapping[int, list[str]], told: Queue[tuple[int, Verdicts] | None]) -> None:
    """Judge some towns in a child process, and tell every verdict as it comes."""
    command = [sys.executable, "-m", "tests.properties.torture", "--judge", json.dumps(tasks)]
    try:
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as child:
            for line in child.stdout or ():
                if line.startswith(ROW):  # solvers say hello on the same stream
                    row = json.loads(line.removeprefix(ROW))
                    told.put((row["town"], {name: (verdict, seconds) for name, (verdict, seconds) in row["verdicts"].items()}))
    finally:
        told.put(None)


def table(found: Mapping[int, Verdicts]) -> tuple[list[str], int]:
    """Return the lines of the table, and the number of mismatches."""
    lines = [f"{'property':34}{'towns':>7}{'same':>7}{'other':>7}{'mismatch':>10}{'processor s':>13}"]
    bad, others = 0, Counter[str]()
    for name in PROPERTIES:
        some = [verdicts[name] for verdicts in found.values() if name in verdicts]
        kinds = Counter(_kind(verdict) for verdict, _ in some)
        others.update(f"{name}: {verdict}" for verdict, _ in some if _kind(verdict) == "other")
        bad += kinds["mismatch"]
        counts = f"{len(some):7}{kinds[SAME]:7}{kinds['other']:7}{kinds['mismatch']:10}"
        lines.append(f"{name:34}{counts}{sum(seconds for _, seconds in some):13.0f}")
    return lines + [f"  {count:5} {why}" for why, count in sorted(others.items())], bad


def _kind(verdict: str) -> str:
    return SAME if verdict == SAME else "other" if verdict.startswith("(") else "mismatch"


def main() -> int:
    """Run every property on every town that has no verdict yet."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--towns", type=int, default=2000)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--results", type=Path, help="a file that keeps every verdict")
    parser.add_argument("--without", nargs="*", default=(), choices=PROPERTIES, metavar="PROPERTY", help="leave some out")
    parser.add_argument("--only", nargs="*", default=tuple(PROPERTIES), choices=PROPERTIES, metavar="PROPERTY", help="none else")
    parser.add_argument("--judge", type=json.loads, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.judge is not None:
        for number, names in arguments.judge.items():
            print(ROW + json.dumps({"town": int(number), "verdicts": judged(int(number), names)[1]}), flush=True)
        return 0
    numbers = range(arguments.first, arguments.first + arguments.towns)
    found = known(arguments.results)
    asked = [name for name in PROPERTIES if name in arguments.only and name not in arguments.without]
    open_ones = {number: [name for name in asked if name not in found.get(number, {})] for number in numbers}
    tasks = {number: names for number, names in open_ones.items() if names}
    for number, verdicts in ran(tasks, arguments.processes):
        found.setdefault(number, {}).update(verdicts)
        _keep(arguments.results, {"town": number, "verdicts": verdicts})
        for name, (verdict, _) in verdicts.items():
            if _kind(verdict) == "mismatch":
                print(f"town {number}, {name}: {verdict}", flush=True)
    lines, bad = table(found)
    print("\n".join(lines))
    return 1 if bad else 0


def _keep(path: Path | None, row: Mapping[str, Any]) -> None:
    if path is not None:
        with path.open("a") as file:
            file.write(json.dumps(row) + "\n")


if __name__ == "__main__":
    sys.exit(main())

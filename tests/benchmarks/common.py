"""What all benchmarks share: the command line, the clock since process start, peak memory, and the line of JSON.

Needs only what a bare install brings, and imports little, because the clock already runs.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import threading
import time
from collections.abc import Iterable, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import psutil

CHECKOUT = Path(__file__).parents[2]
EVERY_S = 0.1


def shared(*parts: str) -> Path | None:
    """Return a folder or file among the yardsticks beside the checkout, None when it is not there."""
    for above in CHECKOUT.parents:
        found = above.joinpath("shared", "bench", *parts)
        if found.exists():
            return found
    return None


def need_shared(*parts: str) -> Path:
    """Return the same in a test, or skip the test and say why."""
    found = shared(*parts)
    if found is None:
        import pytest  # only tests have it

        pytest.skip(f"the yardstick {'/'.join(parts)} is not beside the checkout (../shared/bench)")
    return found


def parser(description: str | None) -> argparse.ArgumentParser:
    """Return a parser of CASE, --seconds and --solution; a benchmark adds its own."""
    made = argparse.ArgumentParser(description=description, formatter_class=argparse.RawDescriptionHelpFormatter)
    made.add_argument("case", type=Path, metavar="CASE", help="path of the case")
    made.add_argument("--seconds", type=float, default=60.0, help="wall clock from process start to the file written")
    made.add_argument("--solution", type=Path, required=True, metavar="OUT.csv")
    return made


def seconds_since_start() -> float:
    """Return the wall clock since this process was started, imports included."""
    try:
        ticks = Path("/proc/self/stat").read_text(encoding="ascii").rpartition(")")[2].split()[19]
        return time.clock_gettime(time.CLOCK_BOOTTIME) - int(ticks) / os.sysconf("SC_CLK_TCK")
    except (OSError, AttributeError):  # no such file or clock on this system
        return time.time() - psutil.Process().create_time()


def tree_mb(process: psutil.Process) -> float:
    """Return the resident memory of a process and all below it."""
    total = 0
    for one in (process, *process.children(recursive=True)):
        try:
            total += one.memory_info().rss
        except psutil.NoSuchProcess:
            continue
    return total / 2**20


class Peak:
    """Watches the memory of this process and all below it, from entering to leaving."""

    def __init__(self) -> None:
        self.mb = 0.0
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._over.set()
        self._thread.join()
        self._look()

    def _watch(self) -> None:
        while not self._over.wait(EVERY_S):
            self._look()

    def _look(self) -> None:
        self.mb = max(self.mb, tree_mb(psutil.Process()), _own_peak_mb())


def _own_peak_mb() -> float:
    """Return this process' own high-water mark, which looking now and then can miss; 0 where the system has none."""
    try:
        lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    except OSError:
        return 0.0
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM:")), 0.0)


def write_solution(path: Path, header: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Write a solution, whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f".{path.name}.{os.getpid()}")
    with unfinished.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.writer(handle, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)
    unfinished.replace(path)


def gap(objective: float | None, bound: float | None) -> float | None:
    """Return |objective − bound| / max(1, |objective|), None where either is missing."""
    if objective is None or bound is None:
        return None
    return abs(objective - bound) / max(1.0, abs(objective))


def say(
    case: Path | str,
    *,
    objective: float | None,
    bound: float | None,
    termination: str,
    seconds: float,
    peak_mb: float,
    verified: bool,
    **more: Any,
) -> None:
    """Print the line of JSON that every benchmark ends with; `seconds` is from process start to file written."""
    line = {
        "case": str(case),
        "objective": None if objective is None else round(objective, 6),
        "bound": None if bound is None else round(bound, 6),
        "gap": gap(objective, bound),
        "termination": str(termination),
        "seconds": round(seconds, 2),
        "peak_mb": round(peak_mb),
        "verified": verified,
    }
    print(json.dumps({**line, **more}, ensure_ascii=False), flush=True)

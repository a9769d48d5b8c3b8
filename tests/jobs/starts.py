"""Many starts of one job at the same moment: one runs, and the others say that it runs or is done."""

from __future__ import annotations

import json
import os
import subprocess
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

from optimizer.store import Store
from tests.jobs import forked
from tests.jobs.outbox import OUT, command, prepared
from tests.torture.row import Told, each

STARTS = 50
REAL_EACH = 4  # of so many rounds, one has every process started, none forked


def starts(numbers: Iterable[int]) -> Iterator[Told]:
    """Run some rounds."""
    forked.enable()
    yield from each(together)(numbers)


def together(number: int, many: int = STARTS) -> Told:
    """Start one job many times at once."""
    real = number % REAL_EACH == REAL_EACH - 1
    environment = {**os.environ, forked.REAL: "1"} if real else None
    with tempfile.TemporaryDirectory() as place:
        folder = prepared(Path(place), 1)
        words = command(folder, "schedule")
        pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL}
        children = [subprocess.Popen(words, text=True, env=environment, **pipes) for _ in range(many)]  # type: ignore[call-overload]
        ends: Counter[tuple[int, int]] = Counter()
        for child in children:
            said, _ = child.communicate()
            ends[child.returncode, json.loads(said.strip().splitlines()[-1]).get("ran", 0)] += 1
        with Store.open(str(folder / OUT)) as store:
            attempts = [run.attempt for run in store.runs()]
    fine = ends[0, 1] == 1 and set(ends) <= {(0, 1), (0, 0), (75, 0)} and attempts == [1]
    seen = {"said it was done": ends[0, 0], "said it runs": ends[75, 0], "started" if real else "forked": many}
    return Told(number, "" if fine else f"{dict(ends)} {attempts}", 1, seen)

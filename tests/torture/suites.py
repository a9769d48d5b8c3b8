"""Rows that are test files: every test of a file is a case."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator

from tests.torture.row import Told

_TOLD = re.compile(r"(\d+) (passed|failed|error|skipped)")


def suite(*words: str) -> Callable[[Iterable[int]], Iterator[Told]]:
    """Return what runs some test files, as pytest takes them, as one case with as many events as tests passed."""

    def run(numbers: Iterable[int]) -> Iterator[Told]:
        for number in numbers:
            command = [sys.executable, "-m", "pytest", "-n", "0", "-p", "no:cacheprovider", *words]
            done = subprocess.run(command, capture_output=True, text=True, check=False)
            counts = {what: int(count) for count, what in _TOLD.findall(done.stdout.strip().rpartition("\n")[2])}
            wrong = "" if done.returncode == 0 else done.stdout[-600:]
            yield Told(number, wrong, counts.get("passed", 0), counts)

    return run

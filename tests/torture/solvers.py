"""The row of solvers that fail: every planner with every way a solving process can be broken."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path

from tests.planning.solver_faults import cases, judged
from tests.torture.row import Told

CASES = len(list(cases()))


def solvers(numbers: Iterable[int]) -> Iterator[Told]:
    """Plan a step of the small city with a broken solver, case by case; the plan of all steps is made once."""
    known = list(cases())
    with tempfile.TemporaryDirectory() as place:
        for number in numbers:
            wrong = judged(known[number], Path(place))
            yield Told(number, f"{known[number].name}: {wrong}" if wrong else "", 1, {known[number].step: 1})

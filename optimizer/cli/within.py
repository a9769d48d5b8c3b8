"""Until when a command must have its answer: seconds of the wall clock, counted from the start of this program."""

from __future__ import annotations

from typing import Annotated

import typer

from optimizer.cli.begun import begun
from optimizer.core.params import room_s

Within = Annotated[
    float | None,
    typer.Option(
        "--within",
        metavar="SECONDS",
        min=0.1,
        help="Answer within so many seconds of the clock: with the best found by then, else a plan made without solvers.",
    ),
]


def latest(seconds: float) -> float:
    """Return the moment of `time.monotonic` at which the answer is there at the very latest."""
    return begun() + room_s(seconds)

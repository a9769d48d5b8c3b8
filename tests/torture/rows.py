"""The rows of the table: what an office must be able to trust, at length."""

from __future__ import annotations

from tests.jobs import disks
from tests.jobs.kills import kills
from tests.jobs.starts import starts
from tests.torture.row import Row

ROWS: tuple[Row, ...] = (
    Row("kills", "kill -9 at random and at each named place", "1,000: nothing lost, no half output", 136, 1000, kills, 8),
    Row(
        "disks",
        "disk full, read-only, I/O error at each write",
        "all: clear error, store intact",
        disks.CASES,
        0,
        disks.disks,
        12,
    ),
    Row("starts", "50 simultaneous starts of one job, rounds", "exactly one runs", 4, 4, starts, 4, alone=True),
)

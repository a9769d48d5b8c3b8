"""A run: one computation on one input, known by the hash of all that decides its result."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from optimizer.store.process import Process

LOST = "lost"
"""Outcome of a run whose process died without a word."""


class RunState(StrEnum):
    """Where a run stands."""

    PENDING = "pending"
    RUNNING = "running"
    COMMITTED = "committed"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class RunFault:
    """A fault of the input as the store keeps it: where it stands, never what was written there."""

    code: str
    table: str
    row: int
    column: str


@dataclass(frozen=True, slots=True)
class RunRequest:
    """What somebody wants to run.

    Parameters
    ----------
    key
        From `run_key`: the same key is never computed twice.
    job
        Name of the job.
    period
        What it is run for (``2026-W48``); empty where a job has no periods.
    by
        Who asks.
    out
        Where the result goes.
    """

    key: str
    job: str
    period: str = ""
    by: str = ""
    out: str = ""


@dataclass(frozen=True, slots=True)
class Run:
    """A run as the store knows it; moments are in UTC.

    Parameters
    ----------
    attempt
        0 before the first start; one more with each.
    heartbeat_at
        The last sign of life.
    outcome
        A word: of a committed run how the plan came out, of a failed one why (``lost``, ``bad_input`` …).
    """

    key: str
    job: str
    period: str
    state: RunState
    attempt: int
    asked_by: str
    queued_at: dt.datetime
    started_at: dt.datetime | None
    ended_at: dt.datetime | None
    heartbeat_at: dt.datetime | None
    process: Process
    exit_code: int | None
    outcome: str
    faults: tuple[RunFault, ...]
    out: str

    @property
    def lost(self) -> bool:
        """Whether its process died without a word."""
        return self.state is RunState.FAILED and self.outcome == LOST

    def gone(self, now: dt.datetime) -> bool:
        """Whether it should be running and nobody does it."""
        heard = self.heartbeat_at or self.started_at or self.queued_at
        return self.state is RunState.RUNNING and self.process.gone(heard, now)


@dataclass(frozen=True, slots=True)
class Claim:
    """The answer to who wants to run something.

    Parameters
    ----------
    run
        The run that was begun; when it is not the caller's, the run that stands against it.
    mine
        Whether the caller is to compute it. Otherwise `run.state` says why not: committed (take its result), running
        (somebody else is at it), failed (it would fail again).
    """

    run: Run
    mine: bool


def run_key(inputs: Mapping[str, str], configuration: Mapping[str, object], version: str) -> str:
    """Return the key of a run.

    Parameters
    ----------
    inputs
        Hash of each input by name.
    configuration
        Everything else that decides the result, as JSON has it.
    version
        Version of the product.
    """
    said = json.dumps([dict(inputs), dict(configuration), version], sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(said.encode()).hexdigest()

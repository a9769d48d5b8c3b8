"""The records of runs, inside a transaction: begun by exactly one, ended by whoever began it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from sqlalchemy import Connection, RowMapping, insert, select, update

from optimizer.core.issue import Issue
from optimizer.core.text import Text
from optimizer.data.complaint import fault
from optimizer.store import audit
from optimizer.store.database import Writing
from optimizer.store.errors import RunTakenError
from optimizer.store.process import Process
from optimizer.store.run import LOST, Claim, Run, RunFault, RunRequest, RunState
from optimizer.store.tables import RUNS

_NOBODY = Process("", 0, 0.0)


def find(connection: Connection, key: str) -> Run | None:
    """Return a run by its key, if there is one."""
    row = connection.execute(select(RUNS).where(RUNS.c.key == key)).mappings().first()
    return None if row is None else _run(row)


def select_runs(
    connection: Connection, job: str = "", period: str | None = None, state: RunState | None = None, most: int | None = None
) -> tuple[Run, ...]:
    """Return runs, the newest first."""
    query = select(RUNS).order_by(RUNS.c.queued_at.desc(), RUNS.c.key).limit(most)
    if job:
        query = query.where(RUNS.c.job == job)
    if period is not None:
        query = query.where(RUNS.c.period == period)
    if state is not None:
        query = query.where(RUNS.c.state == state.value)
    return tuple(_run(row) for row in connection.execute(query).mappings())


def queue(writing: Writing, asked: RunRequest) -> Run:
    """Note that a run is wanted; what is known already stays as it is."""
    known = find(writing.connection, asked.key)
    if known is not None:
        return known
    values: dict[str, Any] = {
        "key": asked.key,
        "job": asked.job,
        "period": asked.period,
        "state": RunState.PENDING.value,
        "attempt": 0,
        "asked_by": asked.by,
        "queued_at": writing.at,
        **asdict(_NOBODY),
        "outcome": "",
        "faults": "[]",
        "out": asked.out,
    }
    writing.connection.execute(insert(RUNS).values(values))
    return _get(writing.connection, asked.key)


def begin(writing: Writing, asked: RunRequest, process: Process, *, alone: bool, per_period: bool, again: bool) -> Claim:
    """Give a run to `process`, or say which run stands against it; see `Store.begin_run`."""
    against = _against(writing, asked, alone=alone, per_period=per_period, again=again)
    if against is not None:
        return Claim(against, mine=False)
    run = queue(writing, asked)
    writing.connection.execute(
        update(RUNS)
        .where(RUNS.c.key == asked.key)
        .values(
            state=RunState.RUNNING.value,
            attempt=run.attempt + 1,
            started_at=writing.at,
            ended_at=None,
            heartbeat_at=writing.at,
            **asdict(process),
            exit_code=None,
            outcome="",
            faults="[]",
            out=asked.out or run.out,
        )
    )
    told = {"job": asked.job, "period": asked.period, "attempt": run.attempt + 1}
    audit.append(writing, asked.by, "run.begun", asked.key, told)
    return Claim(_get(writing.connection, asked.key), mine=True)


def beat(writing: Writing, run: Run) -> None:
    """Note a sign of life; RunTakenError when the run is the caller's no more."""
    _change(writing, run, heartbeat_at=writing.at)


def end(
    writing: Writing, run: Run, state: RunState, outcome: str, exit_code: int | None, faults: Sequence[Issue] = (), out: str = ""
) -> Run:
    """Note how a run ended; RunTakenError when the run is the caller's no more."""
    kept = [asdict(RunFault(issue.code, issue.table, issue.row, issue.column)) for issue in faults]
    changed = {
        "state": state.value,
        "ended_at": writing.at,
        "exit_code": exit_code,
        "outcome": outcome,
        "faults": json.dumps(kept),
        "out": out or run.out,
    }
    _change(writing, run, **changed)
    told = {"job": run.job, "period": run.period, "attempt": run.attempt, "outcome": outcome, "exit_code": exit_code}
    audit.append(writing, run.asked_by, f"run.{LOST if outcome == LOST else state.value}", run.key, told)
    return _get(writing.connection, run.key)


def recover(writing: Writing, job: str = "") -> tuple[Run, ...]:
    """Mark every run lost whose process is gone, and return them."""
    running = select_runs(writing.connection, job=job, state=RunState.RUNNING)
    return tuple(end(writing, run, RunState.FAILED, LOST, None) for run in running if run.gone(writing.at))


def _against(writing: Writing, asked: RunRequest, *, alone: bool, per_period: bool, again: bool) -> Run | None:
    recover(writing, asked.job)
    same = find(writing.connection, asked.key)
    if same is not None and same.gone(writing.at):  # of a job by another name
        same = end(writing, same, RunState.FAILED, LOST, None)
    if same is not None and (same.state in {RunState.RUNNING, RunState.COMMITTED} or _stays_failed(same, again=again)):
        return same
    if per_period:
        done = select_runs(writing.connection, asked.job, asked.period, RunState.COMMITTED, most=1)
        if done:
            return done[0]
    others = select_runs(writing.connection, asked.job, state=RunState.RUNNING, most=1) if alone else ()
    return others[0] if others else None


def _stays_failed(run: Run, *, again: bool) -> bool:
    return run.state is RunState.FAILED and not run.lost and not again


def _change(writing: Writing, run: Run, **values: Any) -> None:
    mine = (RUNS.c.key == run.key) & (RUNS.c.attempt == run.attempt) & (RUNS.c.state == RunState.RUNNING.value)
    if writing.connection.execute(update(RUNS).where(mine).values(values)).rowcount != 1:
        raise RunTakenError([fault("run_taken", _TAKEN, key=run.key[:12])])


def _get(connection: Connection, key: str) -> Run:
    return _run(connection.execute(select(RUNS).where(RUNS.c.key == key)).mappings().one())


def _run(row: RowMapping) -> Run:
    values: dict[str, Any] = {str(name): value for name, value in row.items()}
    process = Process(values.pop("host"), values.pop("pid"), values.pop("born"))
    faults = tuple(RunFault(**fault) for fault in json.loads(values.pop("faults")))
    return Run(**{**values, "state": RunState(values["state"]), "process": process, "faults": faults})


_TAKEN = Text(
    "The run {key} has ended or was taken over by another process; this result is not kept.",
    "运行 {key} 已结束或已被其他进程接管，本次结果不予保留。",
)

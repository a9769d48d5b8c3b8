"""Retention: what the store knows of patients is deleted when it is past, on record; that it was planned and issued stays."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, Table, and_, delete, func, insert, select

from optimizer.core.failpoint import failpoint
from optimizer.store import audit
from optimizer.store.database import Writing
from optimizer.store.plan import StoredPlan
from optimizer.store.plans import select_plans
from optimizer.store.run import Run, RunState
from optimizer.store.runs import select_runs
from optimizer.store.tables import (
    DECISIONS,
    HELD_DAYS,
    PLAN_DAYS,
    PLAN_KEYS,
    PLAN_PLACES,
    REFUSALS,
    RETENTIONS,
    RUNS,
    SCENARIOS,
    STEPS,
)

_OF_A_PLAN = (PLAN_DAYS, PLAN_PLACES, STEPS, SCENARIOS, DECISIONS, PLAN_KEYS)


@dataclass(frozen=True, slots=True)
class Past:
    """What a retention finds.

    Parameters
    ----------
    cutoff, runs_cutoff
        The first day that is kept, of plans and results, and of runs that failed.
    plans
        Plans whose last day, draft and last step lie before it: their rows go, the plan with who issued it stays.
    runs
        Runs that failed before it: they go. Those that were committed stay, so that nothing is computed twice.
    committed
        Runs that were committed before it, whose results may go.
    rows
        How many rows go, by table.
    """

    cutoff: dt.date
    runs_cutoff: dt.date
    plans: tuple[StoredPlan, ...]
    runs: tuple[Run, ...]
    committed: tuple[Run, ...]
    rows: Mapping[str, int]


def past(connection: Connection, cutoff: dt.date, runs_cutoff: dt.date) -> Past:
    """Return what lies before a day; of runs that failed, before another day."""
    late = set(connection.execute(select(STEPS.c.plan_id).where(STEPS.c.at >= _midnight(cutoff)).distinct()).scalars())
    plans = tuple(
        plan
        for plan in select_plans(connection)
        if plan.last_day < cutoff and plan.drafted_at.date() < cutoff and plan.plan_id not in late
    )
    ended = select_runs(connection)
    failed = tuple(run for run in ended if run.state is RunState.FAILED and _ended_before(run, runs_cutoff))
    committed = tuple(run for run in ended if run.state is RunState.COMMITTED and _ended_before(run, cutoff))
    ids = [plan.plan_id for plan in plans]
    counts = {table.name: _count(connection, table, table.c.plan_id.in_(ids)) for table in _OF_A_PLAN}
    counts["held_days"] = _count(connection, HELD_DAYS, HELD_DAYS.c.hold.in_(select(STEPS.c.seq).where(STEPS.c.plan_id.in_(ids))))
    counts["refusals"] = _count(connection, REFUSALS, _over_before(cutoff))
    counts["runs"] = len(failed)
    return Past(cutoff, runs_cutoff, plans, failed, committed, {name: count for name, count in sorted(counts.items()) if count})


def clear(writing: Writing, found: Past, by: str) -> None:
    """Delete the rows; the retention is on record first, without which the database refuses, and in the audit."""
    connection = writing.connection
    seq = (connection.execute(select(func.max(RETENTIONS.c.seq))).scalar() or 0) + 1
    for number, (covers, cutoff) in enumerate((("plans", found.cutoff), ("runs", found.runs_cutoff))):
        connection.execute(insert(RETENTIONS).values(seq=seq + number, covers=covers, cutoff=cutoff, by=by, at=writing.at))
    for plan in found.plans:
        steps = select(STEPS.c.seq).where(STEPS.c.plan_id == plan.plan_id)
        connection.execute(delete(HELD_DAYS).where(HELD_DAYS.c.hold.in_(steps)))
        for table in _OF_A_PLAN:
            connection.execute(delete(table).where(table.c.plan_id == plan.plan_id))
    connection.execute(delete(REFUSALS).where(_over_before(found.cutoff)))
    for run in found.runs:
        connection.execute(delete(RUNS).where(RUNS.c.key == run.key))
    facts = {
        "plans": [plan.plan_id[:12] for plan in found.plans],
        "rows": dict(found.rows),
        "runs_cutoff": str(found.runs_cutoff),
    }
    audit.append(writing, by, "store.retention", str(found.cutoff), facts)
    failpoint("retention.cleared")


def _count(connection: Connection, table: Table, which: ColumnElement[bool]) -> int:
    return connection.execute(select(func.count()).select_from(table).where(which)).scalar_one()


def _over_before(day: dt.date) -> ColumnElement[bool]:
    return and_(REFUSALS.c.ends < _midnight(day), REFUSALS.c.at < _midnight(day))


def _ended_before(run: Run, day: dt.date) -> bool:
    return run.ended_at is not None and run.ended_at.date() < day


def _midnight(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(), dt.UTC)

"""Retention of what stands in folders and in the store: plans with inputs, lists of faults, jobs and tables of the app, rows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from optimizer.core.failpoint import failpoint
from optimizer.data.planfolder import holds_plan
from optimizer.data.planfolder_atomic import remove_folder, sweep
from optimizer.data.reading.sources import SCENARIO
from optimizer.jobs.batch_faults import FAULTS, SET_ASIDE
from optimizer.jobs.job import list_jobs
from optimizer.store import Past, Run, RunState, Store
from optimizer.store.plans import manifest_hash

ACCEPTED = "accepted"


@dataclass(frozen=True, slots=True)
class Periods:
    """How long it is kept, in days: plans and their places, and lists of faults of inputs that failed."""

    days: int
    faults_days: int


@dataclass(frozen=True, slots=True)
class Gone:
    """What went, or would go.

    Parameters
    ----------
    folders
        Of plans, lists of faults, jobs and accepted tables.
    left
        Folders that could not be removed, which the next time tries again.
    """

    past: Past
    folders: tuple[Path, ...]
    left: tuple[Path, ...] = ()


def would_go(store: Store, periods: Periods, jobs: Path) -> Gone:
    """Return what is past its period; nothing is touched."""
    past = store.past(periods.days, periods.faults_days)
    return Gone(past, (*_faults(past), *_plans(store, past), *_jobs(jobs, past.cutoff), *_accepted(jobs, past.cutoff)))


def retain(store: Store, periods: Periods, jobs: Path, by: str) -> Gone:
    """Delete what is past its period, and note it in the audit; stopped at any moment, the next time does the rest.

    Lists of faults go before the record of their run, which alone knows of them; folders of plans after the rows, since
    their record stays.
    """
    found = would_go(store, periods, jobs)
    faults = set(_faults(found.past))
    left = _removed(faults)
    cleared = store.clear(periods.days, periods.faults_days, by)
    failpoint("retention.committed")
    left += _removed(folder for folder in found.folders if folder not in faults)
    gone = tuple(folder for folder in found.folders if folder not in left)
    if gone:
        store.note(by, "store.folders_removed", str(cleared.cutoff), {"folders": len(gone), "left": len(left)})
    for place in {folder.parent for folder in found.folders}:
        sweep(place)
    return Gone(cleared, gone, tuple(left))


def _faults(past: Past) -> list[Path]:
    places = (Path(run.out).parent / SET_ASIDE / Path(run.out).name for run in past.runs if run.out)
    return sorted({place for place in places if (place / FAULTS).is_file()})


def _plans(store: Store, past: Past) -> list[Path]:
    """Return plan folders that are past: registered ones as they were registered, and results of runs that nobody needs."""
    registered = {Path(plan.folder) for plan in past.plans if manifest_hash(Path(plan.folder)) == plan.plan_id}
    kept = {plan.plan_id for plan in store.plans.all()} - {plan.plan_id for plan in past.plans}
    carried = set(_carried(store))
    results = {Path(run.out) for run in past.committed if run.out and run.key not in carried}
    past_results = {out for out in results if holds_plan(out) and manifest_hash(out) not in kept}
    return sorted(registered | past_results)


def _carried(store: Store) -> Iterator[str]:
    """Yield the latest committed run of every job with periods: the next one carries its plan on."""
    latest: dict[str, Run] = {}
    for run in store.runs(state=RunState.COMMITTED):
        if run.period and (run.job not in latest or run.period > latest[run.job].period):
            latest[run.job] = run
    yield from (run.key for run in latest.values())


def _jobs(root: Path, cutoff: dt.date) -> list[Path]:
    """Return the folders of the screen's jobs that ended before a day."""
    ended = ((job.folder, job.status()) for job in list_jobs(root))
    midnight = dt.datetime.combine(cutoff, dt.time(), dt.UTC).timestamp()
    return sorted(folder for folder, status in ended if status.state.ended and (status.ended or status.created) < midnight)


def _accepted(jobs: Path, cutoff: dt.date) -> list[Path]:
    """Return the tables that were accepted on the screen before a day; they stand beside its jobs."""
    midnight = dt.datetime.combine(cutoff, dt.time(), dt.UTC).timestamp()
    found = (jobs.parent / ACCEPTED).glob(f"[!.]*/{SCENARIO}")
    return sorted(path.parent for path in found if path.stat().st_mtime < midnight)


def _removed(folders: Iterator[Path] | set[Path]) -> list[Path]:
    """Remove folders, and return those that could not be."""
    left = []
    for folder in folders:
        try:
            remove_folder(folder)
        except OSError:
            left.append(folder)
    return left

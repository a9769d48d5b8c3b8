"""A scheduled job: what is due is run once per period, one process at a time, with the plan before it in force."""

from __future__ import annotations

import datetime as dt
import hashlib
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from optimizer import __version__
from optimizer.core.errors import ExitCode, LockedError, PlannerError
from optimizer.core.failpoint import failpoint
from optimizer.core.issue import Issue, Severity
from optimizer.core.params import Progress
from optimizer.core.text import DISCLAIMER, Lang, Text
from optimizer.data.planfolder import MANIFEST, holds_plan
from optimizer.data.planfolder_atomic import sweep
from optimizer.data.source import resolve_source
from optimizer.jobs.attempt import Attempt, attempt
from optimizer.jobs.batch_faults import told_issue
from optimizer.jobs.inbox import Arrival, run_key
from optimizer.jobs.job import PROGRAM
from optimizer.jobs.logs import note
from optimizer.jobs.only_one import not_writable, only_one
from optimizer.jobs.schedule_file import Schedule, ScheduledJob
from optimizer.planning.needs import STEPS, with_what_it_needs
from optimizer.store import Run, RunRequest, RunState, Store

MOST_ATTEMPTS = 3
"""So often a run that ended without a word of its own is tried; one whose input was at fault waits for another input."""
MOST_MISSED = 31
_MOST_PLACES = 20
_STEP = {"designate": "designation", "teams": "teams", "route": "routing", "rota": "rota", "supplies": "supplies"}
_FINAL = frozenset({ExitCode.BAD_INPUT, ExitCode.CONTRADICTION, ExitCode.NO_PLAN})
_OURS = frozenset({"out_not_writable", "out_not_empty", "locked"})


@dataclass(frozen=True, slots=True)
class Period:
    """What became of one period of a job.

    Parameters
    ----------
    now
        Whether it was run just now; else the record tells how it ended before.
    places
        Where its input was at fault: code, table, row and column, never what stands there.
    untold
        Who could not be told of it.
    """

    period: str
    state: str
    exit_code: int
    now: bool = False
    out: str = ""
    previous: str = ""
    reason: str = ""
    places: tuple[str, ...] = ()
    untold: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, object]:
        """Return it for machines."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Told:
    """How a job stands: its next moment, and its last run."""

    job: ScheduledJob
    upcoming: dt.datetime
    last: Run | None


def run_job(
    schedule: Schedule,
    name: str,
    now: dt.datetime,
    *,
    lang: Lang,
    tell: Callable[[Progress], None] | None = None,
    program: Sequence[str] = PROGRAM,
) -> tuple[Period, ...]:
    """Run the periods of a job that are due and not done, oldest first; where all is done, say how the latest one ended.

    Raises
    ------
    BadInputError
        There is no such job or no such data, or the schedule's folder cannot be written.
    LockedError
        The job is running.
    """
    job = schedule.job(name)
    folder = schedule.out / job.name
    with only_one(folder):
        try:
            sweep(folder)
            with Store.open(str(schedule.out)) as store:
                return tuple(_Runner(schedule, job, folder, store, lang, tuple(program), tell).run(now))
        except OSError as error:
            raise not_writable(folder, error) from error


def told_of(schedule: Schedule, now: dt.datetime) -> tuple[Told, ...]:
    """Return how every job stands."""
    jobs = schedule.jobs.values()
    if not schedule.out.is_dir():
        return tuple(Told(job, job.when.moment(job.when.upcoming(now)), None) for job in jobs)
    with Store.open(str(schedule.out)) as store:
        return tuple(Told(job, job.when.moment(job.when.upcoming(now)), _last(store, job)) for job in jobs)


def _last(store: Store, job: ScheduledJob) -> Run | None:
    return max(store.runs(job.name), key=lambda run: (run.period, run.started_at or run.queued_at), default=None)


@dataclass(frozen=True, slots=True)
class _Runner:
    schedule: Schedule
    job: ScheduledJob
    folder: Path
    store: Store
    lang: Lang
    program: tuple[str, ...]
    tell: Callable[[Progress], None] | None

    def run(self, now: dt.datetime) -> Iterator[Period]:
        done = {dt.date.fromisoformat(run.period) for run in self.store.runs(self.job.name, state=RunState.COMMITTED)}
        known = {day for day in done if not self.job.when.ahead(day, now)}
        due = self.job.when.due(max(known, default=None), now)
        wanted = due[-MOST_MISSED:] if self.job.missed == "each" else due[-1:]
        for day in wanted:
            yield self._period(day)
        if not wanted and known:
            yield _before(self._committed(max(known).isoformat())[0])

    def _period(self, day: dt.date) -> Period:
        period = day.isoformat()
        out = self.folder / ("outbox" if self.job.command == "batch route" else period)
        before = self._before(period)
        words = self._words(day, out, before)
        key, missing = self._key(period, before, words)
        known = self.store.run(key)
        asked = RunRequest(key, self.job.name, period, by="schedule", out=str(out))
        claim = self.store.begin_run(asked, alone=True, per_period=True, again=_again(known))
        if not claim.mine:
            if claim.run.state is RunState.RUNNING:
                raise LockedError([_running(self.job.name)])
            return _before(claim.run)
        facts = {"job": self.job.name, "run": key[:12], "period": period, "attempt": claim.run.attempt}
        note("run began", **facts)
        began = time.monotonic()
        failpoint("run.begun")
        limit = 0 if self.job.command == "batch route" else self.job.within_s
        ended = missing or attempt([*words, "--lang", self.lang], tell=self.tell, program=self.program, within_s=limit)
        failpoint("run.ended")
        found = self._recorded(claim.run, ended, out, before)
        note("run ended", **facts, state=found.state, code=found.exit_code, seconds=round(time.monotonic() - began, 1))
        failpoint("run.committed")
        return self._notified(found)

    def _recorded(self, run: Run, ended: Attempt, out: Path, before: Path | None) -> Period:
        reason = ", ".join(ended.codes[:5]) or str(ended.facts.get("error") or "")
        faults = [told_issue(told) for told in ended.issues]
        done = ended.has_result or (self.job.command == "batch route" and "runs" in ended.facts)
        if done:
            self.store.commit_run(run, "planned", ended.exit_code, str(out))
        else:
            self.store.fail_run(run, reason or "killed", ended.exit_code, faults)
        state = str(RunState.COMMITTED if done else RunState.FAILED)
        shown = str(out) if done else ""
        places = tuple(_place(fault.code, fault.table, fault.row, fault.column) for fault in faults[:_MOST_PLACES])
        carried = "" if before is None else before.name
        return Period(run.period, state, ended.exit_code, True, shown, carried, reason, places)

    def _notified(self, found: Period) -> Period:
        if self.job.notify == "never" or (self.job.notify == "trouble" and found.exit_code == 0):
            return found
        facts: Mapping[str, str | int] = {
            "job": self.job.name,
            "period": found.period,
            "result": found.state,
            "exit_code": found.exit_code,
            "reason": found.reason,
            "disclaimer": DISCLAIMER.to(self.lang),
        }
        subject = f"hospital-optimizer {self.job.name} {found.period}: {found.state} ({found.exit_code})"
        failed = self.schedule.notify.tell(subject, facts)
        return Period(**{**asdict(found), "untold": failed})

    def _committed(self, period: str) -> tuple[Run, ...]:
        return self.store.runs(self.job.name, period=period, state=RunState.COMMITTED)

    def _before(self, period: str) -> Path | None:
        """Return the plan of the latest period before this one, if the job carries it on and it is still there."""
        if not self.job.carry or self.job.command not in {"plan", *_STEP}:
            return None
        runs = self.store.runs(self.job.name, state=RunState.COMMITTED)
        places = [(run.period, Path(run.out)) for run in runs if run.period < period]
        return max(((day, out) for day, out in places if holds_plan(out)), default=("", None))[1]

    def _words(self, day: dt.date, out: Path, before: Path | None) -> list[str]:
        data, limit = self._data(), ["--within", str(self.job.within_s)] if self.job.within_s else []
        if self.job.command == "batch route":
            return ["batch", "route", data, "--out", str(out), *limit]
        if self.job.command == "rehearse":
            return ["designate", data, "--rehearse", "--out", str(out)]
        first = self.job.first_day(day)
        span = [] if first is None else ["--start", first.isoformat()]
        span += ["--days", str(self.job.days)] if self.job.days else []
        if before is None:
            return [self.job.command, data, "--out", str(out), *span, *limit]
        steps = STEPS if self.job.command == "plan" else with_what_it_needs(_STEP[self.job.command])
        only = [] if steps == STEPS else ["--only", ",".join(steps)]
        return ["plan", data, "--out", str(out), *only, "--previous", str(before), *span, *limit]

    def _data(self) -> str:
        """Return the data as seen from anywhere."""
        said = self.job.data
        return said if said.startswith("example:") else str((self.schedule.file.parent / Path(said).expanduser()).resolve())

    def _key(self, period: str, before: Path | None, words: Sequence[str]) -> tuple[str, Attempt | None]:
        """Return the key of a run, and how it ends where there is nothing to run on."""
        plan = "" if before is None else hashlib.sha256((before / MANIFEST).read_bytes()).hexdigest()
        told = {"job": self.job.name, "period": period, "lang": self.lang, "previous": plan, "version": __version__}
        told["words"] = " ".join(words)
        try:
            source = resolve_source(self._data())
            if self.job.command != "batch route":
                return run_key(Arrival(source.name, source), told), None
            missing = None
        except PlannerError as error:
            facts = {"issues": [issue.to_dict(self.lang) for issue in error.issues]}
            missing = Attempt(int(error.exit_code), facts)
        said = [sorted(told.items()), missing is None or missing.codes]
        return hashlib.sha256(repr(said).encode()).hexdigest(), missing


def _again(known: Run | None) -> bool:
    """Whether a run that failed is tried once more on the same input: when the input was not what was wrong."""
    if known is None or known.state is not RunState.FAILED:
        return False
    ours = any(code in known.outcome for code in _OURS)
    return ours or (known.exit_code not in _FINAL and known.attempt < MOST_ATTEMPTS)


def _before(run: Run) -> Period:
    code = int(ExitCode.INTERNAL) if run.exit_code is None else run.exit_code
    committed = run.state is RunState.COMMITTED
    places = tuple(_place(fault.code, fault.table, fault.row, fault.column) for fault in run.faults[:_MOST_PLACES])
    out, reason = (run.out, "") if committed else ("", run.outcome)
    return Period(run.period, str(run.state), code, out=out, reason=reason, places=places)


def _place(code: str, table: str, row: int, column: str) -> str:
    where = table + (f"[{row}]" if row else "") + (f".{column}" if column else "")
    return f"{code} {where}".strip()


def _running(name: str) -> Issue:
    message = Text("The job {name} is running already.", "任务 {name} 已在运行。")
    return Issue("locked", Severity.FAULT, message, Text("Wait for it.", "请等待其完成。"), value=name, params={"name": name})

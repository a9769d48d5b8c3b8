"""The front door of the store."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

from sqlalchemy import Connection

from optimizer.core.issue import Issue
from optimizer.store import audit, retention, runs
from optimizer.store.audit import AuditRow, Break
from optimizer.store.backup import Backup, back_up
from optimizer.store.database import PATIENCE_S, Database
from optimizer.store.migrate import bring_up_to_date
from optimizer.store.moment import Clock
from optimizer.store.notes import Notes
from optimizer.store.place import store_url
from optimizer.store.placements import Placements
from optimizer.store.plans import Plans
from optimizer.store.process import Process
from optimizer.store.pseudonym import subjects
from optimizer.store.refusals import Refusals
from optimizer.store.restore import restore
from optimizer.store.retention import Past
from optimizer.store.run import Claim, Run, RunRequest, RunState


@dataclass(frozen=True, slots=True)
class Store:
    """One database; may be used from several threads, and by several processes that each open their own."""

    database: Database

    @classmethod
    def open(cls, place: str = "", *, clock: Clock | None = None, patience_s: float = PATIENCE_S) -> Store:
        """Open the store, and bring its tables up to date.

        Parameters
        ----------
        place
            Folder, file or URL; see `store_url`.
        clock
            Tells the store's time instead of the database server's (the machine's, for a file).
        patience_s
            How long a writer waits for others.

        Raises
        ------
        StoreError
            It cannot be used, or a newer version of the product made it.
        """
        database = Database.at(store_url(place), clock, patience_s)
        try:
            bring_up_to_date(database)
        except BaseException:
            database.close()
            raise
        return cls(database)

    @classmethod
    def restored(cls, path: Path, place: str, by: str, *, replace: bool = False, clock: Clock | None = None) -> Backup:
        """Make the store at a place what a backup holds, and return what that is; see `restore.restore`."""
        database = Database.at(store_url(place), clock)
        try:
            return restore(database, path, by, replace=replace)
        finally:
            database.close()

    def close(self) -> None:
        """Let go of every connection."""
        self.database.close()

    def __enter__(self) -> Store:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    @property
    def plans(self) -> Plans:
        """Plans: draft, review, issue."""
        return Plans(self.database)

    @property
    def placements(self) -> Placements:
        """The life of placements under issued plans."""
        return Placements(self.database)

    @property
    def notes(self) -> Notes:
        """Scenarios and decisions."""
        return Notes(self.database)

    @property
    def refusals(self) -> Refusals:
        """Notices that a unit cannot accept."""
        return Refusals(self.database)

    # runs

    def queue_run(self, asked: RunRequest) -> Run:
        """Note that a run is wanted (pending); one that is known already is returned as it stands."""
        with self.database.writing() as writing:
            return runs.queue(writing, asked)

    def begin_run(self, asked: RunRequest, *, alone: bool = False, per_period: bool = False, again: bool = False) -> Claim:
        """Begin a run, or say which run stands against it: of any number who ask at once, one gets it.

        A run whose process died is taken over. One that is committed is never begun again; one that failed by itself would
        fail again, and is begun only when told.

        Parameters
        ----------
        alone
            Whether the job's runs may not overlap: another one that is running stands against it.
        per_period
            Whether the job is done once for each period, whatever the input: another one that is committed for the same
            period stands against it.
        again
            Whether to try one that failed once more.
        """
        process = Process.this()
        with self.database.writing() as writing:
            return runs.begin(writing, asked, process, alone=alone, per_period=per_period, again=again)

    def beat(self, run: Run) -> None:
        """Give a sign of life, once a minute say: other machines hold a run for dead that was silent for ten minutes.

        Raises
        ------
        RunTakenError
            The run is the caller's no more; it had better stop.
        """
        with self.database.writing() as writing:
            runs.beat(writing, run)

    def commit_run(self, run: Run, outcome: str, exit_code: int, out: str = "") -> Run:
        """Note that the result stands in its place; call it after the last file was renamed into place.

        Raises
        ------
        RunTakenError
            The run is the caller's no more.
        """
        with self.database.writing() as writing:
            return runs.end(writing, run, RunState.COMMITTED, outcome, exit_code, out=out)

    def fail_run(self, run: Run, outcome: str, exit_code: int, faults: Sequence[Issue] = ()) -> Run:
        """Note that a run gave no result, and the faults of its input: where they stand, not what was written there.

        Raises
        ------
        RunTakenError
            The run is the caller's no more.
        """
        with self.database.writing() as writing:
            return runs.end(writing, run, RunState.FAILED, outcome, exit_code, faults)

    def recover(self) -> tuple[Run, ...]:
        """Mark every run lost whose process died, and return them; they may be begun again."""
        with self.database.writing() as writing:
            return runs.recover(writing)

    def run(self, key: str) -> Run | None:
        """Return a run by its key, if there is one."""
        with self.database.reading() as connection:
            return runs.find(connection, key)

    def runs(
        self, job: str = "", *, period: str | None = None, state: RunState | None = None, most: int | None = None
    ) -> tuple[Run, ...]:
        """Return runs, the newest first."""
        with self.database.reading() as connection:
            return runs.select_runs(connection, job, period, state, most)

    # keeping

    def back_up(self, path: Path, by: str) -> Backup:
        """Write every row as of now into a file; see `restore`, and `backup.back_up`."""
        return back_up(self.database, path, by)

    def past(self, days: int, runs_days: int) -> Past:
        """Return what is older than so many days: of plans and results, and of runs that failed; nothing goes yet."""
        with self.database.reading() as connection:
            return self._past(connection, days, runs_days)

    def clear(self, days: int, runs_days: int, by: str) -> Past:
        """Delete the rows of what is past, on record and in the audit, and return what went; see `retention`."""
        with self.database.writing() as writing:
            found = self._past(writing.connection, days, runs_days)
            if found.rows:
                retention.clear(writing, found, by)
            return found

    def note(self, by: str, what: str, subject: str, facts: Mapping[str, object]) -> None:
        """Add a row to the audit of what was done outside the database."""
        with self.database.writing() as writing:
            audit.append(writing, by, what, subject, facts)

    def _past(self, connection: Connection, days: int, runs_days: int) -> Past:
        today = self.database.time(connection).date()
        return retention.past(connection, today - dt.timedelta(days=days), today - dt.timedelta(days=runs_days))

    # audit

    def audit(self, after: int = 0, most: int | None = None) -> tuple[AuditRow, ...]:
        """Return rows of the audit in order."""
        with self.database.reading() as connection:
            return tuple(audit.read(connection, after, most))

    def audit_end(self) -> tuple[int, str]:
        """Return number and hash of the audit's last row: worth noting down elsewhere, see `audit_break`."""
        with self.database.reading() as connection:
            return audit.end(connection)

    def audit_subjects(self, rows: Iterable[AuditRow]) -> dict[int, str]:
        """Return whom or what rows are about, by their number; a pseudonym where the store does not know it any more."""
        with self.database.reading() as connection:
            return subjects(connection, rows)

    def audit_break(self, head: str = "") -> Break | None:
        """Return the first row at which the audit's chain is broken; None when it holds. For `head` see `first_break`."""
        with self.database.reading() as connection:
            return audit.first_break(audit.read(connection), head)

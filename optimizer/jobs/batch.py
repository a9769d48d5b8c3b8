"""A batch: every data folder and workbook of an inbox is run once, in order; bad ones are set aside and the rest go on."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from optimizer import __version__
from optimizer.core.errors import BadInputError, ExitCode
from optimizer.core.failpoint import failpoint
from optimizer.core.issue import Issue, Severity
from optimizer.core.params import Progress
from optimizer.core.text import Lang, Text
from optimizer.data.planfolder import changed_files, holds_plan, read_plan
from optimizer.data.planfolder_atomic import sweep
from optimizer.jobs.attempt import Attempt, attempt
from optimizer.jobs.batch_faults import SET_ASIDE, faults_of, set_aside
from optimizer.jobs.batch_row import Row, Standing, figures_of, write_summary
from optimizer.jobs.inbox import Arrival, Inbox, run_key, scan
from optimizer.jobs.job import PROGRAM
from optimizer.jobs.logs import note
from optimizer.jobs.only_one import not_writable, only_one
from optimizer.store import Run, RunRequest, RunState, Store

JOB = "batch route"
_OURS = frozenset({"out_not_writable", "out_not_empty", "locked"})
_FINAL = frozenset({ExitCode.BAD_INPUT, ExitCode.CONTRADICTION, ExitCode.NO_PLAN})
_SHORT = 10


@dataclass(frozen=True, slots=True)
class Batch:
    """What came of a batch."""

    rows: tuple[Row, ...]
    passed_over: tuple[str, ...]
    summary: Path

    @property
    def exit_code(self) -> int:
        """The highest of all runs, those of earlier batches whose input is still there among them."""
        return max((row.exit_code for row in self.rows), default=0)


def run_batch(
    inbox: Path,
    outbox: Path,
    *,
    lang: Lang,
    tell: Callable[[Progress], None] | None = None,
    told: Callable[[Row], None] | None = None,
    program: Sequence[str] = PROGRAM,
    within_s: float = 0.0,
) -> Batch:
    """Run all that arrived; whatever was done before is not done again.

    Parameters
    ----------
    tell, told
        Hear of signs of life, and of every row as it is known.
    within_s
        Seconds of the clock for each run, 0 for as long as it takes.

    Raises
    ------
    BadInputError
        The inbox is none, or the outbox cannot be written or is something else.
    LockedError
        Another batch holds the outbox.
    """
    found = scan(inbox)
    _check_places(inbox.resolve(), outbox.resolve())
    outbox = outbox.resolve()
    with only_one(outbox):
        try:
            return _run_all(found, outbox, _Words(lang, tuple(program), within_s), tell, told)
        except OSError as error:
            raise not_writable(outbox, error) from error


@dataclass(frozen=True, slots=True)
class _Words:
    lang: Lang
    program: tuple[str, ...]
    within_s: float

    @property
    def configuration(self) -> Mapping[str, str]:
        """What decides the result beside the input."""
        limit = {"within": f"{self.within_s:g}"} if self.within_s else {}
        return {"command": "route", "lang": self.lang, "version": __version__, **limit}

    def of(self, arrival: Arrival, out: Path) -> list[str]:
        """Return the words of one run."""
        limit = ["--within", f"{self.within_s:g}"] if self.within_s else []
        return ["route", str(arrival.path), "--out", str(out), "--lang", self.lang, *limit]


def _run_all(
    found: Inbox,
    outbox: Path,
    words: _Words,
    tell: Callable[[Progress], None] | None,
    told: Callable[[Row], None] | None,
) -> Batch:
    for place in (outbox, outbox / SET_ASIDE):
        if place.is_dir():
            sweep(place)
    rows: list[Row] = []
    with Store.open(str(outbox)) as store:
        store.recover()
        for number, arrival in enumerate(found.arrivals, 1):
            if tell is not None:
                tell(Progress("batch", arrival.name, number, len(found.arrivals)))
            began = time.monotonic()
            rows.append(_row(arrival, outbox, words, store, tell))
            _log(rows[-1], time.monotonic() - began)
            if told is not None:
                told(rows[-1])
    failpoint("batch.before_summary")
    summary = write_summary(outbox, rows)
    return Batch(tuple(rows), found.passed_over, summary)


def _row(arrival: Arrival, outbox: Path, words: _Words, store: Store, tell: Callable[[Progress], None] | None) -> Row:
    """Return what there is to say of an arrival, running it where nobody has."""
    try:
        key = run_key(arrival, words.configuration)
    except OSError as error:
        return Row(arrival.name, "", Standing.FAILED, int(ExitCode.BAD_INPUT), reason=f"unreadable: {error.strerror}")
    known = store.run(key)
    out = Path(known.out) if known is not None and known.out else outbox / f"{_plain(arrival.name)}-{key[:_SHORT]}"
    claim = store.begin_run(RunRequest(key, JOB, by="batch", out=str(out)), again=_again(known, out))
    if not claim.mine:
        return _row_of(arrival, claim.run, out)
    note("run began", job=JOB, run=key[:_SHORT], attempt=claim.run.attempt)
    failpoint("run.begun")
    if _whole(out):  # finished by a run that was killed before it could say so
        ended = Attempt(read_plan(out).exit_code)
    else:
        ended = attempt(words.of(arrival, out), tell=tell, program=words.program, within_s=words.within_s)
        failpoint("run.ended")
    return _recorded(arrival, key, out, claim.run, ended, words, store)


def _log(row: Row, seconds: float) -> None:
    """Log what became of an arrival: the run's key, never the name that the arrival came by."""
    if row.now or row.state is Standing.CHANGED or row.state is Standing.FAILED:
        facts = {"state": str(row.state), "code": row.exit_code, "faults": row.faults or None, "seconds": round(seconds, 1)}
        note("run ended", job=JOB, run=row.key[:_SHORT], **facts)


def _recorded(arrival: Arrival, key: str, out: Path, run: Run, ended: Attempt, words: _Words, store: Store) -> Row:
    """Write down how a run ended, its faults first."""
    if not ended.has_result and _OURS & set(ended.codes):
        store.fail_run(run, ended.codes[0], ended.exit_code)
        raise BadInputError(faults_of(arrival, ended))
    if _key_now(arrival, words) != key:  # half copied, or mended meanwhile: the next batch sees it whole
        store.fail_run(run, "changed_meanwhile", int(ExitCode.INTERNAL))
        return Row(arrival.name, key, Standing.CHANGED, int(ExitCode.LOCKED), reason="changed_meanwhile")
    if ended.has_result:
        store.commit_run(run, "planned", ended.exit_code, str(out))
        failpoint("run.committed")
        return Row(arrival.name, key, Standing.COMMITTED, ended.exit_code, now=True, out=str(out), **figures_of(out))
    if ended.exit_code in _FINAL:
        faults = faults_of(arrival, ended)
        aside = set_aside(SET_ASIDE, out, arrival.name, faults, ended.exit_code, words.lang)
        store.fail_run(run, _reason(faults), ended.exit_code, faults)
        return Row(
            arrival.name,
            key,
            Standing.SET_ASIDE,
            ended.exit_code,
            now=True,
            out=str(aside),
            faults=len(faults),
            reason=_reason(faults),
        )
    store.fail_run(run, "failed", ended.exit_code)
    reason = ", ".join(ended.codes) or ended.facts.get("error") or "killed"
    return Row(arrival.name, key, Standing.FAILED, ended.exit_code, now=True, reason=str(reason))


def _row_of(arrival: Arrival, run: Run, out: Path) -> Row:
    """Return the row of a run of an earlier batch, or of another folder with the same content."""
    code = int(ExitCode.INTERNAL) if run.exit_code is None else run.exit_code
    if run.state is RunState.COMMITTED:
        return Row(arrival.name, run.key, Standing.COMMITTED, code, out=str(out), **figures_of(out))
    aside = out.parent / SET_ASIDE / out.name
    return Row(arrival.name, run.key, Standing.SET_ASIDE, code, out=str(aside), faults=len(run.faults), reason=run.outcome)


def _again(known: Run | None, out: Path) -> bool:
    """Whether a run that failed is tried once more: not when its input was at fault and the faults are on file."""
    if known is None or known.state is not RunState.FAILED:
        return False
    return known.exit_code not in _FINAL or not (out.parent / SET_ASIDE / out.name).is_dir()


def _whole(out: Path) -> bool:
    return holds_plan(out) and not changed_files(out)


def _key_now(arrival: Arrival, words: _Words) -> str:
    try:
        return run_key(arrival, words.configuration)
    except OSError:
        return ""


def _reason(faults: Sequence[Issue]) -> str:
    """Return the codes of the faults, each once, as the record and the summary tell them: no value of a table among them."""
    return ", ".join(list(dict.fromkeys(fault.code for fault in faults))[:5])


def _plain(name: str) -> str:
    """Return a name without its ending and without what troubles other systems."""
    stem = Path(name).stem if name.lower().endswith((".xlsx", ".xlsm", ".xls")) else name
    return "".join(char if char.isalnum() or char in "-_." else "_" for char in stem)[:60].strip(".") or "run"


def _check_places(inbox: Path, outbox: Path) -> None:
    """Refuse an outbox that lies where it would be read, or that holds something else."""
    if outbox == inbox or outbox.is_relative_to(inbox) or inbox.is_relative_to(outbox):
        raise BadInputError([_fault("outbox_in_inbox", _APART, outbox, inbox=str(inbox))])
    if outbox.exists() and not outbox.is_dir():
        raise BadInputError([_fault("out_not_empty", _FILE, outbox)])
    if outbox.is_dir() and any(path.name != ".lock" for path in outbox.iterdir()) and not (outbox / _STORE).is_file():
        raise BadInputError([_fault("out_not_empty", _OTHER, outbox)])


def _fault(code: str, message: Text, outbox: Path, **params: object) -> Issue:
    return Issue(code, Severity.FAULT, message, value=str(outbox), params={"outbox": str(outbox), **params})


_STORE = "store.sqlite3"
_APART = Text(
    "The outbox {outbox} and the inbox {inbox} lie in one another. Name a folder beside the inbox.",
    "发件箱 {outbox} 与收件箱 {inbox} 互相包含。请在收件箱旁另选文件夹。",
)
_FILE = Text("{outbox} is a file. Name a folder.", "{outbox} 是文件。请给出文件夹。")
_OTHER = Text(
    "{outbox} is not empty and no outbox of a batch. Name another folder, or empty it.",
    "{outbox} 不是空文件夹，也不是批处理的发件箱。请另选文件夹，或先清空。",
)

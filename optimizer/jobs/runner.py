"""The leader of a job's process group: waits for a turn, runs the command, and writes down how it ended.

Started by `start_job` as ``python -m optimizer.jobs.runner FOLDER -- COMMAND …``, or by `expect_job` before it is known which.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from filelock import FileLock, Timeout

from optimizer.core.errors import ExitCode
from optimizer.jobs.job import PROGRAM, list_jobs
from optimizer.jobs.progress import STDERR_FILE, STDOUT_FILE
from optimizer.jobs.spare import COMMAND, IDLE_S, WAIT, tell, told
from optimizer.jobs.status import JobState, JobStatus
from optimizer.jobs.stopping import STOP_FILE, STOP_VARIABLE

SLOTS = 2
NICENESS = 10
_POLL_S = 0.1
_PATIENCE_S = 30.0  # a command told to stop that has not ended by then is killed
_WITH_PLAN = {ExitCode.OK, ExitCode.FALLBACK, ExitCode.URGENT_LATE}


def run(
    folder: Path, command: Sequence[str], stopping: threading.Event, waiting: subprocess.Popen[bytes] | None = None
) -> JobStatus:
    """Wait for one of the slots, run the command, and return how it ended; every change is written at once.

    Parameters
    ----------
    waiting
        A process that has loaded all and waits for the words of the command.
    """
    status = JobStatus.read(folder)
    slot = _take_slot(folder, status.created, stopping)
    if slot is None:
        return _written(folder, status.but(state=JobState.STOPPED, ended=time.time()))
    with slot:
        with (folder / STDOUT_FILE).open("wb") as out, (folder / STDERR_FILE).open("wb") as err:
            status = _written(folder, status.but(state=JobState.RUNNING, started=time.time()))
            watched = {**os.environ, STOP_VARIABLE: str(folder / STOP_FILE)}
            child = _going_on(waiting, folder, command, watched)
            if child is None:
                child = subprocess.Popen(command, env=watched, stdin=subprocess.DEVNULL, stdout=out, stderr=err)
            code = _attend(child, stopping)
        ended = JobState.STOPPED if stopping.is_set() else JobState.DONE if code in _WITH_PLAN else JobState.FAILED
        return _written(folder, status.but(state=ended, ended=time.time(), exit_code=code if code >= 0 else None))


def _going_on(
    waiting: subprocess.Popen[bytes] | None, folder: Path, command: Sequence[str], environment: Mapping[str, str]
) -> subprocess.Popen[bytes] | None:
    """Return the waiting process, told what to do; None when there is none, or no longer."""
    words, out, err = command[len(PROGRAM) :], folder / STDOUT_FILE, folder / STDERR_FILE
    asked = {"words": words, "environment": {**environment}, "cwd": str(Path.cwd()), "out": str(out), "err": str(err)}
    return waiting if waiting is not None and tell(waiting, asked) else None


def _written(folder: Path, status: JobStatus) -> JobStatus:
    status.write(folder)
    return status


def _take_slot(folder: Path, created: float, stopping: threading.Event) -> FileLock | None:
    """Return a held slot, oldest job first; None when the job was stopped before its turn."""
    while not stopping.is_set():
        if not _older_waits(folder, created):
            for number in range(SLOTS):
                lock = FileLock(folder.parent / f".slot-{number}.lock")
                try:
                    lock.acquire(timeout=0)
                except Timeout:
                    continue
                return lock
        time.sleep(_POLL_S)
    return None


def _older_waits(folder: Path, created: float) -> bool:
    states = ((job.folder, job.status()) for job in list_jobs(folder.parent))
    return any(other != folder and state.state is JobState.QUEUED and state.created < created for other, state in states)


def _attend(child: subprocess.Popen[bytes], stopping: threading.Event) -> int:
    told: float | None = None
    while (code := child.poll()) is None:
        if stopping.is_set():
            told = told or time.monotonic()  # the signal reached the whole group, the command included
            if time.monotonic() - told > _PATIENCE_S:
                child.kill()
        time.sleep(_POLL_S)
    return code


def _step_back() -> None:
    """Let whoever looks at the app go first, also where Linux weighs sessions before processes (sched(7), autogroup)."""
    os.nice(NICENESS)
    with suppress(OSError):
        Path("/proc/self/autogroup").write_text(f"{NICENESS}\n", encoding="ascii")


def main(arguments: Sequence[str]) -> int:
    """Run the job described by the command line; see the module's text."""
    _step_back()
    waiting = None
    if arguments[0] == WAIT:
        waiting = subprocess.Popen(COMMAND, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        asked = told(sys.stdin.buffer, IDLE_S)
        if asked is None:  # this end of its pipe goes with this process, and the one that waits with that
            return 0
        folder, command = Path(asked["folder"]), asked["command"]
    else:
        folder, command = Path(arguments[0]), list(arguments[2:])
    stopping = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stopping.set())
    return 0 if run(folder, command, stopping, waiting).state is JobState.DONE else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""A command as a job: a niced child process in a process group of its own, whose state lives in files of its folder.

Whoever started it may go away (a closed tab, a restarted app): the job goes on, and `Job.load` finds it again.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import psutil

from optimizer.core.params import Progress
from optimizer.jobs.progress import read_messages, read_progress, read_result
from optimizer.jobs.spare import handed_over, started
from optimizer.jobs.status import STATUS_FILE, JobState, JobStatus, write_json
from optimizer.jobs.stopping import STOP_FILE

JOB_FILE = "job.json"
PROGRAM: tuple[str, ...] = (sys.executable, "-m", "optimizer")


@dataclass(frozen=True, slots=True)
class Job:
    """One job and its folder.

    Parameters
    ----------
    folder
        Holds ``job.json`` (what was asked, which process), ``status.json`` and the output of the command.
    arguments
        The command's words, for example ``("plan", "data/lanzhou", "--out", "runs/demo", "--json")``.
    pid, born
        Leader of the job's process group, and when that process began: a pid alone may be somebody else's by now.
    about
        What the caller wants to remember of it (which plan it changes, say).
    """

    folder: Path
    arguments: tuple[str, ...]
    pid: int
    born: float
    about: dict[str, Any]

    @classmethod
    def load(cls, folder: Path) -> Self:
        """Find a job again.

        Raises
        ------
        FileNotFoundError
            When the folder holds no job.
        """
        values = json.loads((folder / JOB_FILE).read_text(encoding="utf-8"))
        return cls(folder, tuple(values["arguments"]), values["pid"], values["born"], values["about"])

    @property
    def out(self) -> Path | None:
        """The folder the command writes to (its ``--out``)."""
        follow = dict(zip(self.arguments, self.arguments[1:], strict=False))
        return Path(follow["--out"]) if "--out" in follow else None

    def status(self) -> JobStatus:
        """Return the state as of now; a job whose process vanished without a word is LOST."""
        known = JobStatus.read(self.folder)
        if known.state.ended or self._leader() is not None:
            return known
        known = JobStatus.read(self.folder)  # it may have ended between the two looks
        return known if known.state.ended else known.but(state=JobState.LOST)

    def progress(self) -> tuple[Progress, ...]:
        """Return its signs of life so far, oldest first."""
        return read_progress(self.folder)

    def result(self) -> dict[str, Any]:
        """Return the JSON object the command printed last; empty before the end."""
        return read_result(self.folder)

    def messages(self) -> str:
        """Return the last plain lines of its log."""
        return read_messages(self.folder)

    def wait(self, timeout_s: float) -> JobStatus:
        """Wait until the job is over, at most `timeout_s`; return the state then."""
        until = time.monotonic() + timeout_s
        while not (status := self.status()).state.ended and time.monotonic() < until:
            time.sleep(0.05)
        return status

    def stop(self, grace_s: float = 5.0) -> JobStatus:
        """End the job's own process group, and nothing else: SIGTERM, then SIGKILL after `grace_s`."""
        leader = self._leader()
        if leader is not None:
            family = [leader, *_children(leader)]
            _signal_group(self.pid, signal.SIGTERM)
            _, left = psutil.wait_procs(family, timeout=grace_s)
            if left:
                _signal_group(self.pid, signal.SIGKILL)
                for process in left:  # a solver that made a group of its own
                    _kill(process)
                psutil.wait_procs(left, timeout=grace_s)
        status = JobStatus.read(self.folder)
        if not status.state.ended:
            status = status.but(state=JobState.STOPPED, ended=time.time())
            status.write(self.folder)
        return status

    def keep_best(self) -> None:
        """Ask the command to stop and keep the best it has, checked and written as any plan; one that waits just stops."""
        if self.status().state is JobState.QUEUED:
            self.stop()
        else:
            (self.folder / STOP_FILE).touch()

    @property
    def keeps_best(self) -> bool:
        """Whether it was asked to stop and keep the best it has."""
        return (self.folder / STOP_FILE).exists()

    def _leader(self) -> psutil.Process | None:
        try:
            process = psutil.Process(self.pid)
            same = abs(process.create_time() - self.born) < 1.0 and process.status() != psutil.STATUS_ZOMBIE
        except psutil.Error:
            return None
        return process if same else None


def start_job(
    arguments: Sequence[str], folder: Path, *, about: dict[str, Any] | None = None, program: Sequence[str] = PROGRAM
) -> Job:
    """Start ``python -m optimizer ARGUMENTS --json`` as a job and return at once; jobs of one parent folder queue up.

    Raises
    ------
    FileExistsError
        When the folder holds a job already.
    """
    folder = folder.resolve()
    folder.mkdir(parents=True, exist_ok=True)
    if (folder / STATUS_FILE).exists():
        message = f"{folder} holds a job already"
        raise FileExistsError(message)
    words = (*arguments, *(() if "--json" in arguments else ("--json",)))
    JobStatus(JobState.QUEUED, created=time.time()).write(folder)
    command = (*program, *words)
    process = handed_over(folder, command) if tuple(program) == PROGRAM else None
    if process is None:
        leader = (sys.executable, "-m", "optimizer.jobs.runner", str(folder), "--", *command)
        process = started(leader, stdin=subprocess.DEVNULL)
    job = Job(folder, words, process.pid, _born(process.pid), about or {})
    write_json(folder / JOB_FILE, {"arguments": words, "pid": job.pid, "born": job.born, "about": job.about})
    return job


def list_jobs(root: Path) -> tuple[Job, ...]:
    """Return the jobs whose folders stand in `root`, newest first."""
    found = [Job.load(path.parent) for path in root.glob(f"*/{JOB_FILE}") if (path.parent / STATUS_FILE).exists()]
    return tuple(sorted(found, key=lambda job: JobStatus.read(job.folder).created, reverse=True))


def _born(pid: int) -> float:
    try:
        return float(psutil.Process(pid).create_time())
    except psutil.Error:  # over already
        return 0.0


def _children(process: psutil.Process) -> list[psutil.Process]:
    try:
        return list(process.children(recursive=True))
    except psutil.Error:
        return []


def _signal_group(group: int, number: int) -> None:
    try:
        os.killpg(group, number)
    except ProcessLookupError:
        return


def _kill(process: psutil.Process) -> None:
    try:
        process.kill()
    except psutil.Error:
        return

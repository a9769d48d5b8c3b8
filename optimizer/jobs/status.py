"""What a job's folder says about it: small JSON files that are replaced whole, so a reader never sees half of one."""

from __future__ import annotations

import json
import os
import tempfile
import time
from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import Any, Self

STATUS_FILE = "status.json"


class JobState(StrEnum):
    """Where a job stands."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"  # ended by itself with a plan
    FAILED = "failed"  # ended by itself without a plan
    STOPPED = "stopped"  # a person stopped it
    LOST = "lost"  # its process is gone and left no word (the machine was switched off, say)

    @property
    def ended(self) -> bool:
        """Whether nothing more will happen."""
        return self not in {JobState.QUEUED, JobState.RUNNING}


@dataclass(frozen=True, slots=True)
class JobStatus:
    """State of a job; times are seconds since the epoch.

    Parameters
    ----------
    created, started, ended
        When the job was asked for, got its turn, and was over; None before that.
    exit_code
        What the command returned (see the README's table); None before the end, or when it was killed.
    """

    state: JobState
    created: float
    started: float | None = None
    ended: float | None = None
    exit_code: int | None = None

    @property
    def elapsed(self) -> float:
        """Seconds since it began, or was asked for; until it ended."""
        return max(0.0, (self.ended or time.time()) - (self.started or self.created))

    def but(self, **changes: Any) -> Self:
        """Return a copy with some values changed."""
        return replace(self, **changes)

    def write(self, folder: Path) -> None:
        """Replace the folder's status file."""
        write_json(folder / STATUS_FILE, asdict(self))

    @classmethod
    def read(cls, folder: Path) -> Self:
        """Read the folder's status file.

        Raises
        ------
        FileNotFoundError
            When the folder holds no job.
        """
        values = json.loads((folder / STATUS_FILE).read_text(encoding="utf-8"))
        return cls(**{**values, "state": JobState(values["state"])})


def write_json(path: Path, values: object) -> None:
    """Write a JSON file beside its place and move it there in one step."""
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".tmp", dir=path.parent)
    with os.fdopen(handle, "w", encoding="utf-8") as stream:
        json.dump(values, stream, ensure_ascii=False, indent=1)
        stream.flush()
        os.fsync(stream.fileno())
    Path(name).replace(path)

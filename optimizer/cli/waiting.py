"""The command line in a process that was started before anybody asked: all is loaded, then it waits for its words.

Started by the leader of a job that is expected (`optimizer.jobs.spare`) as ``python -m optimizer.cli.waiting``.
"""

from __future__ import annotations

import os
import sys
from importlib import import_module

from optimizer.cli import main
from optimizer.cli.begun import begin_again
from optimizer.jobs.spare import told

LOADED = (
    "optimizer.data.reading",
    "optimizer.designation.model",
    "optimizer.planning.whatif.run",
    "optimizer.report.whatif.page",
    "optimizer.supplies.model",
)
"""What commands load once they are at work; not CP-SAT, which holds 90 MB and is mostly loaded while HiGHS is at work."""


def wait() -> None:
    """Load, wait for the words, and go on as the command they name."""
    for name in LOADED:
        import_module(name)
    asked = told(sys.stdin.buffer)
    if asked is None:
        return
    _take(0, os.devnull, os.O_RDONLY)
    _take(1, asked["out"], os.O_WRONLY | os.O_APPEND)
    _take(2, asked["err"], os.O_WRONLY | os.O_APPEND)
    begin_again()
    sys.argv = ["optimizer", *asked["words"]]
    main()


def _take(number: int, path: str, how: int) -> None:
    """Put a file in the place of a standard stream."""
    opened = os.open(path, how)
    os.dup2(opened, number)
    os.close(opened)


if __name__ == "__main__":
    wait()

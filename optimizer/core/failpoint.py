"""Named places at which a test can end or halt the process, or have the disk fail; asleep unless a variable wakes one.

``HOSPITAL_OPTIMIZER_FAILPOINT=kill@folder.written`` ends the process there as a power cut would; ``full@…`` and ``error@…``
raise what a full and what a broken disk raise; ``bug@…=WORDS`` raises an error nobody expects, with these words; ``hang@…`` waits
until somebody ends the process. ``#3`` after the name waits for the third time the place is reached.
"""

from __future__ import annotations

import errno
import itertools
import os
import signal
import time
from collections import defaultdict
from collections.abc import Iterator

VARIABLE = "HOSPITAL_OPTIMIZER_FAILPOINT"
FAILPOINTS: tuple[str, ...] = (
    "folder.begun",  # the temporary folder stands, empty
    "folder.file",  # a file of it is about to be written
    "folder.before_last",  # all but the file that says the folder is whole
    "folder.written",  # whole and flushed, not in its place
    "folder.in_place",  # in its place, what it replaced not yet removed
    "run.begun",  # the record says running
    "run.ended",  # the command is over, nothing recorded
    "run.committed",  # the record says so, nobody was told
    "batch.before_summary",
)
STORE_FAILPOINTS: tuple[str, ...] = (
    "backup.begun",  # its temporary file stands, empty
    "backup.written",  # whole and flushed, not in its place
    "backup.in_place",
    "restore.cleared",  # the old tables are dropped, nothing committed
    "restore.filled",  # the new ones hold everything, nothing committed
    "restore.done",  # committed, nobody was told
    "retention.cleared",  # the rows are deleted, nothing committed
    "retention.committed",  # committed, the folders stand
)
_ERRORS = {"full": errno.ENOSPC, "error": errno.EIO}
_reached: defaultdict[str, Iterator[int]] = defaultdict(lambda: itertools.count(1))


def failpoint(name: str) -> None:
    """Do nothing, unless a test asked for this place.

    Raises
    ------
    OSError
        Where a test asked for a full or a broken disk.
    ValueError
        Where a test asked for a bug.
    """
    asked = os.environ.get(VARIABLE)
    if asked:
        manner, _, place = asked.partition("@")
        place, _, words = place.partition("=")
        wanted, _, turn = place.partition("#")
        if wanted == name and next(_reached[name]) == int(turn or 1):
            _strike(manner, words)


def _strike(manner: str, words: str) -> None:
    if manner == "bug":
        raise ValueError(words)
    if manner == "kill":
        os.kill(os.getpid(), signal.SIGKILL if hasattr(signal, "SIGKILL") else signal.SIGTERM)
    while manner == "hang":
        time.sleep(60)
    number = _ERRORS[manner]
    raise OSError(number, os.strerror(number))

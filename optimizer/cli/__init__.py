"""The command line."""

from __future__ import annotations

import gc
import os
import sys

from optimizer.cli.begun import begun as begun  # first: it looks at the clock
from optimizer.cli.commands import app

COLLECT_EVERY = 200_000  # objects; a command makes millions that live to its end, and cycles are few


def main() -> None:
    """Run the command line and leave with its exit code.

    What a command made is left to the system: taking millions of objects apart one by one takes most of a second.
    """
    gc.freeze()
    gc.set_threshold(COLLECT_EVERY, 50, 50)
    try:
        app()
    except SystemExit as end:
        if isinstance(end.code, str):  # a message, which the interpreter prints
            raise
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(end.code or 0)

"""Work done in a copy of this process while this one goes on: for what nobody needs if the rest fails.

Only where the system copies processes cheaply and there is a second core; elsewhere the work is done when it is asked for.
"""

from __future__ import annotations

import os
import pickle
import select
import signal
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Generic, TypeVar

T = TypeVar("T")


def possible() -> bool:
    """Whether work aside is quicker than work in turn."""
    return sys.platform == "linux" and (os.cpu_count() or 1) > 1


class Aside(Generic[T]):
    """One piece of work, begun at once.

    Parameters
    ----------
    work
        Returns something that can be pickled; no thread may be at work here while it begins.
    """

    def __init__(self, work: Callable[[], T]) -> None:
        self._work = work
        self._source, target = os.pipe()
        self._process = os.fork()
        if not self._process:
            os.close(self._source)  # else a copy whose original was killed would wait for ever for somebody to read
            _answer(work, target)
        os.close(target)

    def result(self) -> T:
        """Return what the work gave; done here where the copy failed."""
        with os.fdopen(self._source, "rb") as pipe:
            content = pipe.read()
        process, self._process = self._process, 0
        _, status = os.waitpid(process, 0)
        if status:
            return self._work()
        found: T = pickle.loads(content)  # written by a copy of this very process
        return found

    def result_by(self, moment: float) -> T | None:
        """Return what the work gave; None, and the work is dropped, where it is not done by a moment of `time.monotonic`."""
        ready, _, _ = select.select([self._source], [], [], max(0.0, moment - time.monotonic()))
        if not ready:
            self.drop()
            return None
        return self.result()

    def drop(self) -> None:
        """End work that nobody asks for any more."""
        if self._process:
            with suppress(ProcessLookupError):
                os.kill(self._process, signal.SIGKILL)
            os.waitpid(self._process, 0)
            os.close(self._source)
            self._process = 0


def _answer(work: Callable[[], object], target: int) -> None:
    """Do the work in the copy, and end it without tidying up what belongs to the original."""
    status = 1
    try:
        with os.fdopen(target, "wb") as pipe:
            pipe.write(pickle.dumps(work(), pickle.HIGHEST_PROTOCOL))
        status = 0
    finally:
        os._exit(status)

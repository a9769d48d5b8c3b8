"""One run at a time for an output folder; the lock ends with its process, however that ends."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from optimizer.core.errors import LockedError
from optimizer.core.issue import Issue, Severity
from optimizer.core.text import Text


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Hold the lock of an output folder; LockedError at once when another run holds it."""
    key = hashlib.sha256(str(folder.resolve()).encode()).hexdigest()[:24]
    place = Path(tempfile.gettempdir()) / "hospital-optimizer-locks"
    place.mkdir(exist_ok=True, mode=0o777)
    lock = FileLock(place / f"{key}.lock")
    try:
        lock.acquire(timeout=0)
    except Timeout:
        raise LockedError([_held(folder)]) from None
    try:
        yield
    finally:
        lock.release()


def _held(folder: Path) -> Issue:
    return Issue(
        "locked",
        Severity.FAULT,
        Text("Another run is writing {folder}.", "另一个任务正在写入 {folder}。"),
        Text("Wait for it, or choose another --out.", "请等待其完成，或换一个 --out。"),
        params={"folder": folder},
    )

"""One process at a time for a folder: the lock is the system's, so it ends with its process, however that ends."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from optimizer.core.errors import BadInputError, LockedError
from optimizer.core.issue import Issue, Severity
from optimizer.core.text import Text

LOCK = ".lock"


@contextmanager
def only_one(folder: Path) -> Iterator[None]:
    """Hold a folder, which is made where it is not there; the lock lies in it, so it holds for every user and session.

    Raises
    ------
    LockedError
        Another process holds it.
    BadInputError
        The folder cannot be written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = FileLock(folder / LOCK)
        lock.acquire(timeout=0)
    except Timeout:
        raise LockedError([_fault("locked", _HELD, folder)]) from None
    except OSError as error:
        raise not_writable(folder, error) from None
    try:
        yield
    finally:
        lock.release()


def not_writable(folder: Path, error: OSError) -> BadInputError:
    """Return the fault of a place that cannot be written, with what to do."""
    return BadInputError([_fault("out_not_writable", _NOT_WRITABLE, folder, why=error.strerror or str(error))])


def _fault(code: str, message: Text, folder: Path, **params: object) -> Issue:
    return Issue(code, Severity.FAULT, message, value=str(folder), params={"folder": str(folder), **params})


_HELD = Text(
    "Another run is at work in {folder}. Wait for it, or name another folder.",
    "另一个任务正在使用 {folder}。请等待其完成，或另选文件夹。",
)
_NOT_WRITABLE = Text(
    "{folder} cannot be written: {why}. Free some space or ask for the right to write there, and start again: it goes on "
    "where it stopped.",
    "无法写入 {folder}：{why}。请腾出空间或取得写入权限后重新运行，将从中断处继续。",
)

"""A folder that appears whole or not at all: written beside its place, flushed to the disk, then put in place."""

from __future__ import annotations

import ctypes
import os
import re
import secrets
import shutil
import sys
import time
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path, PurePosixPath

import psutil

from optimizer.core.failpoint import failpoint

_EXCHANGE = 2  # RENAME_EXCHANGE of renameat2(2)
_AT_FDCWD = -100
_WRITERS = 8
_LEFT = re.compile(r"\.(?P<name>.+)\.(?:new|old)-\d+-[0-9a-f]{8}")
_STALE_S = 3600.0  # a temporary this old belongs to nobody, whatever process carries its number now


def replace_folder(folder: Path, files: Mapping[str, bytes], last: str) -> None:
    """Put `files` (relative POSIX path → bytes) in place as `folder`, with `last` written after all the others.

    Whoever looks, or pulls the plug, at any moment finds the old folder or the new one.

    Raises
    ------
    ValueError
        A path leaves the folder.
    OSError
        The place cannot be written; nothing was changed.
    """
    folder.parent.mkdir(parents=True, exist_ok=True)
    recover(folder)
    temporary = folder.with_name(f".{folder.name}.new-{os.getpid()}-{secrets.token_hex(4)}")
    try:
        _write_all(temporary, files, last)
        _swap_in(temporary, folder)
    finally:
        shutil.rmtree(temporary, ignore_errors=True)


def remove_folder(folder: Path) -> None:
    """Take a folder away: gone from its place at once; what a killed process leaves of it is swept as an unfinished one.

    Raises
    ------
    OSError
        It cannot be moved; it stands as it stood.
    """
    aside = folder.with_name(f".{folder.name}.new-{os.getpid()}-{secrets.token_hex(4)}")
    folder.rename(aside)
    flush_folder(folder.parent)
    shutil.rmtree(aside, ignore_errors=True)


def sweep(parent: Path) -> None:
    """Sweep what killed writers left behind of any folder in `parent`."""
    left = (_LEFT.fullmatch(path.name) for path in parent.iterdir())
    for name in sorted({found["name"] for found in left if found}):
        recover(parent / name)


def recover(folder: Path) -> None:
    """Sweep what a killed writer left behind; an old folder moved aside without a successor goes back to its place."""
    siblings = sorted(folder.parent.iterdir()) if folder.parent.is_dir() else []
    aside = [path for path in siblings if path.name.startswith(f".{folder.name}.old-")]
    if aside and not folder.exists() and not any(_alive(path) for path in aside):
        aside.pop().rename(folder)
    unfinished = [path for path in siblings if path.name.startswith(f".{folder.name}.new-")]
    for path in (*aside, *unfinished):
        if not _alive(path):
            shutil.rmtree(path, ignore_errors=True)


def _alive(path: Path) -> bool:
    pid = path.name.rsplit("-", 2)[1]
    try:
        fresh = time.time() - path.stat().st_mtime < _STALE_S
    except OSError:
        return False
    return fresh and pid.isdigit() and int(pid) != os.getpid() and psutil.pid_exists(int(pid))


def _write_all(temporary: Path, files: Mapping[str, bytes], last: str) -> None:
    paths = {name: _inside(temporary, name) for name in (*files, last)}
    folders = {parent for path in paths.values() for parent in path.parents if parent.is_relative_to(temporary)}
    for folder in sorted(folders):
        folder.mkdir(parents=True, exist_ok=True)
    failpoint("folder.begun")
    with ThreadPoolExecutor(_WRITERS) as pool:  # disks flush many files at once nearly as fast as one
        for done in [pool.submit(_write, path, files[name]) for name, path in paths.items() if name != last]:
            done.result()
    failpoint("folder.before_last")
    _write(paths[last], files[last])
    for folder in folders:
        flush_folder(folder)
    failpoint("folder.written")


def _inside(temporary: Path, name: str) -> Path:
    parts = PurePosixPath(name)
    if parts.is_absolute() or ".." in parts.parts or not parts.parts:
        message = f"the path {name!r} leaves the folder"
        raise ValueError(message)
    return temporary.joinpath(*parts.parts)


def _write(path: Path, content: bytes) -> None:
    failpoint("folder.file")
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def flush_folder(path: Path) -> None:
    """Let the names in a folder be on the disk."""
    if sys.platform == "win32":  # a folder cannot be opened there; the rename is still atomic
        return
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _swap_in(temporary: Path, folder: Path) -> None:
    if folder.exists() and not _exchange(temporary, folder):
        aside = folder.with_name(temporary.name.replace(".new-", ".old-"))
        folder.rename(aside)
        try:
            temporary.replace(folder)
        except OSError:
            aside.rename(folder)
            raise
        shutil.rmtree(aside, ignore_errors=True)
    elif not folder.exists():
        temporary.replace(folder)
    failpoint("folder.in_place")
    flush_folder(folder.parent)


def _exchange(a: Path, b: Path) -> bool:
    """Swap two folders in one step where the kernel can; the loser stands under the temporary's name afterwards."""
    if not sys.platform.startswith("linux"):
        return False
    try:
        renameat2 = ctypes.CDLL(None, use_errno=True).renameat2
    except (OSError, AttributeError):
        return False
    return bool(renameat2(_AT_FDCWD, os.fsencode(a), _AT_FDCWD, os.fsencode(b), _EXCHANGE) == 0)

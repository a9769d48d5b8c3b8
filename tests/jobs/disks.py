"""Disks that are full, broken or not to be written, at each write of a run: it says so, keeps its store, it goes on after."""

from __future__ import annotations

import os
import resource
import subprocess
import tempfile
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from optimizer.core.failpoint import FAILPOINTS, VARIABLE
from tests.jobs import forked
from tests.jobs.outbox import OUT, command, prepared, wrong
from tests.torture.row import Told, each

NOBODY = 65534
WRITES = 27  # a little more than a run has
SIZES_KB = (0, 1, 4, 8, 16, 24, 32, 40, 48, 64, 80, 100)
READ_ONLY = ("no outbox yet", "an empty outbox", "after a run", "the store alone")
_OTHERS = tuple(name for name in FAILPOINTS if name != "folder.file")
_MANNERS = ("full", "error")
_BY_NAME = [f"{manner}@folder.file#{turn}" for turn in range(1, WRITES + 1) for manner in _MANNERS]
_BY_NAME += [f"{manner}@{name}" for name in _OTHERS for manner in _MANNERS]
CASES = len(_BY_NAME) + len(SIZES_KB) + len(READ_ONLY)


def disks(numbers: Iterable[int]) -> Iterator[Told]:
    """Run a batch of one city on each kind of bad disk."""
    forked.enable()
    yield from each(case)(numbers)


def case(number: int) -> Told:
    """Let a write fail by name, from some size of a file on, or because the user may not."""
    with tempfile.TemporaryDirectory() as place:
        folder = prepared(Path(place), 1)
        if number < len(_BY_NAME):
            return _failing(number, folder, "by name", {**os.environ, VARIABLE: _BY_NAME[number]})
        if (size := number - len(_BY_NAME)) < len(SIZES_KB):
            limit = SIZES_KB[size] * 1024
            return _failing(
                number, folder, "no file larger", before=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
            )
        return _read_only(number, folder, READ_ONLY[size - len(SIZES_KB)])


def _failing(
    number: int,
    folder: Path,
    kind: str,
    environment: dict[str, str] | None = None,
    before: Callable[[], None] | None = None,
) -> Told:
    words = command(folder, "batch")
    run = subprocess.run(words, capture_output=True, check=False, text=True, env=environment, preexec_fn=before)
    if run.returncode == 0:
        found = wrong(folder, ended=True)
        return Told(number, found or "(no such write)", 1, {})
    found = _unclear(run) or wrong(folder, ended=False)
    after = subprocess.run(words, capture_output=True, check=False, text=True)
    if not found:
        found = wrong(folder, ended=True) if after.returncode == 0 else f"after: {after.returncode} {after.stderr[-200:]}"
    return Told(number, found, 1, {kind: 1})


def _unclear(run: subprocess.CompletedProcess[str]) -> str:
    said = run.stdout + run.stderr
    if "Traceback" in said or run.returncode not in {2, 70}:
        return f"said {run.returncode} {run.stderr[-300:]}"
    if "not_writable" not in said and "store" not in said and "failed" not in said:
        return f"unclear: {run.stderr[-300:]}"
    return ""


def _read_only(number: int, folder: Path, kind: str) -> Told:
    """Start the batch as somebody who may read all and write nothing; root may write everywhere, so it is somebody else."""
    if os.geteuid() != 0:
        return Told(number, "(not root: no other user to start it as)")
    words, out = command(folder, "batch"), folder / OUT
    folder.chmod(0o755)
    if kind == "an empty outbox":
        out.mkdir()
    elif kind != "no outbox yet":
        subprocess.run(words, capture_output=True, check=True)
        kept = {path: path.read_bytes() for path in out.rglob("*") if path.is_file()}
        scenario = folder / "inbox" / "city0" / "scenario.toml"
        scenario.write_text(scenario.read_text("utf-8").replace("days = 7", "days = 5"), encoding="utf-8")
        if kind == "the store alone":
            out.chmod(0o777)
            (out / ".lock").chmod(0o666)
    run = subprocess.run(words, capture_output=True, check=False, text=True, preexec_fn=_as_nobody)
    found = "" if run.returncode == 2 else f"said {run.returncode}: {run.stderr[-300:]}"
    found = found or _unclear(run)
    if not found and kind not in {"no outbox yet", "an empty outbox"}:
        now = {path: path.read_bytes() for path in kept if path.is_file()}
        found = "" if now == kept else "something was changed"
    out.mkdir(exist_ok=True)
    after = subprocess.run(words, capture_output=True, check=False, text=True)
    if not found:
        found = wrong(folder, ended=True) if after.returncode == 0 else f"after: {after.returncode} {after.stderr[-200:]}"
    return Told(number, f"{kind}: {found}" if found else "", 1, {"read-only": 1})


def _as_nobody() -> None:
    os.setgroups([])
    os.setgid(NOBODY)
    os.setuid(NOBODY)

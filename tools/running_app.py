"""The app on a free port of this machine, exactly as `hospital-optimizer app` starts it, with runs and store of its own."""

from __future__ import annotations

import os
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from optimizer.store.place import STORE_VARIABLE
from optimizer.ui.launch import command
from optimizer.ui.places import PLAN_VARIABLE, RUNS_VARIABLE

CHROMIUM = Path("/usr/bin/chromium")


@contextmanager
def running_app(plan: Path, base: Path, port: int | None = None, **more: str) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """Run the app on a plan while the block lasts; give its address and its process.

    Parameters
    ----------
    base
        Where its runs and its store stand.
    port
        Where it listens; a free one by default.
    more
        Further variables of its environment.
    """
    base.mkdir(parents=True, exist_ok=True)
    port = port or free_port()
    mine: Mapping[str, str] = {
        PLAN_VARIABLE: str(plan.resolve()),
        RUNS_VARIABLE: str(base / "runs"),
        STORE_VARIABLE: str(base / "store.sqlite3"),
    }
    process = subprocess.Popen(
        command(port), env={**os.environ, **mine, **more}, cwd=base, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        wait_for(f"http://127.0.0.1:{port}/_stcore/health")
        yield f"http://127.0.0.1:{port}", process
    finally:
        process.terminate()
        process.wait(timeout=20)


def free_port() -> int:
    """Return a port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(url: str, seconds: float = 60.0) -> None:
    """Wait until an address answers.

    Raises
    ------
    TimeoutError
        It does not, within `seconds`.
    """
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            with urllib.request.urlopen(url, timeout=2):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    message = f"{url} did not answer"
    raise TimeoutError(message)

"""The installation and a whole plan, in a network namespace that has no interface but its own loopback, which stays down."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

WAYS = (("unshare", "--net"), ("unshare", "--user", "--map-root-user", "--net"))


def cut_off() -> tuple[str, ...] | None:
    """Return the words that run a command without a network on this machine, if there are any."""
    if shutil.which("unshare") is None:
        return None
    tried = (way for way in WAYS if subprocess.run([*way, "true"], capture_output=True, check=False).returncode == 0)
    return next(tried, None)


def bare_environment(home: Path) -> dict[str, str]:
    """Return what a new user's shell has: none of the settings of pip and Python, nor those of this checkout."""
    return {"PATH": os.environ.get("PATH", os.defpath), "HOME": str(home), "LANG": "C.UTF-8", "TMPDIR": str(home)}


def rehearse(bundle: Path, place: Path, way: Sequence[str], expect: str, python: str = sys.executable) -> list[str]:
    """Install `bundle` into `place` without a network, check, plan and verify the example; return what was proven.

    Raises
    ------
    subprocess.CalledProcessError
        A step ended with another code than 0; it carries what was said.
    """
    environment = {**bare_environment(place), "PYTHON": python}
    program = place / "installed" / "bin" / "hospital-optimizer"
    steps = {
        "installed with every hash compared": ["sh", bundle / "install.sh", place / "installed", "--expect", expect],
        "check example:lanzhou": [program, "check", "example:lanzhou"],
        "plan example:lanzhou": [program, "plan", "example:lanzhou", "--out", place / "plan"],
        "verify of that plan": [program, "verify", place / "plan"],
    }
    done = []
    for name, command in steps.items():
        words = [*way, *map(str, command)]
        subprocess.run(words, env=environment, cwd=place, capture_output=True, text=True, check=True)
        done.append(name)
    return done

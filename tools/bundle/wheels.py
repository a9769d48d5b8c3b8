"""Gets the wheels: the product's own is built, the others come from wherever pip is set up to look on this machine."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tools.bundle.pins import Pin
from tools.bundle.targets import Target

_PIP = (sys.executable, "-m", "pip", "--disable-pip-version-check", "--no-input")
_MISSING = re.compile(r"No matching distribution found for (?P<name>[A-Za-z0-9._-]+)==")


@dataclass(frozen=True)
class Missing:
    """A requirement without a wheel for a target."""

    pin: Pin
    target: Target

    def __str__(self) -> str:
        return f"no wheel of {self.pin.name} {self.pin.version} for {self.target.name}"


class BundleError(Exception):
    """The bundle cannot be made; the message says why."""


def build_own(root: Path, folder: Path) -> Path:
    """Build the product's own wheel with the build backend of this environment, without a network."""
    before = set(folder.glob("*.whl"))
    _run([*_PIP, "wheel", "--quiet", "--no-deps", "--no-index", "--no-build-isolation", "--wheel-dir", str(folder), str(root)])
    (made,) = set(folder.glob("hospital_optimizer-*.whl")) - before
    return made


def fetch(pins: Sequence[Pin], target: Target, folder: Path, scratch: Path) -> list[Missing]:
    """Put the target's wheels into `folder`, every one against its hash; return what has none.

    Markers are resolved for the target before pip sees them, for pip would resolve them for this machine.
    """
    wanted = [pin for pin in pins if pin.wanted(target)]
    missing: list[Missing] = []
    while True:
        asked = scratch / "asked.txt"
        asked.write_text("".join(f"{pin.line(pin.hashes, marked=False)}\n" for pin in wanted), "utf-8")
        try:
            _run([*_PIP, "download", "--quiet", "--dest", str(folder), *_admitted(target), "--requirement", str(asked)])
        except BundleError as error:
            found = _MISSING.search(str(error))
            named = [pin for pin in wanted if found and pin.name == found["name"].lower().replace("_", "-").replace(".", "-")]
            if not named:
                raise
            missing += [Missing(pin, target) for pin in named]
            wanted = [pin for pin in wanted if pin not in named]
        else:
            return missing


def _admitted(target: Target) -> list[str]:
    options = [
        "--no-deps",
        "--require-hashes",
        "--only-binary=:all:",
        "--implementation",
        "cp",
        "--python-version",
        target.python,
    ]
    return options + [word for tag in target.platform.tags for word in ("--platform", tag)]


def _run(command: Sequence[str]) -> None:
    """Run pip; what it says stands in the error alone, as it names where this machine looks."""
    run = subprocess.run(command, capture_output=True, text=True, check=False, env={**os.environ, "LC_ALL": "C.UTF-8"})
    if run.returncode:
        raise BundleError(run.stderr.strip() or f"pip ended with {run.returncode}")

"""The pinned, hashed requirements of the lock files, and which of them a target needs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tools.bundle.targets import Target

EXTRA = frozenset(
    {"psycopg", "psycopg-binary", "authlib", "joserfc", "cryptography", "cffi", "pycparser", "httpx2", "httpcore2", "truststore"}
)
"""What the extras `postgres` and `sign-in` add; the lock of the development tools pins it."""


@dataclass(frozen=True)
class Pin:
    """One line of a lock: a package at one version, where it is wanted, and the hashes it may have."""

    name: str
    version: str
    marker: str
    hashes: tuple[str, ...]

    def wanted(self, target: Target) -> bool:
        """Whether the target needs it, by the marker as it is there."""
        return not self.marker or bool(Requirement(f"{self.name} ; {self.marker}").marker.evaluate(target.environment()))  # type: ignore[union-attr]

    def line(self, hashes: Iterable[str], *, marked: bool = True) -> str:
        """Return the line of a requirements file that admits `hashes` alone."""
        marker = f" ; {self.marker}" if self.marker and marked else ""
        return " \\\n    ".join([f"{self.name}=={self.version}{marker}", *(f"--hash=sha256:{each}" for each in hashes)])


def read_pins(lock: Path) -> Iterator[Pin]:
    """Read a lock file of `make lock`."""
    for line in lock.read_text("utf-8").replace("\\\n", " ").splitlines():
        if line.strip() and not line.startswith("#"):
            wanted, *hashes = line.split(" --hash=sha256:")
            requirement = Requirement(wanted.strip())
            (version,) = requirement.specifier
            marker = str(requirement.marker or "")
            yield Pin(canonicalize_name(requirement.name), version.version, marker, tuple(each.strip() for each in hashes))


def bundle_pins(root: Path) -> list[Pin]:
    """Return what the bundle may hold: the product's lock, and its extra from the other lock."""
    extra = [pin for pin in read_pins(root / "requirements-dev.txt") if pin.name in EXTRA]
    return sorted([*read_pins(root / "requirements.txt"), *extra], key=lambda pin: (pin.name, pin.version))

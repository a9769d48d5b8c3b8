"""For whom the bundle is made: platform and Python, as a wheel's name and a requirement's marker speak of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

PYTHONS = ("3.11", "3.12", "3.13", "3.14")
"""The versions that `requires-python` admits."""

GLIBC = (2, 28)
"""The C library that a Linux machine has at least: Debian 10, RHEL 8, Ubuntu 20.04, openEuler 20.03, Kylin V10."""

_OLDEST_GLIBC = {"x86_64": 5, "aarch64": 17}
_OLD_NAMES = {"x86_64": ("manylinux2014", "manylinux2010", "manylinux1"), "aarch64": ("manylinux2014",)}


@dataclass(frozen=True)
class Platform:
    """An operating system on a processor.

    Attributes
    ----------
    name : str
        As file names and messages say it.
    tags : tuple of str
        The platform tags of wheels that run there, best first.
    markers : Mapping
        What environment markers (PEP 508) are there, without the version of Python.
    """

    name: str
    tags: tuple[str, ...]
    markers: Mapping[str, str]


def _linux(machine: str) -> Platform:
    tags = [f"manylinux_2_{minor}_{machine}" for minor in range(GLIBC[1], _OLDEST_GLIBC[machine] - 1, -1)]
    tags += [f"{name}_{machine}" for name in _OLD_NAMES[machine]]
    markers = {"os_name": "posix", "platform_machine": machine, "platform_system": "Linux", "sys_platform": "linux"}
    return Platform(f"linux-{machine}", tuple(tags), markers)


_WINDOWS = {"os_name": "nt", "platform_machine": "AMD64", "platform_system": "Windows", "sys_platform": "win32"}
PLATFORMS = (_linux("x86_64"), _linux("aarch64"), Platform("windows-x64", ("win_amd64",), _WINDOWS))


@dataclass(frozen=True)
class Target:
    """A platform with one version of Python (3.11, without the patch)."""

    platform: Platform
    python: str

    @property
    def name(self) -> str:
        """As messages say it."""
        return f"{self.platform.name}, Python {self.python}"

    def environment(self) -> dict[str, str]:
        """Return every environment marker of the target, so that nothing of this machine's own counts."""
        return {
            **self.platform.markers,
            "implementation_name": "cpython",
            "implementation_version": f"{self.python}.0",
            "platform_python_implementation": "CPython",
            "platform_release": "",
            "platform_version": "",
            "python_full_version": f"{self.python}.0",
            "python_version": self.python,
            "extra": "",
        }


def targets(pythons: Sequence[str]) -> Iterator[Target]:
    """Every platform with every version of Python asked for."""
    for python in pythons:
        for platform in PLATFORMS:
            yield Target(platform, python)

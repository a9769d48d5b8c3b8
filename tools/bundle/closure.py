"""Whether the wheels need nothing beyond each other: every dependency of every target looked up in their own metadata."""

from __future__ import annotations

import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from email.parser import HeaderParser
from pathlib import Path

from packaging.requirements import Requirement
from packaging.tags import Tag, compatible_tags, cpython_tags
from packaging.utils import canonicalize_name, parse_wheel_filename
from packaging.version import Version

from tools.bundle.targets import Target

OWN = "hospital-optimizer"


@dataclass(frozen=True)
class Wheel:
    """A wheel by what its name says."""

    path: Path
    name: str
    version: Version
    tags: frozenset[Tag]

    @classmethod
    def at(cls, path: Path) -> Wheel:
        """Read the name of a file."""
        name, version, _, tags = parse_wheel_filename(path.name)
        return cls(path, name, version, tags)

    def requires(self) -> list[Requirement]:
        """Return what its metadata says it needs."""
        with zipfile.ZipFile(self.path) as archive:
            (inside,) = [name for name in archive.namelist() if name.count("/") == 1 and name.endswith(".dist-info/METADATA")]
            headers = HeaderParser().parsestr(archive.read(inside).decode("utf-8"))
        return [Requirement(text) for text in headers.get_all("Requires-Dist", [])]


@dataclass(frozen=True)
class Closure:
    """What a target needs, and what of it is not there or at no version that suits."""

    needed: frozenset[Path]
    faults: tuple[str, ...]


def closure(wheels: Iterable[Wheel], target: Target, extras: Sequence[str] = ("postgres", "sign-in")) -> Closure:
    """Follow the requirements from the product's own wheel, with `extras`, as they are on the target."""
    here = {wheel.name: wheel for wheel in suiting(wheels, target)}
    open_, seen, faults = [(OWN, "")], set[tuple[str, str]](), list[str]()
    open_ += [(OWN, extra) for extra in extras]
    if OWN not in here:
        return Closure(frozenset(), (f"{target.name}: no wheel of {OWN}",))
    while open_:
        name, extra = open_.pop()
        if (name, extra) in seen:
            continue
        seen.add((name, extra))
        for needed in here[name].requires():
            if needed.marker and not needed.marker.evaluate({**target.environment(), "extra": extra}):
                continue
            found = here.get(canonicalize_name(needed.name))
            if found is None or not needed.specifier.contains(found.version, prereleases=True):
                faults.append(f"{target.name}: {name} needs {needed.name}{needed.specifier}, there is {_what(found)}")
            else:
                open_ += [(found.name, each) for each in ("", *needed.extras)]
    return Closure(frozenset(here[name].path for name, _ in seen), tuple(dict.fromkeys(faults)))


def suiting(wheels: Iterable[Wheel], target: Target) -> list[Wheel]:
    """Return the wheels that pip would take there."""
    version = tuple(map(int, target.python.split(".")))
    interpreter = f"cp{version[0]}{version[1]}"
    tags = target.platform.tags
    admitted = {*cpython_tags(version, [interpreter], tags), *compatible_tags(version, interpreter, tags)}
    return [wheel for wheel in wheels if wheel.tags & admitted]


def _what(found: Wheel | None) -> str:
    return "none" if found is None else str(found.version)


def wheels_in(folder: Path) -> Mapping[str, Wheel]:
    """Return the wheels of a folder by file name."""
    return {path.name: Wheel.at(path) for path in sorted(folder.glob("*.whl"))}

"""The bundle as a folder and an archive: written beside, hashed last, put in place by a rename."""

from __future__ import annotations

import hashlib
import json
import os
import tarfile
from collections.abc import Iterable, Sequence
from pathlib import Path

from packaging.utils import canonicalize_name

from tools.bundle.closure import OWN, Wheel, wheels_in
from tools.bundle.pins import Pin
from tools.bundle.targets import GLIBC, PLATFORMS

PARTS = Path(__file__).with_name("parts")
MANIFEST = "SHA256SUMS"


def write_parts(folder: Path, pins: Sequence[Pin], pythons: Sequence[str]) -> None:
    """Write what stands beside the wheels: the installer, its requirements with the hashes of these wheels alone, facts."""
    for part in sorted(PARTS.iterdir()):
        text = part.read_text("utf-8")
        ends = "\r\n" if part.suffix in (".cmd", ".txt") else "\n"
        marked = "utf-8-sig" if part.suffix == ".txt" else "utf-8"  # Notepad reads either only so
        (folder / part.name).write_bytes(text.replace("\n", ends).encode(marked))
    (folder / "install.sh").chmod(0o755)
    wheels = list(wheels_in(folder / "wheels").values())
    (folder / "requirements.txt").write_text("".join(f"{line}\n" for line in _requirements(wheels, pins)), "utf-8", newline="\n")
    (own,) = [wheel for wheel in wheels if wheel.name == OWN]
    facts = {
        "product": OWN,
        "version": str(own.version),
        "pythons": list(pythons),
        "platforms": [platform.name for platform in PLATFORMS],
        "glibc": list(GLIBC),
    }
    (folder / "bundle.json").write_text(json.dumps(facts, indent=2) + "\n", "utf-8", newline="\n")


def _requirements(wheels: Iterable[Wheel], pins: Sequence[Pin]) -> Iterable[str]:
    known = {(pin.name, pin.version): pin for pin in pins}
    hashes: dict[tuple[str, str], list[str]] = {}
    for wheel in wheels:
        hashes.setdefault((canonicalize_name(wheel.name), str(wheel.version)), []).append(sha256(wheel.path))
    for (name, version), found in sorted(hashes.items()):
        yield known.get((name, version), Pin(name, version, "", ())).line(sorted(found))


def put_in_place(temporary: Path, folder: Path) -> str:
    """Write the manifest of `temporary`, flush all of it, and rename it to `folder`; return the manifest's own hash."""
    files = sorted(path for path in temporary.rglob("*") if path.is_file())
    lines = [f"{sha256(path)}  {path.relative_to(temporary).as_posix()}\n" for path in files]
    for path in files:
        _flush(path)
    (temporary / MANIFEST).write_text("".join(lines), "utf-8", newline="\n")
    for path in (temporary / MANIFEST, *(each for each in (temporary, *temporary.rglob("*")) if each.is_dir())):
        _flush(path)
    if folder.exists():
        folder.rename(temporary.with_name("before"))  # goes with the scratch folder of `temporary`
    temporary.replace(folder)
    return sha256(folder / MANIFEST)


def archive(folder: Path) -> Path:
    """Pack a bundle into one file beside it, the same bytes for the same content; wheels are packed already."""
    whole = folder.with_name(f"{folder.name}.tar")
    temporary = whole.with_name(f".{whole.name}.new")
    with tarfile.open(temporary, "w", format=tarfile.GNU_FORMAT) as packed:
        for path in (folder, *sorted(folder.rglob("*"))):
            packed.add(path, path.relative_to(folder.parent).as_posix(), recursive=False, filter=_anonymous)
    _flush(temporary)
    temporary.replace(whole)
    note = f"{sha256(whole)}  {whole.name}\n"
    whole.with_name(f"{whole.name}.sha256").write_text(note, "utf-8", newline="\n")
    return whole


def _anonymous(entry: tarfile.TarInfo) -> tarfile.TarInfo:
    entry.uid = entry.gid = 0
    entry.uname = entry.gname = ""
    entry.mtime = 0
    entry.mode = 0o755 if entry.isdir() or entry.name.endswith(".sh") else 0o644
    return entry


def sha256(path: Path) -> str:
    """Return the hash of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _flush(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)

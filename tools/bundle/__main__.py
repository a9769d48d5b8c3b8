"""`make bundle`: get every wheel, prove that none is missing, write the bundle, install it where there is no network."""

from __future__ import annotations

import argparse
import platform
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from optimizer import __version__
from tools.bundle.closure import closure, wheels_in
from tools.bundle.folder import archive, put_in_place, write_parts
from tools.bundle.pins import bundle_pins
from tools.bundle.rehearsal import cut_off, rehearse
from tools.bundle.targets import PYTHONS, targets
from tools.bundle.wheels import BundleError, build_own, fetch

ROOT = Path(__file__).parents[2]


def main() -> int:
    """Make the bundle; 1 if a wheel is missing or the installation does not work."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=ROOT / "dist")
    parser.add_argument("--pythons", nargs="+", default=PYTHONS, choices=PYTHONS)
    asked = parser.parse_args()
    began = time.monotonic()
    asked.out.mkdir(parents=True, exist_ok=True)
    try:
        manifest = make(asked.out / f"bundle-{__version__}", asked.pythons)
    except BundleError as error:
        say(f"no bundle: {error}")
        return 1
    folder = asked.out / f"bundle-{__version__}"
    packed = archive(folder)
    say(f"{packed} ({packed.stat().st_size / 1e6:,.0f} MB, {time.monotonic() - began:.0f} s); SHA-256 of SHA256SUMS: {manifest}")
    return prove(folder, manifest, asked.pythons)


def make(folder: Path, pythons: Sequence[str]) -> str:
    """Write the bundle to `folder`, or name everything that is missing; return the hash of its manifest."""
    pins = bundle_pins(ROOT)
    for left in folder.parent.glob(f".{folder.name}.new-*"):  # by a run that was killed
        shutil.rmtree(left)
    with tempfile.TemporaryDirectory(prefix=f".{folder.name}.new-", dir=folder.parent) as scratch:
        temporary = Path(scratch) / "bundle"
        (temporary / "wheels").mkdir(parents=True)
        build_own(ROOT, temporary / "wheels")
        faults: list[str] = []
        for target in targets(pythons):
            missing = fetch(pins, target, temporary / "wheels", Path(scratch))
            say(f"{target.name}: {'every wheel' if not missing else f'{len(missing)} missing'}")
            faults += map(str, missing)
        wheels = wheels_in(temporary / "wheels")
        closures = [closure(wheels.values(), target) for target in targets(pythons)]
        faults += [fault for each in closures for fault in each.faults]
        if faults:
            raise BundleError("\n".join(faults))
        for unneeded in {wheel.path for wheel in wheels.values()}.difference(*(each.needed for each in closures)):
            unneeded.unlink()  # what builds the product, and came with its lock
        write_parts(temporary, pins, pythons)
        return put_in_place(temporary, folder)


def prove(folder: Path, manifest: str, pythons: Sequence[str]) -> int:
    """Install the bundle without a network, as far as this machine can, and say what that proved."""
    way = cut_off()
    here = f"{sys.version_info.major}.{sys.version_info.minor}"
    if way is None or here not in pythons or sys.platform != "linux":
        say(f"NOT PROVEN here: no network namespace, or no Python {here} in the bundle; install it once before you carry it")
        return 0
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as place:
        try:
            proven = rehearse(folder, Path(place), way, manifest)
        except subprocess.CalledProcessError as error:
            say(f"the bundle does not install without a network:\n{error.stdout[-2000:]}{error.stderr[-2000:]}")
            return 1
    seconds = time.monotonic() - began
    say(f"proven without a network on {platform.machine()}, Python {here}, in {seconds:.0f} s: {'; '.join(proven)}")
    return 0


def say(text: str) -> None:
    """Tell whoever waits."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())

"""Small real wheels and bundles for tests, written as the build backends and `make bundle` write them."""

from __future__ import annotations

import base64
import hashlib
import sys
import zipfile
from collections.abc import Sequence
from pathlib import Path

from tools.bundle.folder import put_in_place, write_parts

HERE = f"{sys.version_info.major}.{sys.version_info.minor}"


def make_wheel(
    folder: Path, name: str, version: str = "1.0", *, requires: Sequence[str] = (), tag: str = "py3-none-any", command: str = ""
) -> Path:
    """Write a wheel with one module, and with a command that runs the module's `main`."""
    module = name.replace("-", "_")
    info = f"{module}-{version}.dist-info"
    needs = "".join(f"Requires-Dist: {each}\n" for each in requires)
    extras = "".join(f"Provides-Extra: {extra}\n" for extra in ("postgres",) if "extra ==" in needs)
    files = {
        f"{module}.py": "def main():\n    print('the small program answers')\n",
        f"{info}/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n{extras}{needs}\n",
        f"{info}/WHEEL": f"Wheel-Version: 1.0\nGenerator: tests\nRoot-Is-Purelib: true\nTag: {tag}\n",
    }
    if command:
        files[f"{info}/entry_points.txt"] = f"[console_scripts]\n{command} = {module}:main\n"
    path = folder / f"{module}-{version}-{tag}.whl"
    with zipfile.ZipFile(path, "w") as archive:
        for inside, text in files.items():
            archive.writestr(inside, text)
        archive.writestr(
            f"{info}/RECORD", "".join(f"{inside},{_record(text)}\n" for inside, text in files.items()) + f"{info}/RECORD,,\n"
        )
    return path


def _record(text: str) -> str:
    digest = base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).rstrip(b"=").decode()
    return f"sha256={digest},{len(text.encode())}"


def make_bundle(place: Path, *, pythons: Sequence[str] = (HERE,), forget: str = "") -> tuple[Path, str]:
    """Write a bundle of a product with one dependency; return it and the hash of its manifest.

    `forget` names a wheel that the requirements ask for and nobody put in.
    """
    temporary = place / "temporary"
    wheels = temporary / "wheels"
    wheels.mkdir(parents=True)
    make_wheel(wheels, "hospital-optimizer", "0.1.0", requires=["leaf>=1"], command="hospital-optimizer")
    make_wheel(wheels, "leaf")
    write_parts(temporary, [], pythons)
    if forget:
        (wheels / forget).unlink()
    return place / "bundle", put_in_place(temporary, place / "bundle")

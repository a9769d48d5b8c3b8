"""Wheels are got by the real pip, here from a folder: those of the target, against their hashes, and what is missing is named."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.bundle.made import make_wheel
from tools.bundle.folder import sha256
from tools.bundle.pins import Pin
from tools.bundle.targets import PLATFORMS, Platform, Target
from tools.bundle.wheels import BundleError, fetch

X86, ARM, WINDOWS = PLATFORMS


@pytest.fixture
def pins(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[Pin]:
    """A pure package, one built for Windows alone, one built for Linux x86_64 and wanted everywhere but on Windows."""
    shelf = tmp_path / "shelf"
    shelf.mkdir()
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(shelf))
    (tmp_path / "got").mkdir()
    made = {
        "leaf": (make_wheel(shelf, "leaf"), ""),
        "shell-paint": (make_wheel(shelf, "shell-paint", tag="cp312-cp312-win_amd64"), 'sys_platform == "win32"'),
        "engine": (make_wheel(shelf, "engine", tag="cp312-abi3-manylinux_2_28_x86_64"), 'sys_platform != "win32"'),
    }
    return [Pin(name, "1.0", marker, (sha256(path),)) for name, (path, marker) in made.items()]


@pytest.mark.parametrize(
    ("platform", "python", "got", "missing"),
    [
        (X86, "3.13", {"leaf", "engine"}, set()),
        (WINDOWS, "3.12", {"leaf", "shell_paint"}, set()),
        (WINDOWS, "3.13", {"leaf"}, {"shell-paint"}),
        (ARM, "3.12", {"leaf"}, {"engine"}),
    ],
    ids=lambda value: getattr(value, "name", None),
)
def test_each_target_gets_its_own(
    tmp_path: Path, pins: list[Pin], platform: Platform, python: str, got: set[str], missing: set[str]
) -> None:
    target = Target(platform, python)
    found = fetch(pins, target, tmp_path / "got", tmp_path)
    assert {each.pin.name for each in found} == missing
    assert all(str(each) == f"no wheel of {each.pin.name} 1.0 for {target.name}" for each in found)
    assert {path.name.split("-")[0] for path in (tmp_path / "got").iterdir()} == got


def test_another_hash_is_refused(tmp_path: Path, pins: list[Pin]) -> None:
    changed = [Pin("leaf", "1.0", "", ("0" * 64,)), *pins[1:]]
    with pytest.raises(BundleError, match=r"(?i)hash"):
        fetch(changed, Target(X86, "3.12"), tmp_path / "got", tmp_path)
    assert not list((tmp_path / "got").iterdir())

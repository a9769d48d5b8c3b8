"""What the bundle holds: markers of the target and not of this machine, and a closed set of wheels for each."""

from __future__ import annotations

import platform
from pathlib import Path

import pytest

from tests.bundle.made import make_wheel
from tools.bundle.closure import closure, wheels_in
from tools.bundle.pins import EXTRA, bundle_pins, read_pins
from tools.bundle.targets import PLATFORMS, PYTHONS, Target, targets

ROOT = Path(__file__).parents[2]
X86, ARM, WINDOWS = PLATFORMS


def names(target: Target) -> list[str]:
    return [pin.name for pin in bundle_pins(ROOT) if pin.wanted(target)]


def test_markers_are_those_of_the_target() -> None:
    assert "colorama" in names(Target(WINDOWS, "3.11"))
    assert "colorama" not in names(Target(X86, "3.11"))


@pytest.mark.parametrize("target", list(targets(PYTHONS)), ids=lambda target: target.name)
def test_every_package_is_pinned_once_with_hashes(target: Target) -> None:
    found = names(target)
    assert len(found) == len(set(found))
    assert set(found) >= EXTRA | {"numpy", "ortools", "streamlit", "sqlalchemy"}
    assert all(pin.hashes for pin in bundle_pins(ROOT))


def test_the_lock_is_read_whole() -> None:
    text = (ROOT / "requirements.txt").read_text("utf-8")
    pins = list(read_pins(ROOT / "requirements.txt"))
    assert len(pins) == text.count("==") - text.count(" == '") - text.count("(==")
    assert sum(len(pin.hashes) for pin in pins) == text.count("--hash=sha256:")


def test_nothing_of_this_machine_counts() -> None:
    other = ARM if platform.machine() == "x86_64" else X86
    assert Target(other, "3.13").environment()["platform_machine"] == other.name.removeprefix("linux-")
    assert Target(WINDOWS, "3.13").environment()["os_name"] == "nt"


def test_closed_set(tmp_path: Path) -> None:
    make_wheel(
        tmp_path, "hospital-optimizer", "0.1.0", requires=["leaf>=1", "driver; extra == 'postgres'", "old; os_name == 'nt'"]
    )
    make_wheel(tmp_path, "leaf")
    make_wheel(tmp_path, "driver", tag="cp311-cp311-manylinux_2_28_x86_64")
    make_wheel(tmp_path, "stray")
    wheels = wheels_in(tmp_path).values()
    here = closure(wheels, Target(X86, "3.11"))
    assert not here.faults
    assert {path.name.split("-")[0] for path in here.needed} == {"hospital_optimizer", "leaf", "driver"}
    for target, lacks in (
        (Target(X86, "3.12"), {"driver"}),
        (Target(ARM, "3.11"), {"driver"}),
        (Target(WINDOWS, "3.11"), {"driver", "old"}),
    ):
        faults = closure(wheels, target).faults
        assert len(faults) == len(lacks)
        assert all(any(f"needs {name}," in fault and target.name in fault for fault in faults) for name in lacks)


def test_too_old_is_a_fault(tmp_path: Path) -> None:
    make_wheel(tmp_path, "hospital-optimizer", "0.1.0", requires=["leaf>=1.1"])
    make_wheel(tmp_path, "leaf")
    (fault,) = closure(wheels_in(tmp_path).values(), Target(WINDOWS, "3.13")).faults
    assert "needs leaf>=1.1, there is 1.0" in fault

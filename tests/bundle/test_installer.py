"""The installer of the bundle: what it refuses and says, and that it works where there is no network at all."""

from __future__ import annotations

import os
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest

from tests.bundle.made import make_bundle
from tools.bundle.folder import archive, sha256
from tools.bundle.rehearsal import bare_environment, cut_off

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="install.sh is for Linux")


def install(bundle: Path, *arguments: str | Path, way: tuple[str, ...] = ()) -> subprocess.CompletedProcess[str]:
    """Run install.sh as a new user would, with settings of pip that point nowhere."""
    environment = {
        **bare_environment(bundle.parent),
        "PYTHON": sys.executable,
        "PIP_INDEX_URL": "file:///nowhere",
        "PYTHONPATH": os.devnull,
    }
    command = [*way, "sh", str(bundle / "install.sh"), *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False, env=environment, encoding="utf-8")


def test_installs_without_a_network(tmp_path: Path) -> None:
    way = cut_off()
    if way is None:
        pytest.skip("no network namespace can be made here (unshare)")
    bundle, manifest = make_bundle(tmp_path)
    run = install(bundle, tmp_path / "there", "--expect", manifest, way=way)
    assert run.returncode == 0, run.stderr
    program = tmp_path / "there" / "bin" / "hospital-optimizer"
    assert f"{program} app" in run.stdout
    assert "the small program answers" in subprocess.run([program], capture_output=True, text=True, check=True).stdout
    again = install(bundle, tmp_path / "there", way=way)
    assert again.returncode == 3
    assert "exists and is not empty" in again.stderr


def test_a_wheel_that_is_not_there_is_named(tmp_path: Path) -> None:
    bundle, _ = make_bundle(tmp_path, forget="leaf-1.0-py3-none-any.whl")
    run = install(bundle, tmp_path / "there")
    assert run.returncode == 1
    assert "leaf" in run.stderr
    assert not (tmp_path / "there").exists()


@pytest.mark.parametrize("how", ["changed", "missing", "strange", "manifest", "other manifest"])
def test_a_damaged_bundle_is_refused(tmp_path: Path, how: str) -> None:
    bundle, manifest = make_bundle(tmp_path)
    wheel = bundle / "wheels" / "leaf-1.0-py3-none-any.whl"
    expected = manifest
    if how == "changed":
        content = bytearray(wheel.read_bytes())
        content[len(content) // 2] ^= 1
        wheel.write_bytes(content)
    elif how == "missing":
        wheel.unlink()
    elif how == "strange":
        wheel.with_name("leaf-2.0-py3-none-any.whl").write_bytes(wheel.read_bytes())
    elif how == "manifest":
        (bundle / "SHA256SUMS").unlink()
    else:
        expected = "0" * 64
    run = install(bundle, tmp_path / "there", "--expect", expected)
    assert run.returncode == 2, run.stderr
    named = {"changed": wheel.name, "missing": wheel.name, "strange": "leaf-2.0-py3-none-any.whl"}.get(how, "SHA256SUMS")
    assert named in run.stderr
    assert "未安装" in run.stderr
    assert not (tmp_path / "there").exists()


def test_another_python_is_named(tmp_path: Path) -> None:
    bundle, _ = make_bundle(tmp_path, pythons=["2.7"])
    run = install(bundle, tmp_path / "there")
    assert run.returncode == 3
    assert "needs 64-bit CPython 2.7; this is" in run.stderr
    assert not (tmp_path / "there").exists()


def test_without_a_place_nothing_happens(tmp_path: Path) -> None:
    bundle, _ = make_bundle(tmp_path)
    run = install(bundle)
    assert run.returncode == 3
    assert "say where to install" in run.stderr


def test_the_archive_is_the_folder_and_always_the_same(tmp_path: Path) -> None:
    make_bundle(tmp_path, pythons=["3.11", "3.12"])
    bundle, manifest = make_bundle(tmp_path)  # takes the place of the one before
    first = sha256(archive(bundle))
    (bundle / "install.sh").touch()
    packed = archive(bundle)
    assert sha256(packed) == first
    with tarfile.open(packed) as archived:
        archived.extractall(tmp_path / "carried", filter="data")
    carried = tmp_path / "carried" / "bundle"
    assert sha256(carried / "SHA256SUMS") == manifest
    lines = (carried / "SHA256SUMS").read_text("utf-8").splitlines()
    assert all(sha256(carried / name) == digest for digest, name in (line.split("  ") for line in lines))
    assert packed.with_name("bundle.tar.sha256").read_text("utf-8") == f"{first}  bundle.tar\n"


def test_no_file_of_the_bundle_names_a_host() -> None:
    parts = Path(__file__).parents[2] / "tools" / "bundle"
    assert not [
        path.name for path in parts.rglob("*") if path.is_file() and path.suffix != ".pyc" and b"://" in path.read_bytes()
    ]

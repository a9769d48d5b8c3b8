"""No telemetry: the built wheel checks, plans and shows its pages without a network, and speaks to nobody but this machine."""

from __future__ import annotations

import ast
import json
import shutil
import subprocess
import sys
import sysconfig
from dataclasses import dataclass
from pathlib import Path

import pytest

from optimizer.ui.launch import OPTIONS
from tests.cities import write_small_city
from tools.bundle.rehearsal import bare_environment, cut_off
from tools.bundle.wheels import build_own

ROOT = Path(__file__).parents[2]
HERE = Path(__file__).parent
WAY = cut_off()
pytestmark = pytest.mark.xdist_group("offline")  # the wheel is built once
needs_namespace = pytest.mark.skipif(WAY is None, reason="no network namespace can be made here (unshare)")


@dataclass(frozen=True)
class Installed:
    """The product's wheel in an environment of its own, and where its sockets are noted."""

    folder: Path

    @property
    def noted(self) -> Path:
        return self.folder / "noted.txt"

    def run(self, *command: str | Path) -> subprocess.CompletedProcess[str]:
        """Run a program of the environment in a network namespace."""
        assert WAY is not None
        environment = {**bare_environment(self.folder), "PYTHONPATH": str(self.folder / "hook"), "SOCKETS_NOTED": str(self.noted)}
        words = [*WAY, str(self.folder / "venv" / "bin" / command[0]), *map(str, command[1:])]
        return subprocess.run(
            words, capture_output=True, text=True, check=False, env=environment, cwd=self.folder, encoding="utf-8", timeout=240
        )

    def spoken_to(self) -> list[object]:
        """Return the addresses noted so far."""
        lines = self.noted.read_text("utf-8").splitlines() if self.noted.exists() else []
        return [ast.literal_eval(line.split("\t")[1]) for line in lines]


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Installed:
    """Build the wheel and install it alone; what it needs is seen from the environment of the tests."""
    folder = tmp_path_factory.mktemp("offline")
    wheel = build_own(ROOT, folder)
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", folder / "venv"], check=True)
    pip = [
        sys.executable,
        "-m",
        "pip",
        "--python",
        folder / "venv" / "bin" / "python",
        "install",
        "--quiet",
        "--no-index",
        "--no-deps",
    ]
    subprocess.run([*pip, wheel], check=True)
    (site,) = (folder / "venv" / "lib").glob("python*/site-packages")
    (site / "what_it_needs.pth").write_text(f"{sysconfig.get_path('purelib')}\n{sysconfig.get_path('platlib')}\n", "utf-8")
    (folder / "hook").mkdir()
    shutil.copy(HERE / "sockets.py", folder / "hook" / "sitecustomize.py")
    return Installed(folder)


@needs_namespace
def test_a_child_that_speaks_is_noted(installed: Installed, tmp_path: Path) -> None:
    other = Installed(tmp_path)
    (tmp_path / "hook").symlink_to(installed.folder / "hook")
    (tmp_path / "venv").symlink_to(installed.folder / "venv")
    inner = "import socket; socket.socket().connect(('192.0.2.1', 9))"
    ask = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {inner!r}])"
    other.run("python", "-c", ask)
    assert other.spoken_to() == [("192.0.2.1", 9)]


@needs_namespace
def test_commands_speak_to_nobody(installed: Installed, tmp_path: Path) -> None:
    check = installed.run("hospital-optimizer", "check", "example:lanzhou")
    assert check.returncode == 0, check.stderr
    city = write_small_city(tmp_path / "city")
    plan = installed.run("hospital-optimizer", "plan", city, "--out", tmp_path / "plan", "--json")
    assert plan.returncode in (0, 6), plan.stderr
    assert json.loads(plan.stdout.strip().splitlines()[-1])["exit_code"] == plan.returncode
    verify = installed.run("hospital-optimizer", "verify", tmp_path / "plan")
    assert verify.returncode == 0, verify.stderr
    assert not installed.spoken_to()


@needs_namespace
def test_the_app_speaks_to_this_machine_alone(installed: Installed) -> None:
    program = installed.folder / "venv" / "bin" / "hospital-optimizer"
    run = installed.run("python", HERE / "inside.py", program, "app")
    assert run.returncode == 0, run.stderr
    assert json.loads(run.stdout) == {"health": "ok", "page": True, "run": "FINISHED_SUCCESSFULLY", "stranger": False}
    strangers = [address for address in installed.spoken_to() if not _this_machine(address)]
    assert not strangers


def _this_machine(address: object) -> bool:
    """A path of a local socket, or this machine's own name or address."""
    host = address[0] if isinstance(address, tuple) else address
    return host in ("127.0.0.1", "localhost", "::1", None) or str(host).startswith(("/", "\0"))


def test_usage_statistics_are_off() -> None:
    assert OPTIONS["browser.gatherUsageStats"] == "false"
    assert "gatherUsageStats = false" in (ROOT / ".streamlit" / "config.toml").read_text("utf-8")

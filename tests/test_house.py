"""The house itself: style, types, import contracts, and what must not stand in it."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
BIN = Path(sys.executable).parent
LIBRARY = sorted((ROOT / "optimizer").rglob("*.py"))


@pytest.mark.parametrize(
    "command",
    [("ruff", "check", "."), ("ruff", "format", "--check", "."), ("mypy",), ("lint-imports", "--no-cache")],
    ids=["ruff", "format", "mypy", "imports"],
)
def test_tool_is_content(command: tuple[str, ...]) -> None:
    tool = BIN / command[0]
    run = subprocess.run([tool, *command[1:]], cwd=ROOT, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout + run.stderr


def test_files_are_small() -> None:
    long = {str(path.relative_to(ROOT)): lines for path in LIBRARY if (lines := len(path.read_text("utf-8").splitlines())) > 400}
    assert not long


def test_library_raises_and_logs() -> None:
    bad = [str(path) for path in LIBRARY if re.search(r"^\s*(assert |print\()|TODO|FIXME", path.read_text("utf-8"), re.MULTILINE)]
    assert not bad


def test_locks_name_no_host_and_no_path() -> None:
    for name in ("requirements.txt", "requirements-dev.txt"):
        text = (ROOT / name).read_text("utf-8")
        assert "://" not in text
        assert "--index" not in text
        assert "--hash=sha256:" in text
        assert not re.search(r"(^|\s)/\w", text)


def test_shim_is_a_shim() -> None:
    assert len((ROOT / "app.py").read_text("utf-8").splitlines()) <= 40

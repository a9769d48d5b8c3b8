"""What many tests share: the demo plan, made once for all workers."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock

from optimizer.data.planfolder import PlanRecord, read_plan

LANZHOU = Path(__file__).parents[1] / "data" / "lanzhou"


def run_cli(*arguments: str | Path, timeout: float = 300) -> subprocess.CompletedProcess[str]:
    """Run the command line as a user would, in a child process."""
    command = [sys.executable, "-m", "optimizer", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, timeout=timeout, check=False, encoding="utf-8")


@pytest.fixture(scope="session")
def demo_folder(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """The plan of the example city, made by the real command; `demo_facts.json` beside it holds its last line."""
    base = tmp_path_factory.getbasetemp()
    folder = (base if worker_id == "master" else base.parent) / "demo"
    with FileLock(f"{folder}.lock"):
        if not folder.is_dir():
            began = time.monotonic()
            run = run_cli("plan", LANZHOU, "--out", folder, "--json")
            assert run.returncode == 0, run.stderr[-2000:]
            facts = json.loads(run.stdout.strip().splitlines()[-1])
            facts["wall_seconds"] = time.monotonic() - began
            folder.with_name("demo_facts.json").write_text(json.dumps(facts), encoding="utf-8")
    return folder


@pytest.fixture(scope="session")
def demo_facts(demo_folder: Path) -> dict[str, Any]:
    """The JSON object the demo command printed."""
    facts: dict[str, Any] = json.loads(demo_folder.with_name("demo_facts.json").read_text(encoding="utf-8"))
    return facts


@pytest.fixture(scope="session")
def demo_plan(demo_folder: Path) -> PlanRecord:
    """The demo plan, read back."""
    return read_plan(demo_folder)

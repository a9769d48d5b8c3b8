"""Sixty broken inputs, through the command line: exit 2, a named fault, no output, never a traceback."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.conftest import run_cli
from tests.data.broken.cases import BROKEN_CASES, BrokenCase


def test_there_are_sixty() -> None:
    assert len({case.name for case in BROKEN_CASES}) >= 60


@pytest.mark.parametrize("case", BROKEN_CASES, ids=lambda case: case.name)
def test_exit_2_named_and_nothing_written(case: BrokenCase, tmp_path: Path) -> None:
    folder = tmp_path / "city"
    folder.mkdir()
    source = case.build(folder)
    run = run_cli("plan", source, "--out", tmp_path / "out", "--json", timeout=60)
    assert run.returncode == 2, run.stderr
    assert case.code in {issue["code"] for issue in json.loads(run.stdout.strip().splitlines()[-1])["issues"]}
    assert "Traceback" not in run.stderr + run.stdout
    assert not (tmp_path / "out").exists()

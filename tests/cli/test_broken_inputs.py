"""Sixty broken inputs and more, through the command line: exit 2, a named fault, no output, never a traceback."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from optimizer.cli.commands import app
from tests.conftest import run_cli
from tests.data.broken.cases import BROKEN_CASES, BrokenCase


def assert_refused(case: BrokenCase, exit_code: int, stdout: str, stderr: str, out: Path) -> None:
    assert exit_code == 2, stderr
    assert case.code in {issue["code"] for issue in json.loads(stdout.strip().splitlines()[-1])["issues"]}
    assert "Traceback" not in stdout + stderr
    assert not out.exists()


def test_there_are_sixty() -> None:
    assert len({case.name for case in BROKEN_CASES}) >= 60


@pytest.mark.parametrize("case", BROKEN_CASES, ids=lambda case: case.name)
def test_exit_2_named_and_nothing_written(case: BrokenCase, tmp_path: Path) -> None:
    (tmp_path / "city").mkdir()
    source = case.build(tmp_path / "city")
    run = CliRunner().invoke(app, ["plan", str(source), "--out", str(tmp_path / "out"), "--json"])
    assert_refused(case, run.exit_code, run.stdout, run.stderr, tmp_path / "out")


@pytest.mark.parametrize("case", BROKEN_CASES[::12], ids=lambda case: case.name)
def test_the_same_as_a_user_types_it(case: BrokenCase, tmp_path: Path) -> None:
    (tmp_path / "city").mkdir()
    source = case.build(tmp_path / "city")
    run = run_cli("plan", source, "--out", tmp_path / "out", "--json", timeout=60)
    assert_refused(case, run.returncode, run.stdout, run.stderr, tmp_path / "out")

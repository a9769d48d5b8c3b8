"""Short forms of what ``python -m tests.torture --only desks writers`` does at length."""

from __future__ import annotations

import json
import subprocess
import sys

from tests.store.kills import killed


def test_many_desks_share_out_the_last_places(place: str) -> None:
    command = [sys.executable, "-m", "tests.store.crowd", place, "--desks", "12", "--places", "4"]
    run = subprocess.run(command, capture_output=True, text=True, check=False, timeout=300)
    assert run.returncode == 0, run.stdout + run.stderr[-2000:]
    assert [json.loads(line)["held"] for line in run.stdout.splitlines()] == [4, 4, 4]


def test_a_writer_killed_loses_nothing_acknowledged(place: str) -> None:
    assert [killed(place, number) for number in range(1, 4)] == ["", "", ""]

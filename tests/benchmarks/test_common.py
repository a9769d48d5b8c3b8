"""The measuring itself: what it reports is what happened."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.benchmarks.common import CHECKOUT, Peak, gap, say, seconds_since_start, write_solution

CLOCK = "import time; time.sleep({s}); from tests.benchmarks.common import seconds_since_start as s; print(s())"


def test_the_clock_runs_from_the_start_of_the_process() -> None:
    began = time.monotonic()
    command = [sys.executable, "-c", CLOCK.format(s=0.5)]
    told = float(subprocess.run(command, cwd=CHECKOUT, capture_output=True, text=True, check=True).stdout)
    assert 0.5 <= told <= time.monotonic() - began + 0.05
    assert seconds_since_start() > 0


def test_the_peak_counts_children_and_what_is_gone_again() -> None:
    with Peak() as peak:
        before = peak.mb
        command = [sys.executable, "-c", "import time; held = b'x' * 200_000_000; time.sleep(0.6)"]
        subprocess.run(command, check=True)
    assert before + 190 < peak.mb < 4000


def test_a_solution_is_written_whole(tmp_path: Path) -> None:
    def rows() -> object:
        yield ("P1", "H1")
        raise KeyError

    with pytest.raises(KeyError):
        write_solution(tmp_path / "out.csv", ("patient_id", "hospital_id"), rows())  # type: ignore[arg-type]
    assert not (tmp_path / "out.csv").exists()
    write_solution(tmp_path / "deep" / "out.csv", ("patient_id", "hospital_id"), [("P1", "H1")])
    assert (tmp_path / "deep" / "out.csv").read_text(encoding="utf-8") == "patient_id,hospital_id\nP1,H1\n"


def test_the_line_has_the_agreed_fields(capsys: pytest.CaptureFixture[str]) -> None:
    facts = {"objective": 10.0, "bound": 9.0, "termination": "feasible", "seconds": 1.234, "peak_mb": 9.7, "verified": True}
    say("case.json", **facts, pairs=3)  # type: ignore[arg-type]
    told = json.loads(capsys.readouterr().out)
    assert told == {"case": "case.json", **facts, "gap": 0.1, "seconds": 1.23, "peak_mb": 10, "pairs": 3}


def test_no_gap_without_a_bound() -> None:
    assert gap(None, 1.0) is None
    assert gap(1.0, None) is None
    assert gap(0.5, 0.0) == 0.5

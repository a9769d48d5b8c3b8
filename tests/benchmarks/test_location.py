"""The benchmark of location: reads the yardstick's form, writes its columns, and says what it did."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.benchmarks.common import CHECKOUT, need_shared

CASE = {
    "name": "two_sites",
    "sense": "min",
    "single_source": False,
    "open_exactly": None,
    "sites": [{"id": "A", "capacity": 2.5, "fixed_cost": 1.5}, {"id": "B", "capacity": 3, "fixed_cost": 2}],
    "demands": [{"id": "x", "size": 2}, {"id": "y", "size": 1.5}],
    "cost": [[1, 4], [3, None]],
    "incompatible": [],
}


def run(case: Path, out: Path, seconds: int = 20) -> tuple[dict[str, object], list[dict[str, str]]]:
    command = [sys.executable, "-m", "tests.benchmarks.location", str(case), "--seconds", str(seconds), "--solution", str(out)]
    told = subprocess.run(command, cwd=CHECKOUT, capture_output=True, text=True, check=True).stdout
    with out.open(encoding="utf-8", newline="") as handle:
        return json.loads(told.splitlines()[-1]), list(csv.DictReader(handle))


def test_a_case_in_fractions_with_a_pair_missing(tmp_path: Path) -> None:
    (tmp_path / "case.json").write_text(json.dumps(CASE), encoding="utf-8")
    line, rows = run(tmp_path / "case.json", tmp_path / "out.csv")
    # all of y and half of x at A; the other half at B
    assert line["objective"] == pytest.approx(1.5 + 2 + 3 + 0.5 * 1 + 0.5 * 4)
    assert line["bound"] == pytest.approx(line["objective"])
    assert (line["termination"], line["verified"]) == ("optimal", True)
    shares = {(row["demand_id"], row["site_id"]): float(row["share"]) for row in rows}
    assert shares == pytest.approx({("x", "A"): 0.5, ("x", "B"): 0.5, ("y", "A"): 1.0})


def test_sizes_by_site_are_refused(tmp_path: Path) -> None:
    (tmp_path / "case.json").write_text(json.dumps(CASE | {"weight": [[1, 1], [1, 1]]}), encoding="utf-8")
    command = [
        sys.executable,
        "-m",
        "tests.benchmarks.location",
        str(tmp_path / "case.json"),
        "--solution",
        str(tmp_path / "out"),
    ]
    ended = subprocess.run(command, cwd=CHECKOUT, capture_output=True, text=True, check=False)
    assert ended.returncode == 1
    assert "assignment" in ended.stderr
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("name", ["cap41", "cap63_single", "delmaire_p1", "incompatible_toy"])
def test_small_yardsticks_are_proven(name: str, tmp_path: Path) -> None:
    case = need_shared("location", f"{name}.json")
    line, _ = run(case, tmp_path / "out.csv", 60)
    judge = need_shared("reprice.py")
    judged = subprocess.run([sys.executable, str(judge), str(case), str(tmp_path / "out.csv")], capture_output=True, check=True)
    assert json.loads(judged.stdout)["objective"] == pytest.approx(line["objective"], rel=1e-6)
    assert line["termination"] == "optimal"

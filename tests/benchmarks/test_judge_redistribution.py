"""The judge of redistribution against figures worked out by hand."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.benchmarks.judge_redistribution import judge

TABLES = {
    "hospitals": "hospital_id,name,lat,lon,capacity_beds\nA,a,40.0,-74.0,2\nB,b,40.3,-74.0,2\nC,c,41.0,-74.0,9\nD,d,,,9\n",
    "admissions": "hospital_id,d0,d1\nA,4,0\nB,0,1\nC,0,0\nD,0,0\n",
    "residual_occupancy": "hospital_id,d0,d1\nA,0.0,0.0\nB,0.5,0.0\nC,0.0,0.0\nD,0.0,0.0\n",
    "still_in_bed": "days_since_admission,share\n0,1.0\n1,0.5\n",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, text in TABLES.items():
        (tmp_path / f"{name}.csv").write_text(text, encoding="utf-8")
    return tmp_path


def test_nobody_sent(folder: Path) -> None:
    assert judge(folder, [], 40) == {"overflow": 2.0, "patients": 0, "pairs": 0, "faults": []}


def test_one_sent_just_fits(folder: Path) -> None:
    """B holds 0.5 and 1 on the first day, half of it and its own arrival on the second; A one too many less."""
    assert judge(folder, [("d0", "A", "B", 1)], 40) == {"overflow": 1.0, "patients": 1, "pairs": 1, "faults": []}


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (("d0", "A", "B", 2), "B too full on d0"),
        (("d1", "A", "B", 1), "A sends too many on d1"),
        (("d0", "A", "C", 1), "from A to C may not be"),
        (("d0", "A", "D", 1), "from A to D may not be"),
        (("d0", "A", "A", 1), "from A to A may not be"),
        (("d0", "A", "B", 0), "from A to B may not be"),
    ],
)
def test_what_is_broken_is_named(folder: Path, row: tuple[str, str, str, int], words: str) -> None:
    assert any(words in fault for fault in judge(folder, [row], 40)["faults"])
    assert not judge(folder, [("d0", "A", "C", 2)], 0)["faults"]

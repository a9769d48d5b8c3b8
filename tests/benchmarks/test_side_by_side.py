"""The straightforward models are one model: three solvers agree on a tiny region, and so does trying everything."""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest

from tests.benchmarks.side_by_side import SOLVERS, Seen, line, ours, read

HOSPITALS = "hospital_id,x_km,y_km\nH0,0,0\nH1,10,0\n"
UNITS = "hospital_id,service,beds\nH0,general,1\nH1,general,1\nH1,critical,1\n"
PATIENTS = """patient_id,x_km,y_km,service,arrival_day,stay_days,penalty
P0,1,0,general,0,2,200
P1,2,0,general,1,9,600
P2,9,0,general,1,1,15
P3,8,0,critical,0,1,2000
P4,4,0,critical,0,2,600
P5,3,0,general,2,1,200
"""


@pytest.fixture
def region(tmp_path: Path) -> Path:
    """Six patients and three units."""
    for name, text in (("hospitals", HOSPITALS), ("units", UNITS), ("patients", PATIENTS)):
        (tmp_path / f"{name}.csv").write_text(text, encoding="utf-8")
    return tmp_path


def test_three_solvers_and_trying_everything(region: Path) -> None:
    made = read(region)
    best = made.left_out
    for choice in itertools.product(*([None, *columns] for columns in made.by_patient.values())):
        taken = {column for column in choice if column is not None}
        if all(len(taken.intersection(columns)) <= made.beds[unit] for (unit, _), columns in made.by_bed_day.items()):
            best = min(best, made.left_out - sum(made.saved[column] for column in taken))
    for name, solve in SOLVERS.items():
        seen = Seen()
        solve(made, 20.0, seen)
        assert min(value for _, value in seen.values) == pytest.approx(best, abs=0.05), name
        told = {value: line(name, seen, {"objective": best + value, "seconds": 0.001}) for value in (-1, 0.05, 1)}
        assert told[-1]["at_least"] is True, name
        assert told[-1]["ours_as_good"] is True, name
        assert told[1]["ours_as_good"] is False, name
        assert told[1]["times_sooner"] is None, name
        assert told[0.05]["at_least"] is False, name


def test_ours_is_run_in_the_same_run(region: Path) -> None:
    mine = ours(region, 0.0)
    assert mine["verified"] is True
    assert mine["gap"] == pytest.approx(0, abs=1e-9)

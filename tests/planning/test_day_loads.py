"""The days of the expected load: together they are what designation plans for."""

from __future__ import annotations

from pathlib import Path

import pytest

from optimizer.data.reading import read_dataset
from optimizer.designation.demand import expected_load
from optimizer.planning.day_loads import daily_load
from tests.cities import SMALL_CITY, write_small_city


@pytest.mark.parametrize("demand", [True, False])
def test_the_days_add_up_to_the_load_of_the_plan(tmp_path: Path, demand: bool) -> None:
    folder = write_small_city(tmp_path)
    if not demand:
        (folder / "demand.csv").write_text(SMALL_CITY["demand.csv"].splitlines()[0] + "\n", encoding="utf-8")
    data = read_dataset(folder)
    sums = {key: sum(days) for key, days in daily_load(data).items()}
    assert sums == pytest.approx(expected_load(data))

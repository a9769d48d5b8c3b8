"""A plan made with a road server carries its matrix and is checked without it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from optimizer.data.planfolder import read_plan, write_plan
from optimizer.data.reading import read_dataset
from optimizer.planning.plan import plan
from optimizer.verify import verify_folder
from tests.cities import write_small_city
from tests.data.osrm import road_server


def test_plan_with_roads_is_checked_offline(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOSPITAL_OPTIMIZER_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    city = write_small_city(tmp_path / "city")
    with road_server() as roads:
        with (city / "scenario.toml").open("a", encoding="utf-8") as file:
            file.write(f'\n[travel]\nosrm_url = "{roads.url}"\n')
        record = plan(read_dataset(city), steps=("designation", "routing"))
    write_plan(tmp_path / "out", record, {})
    assert verify_folder(tmp_path / "out") == ()
    matrix = {(row.from_id, row.to_id): row for row in read_plan(tmp_path / "out").dataset.travel_times}
    assert matrix["O01", "H01"].minutes == 9  # measured: given before
    assert matrix["O02", "H01"].source.startswith("OSRM driving http://127.0.0.1")
    assert ("point:36.090,103.630", "H03") in matrix

    path = tmp_path / "out" / "inputs" / "travel_times.csv"
    path.write_text(re.sub(r"^(O0\d,H0\d,)", r"\g<1>7", path.read_text("utf-8-sig"), flags=re.MULTILINE), encoding="utf-8")
    assert {issue.code for issue in verify_folder(tmp_path / "out")} >= {"manifest", "travel_figure"}

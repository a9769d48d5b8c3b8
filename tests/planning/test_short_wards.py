"""A ward that stays short says so in the plan, with what binds it."""

from __future__ import annotations

from pathlib import Path

from optimizer.data.reading import read_dataset
from optimizer.planning.plan import plan
from tests.cities import SMALL_CITY, write_small_city


def test_a_short_ward_is_named_with_what_binds(tmp_path: Path) -> None:
    city = write_small_city(tmp_path / "city")
    crowded = SMALL_CITY["ward_cover.csv"].replace("day,1,2,ward", "day,50,60,ward")
    (city / "ward_cover.csv").write_text(crowded, encoding="utf-8")
    record = plan(read_dataset(city), steps=("teams", "routing", "rota"))
    short = [issue for issue in record.issues if issue.code == "ward_short"]
    assert short
    for issue in short:
        assert "could serve" in issue.describe("en")
        assert "可上班" in issue.describe("zh")

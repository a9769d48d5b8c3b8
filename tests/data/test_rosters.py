"""The example rosters of posts other than wards are what their maker writes, and can be read without a complaint."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from optimizer.core.errors import BadInputError
from optimizer.data.reading import read_dataset
from optimizer.data.vocabulary import Provenance
from tests.rosters import POSTS, ROSTERS, TEAMS, TRACERS, VOLUNTEERS, tracing, volunteers, write

FOLDER = Path(__file__).parents[2] / "data" / "lanzhou" / "rosters"


@pytest.mark.parametrize("name", sorted(ROSTERS))
def test_the_folder_is_what_the_maker_writes(name, tmp_path):
    make, days = ROSTERS[name]
    made = write(tmp_path / name, make(), days)
    assert {path.name: path.read_text("utf-8") for path in (FOLDER / name).iterdir()} == {
        path.name: path.read_text("utf-8") for path in made.iterdir()
    }


@pytest.mark.parametrize("name", sorted(ROSTERS))
def test_nothing_is_amiss_and_everybody_is_marked_illustrative(name):
    data = read_dataset(FOLDER / name)
    assert data.issues == ()
    assert data.scenario.illustrative
    assert {one.provenance for one in data.staff} == {Provenance.ILLUSTRATIVE}


def test_sizes_are_those_reported():
    tracing, volunteers = read_dataset(FOLDER / "tracing"), read_dataset(FOLDER / "volunteers")
    groups = Counter(one.group_id for one in tracing.staff)
    assert (len(tracing.staff), len(groups)) == (TRACERS, TEAMS) == (889, 144)
    assert set(groups.values()) == {6, 7}
    assert (len(volunteers.staff), len(volunteers.wards)) == (VOLUNTEERS, POSTS) == (60, 7)


def refused(folder: Path) -> set[tuple[str, str]]:
    with pytest.raises(BadInputError) as caught:
        read_dataset(folder)
    return {(issue.code, issue.column) for issue in caught.value.issues}


def test_a_post_has_no_beds(tmp_path):
    tables = volunteers()
    tables["ward_cover"] = [{**row, "per": "bed"} for row in tables["ward_cover"]]
    assert refused(write(tmp_path / "beds", tables, 14)) == {("post_cover_per_bed", "per")}


def test_a_group_has_one_contract(tmp_path):
    tables = tracing(12, 6)
    tables["contracts"] = [*tables["contracts"], {**tables["contracts"][0], "contract_id": "other"}]
    tables["staff"] = [{**row, "contract_id": "other"} if row["staff_id"] == "TR0007" else row for row in tables["staff"]]
    assert refused(write(tmp_path / "mixed", tables, 14)) == {("group_of_two_contracts", "contract_id")}

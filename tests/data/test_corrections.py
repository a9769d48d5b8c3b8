"""What was read is put right by hand: cells, rows, columns and days, and what came of it is told."""

from __future__ import annotations

from pathlib import Path

import pytest

from optimizer.core.errors import BadInputError
from optimizer.data.planfolder import input_files
from optimizer.data.reading import read_dataset, read_found
from optimizer.data.reading.corrections import (
    AddRow,
    DropColumn,
    DropRow,
    PutCell,
    SetDays,
    corrected,
    differences,
    next_row,
    over,
)
from optimizer.data.reading.sources import Found, find
from tests.cities import write_small_city


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_small_city(tmp_path_factory.mktemp("city"))


@pytest.fixture
def found(city: Path) -> Found:
    return find(city)


def codes(found: Found) -> list[str]:
    with pytest.raises(BadInputError) as caught:
        read_found(found)
    return [issue.code for issue in caught.value.issues]


def test_uncorrected_it_reads_as_from_its_folder(city: Path, found: Found) -> None:
    assert read_found(corrected(found, ())) == read_dataset(city)


def test_cells_and_rows_change_and_others_keep_their_numbers(found: Found) -> None:
    row = next_row(found.grids["vehicles"])
    steps = [
        PutCell("units", 2, 5, "9"),
        DropRow("units", 10),
        DropRow("unit_conversions", 3),
        AddRow("vehicles", row),
        *(PutCell("vehicles", row, place, text) for place, text in enumerate(("van", "H01", "2", "4"))),
    ]
    after = corrected(found, steps)
    data = read_found(after)
    assert [unit.capacity for unit in data.units][:2] == [9, 8]
    assert "U09" not in data.unit
    assert data.vehicles[-1].vehicle_kind == "van"
    told = [(one.table, one.row, one.place, one.before, one.after) for one in differences(found, after)]
    assert told[0] == ("unit_conversions", 3, None, "U09 · buffer · 4 · 48", "")
    assert told[1] == ("units", 2, 5, "6", "9")
    assert (told[2][1], told[2][2], told[2][4]) == (10, None, "")
    assert told[3] == ("vehicles", row, None, "", "van · H01 · 2 · 4")
    assert found.grids["units"].lines[1].cell(5) == "6"


def test_a_cell_put_back_is_no_difference_and_an_empty_new_row_neither(found: Found) -> None:
    steps = [PutCell("units", 2, 5, "9"), PutCell("units", 2, 5, "6"), AddRow("units", 11)]
    assert not list(differences(found, corrected(found, steps)))
    assert read_found(corrected(found, steps)).units == read_found(found).units


def test_days_stand_in_for_a_scenario_and_a_column_goes(city: Path, found: Found) -> None:
    bare = Found(found.name, dict(found.grids), set(found.seen))
    assert "scenario_missing" in codes(bare)
    data = read_found(corrected(bare, [SetDays("2022-03-10", 5), DropColumn("units", 2)]))
    assert (data.horizon.days, data.units[0].building_id) == (5, None)


def test_what_is_missing_comes_from_another_source(found: Found) -> None:
    alone = Found("new", {"units": found.grids["units"]}, {"units"})
    assert "scenario_missing" in codes(alone)
    assert read_found(over(found, alone)).hospitals == read_found(found).hospitals


def test_the_files_of_a_dataset_read_back_as_the_same(found: Found, tmp_path: Path) -> None:
    data = read_found(found)
    for name, content in input_files(data).items():
        (tmp_path / name).write_bytes(content)
    again = read_dataset(tmp_path)
    assert again.input_hashes == data.input_hashes

from __future__ import annotations

import dataclasses
import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from optimizer.data.canonical import escape_cell, format_number, table_csv, unescape_cell
from optimizer.data.reading import read_dataset
from optimizer.data.scenario_file import scenario_toml
from optimizer.data.schema import INPUT_TABLES
from optimizer.data.tables.care import CannotAccept
from optimizer.data.tables.places import Hospital
from tests.cities import write_small_city


def test_what_was_written_reads_back_the_same(tmp_path):
    first = read_dataset(write_small_city(tmp_path / "a"))
    folder = tmp_path / "b"
    folder.mkdir()
    for table in first.given:
        (folder / f"{table}.csv").write_bytes(table_csv(INPUT_TABLES[table], first.rows(table), bom=True))
    (folder / "scenario.toml").write_text(scenario_toml(first.scenario), encoding="utf-8")
    again = read_dataset(folder)
    assert again.input_hashes == first.input_hashes
    assert again.given == first.given
    assert again.scenario == first.scenario
    assert all(again.rows(table) == first.rows(table) for table in INPUT_TABLES)


def test_formulas_do_not_run_and_numbers_stay_numbers():
    row = Hospital(hospital_id="=1+1", name_zh="@x", district="-a", lon=-3.5, lat=2.0, note="'=b")
    text = table_csv(INPUT_TABLES["hospitals"], [row]).decode()
    assert text.splitlines()[1].startswith("'=1+1,'@x,,'-a,-3.5,2,WGS84")
    assert "''=b" in text


@given(st.text(max_size=20))
def test_escaping_is_undone(text):
    assert unescape_cell(escape_cell(text)) == text
    assert escape_cell(text)[:1] not in {"=", "+", "-", "@", "\t", "\r"}


def test_numbers_and_moments():
    assert [format_number(value) for value in (3.0, 0.1, -2.0, 1e20)] == ["3", "0.1", "-2", "1e+20"]
    row = CannotAccept(unit_id="U", reason_code="full", from_=dt.datetime.fromisoformat("2022-03-10 08:00:00"))
    assert table_csv(INPUT_TABLES["cannot_accept"], [row]).decode().splitlines()[1] == "U,full,,2022-03-10 08:00,"


def test_an_empty_table_is_its_header():
    names = [field.name.rstrip("_") for field in dataclasses.fields(CannotAccept)]
    assert table_csv(INPUT_TABLES["cannot_accept"], []) == (",".join(names) + "\n").encode()

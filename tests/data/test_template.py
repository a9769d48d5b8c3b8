from __future__ import annotations

import csv
import io

import openpyxl
import pytest

from optimizer.core.errors import BadInputError
from optimizer.data.reading import read_dataset
from optimizer.data.schema import INPUT_TABLES
from optimizer.data.template import write_template
from tests.cities import SMALL_CITY, write_small_city


@pytest.fixture
def template(tmp_path):
    path = tmp_path / "template.xlsx"
    write_template(path)
    return path


def fill(path, tables):
    book = openpyxl.load_workbook(path)
    for table in tables:
        sheet = book[table]
        positions = {cell.value: cell.column for cell in sheet[1]}
        for number, row in enumerate(csv.DictReader(io.StringIO(SMALL_CITY[f"{table}.csv"])), 2):
            for name, value in row.items():
                sheet.cell(number, positions[name]).value = value or None
    book["scenario"]["B2"] = "2022-03-10"
    book["scenario"]["B3"] = 7
    book.save(path)


def test_a_filled_template_is_read(template, tmp_path):
    fill(template, INPUT_TABLES)
    book, folder = read_dataset(template), read_dataset(write_small_city(tmp_path / "city"))
    assert book.issues == ()
    assert all(book.rows(table) == folder.rows(table) for table in INPUT_TABLES)


def test_sheets_left_empty_were_not_given(template):
    fill(template, ["hospitals", "services", "units"])
    assert read_dataset(template).given == {"hospitals", "services", "units"}


def test_an_empty_template_is_a_fault(template):
    with pytest.raises(BadInputError) as caught:
        read_dataset(template)
    assert [issue.code for issue in caught.value.issues] == ["no_rows", "scenario_incomplete", "scenario_incomplete"]


def test_it_is_the_same_each_time(template, tmp_path):
    write_template(tmp_path / "again.xlsx")
    assert (tmp_path / "again.xlsx").read_bytes() == template.read_bytes()


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_dropdowns_comments_and_text_ids(tmp_path, lang):
    path = tmp_path / "t.xlsx"
    write_template(path, lang)
    sheet = openpyxl.load_workbook(path)["units"]
    lists = [rule.formula1 for rule in sheet.data_validations.dataValidation if rule.type == "list"]
    assert any(("缓冲病区" if lang == "zh" else "buffer") in words for words in lists)
    assert "必填" in sheet["A1"].comment.text
    assert sheet.column_dimensions["A"].number_format == "@"


@pytest.mark.parametrize("name", ["t.csv", "nowhere/t.xlsx"])
def test_places_that_cannot_be_written(tmp_path, name):
    with pytest.raises(BadInputError):
        write_template(tmp_path / name)
    assert list(tmp_path.iterdir()) == []

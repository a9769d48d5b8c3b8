"""Files and workbooks that cannot be read, and headers that cannot be understood."""

from __future__ import annotations

import io
from pathlib import Path

from tests.cities import SMALL_CITY
from tests.data.broken.build import (
    added,
    bomb,
    changed,
    city,
    city_bytes,
    city_workbook,
    far_cell,
    far_cell_xls,
    file,
    lying_dimension,
    many_members,
    only,
    replaced,
    without_column,
)
from tests.data.broken.case import BrokenCase


def _missing(folder: Path) -> Path:
    return folder / "nowhere"


def _saved(book_bytes: bytes) -> bytes:
    return book_bytes[: len(book_bytes) // 2]


def _with_formula(text: str) -> bytes:
    """A capacity as a formula, written by a program that does not calculate, or as an error."""
    book, out = city_workbook(), io.BytesIO()
    book["units"]["F2"] = text
    book.save(out)
    return out.getvalue()


def _two_units_tables(folder: Path) -> Path:
    source = city(folder)
    (source / "收治单元.csv").write_text(SMALL_CITY["units.csv"], encoding="utf-8")
    return source


def _misspelt_file(folder: Path) -> Path:
    source = city(folder)
    (source / "patients.csv").rename(source / "patient.csv")
    return source


_HOSPITALS = SMALL_CITY["hospitals.csv"]
_UTF8_HALF = _HOSPITALS.encode()[:-1] + "兰州市妇幼保健院".encode()[:-1] + b",x,\n"
_MOJIBAKE = _HOSPITALS.encode().decode("gb18030", errors="replace")


FILES = (
    BrokenCase("file_not_found", _missing, "not_found"),
    BrokenCase("empty_directory", only({}), "no_tables"),
    BrokenCase(
        "only_strays", only({"photo.jpg": b"\xff\xd8", "scenario.toml": SMALL_CITY["scenario.toml"].encode()}), "no_tables"
    ),
    BrokenCase("single_csv", file("hospitals.csv", _HOSPITALS.encode()), "not_a_source"),
    BrokenCase("misspelt_file", _misspelt_file, "unknown_table", "patient.csv"),
    BrokenCase("table_twice", _two_units_tables, "duplicate_table", "收治单元.csv"),
    BrokenCase("empty_file", replaced("units.csv", b""), "empty_file", "units"),
    BrokenCase("binary_csv", replaced("units.csv", bytes(range(256)) * 4), "not_text", "units"),
    BrokenCase("broken_utf8", replaced("hospitals.csv", _UTF8_HALF), "broken_utf8", "hospitals"),
    BrokenCase("mojibake", replaced("hospitals.csv", _MOJIBAKE), "mojibake", "hospitals"),
    BrokenCase(
        "big5",
        replaced("hospitals.csv", "醫院編號,名稱,區縣\nH01,蘭州醫學院附屬婦幼保健醫療機構,城關區轄區\n".encode("big5")),
        "no_header",
        "hospitals",
    ),
    BrokenCase(
        "neither_encoding", replaced("hospitals.csv", b"hospital_id,name_zh\nH01,\xff\xfe\xfd\n"), "unknown_encoding", "hospitals"
    ),
    BrokenCase("open_quote", changed("hospitals", "H02,市第一", 'H02,"市第一'), "broken_csv", "hospitals"),
    BrokenCase("truncated_xlsx", file("city.xlsx", lambda: _saved(city_bytes())), "damaged_workbook", "city.xlsx"),
    BrokenCase(
        "formula_without_value", file("city.xlsx", lambda: _with_formula("=3+3")), "formula_without_value", "units", 2, "F"
    ),
    BrokenCase("error_in_cell", file("city.xlsx", lambda: _with_formula("#REF!")), "error_in_cell", "units", 2, "F"),
    BrokenCase("csv_named_xlsx", file("city.xlsx", _HOSPITALS.encode()), "not_a_workbook", "city.xlsx"),
    BrokenCase("html_named_xls", file("city.xls", b"<html><table></table></html>"), "not_a_workbook", "city.xls"),
    BrokenCase("zip_named_xlsx", file("city.xlsx", many_members), "zip_bomb", "city.xlsx"),
    BrokenCase("zip_bomb", file("city.xlsx", bomb), "zip_bomb", "city.xlsx"),
    BrokenCase("far_cell", file("city.xlsx", far_cell), "too_large", "city.xlsx"),
    BrokenCase("far_cell_hidden", file("city.xlsx", lying_dimension), "too_large", "city.xlsx"),
    BrokenCase("far_cell_xls", file("city.xls", far_cell_xls), "too_large", "city.xls"),
    BrokenCase(
        "broken_xls", file("city.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x01" * 600), "damaged_workbook", "city.xls"
    ),
    BrokenCase(
        "locked_xlsx",
        file("c.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le")),
        "encrypted_workbook",
        "c.xlsx",
    ),
    BrokenCase("too_many_columns", replaced("units.csv", "unit_id" + ",x" * 2_000 + "\n"), "too_large", "units"),
)

HEADERS = (
    BrokenCase("missing_column", without_column("units", "capacity"), "missing_column", "units", 1, "capacity"),
    BrokenCase("misspelt_column", changed("units", "hospital_id", "hospitl_id"), "missing_column", "units", 1, "hospital_id"),
    BrokenCase("no_header", replaced("units.csv", "U01,H01,8\nU02,H01,9\n"), "no_header", "units"),
    BrokenCase("duplicate_header", changed("units", "building_id", "单元编号"), "duplicate_header", "units", 1, "unit_id"),
    BrokenCase("no_rows", replaced("units.csv", SMALL_CITY["units.csv"].splitlines()[0] + "\n"), "no_rows", "units"),
    BrokenCase(
        "ragged_long",
        changed("units", "U01,H01,B1,critical,buffer,6,", "U01,H01,B1,critical,buffer,1,200,"),
        "ragged_row",
        "units",
        2,
    ),
    BrokenCase("ragged_short", added("units", "U10,H01,B1,critical,buffer,6"), "ragged_row", "units", 11),
    BrokenCase(
        "roster_without_year",
        replaced("roster_history.csv", "staff_id,3/8,3/9\nS02,A,N\n"),
        "date_without_year",
        "roster_history",
        1,
    ),
)

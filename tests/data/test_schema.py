from __future__ import annotations

import pytest

from optimizer.data.columns import columns_of
from optimizer.data.reading.naming import column_named, fold, headers_of, tables_by_name, words_for
from optimizer.data.reading.privacy import is_identity_number
from optimizer.data.schema import INPUT_TABLES


@pytest.mark.parametrize("table", INPUT_TABLES)
def test_no_header_means_two_columns(table):
    words = [fold(word) for column in columns_of(INPUT_TABLES[table].row_class) for word in set(words_for(column))]
    assert len(words) == len(set(words))


@pytest.mark.parametrize("table", INPUT_TABLES)
def test_every_reference_leads_somewhere(table):
    for column in columns_of(INPUT_TABLES[table].row_class):
        if column.refers_to:
            other, name = column.refers_to.split(".")
            assert name in {found.name for found in columns_of(INPUT_TABLES[other].row_class)}


def test_every_table_has_its_own_names():
    assert set(tables_by_name().values()) == set(INPUT_TABLES)
    assert tables_by_name()[fold("收治单元")] == "units"
    assert tables_by_name()[fold("Unit Conversions")] == "unit_conversions"


@pytest.mark.parametrize(
    "header", ["capacity", "Capacity *", "开放床位", "开放床位（张）", "capacity 开放床位", "床位", "capacity/开放床位"]
)
def test_headers_as_people_write_them(header):
    column = column_named(header, headers_of("units"))
    assert column is not None
    assert column.name == "capacity"


def test_a_header_of_two_columns_is_none():
    assert column_named("hospital_id / unit_id", headers_of("units")) is None


def test_identity_numbers():
    assert is_identity_number("11010519491231002X")
    assert is_identity_number("110105194912310021")  # mistyped: the day of birth is one
    assert not is_identity_number("620102202203150001")

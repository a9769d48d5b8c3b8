"""Whatever a file holds: a dataset or named faults, never another error."""

from __future__ import annotations

import contextlib
import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from optimizer.core.errors import BadInputError
from optimizer.data.reading import read_dataset
from optimizer.data.schema import INPUT_TABLES
from tests.cities import SMALL_CITY, write_small_city
from tests.data.broken.build import city_bytes


def _read(change):
    with tempfile.TemporaryDirectory() as folder:
        source = change(Path(folder))
        with contextlib.suppress(BadInputError):
            read_dataset(source)


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(sorted(INPUT_TABLES)), st.binary(max_size=400))
def test_any_bytes(table, data):
    def change(folder):
        (write_small_city(folder / "c") / f"{table}.csv").write_bytes(data)
        return folder / "c"

    _read(change)


@settings(max_examples=120, deadline=None)
@given(st.sampled_from(sorted(INPUT_TABLES)), st.data())
def test_any_cell(table, data):
    rows = [line.split(",") for line in SMALL_CITY[f"{table}.csv"].splitlines()]
    for _ in range(data.draw(st.integers(1, 4))):
        row = data.draw(st.integers(0, len(rows) - 1))
        position = data.draw(st.integers(0, len(rows[row]) - 1))
        rows[row][position] = data.draw(
            st.text(max_size=12) | st.sampled_from(["-1", "1e9", "2022-03-18", "合计", "off", "'", '"', "\x00"])
        )

    def change(folder):
        text = "\n".join(",".join(row) for row in rows)
        (write_small_city(folder / "c") / f"{table}.csv").write_text(text, encoding="utf-8", errors="surrogatepass")
        return folder / "c"

    _read(change)


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 60_000), st.binary(min_size=1, max_size=40))
def test_any_damage_to_a_workbook(place, data):
    content = bytearray(city_bytes())
    place %= len(content)
    content[place : place + len(data)] = data

    def change(folder):
        (folder / "c.xlsx").write_bytes(bytes(content))
        return folder / "c.xlsx"

    _read(change)


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=200))
def test_any_scenario(text):
    def change(folder):
        source = write_small_city(folder / "c")
        (source / "scenario.toml").write_text(text, encoding="utf-8", errors="surrogatepass")
        return source

    _read(change)

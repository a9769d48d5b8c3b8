"""How many rotas a plan follows: one more with each that is different, none more where it is the same."""

from __future__ import annotations

import dataclasses
from pathlib import Path

from optimizer.data.planfolder import read_plan, write_plan
from optimizer.data.reading import read_dataset
from optimizer.data.tables.staff import Request
from optimizer.planning.plan import plan
from tests.cities import write_small_city


def test_each_rota_that_is_different_counts(tmp_path: Path) -> None:
    city = read_dataset(str(write_small_city(tmp_path / "city")))
    first = plan(city)
    row = first.tables.rota[-1]
    off = Request(staff_id=row.staff_id, date=row.date, shift_type="off", hard=True)
    asked = dataclasses.replace(city, requests=(*city.requests, off), input_hashes={**city.input_hashes, "requests": "other"})
    second = plan(asked, steps=("rota",), base=first, previous=first)
    assert row not in second.tables.rota
    write_plan(tmp_path / "second", second, {})
    read = read_plan(tmp_path / "second")
    same = plan(read.dataset, steps=("routing",), base=read, previous=read)
    assert [one.rotas_before for one in (first, second, read, same)] == [0, 1, 1, 1]

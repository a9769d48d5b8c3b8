"""Partial tables are normal: whatever is missing, the answer is a checked plan or a named fault, never an error of ours."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from optimizer.core.errors import PlannerError
from optimizer.data.reading import read_dataset
from optimizer.data.schema import INPUT_TABLES
from optimizer.planning.needs import STEPS, lacking
from optimizer.planning.plan import plan
from tests.cities import write_small_city


def city_without(folder: Path, missing: set[str]) -> Path:
    write_small_city(folder)
    for name in missing:
        (folder / f"{name}.csv").unlink()
    return folder


def tables_of_the_small_city(folder: Path) -> list[str]:
    write_small_city(folder)
    return sorted(path.stem for path in folder.glob("*.csv"))


@pytest.mark.parametrize("name", sorted(INPUT_TABLES))
def test_any_one_table_may_be_missing(name: str, tmp_path: Path) -> None:
    dataset = read_dataset(city_without(tmp_path, {name}))
    record = plan(dataset)
    assert [step.step for step in record.steps] == [step for step in STEPS if not lacking(dataset, step)]
    assert bool(record.stopped_at) == (len(record.steps) < len(STEPS))


@pytest.mark.parametrize("seed", range(8))
def test_any_set_of_tables_may_be_missing(seed: int, tmp_path: Path) -> None:
    names = tables_of_the_small_city(tmp_path / "all")
    rnd = random.Random(seed)
    folder = tmp_path / "some"
    folder.mkdir()
    missing = set(rnd.sample(names, rnd.randint(2, len(names) - 3)))
    record, refused = None, None
    try:
        record = plan(read_dataset(city_without(folder, missing)))
    except PlannerError as error:
        refused = error
    if refused is None:
        assert record is not None
        assert record.steps
    else:
        assert refused.exit_code == 2
        assert all(issue.code for issue in refused.issues)

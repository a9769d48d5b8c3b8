"""Tables of a dataset replaced in memory, with the hashes that tell what a plan was made from."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from optimizer.data.canonical import table_hash
from optimizer.data.dataset import Dataset
from optimizer.data.scenario import Scenario
from optimizer.data.scenario_file import scenario_toml
from optimizer.data.schema import INPUT_TABLES


def amended(dataset: Dataset, **tables: Sequence[Any]) -> Dataset:
    """Return the dataset with other rows in the tables named; they count as given, and have hashes of their own."""
    rows: dict[str, Any] = {name: tuple(some) for name, some in tables.items()}
    hashes = {name: table_hash(INPUT_TABLES[name], some) for name, some in rows.items()}
    return replace(dataset, given=dataset.given | rows.keys(), input_hashes={**dataset.input_hashes, **hashes}, **rows)


def under(dataset: Dataset, scenario: Scenario) -> Dataset:
    """Return the dataset with another scenario, and its hash."""
    digest = hashlib.sha256(scenario_toml(scenario).encode("utf-8")).hexdigest()
    return replace(dataset, scenario=scenario, input_hashes={**dataset.input_hashes, "scenario": digest})

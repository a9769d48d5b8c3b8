"""The checks of a reading once more, for a dataset whose tables were amended in memory."""

from __future__ import annotations

from collections.abc import Iterator

from optimizer.core.errors import BadInputError
from optimizer.core.issue import Issue, Severity
from optimizer.data.checks import run_checks
from optimizer.data.columns import Kind
from optimizer.data.dataset import Dataset
from optimizer.data.reading.draft import Draft
from optimizer.data.schema import INPUT_TABLES


def faults_in(dataset: Dataset) -> tuple[Issue, ...]:
    """Return what the checks of a reading find in a dataset that was amended; rows are numbered as in its CSV files."""
    tables = {name: list(enumerate(dataset.rows(name), start=2)) for name in dataset.given}
    known = {f"{name}.{column}": ids for name in dataset.given for column, ids in _written(dataset, name)}
    found = run_checks(Draft(dataset.scenario, tables, known, dataset.given))
    return tuple(issue for issue in found if issue.severity is Severity.FAULT)


def checked(dataset: Dataset) -> Dataset:
    """Return the dataset when its tables agree.

    Raises
    ------
    BadInputError
        With every fault, as when it was read.
    """
    faults = faults_in(dataset)
    if faults:
        raise BadInputError(faults)
    return dataset


def _written(dataset: Dataset, table: str) -> Iterator[tuple[str, frozenset[str]]]:
    for column in INPUT_TABLES[table].columns:
        if column.kind is Kind.ID:
            yield column.name, frozenset(str(getattr(row, column.name)) for row in dataset.rows(table))

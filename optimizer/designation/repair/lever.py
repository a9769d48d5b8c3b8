"""A change of the tables that a planner may make: cells to write, by how much, and the tables as they are then."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from optimizer.data.canonical import format_value
from optimizer.data.columns import attribute
from optimizer.data.dataset import Dataset
from optimizer.data.schema import INPUT_TABLES

SCENARIO = "scenario"


class Means(StrEnum):
    """What is changed, the cheapest first: a wish, what is asked for, time, permission, and at last beds."""

    WISH = "wish"
    MINIMUM = "minimum"
    ROOF = "roof"
    HORIZON = "horizon"
    LEAD_TIME = "lead_time"
    SOONER = "sooner"
    EMERGENCY = "emergency"
    STATUS = "status"
    ACCESS = "access"
    ALLOWED = "allowed"
    LICENCE = "licence"
    PLACES = "places"
    CONVERTED_PLACES = "converted_places"
    LISTED = "listed"
    NEW_UNIT = "new_unit"


ORDER = tuple(Means)


@dataclass(frozen=True, slots=True)
class Edit:
    """Cells to write in one row, columns and values with commas between; `row` is what a person sees, 0 in the scenario."""

    table: str
    row: int
    column: str
    value: str


@dataclass(frozen=True, slots=True)
class Lever:
    """One kind of change at one row.

    Parameters
    ----------
    row
        Index in its table; that after the last one for a row to be added.
    values
        The columns to write for an amount.
    most
        The largest amount that is asked about; a larger amount never helps less.
    about
        Id of the unit, service or hospital.
    """

    means: Means
    table: str
    row: int
    values: Callable[[int], Mapping[str, Any]]
    about: str
    most: int = 1


@dataclass(frozen=True, slots=True)
class Step:
    """A lever, and by how much it is moved."""

    lever: Lever
    amount: int

    @property
    def edit(self) -> Edit:
        """The cells to write."""
        lever = self.lever
        values = lever.values(self.amount)
        if lever.table == SCENARIO:
            return Edit(SCENARIO, 0, ",".join(values), ",".join(map(str, values.values())))
        columns = {column.name: column for column in INPUT_TABLES[lever.table].columns}
        texts = (format_value(columns[name], value) for name, value in values.items())
        return Edit(lever.table, lever.row + 2, ",".join(values), ",".join(texts))


def changed(dataset: Dataset, steps: Sequence[Step]) -> Dataset:
    """Return the tables with some steps made."""
    for step in steps:
        lever, values = step.lever, step.lever.values(step.amount)
        if lever.table == SCENARIO:
            horizon = replace(dataset.scenario.horizon, **values)
            dataset = replace(dataset, scenario=replace(dataset.scenario, horizon=horizon))
            continue
        rows = list(getattr(dataset, lever.table))
        written = {attribute(name): value for name, value in values.items()}
        if lever.row < len(rows):
            rows[lever.row] = replace(rows[lever.row], **written)
        else:
            rows.append(INPUT_TABLES[lever.table].row_class(**written))
        table: dict[str, Any] = {lever.table: tuple(rows)}
        dataset = replace(dataset, **table)
    return dataset


def cost(steps: Sequence[Step]) -> tuple[int, int, int]:
    """Return what makes a repair dear: how many rows it changes, then its dearest means, then by how much."""
    return (
        len(steps),
        max((ORDER.index(step.lever.means) for step in steps), default=0),
        sum(step.amount for step in steps),
    )

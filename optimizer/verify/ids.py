"""Checks of the rows themselves: ids that stand in the tables, figures that can be figures, no row twice."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from optimizer.core.issue import Issue
from optimizer.data.columns import Kind, attribute
from optimizer.data.dataset import Dataset
from optimizer.data.plantables import PlanTables
from optimizer.data.schema import PLAN_TABLES
from optimizer.verify.finding import Line, fault, numbered

STEPS: tuple[str, ...] = ("designation", "teams", "routing", "rota", "supplies")
TABLES_OF: Mapping[str, tuple[str, ...]] = {
    "designation": ("designation", "conversions", "flows"),
    "teams": ("teams", "draws", "rotation", "rotation_changes"),
    "routing": ("placements", "sessions", "unplaced", "changes"),
    "rota": ("rota",),
    "supplies": ("supplies", "transfers"),
}
REFERENCES: Mapping[str, str] = {
    "hospital_id": "hospitals",
    "from_hospital_id": "hospitals",
    "to_hospital_id": "hospitals",
    "service_id": "services",
    "unit_id": "units",
    "origin_id": "origins",
    "patient_id": "patients",
    "team_id": "teams_wanted",
    "staff_id": "staff",
    "ward_id": "wards",
    "shift_type_id": "shift_types",
    "item": "supplies",
    "vehicle_kind": "vehicles",
}
"""Input table that every id column of a plan refers to."""
FAR_DAYS = 5_000
"""Dates of a plan lie within a horizon, a stay and a cycle of teams; nothing is planned years away."""
_OPTIONAL = {("rotation", "ward_id"), ("placements", "vehicle_kind")}
_KEYED = {"designation", "conversions", "flows", "transfers", "rotation"}
"""Tables whose repeated keys no other rule speaks of."""
_NOT_NEGATIVE = frozenset(
    (
        "expected",
        "physical",
        "staffed",
        "supplied",
        "effective",
        "census",
        "reserved",
        "travel_min",
        "use",
        "days_of_cover",
        "quantity",
        "employed",
        "drawn",
    )
)
_COLUMNS = {name: spec.columns for name, spec in PLAN_TABLES.items()}
_IDS = {name: [one.name for one in columns if one.name in REFERENCES] for name, columns in _COLUMNS.items()}
_FIGURES = {
    name: [(one.name, attribute(one.name)) for one in columns if one.kind in {Kind.INTEGER, Kind.NUMBER}]
    for name, columns in _COLUMNS.items()
}
_DATES = {
    name: [(one.name, attribute(one.name)) for one in columns if one.kind is Kind.DATE] for name, columns in _COLUMNS.items()
}
_SPANS = {name: {"from", "to"} <= {one.name for one in columns} for name, columns in _COLUMNS.items()}


def lines_of(tables: PlanTables) -> dict[str, tuple[Line[Any], ...]]:
    """Return the rows of every plan table with their row numbers."""
    return {name: numbered(tables.rows(name)) for name in PLAN_TABLES}


def unknown_ids(dataset: Dataset, lines: Mapping[str, Sequence[Line[Any]]]) -> Iterator[Issue]:
    """Yield a `known_ids` fault for every id that stands in no input table."""
    known = {column: _known(dataset, table, column) for column, table in REFERENCES.items()}
    for table, rows in lines.items():
        columns = _IDS[table]
        for number, row in rows:
            for column in columns:
                value = getattr(row, column)
                if value not in known[column] and not (value == "" and (table, column) in _OPTIONAL):
                    source = REFERENCES[column]
                    said = f"{value or '(blank)'} is not in {source}"
                    yield fault(
                        "known_ids", said, f"“{value}”不在 {source} 表中", table=table, row=number, column=column, value=value
                    )


def unreadable_rows(lines: Mapping[str, Sequence[Line[Any]]], start: dt.date) -> Iterator[Issue]:
    """Yield a `row_valid` fault for every figure or date that cannot be one, and every span that ends before it begins."""
    early, late = start.toordinal() - FAR_DAYS, start.toordinal() + FAR_DAYS
    for table, rows in lines.items():
        figures, dates, spans = _FIGURES[table], _DATES[table], _SPANS[table]
        for number, row in rows:
            for name, field in dates:
                date = getattr(row, field)
                if date is not None and not early < date.toordinal() < late:
                    yield fault(
                        "row_valid", f"{name} is {date}", f"{name} 为 {date}", table=table, row=number, column=name, value=date
                    )
            for name, field in figures:
                value = getattr(row, field)
                if value is not None and (not math.isfinite(value) or (value < 0 and name in _NOT_NEGATIVE)):
                    said, zh = f"{name} is {value}", f"{name} 为 {value}"
                    yield fault("row_valid", said, zh, table=table, row=number, column=name, value=value)
            if spans and row.to < row.from_:
                said, zh = f"{row.to} is before {row.from_}", f"{row.to} 早于 {row.from_}"
                yield fault("row_valid", said, zh, table=table, row=number, column="to", value=row.to)


def repeated_rows(lines: Mapping[str, Sequence[Line[Any]]]) -> Iterator[Issue]:
    """Yield a `row_valid` fault for every key that stands twice in a table."""
    for table in sorted(_KEYED):
        fields = [attribute(name) for name in PLAN_TABLES[table].key]
        seen = set()
        for number, row in lines[table]:
            key = tuple(getattr(row, field) for field in fields)
            if key in seen:
                said = " / ".join(str(part) for part in key)
                yield fault(
                    "row_valid", f"{said} stands twice", f"{said} 重复", table=table, row=number, column=fields[0], value=key[0]
                )
            seen.add(key)


def stray_tables(lines: Mapping[str, Sequence[Line[Any]]], steps: Sequence[str]) -> Iterator[Issue]:
    """Yield a `row_valid` fault for every table with rows whose step was not run."""
    for step in STEPS:
        for table in TABLES_OF[step]:
            if step not in steps and lines[table]:
                said = f"{table} has rows although {step} was not run"
                yield fault("row_valid", said, f"{step} 未运行，{table} 却有内容", table=table, row=lines[table][0].number)


def _known(dataset: Dataset, table: str, column: str) -> frozenset[str]:
    field = "hospital_id" if column.endswith("hospital_id") else column
    return frozenset(getattr(row, field) for row in dataset.rows(table))

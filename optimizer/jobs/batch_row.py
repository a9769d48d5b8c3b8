"""One row of a batch's summary, and the summary as a table: no value of any input stands in it."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields
from enum import StrEnum
from pathlib import Path
from typing import TypedDict

from optimizer.core.errors import BadInputError
from optimizer.data.canonical import BOM, escape_cell
from optimizer.data.planfolder import read_plan
from optimizer.jobs.whole_file import write_whole

SUMMARY = "summary.csv"


class Standing(StrEnum):
    """What became of an arrival."""

    COMMITTED = "committed"  # its plan stands in the outbox
    SET_ASIDE = "set_aside"  # its faults stand in the outbox
    FAILED = "failed"  # no word of its own; the next batch tries again
    CHANGED = "changed"  # it changed while it was run; the next batch runs it


@dataclass(frozen=True, slots=True)
class Row:
    """One arrival.

    Parameters
    ----------
    now
        Whether it was run by this batch; else by an earlier one, or under another name.
    out
        Its plan, or its list of faults.
    reason
        Codes of what was wrong.
    """

    name: str
    key: str
    state: Standing
    exit_code: int
    now: bool = False
    out: str = ""
    patients: int | None = None
    placed: int | None = None
    unplaced: int | None = None
    illustrative: bool = False
    faults: int = 0
    reason: str = ""

    def to_dict(self) -> dict[str, object]:
        """Return the row for machines."""
        return {**asdict(self), "state": str(self.state)}


class Figures(TypedDict, total=False):
    """What a plan comes to."""

    patients: int
    placed: int
    unplaced: int
    illustrative: bool


def figures_of(out: Path) -> Figures:
    """Return what a plan comes to; nothing where it was taken away since."""
    try:
        record = read_plan(out)
    except (BadInputError, OSError):
        return {}
    patients, unplaced = len(record.dataset.patients), len(record.tables.unplaced)
    figures: Figures = {"patients": patients, "placed": patients - unplaced, "unplaced": unplaced}
    return {**figures, "illustrative": record.dataset.illustrative}


def write_summary(outbox: Path, rows: Sequence[Row]) -> Path:
    """Write the table of all rows in place of the last one."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([field.name for field in fields(Row)])
    for row in rows:
        writer.writerow([escape_cell("" if value is None else str(value)) for value in row.to_dict().values()])
    place = outbox / SUMMARY
    write_whole(place, BOM + out.getvalue().encode())
    return place

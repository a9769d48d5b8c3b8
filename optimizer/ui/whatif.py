"""Changed beds become a task of their own: an edited copy of the inputs in a job's folder, and the job that plans it."""

from __future__ import annotations

import re
import secrets
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from optimizer.core.text import LANGS, Lang, Text
from optimizer.data.planfolder import PlanRecord, plan_files
from optimizer.data.tables.care import Unit
from optimizer.data.vocabulary import UnitStatus
from optimizer.jobs.job import Job, start_job

INPUTS = "inputs"
EDITABLE = ("capacity", "kept_free", "status")


@dataclass(frozen=True, slots=True)
class UnitChange:
    """One changed figure of a unit."""

    unit_id: str
    column: str
    before: int | UnitStatus
    after: int | UnitStatus


def changed_units(units: Sequence[Unit], edited: Mapping[str, Mapping[str, object]]) -> tuple[UnitChange, ...]:
    """Return what differs; `edited` holds unit id → column → value, a figure left empty counts as unchanged.

    Raises
    ------
    ValueError
        A figure is no whole number from 0 to 20,000, or a status is unknown.
    """
    changes = []
    for unit in units:
        for column, value in edited.get(unit.unit_id, {}).items():
            if column not in EDITABLE or value is None:
                continue
            after = UnitStatus(str(value)) if column == "status" else _whole(value)
            if after != getattr(unit, column):
                changes.append(UnitChange(unit.unit_id, column, getattr(unit, column), after))
    return tuple(changes)


def with_changes(record: PlanRecord, changes: Sequence[UnitChange]) -> PlanRecord:
    """Return the plan's record with the changes made to its units."""
    made: dict[str, dict[str, object]] = {}
    for change in changes:
        made.setdefault(change.unit_id, {})[change.column] = change.after
    units = tuple(replace(unit, **made.get(unit.unit_id, {})) for unit in record.dataset.units)  # type: ignore[arg-type]
    return replace(record, dataset=replace(record.dataset, units=units))


def write_inputs(record: PlanRecord, folder: Path) -> None:
    """Write a plan's inputs as canonical tables, ready to be planned."""
    for name, content in plan_files(record).items():
        if name.startswith(f"{INPUTS}/"):
            path = folder / name.removeprefix(f"{INPUTS}/")
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)


def new_job_folder(root: Path) -> Path:
    """Return a folder name that no other job has; names sort by time."""
    return root / f"{time.strftime('%Y%m%d-%H%M%S')}-{secrets.token_hex(2)}"


def start_whatif(base: Path, record: PlanRecord, changes: Sequence[UnitChange], root: Path, lang: Lang, title: Text) -> Job:
    """Write the edited inputs into a new job folder and start planning them, close to the plan they come from."""
    folder = new_job_folder(root)
    source = folder / (record.dataset.name if re.fullmatch(r"[\w-]+", record.dataset.name) else INPUTS)
    write_inputs(with_changes(record, changes), source)
    words = ["plan", str(source), "--out", str(folder / "plan"), "--previous", str(base), "--lang", lang]
    listed = [[change.unit_id, change.column, str(change.before), str(change.after)] for change in changes]
    return start_job(words, folder, about={"base": str(base), "title": _both(title, count=len(changes)), "changes": listed})


def start_demo(source: str, out: Path, root: Path, lang: Lang, title: Text) -> Job:
    """Start planning the example city."""
    return start_job(["plan", source, "--out", str(out), "--lang", lang], new_job_folder(root), about={"title": _both(title)})


def _both(text: Text, **params: object) -> dict[str, str]:
    return {lang: text.to(lang, **params) for lang in LANGS}


def _whole(value: object) -> int:
    number = float(str(value))
    if not number.is_integer() or not 0 <= number <= 20_000:
        message = f"{value} is no whole number from 0 to 20,000"
        raise ValueError(message)
    return int(number)

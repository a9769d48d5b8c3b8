"""The independent check of a plan folder: the files as signed, every row readable, then the plan itself."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from optimizer.core.errors import BadInputError
from optimizer.core.issue import Issue
from optimizer.data.planfolder import PlanRecord, changed_files, read_plan
from optimizer.verify.finding import fault
from optimizer.verify.run import verify


def verify_folder(folder: Path) -> tuple[Issue, ...]:
    """Return changed files, unreadable rows, broken rules and wrong terms of a plan folder; nothing when it stands.

    A folder that holds no plan at all comes back as one unreadable row.
    """
    issues = [fault("manifest", f"{name} differs", f"{name} 与清单不符", table=name) for name in changed_files(folder)]
    try:
        record = read_plan(folder)
    except BadInputError as error:
        return (*issues, *(_unreadable(issue) for issue in error.issues))
    issues.extend(_other_inputs(folder, record))
    terms = {step.step: {term.name: term.value for term in step.terms} for step in record.steps}
    ran = [step.step for step in record.steps if step.termination.has_plan]
    broken = verify(
        record.dataset,
        record.tables,
        terms,
        steps=ran,
        previous=record.previous,
        previous_rota=record.previous_rota,
        previous_rotation=record.previous_rotation,
    )
    return (*issues, *broken)


def _other_inputs(folder: Path, record: PlanRecord) -> Iterator[Issue]:
    """Yield a `manifest` fault for every input table that is not the one the plan was made from."""
    stated = json.loads((folder / "plan.json").read_bytes()).get("input_hashes") or {}
    derived = record.dataset.input_hashes
    for name in sorted(stated.keys() | derived.keys()) if stated else ():
        if stated.get(name) != derived.get(name):
            said = f"inputs/{name} is not the table the plan was made from"
            yield fault("manifest", said, f"inputs/{name} 不是编制方案时的表", table=name)


def _unreadable(issue: Issue) -> Issue:
    en, zh = issue.describe("en"), issue.describe("zh")
    return fault("row_valid", en, zh, table=issue.table, row=issue.row, column=issue.column, value=issue.value)

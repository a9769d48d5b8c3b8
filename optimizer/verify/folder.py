"""The independent check of a plan folder: the files as signed, every row readable, then the plan itself."""

from __future__ import annotations

from pathlib import Path

from optimizer.core.errors import BadInputError
from optimizer.core.issue import Issue
from optimizer.data.planfolder import changed_files, read_plan
from optimizer.verify.finding import fault
from optimizer.verify.run import verify


def verify_folder(folder: Path) -> tuple[Issue, ...]:
    """Return changed files, unreadable rows, broken rules and wrong terms of a plan folder; nothing when it stands.

    Raises
    ------
    BadInputError
        When the folder holds no plan at all.
    """
    issues = [fault("manifest", f"{name} differs", f"{name} 与清单不符", table=name) for name in changed_files(folder)]
    try:
        record = read_plan(folder)
    except BadInputError as error:
        issues.extend(_unreadable(issue) for issue in error.issues)
        return tuple(issues)
    terms = {step.step: {term.name: term.value for term in step.terms} for step in record.steps}
    ran = [step.step for step in record.steps if step.termination.has_plan]
    issues.extend(verify(record.dataset, record.tables, terms, steps=ran))
    return tuple(issues)


def _unreadable(issue: Issue) -> Issue:
    en, zh = issue.describe("en"), issue.describe("zh")
    return fault("row_valid", en, zh, table=issue.table, row=issue.row, column=issue.column, value=issue.value)

"""What is set aside of a bad input: its full list of faults beside the plans of the others; the input itself is not touched."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

from optimizer.core.errors import ExitCode, PlannerError
from optimizer.core.issue import Issue, Severity
from optimizer.core.text import Lang, Text
from optimizer.data.planfolder_atomic import replace_folder
from optimizer.data.planfolder_issues import issues_csv
from optimizer.data.reading import read_dataset
from optimizer.jobs.attempt import Attempt
from optimizer.jobs.inbox import Arrival

SET_ASIDE = "set-aside"
FAULTS = "faults.json"


def faults_of(arrival: Arrival, ended: Attempt) -> tuple[Issue, ...]:
    """Return every fault, in both languages where the tables are read once more; else as the command told them."""
    if ended.exit_code == ExitCode.BAD_INPUT:
        try:
            read_dataset(arrival.path)
        except PlannerError as error:
            return error.issues
    return tuple(told_issue(told) for told in ended.issues)


def set_aside(under: str, out: Path, name: str, faults: Sequence[Issue], exit_code: int, lang: Lang) -> Path:
    """Write the list of faults of an input in place, whole or not at all, and return its folder."""
    place = out.parent / under / out.name
    record = {
        "format": "hospital-optimizer faults 1",
        "input": name,
        "exit_code": exit_code,
        "faults": [fault.to_dict(lang) for fault in faults],
    }
    files = {"issues.csv": issues_csv(faults), FAULTS: (json.dumps(record, ensure_ascii=False, indent=1) + "\n").encode()}
    replace_folder(place, files, last=FAULTS)
    return place


def told_issue(told: Mapping[str, object]) -> Issue:
    """Return the issue that a command told as JSON; both its languages say what it said in one."""
    words = {key: str(told.get(key) or "") for key in ("code", "message", "fix", "table", "column", "value")}
    row = told.get("row")
    return Issue(
        words["code"],
        Severity.FAULT,
        Text(words["message"], words["message"]),
        Text(words["fix"], words["fix"]),
        table=words["table"],
        row=row if isinstance(row, int) else 0,
        column=words["column"],
        value=words["value"],
    )

"""A plan that stands, for commands that ask it questions, and how they say what it does not know."""

from __future__ import annotations

import datetime as dt
import difflib
from collections.abc import Iterable
from pathlib import Path

from optimizer.cli.console import Voice
from optimizer.cli.faults import no_plan
from optimizer.core.errors import BadInputError, BrokenPlanError
from optimizer.core.issue import Issue, Severity
from optimizer.core.text import Text
from optimizer.data.parsing.dates import parse_date
from optimizer.data.parsing.text import CellError
from optimizer.data.planfolder import PlanRecord, changed_files, holds_plan, read_plan
from optimizer.verify import verify_folder

MOST_ALIKE = 5


def checked_plan(folder: Path) -> PlanRecord:
    """Return a plan that stands, as `verify` sees it.

    Raises
    ------
    BadInputError
        When the folder holds no plan.
    BrokenPlanError
        When the plan does not pass the check.
    """
    if not holds_plan(folder):
        raise BadInputError([no_plan(folder)])
    broken = verify_folder(folder)
    if broken:
        raise BrokenPlanError(broken)
    return read_plan(folder)


def published_plan(folder: Path) -> PlanRecord:
    """Return an earlier plan as it was signed; the rules of today are not asked of it.

    Raises
    ------
    BadInputError
        When the folder holds no plan.
    BrokenPlanError
        When somebody changed it.
    """
    if not holds_plan(folder):
        raise BadInputError([no_plan(folder)])
    changed = changed_files(folder)
    if changed:
        raise BrokenPlanError([_changed(name) for name in changed])
    return read_plan(folder)


def say_lines(voice: Voice, lines: Iterable[str]) -> None:
    """Write lines to people."""
    for line in lines:
        voice.say(Text("{line}", "{line}"), line=line)


def typed_date(text: str, option: str = "") -> dt.date:
    """Return a date as somebody typed it, in an option of a command.

    Raises
    ------
    BadInputError
        When it is none.
    """
    try:
        return parse_date(text)
    except CellError as error:
        issue = Issue(error.code, Severity.FAULT, error.message, error.fix, column=option, value=text, params=error.params)
        raise BadInputError([issue]) from error


def unknown_id(table: str, value: str, known: Iterable[str]) -> Issue:
    """Return the fault of an id that a plan's table does not hold, with those that look like it."""
    alike = difflib.get_close_matches(value, list(known), n=MOST_ALIKE, cutoff=0.5)
    return Issue(
        "unknown_id",
        Severity.FAULT,
        Text("{value} is not in the table {table} of this plan.", "{value} 不在此方案的 {table} 表中。"),
        Text("Meant was perhaps: {alike}.", "是否为：{alike}。")
        if alike
        else Text("Look it up in inputs/.", "请在 inputs/ 中查找。"),
        table=table,
        value=value,
        params={"value": value, "table": table, "alike": ", ".join(alike)},
    )


def _changed(name: str) -> Issue:
    message = Text("{file} was changed after it was published.", "{file} 在发布后被改动。")
    return Issue("manifest", Severity.FAULT, message, table=name, params={"file": name})

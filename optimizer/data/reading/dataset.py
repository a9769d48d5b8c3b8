"""From a folder or workbook to a checked `Dataset`, or every fault at once."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from optimizer.core.errors import BadInputError
from optimizer.core.issue import Issue, Severity
from optimizer.core.text import Text
from optimizer.data.canonical import table_hash
from optimizer.data.checks import run_checks
from optimizer.data.complaint import fault
from optimizer.data.dataset import Dataset
from optimizer.data.outlines import load_outlines
from optimizer.data.reading.draft import Draft, Numbered
from optimizer.data.reading.places import completed, converted_to_wgs84
from optimizer.data.reading.scenarios import Given, scenario_from_toml
from optimizer.data.reading.shift_codes import ShiftCodes, ambiguous, shift_codes
from optimizer.data.reading.sources import Found, find, read_bytes
from optimizer.data.reading.tables import TableRead, read_table
from optimizer.data.scenario import Scenario
from optimizer.data.scenario_file import HOW_TO_WRITE, scenario_toml
from optimizer.data.schema import INPUT_TABLES
from optimizer.data.source import resolve_source

_SHIFTS = "shift_types"
_ORDER = {name: position for position, name in enumerate(INPUT_TABLES)}


def read_dataset(
    source: str | Path, *, scenario: Path | None = None, start: dt.date | None = None, days: int | None = None
) -> Dataset:
    """Return the tables of a folder of CSV files, a workbook or ``example:lanzhou``, checked and frozen.

    Parameters
    ----------
    source
        Where the tables are. Partial tables are normal: `Dataset.given` names those that were there.
    scenario
        A scenario.toml to use instead of the source's own.
    start, days
        First day and number of days to plan instead of the scenario's own.

    Raises
    ------
    BadInputError
        With every fault of the source, each with table, row as seen in the file, column, value and fix.
    """
    path = resolve_source(source)
    found = _find(path)
    given = _with_days(_scenario(found, scenario), start, days)
    return replace(_checked(found, given), outlines=load_outlines(path))


def read_found(found: Found, outlines: bytes = b"") -> Dataset:
    """Return the tables of a source that was opened before (and perhaps corrected since), checked and frozen.

    Raises
    ------
    BadInputError
        With every fault, as for `read_dataset`.
    """
    return replace(_checked(found, found.scenario), outlines=outlines)


def _checked(found: Found, given: Given | None) -> Dataset:
    said = given.file.shift_codes if given is not None and given.file is not None else {}
    reads = _reads(found, said)
    issues = [*found.issues, *(given.issues if given is not None else (_scenario_missing(),))]
    issues += [issue for read in reads.values() for issue in read.issues]
    issues += _nothing(found, reads)
    draft, problems = _draft(found, reads, given.file.scenario if given is not None and given.file is not None else None)
    issues += [*problems, *run_checks(draft)]
    done, problems = completed(draft.tables, found.outlines)
    issues = _in_order([*issues, *problems])
    faults = [issue for issue in issues if issue.severity is Severity.FAULT]
    if faults or draft.scenario is None:
        raise BadInputError(faults)
    return _dataset(found.name, draft.scenario, {**draft.tables, **done}, draft.given, tuple(issues))


def _reads(found: Found, said: Mapping[str, str]) -> dict[str, TableRead]:
    """Return every table; the shift types are read first, for they tell what the signs of rosters mean."""
    grids = {table: found.grids[table] for table in INPUT_TABLES if table in found.grids}
    shifts = read_table(grids[_SHIFTS], ShiftCodes()) if _SHIFTS in grids else TableRead()
    shifts.issues.extend(ambiguous(shifts.rows))
    codes = shift_codes(shifts.rows, said, known=shifts.whole and bool(shifts.rows))
    return {table: shifts if table == _SHIFTS else read_table(grid, codes) for table, grid in grids.items()}


def _find(path: Path) -> Found:
    try:
        return find(path)
    except OSError as error:
        message = Text("The folder cannot be read: {why}.", "无法读取文件夹：{why}。")
        raise BadInputError([fault("unreadable_file", message, value=path.name, why=error.strerror or str(error))]) from error


def _scenario(found: Found, path: Path | None) -> Given | None:
    if path is None:
        return found.scenario
    data = read_bytes(path, found.issues, path.name)
    return Given(None, ()) if data is None else scenario_from_toml(data)


def _with_days(given: Given | None, start: dt.date | None, days: int | None) -> Given | None:
    """Return the scenario with other days to plan."""
    if given is None or given.file is None or (start is None and days is None):
        return given
    old = given.file.scenario.horizon
    horizon = replace(old, start=start or old.start, days=days or old.days)
    return replace(given, file=replace(given.file, scenario=replace(given.file.scenario, horizon=horizon)))


def _scenario_missing() -> Issue:
    message = Text("There is no scenario: nothing says which days to plan.", "缺少方案文件：没有说明规划哪些日期。")
    return fault("scenario_missing", message, HOW_TO_WRITE, table="scenario")


def _nothing(found: Found, reads: Mapping[str, TableRead]) -> list[Issue]:
    """Return the fault of a source without tables, or whose tables are all empty."""
    if any(read.filled for read in reads.values()) or any(issue.severity is Severity.FAULT for issue in found.issues):
        return []
    if reads:
        message = Text("No table has any rows.", "所有表均没有数据行。")
        fix = Text("Fill in at least one table, hospitals and units first.", "请至少填写一张表，先填医疗机构和收治单元。")
        return (
            [] if any(i.code == "no_rows" for read in reads.values() for i in read.issues) else [fault("no_rows", message, fix)]
        )
    message = Text("There is no table here that the planner knows.", "此处没有可识别的数据表。")
    fix = Text(
        "Name files or sheets hospitals, units, patients … (see `template`).",
        "请将文件或工作表命名为“医疗机构”“收治单元”“患者”等（参见 template 命令）。",
    )
    return [fault("no_tables", message, fix, value=found.name)]


def _draft(found: Found, reads: Mapping[str, TableRead], scenario: Scenario | None) -> tuple[Draft, list[Issue]]:
    tables = {table: read.rows for table, read in reads.items()}
    known = {f"{table}.{column}": frozenset(ids) for table, read in reads.items() for column, ids in read.ids.items()}
    given = frozenset(table for table in found.seen if table in found.grids and _counts(found, reads[table], table))
    unreadable = {table for table in found.seen if table not in reads}
    partly = {table for table, read in reads.items() if not read.whole and _counts(found, read, table)}
    incomplete = frozenset(unreadable | partly)
    issues: list[Issue] = []
    if "hospitals" in tables:
        tables["hospitals"], issues = converted_to_wgs84(tables["hospitals"])
    return Draft(scenario, tables, known, given | incomplete, incomplete), issues


def _counts(found: Found, read: TableRead, table: str) -> bool:
    """Return whether a table was given: a file always is, a sheet of a workbook when it holds a row."""
    return read.filled or found.grids[table].even


def _in_order(issues: Iterable[Issue]) -> list[Issue]:
    """Return issues table by table in the order of the schema, row by row."""
    return sorted(issues, key=lambda issue: (_ORDER.get(issue.table, -1), issue.table, issue.row))


def _dataset(
    name: str, scenario: Scenario, tables: Mapping[str, list[Numbered]], given: frozenset[str], issues: tuple[Issue, ...]
) -> Dataset:
    rows: dict[str, Any] = {table: tuple(row for _, row in tables.get(table, ())) for table in INPUT_TABLES}
    hashes = {table: table_hash(INPUT_TABLES[table], rows[table]) for table in INPUT_TABLES if table in given}
    hashes["scenario"] = hashlib.sha256(scenario_toml(scenario).encode("utf-8")).hexdigest()
    return Dataset(scenario=scenario, name=name, issues=issues, given=given, input_hashes=hashes, **rows)

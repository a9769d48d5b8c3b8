"""What a folder or a workbook holds: grids by table, the scenario, district outlines, and what was passed over."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from optimizer.core.issue import Issue
from optimizer.core.text import Text
from optimizer.data.complaint import fault, nearest, note, warning
from optimizer.data.reading.csvfile import csv_grid
from optimizer.data.reading.grid import MAX_BYTES, Grid
from optimizer.data.reading.naming import fold, tables_by_name
from optimizer.data.reading.outlines import FILE as OUTLINES
from optimizer.data.reading.outlines import Point, district_centroids
from optimizer.data.reading.scenarios import Given, scenario_from_rows, scenario_from_toml
from optimizer.data.reading.workbook import workbook_sheets

SCENARIO = "scenario.toml"
WORKBOOKS = (".xlsx", ".xlsm", ".xls")
_SCENARIO_SHEETS = frozenset({"scenario", "方案", "情景"})
_SILENT_SHEETS = frozenset({"说明", "explanations", "readme", "使用说明", "help", "lists"})
_SILENT_FILES = frozenset({SCENARIO, OUTLINES, "thumbs.db", "desktop.ini", "licence", "license", "notice"})


@dataclass
class Found:
    """Everything a source holds, still as text."""

    name: str
    grids: dict[str, Grid] = field(default_factory=dict)
    seen: set[str] = field(default_factory=set)  # tables that were there, readable or not
    scenario: Given | None = None
    outlines: Mapping[str, Point] = field(default_factory=dict)
    issues: list[Issue] = field(default_factory=list)

    def claim(self, table: str, place: str) -> bool:
        """Return whether a table is met for the first time; a second one is a fault."""
        if table in self.seen:
            message = Text("The table {meant} is there twice.", "表 {meant} 重复出现。")
            fix = Text("Keep one of them.", "请只保留一份。")
            self.issues.append(fault("duplicate_table", message, fix, table=place, meant=table))
            return False
        self.seen.add(table)
        return True


def find(source: Path) -> Found:
    """Return what a source holds; files that cannot be read are faults in it."""
    if source.is_dir():
        return _in_folder(source)
    if source.suffix.lower() in WORKBOOKS:
        return _in_workbook(source)
    found = Found(source.stem)
    message = Text("This is neither a folder of CSV files nor a workbook.", "既不是 CSV 文件夹，也不是工作簿。")
    fix = Text("Give the folder the file is in, or an .xlsx file.", "请给出文件所在的文件夹，或 .xlsx 文件。")
    found.issues.append(fault("not_a_source", message, fix, value=source.name))
    return found


def read_bytes(path: Path, issues: list[Issue], place: str) -> bytes | None:
    """Return a file's bytes, or None with a fault."""
    try:
        if path.stat().st_size > MAX_BYTES:
            message = Text("The file is larger than {most} MB.", "文件超过 {most} MB。")
            issues.append(fault("too_large", message, table=place, most=MAX_BYTES // 2**20))
            return None
        return path.read_bytes()
    except OSError as error:
        message = Text("The file cannot be opened: {why}.", "无法打开文件：{why}。")
        issues.append(fault("unreadable_file", message, table=place, why=error.strerror or str(error)))
        return None


def _in_folder(folder: Path) -> Found:
    found = Found(folder.resolve().name)
    strays: list[Path] = []
    for path in sorted(path for path in folder.iterdir() if path.is_file()):
        table = tables_by_name().get(fold(path.stem)) if path.suffix.lower() == ".csv" else None
        if table is None:
            strays.append(path)
        elif found.claim(table, path.name):
            _take_csv(found, table, path)
    for path in strays:
        _pass_over(found, path)
    scenario = folder / SCENARIO
    if scenario.is_file():
        data = read_bytes(scenario, found.issues, SCENARIO)
        found.scenario = Given(None, ()) if data is None else scenario_from_toml(data)
    found.outlines, issues = district_centroids(folder)
    found.issues.extend(issues)
    return found


def _take_csv(found: Found, table: str, path: Path) -> None:
    data = read_bytes(path, found.issues, path.name)
    if data is None:
        return
    grid, issues = csv_grid(table, data)
    found.issues.extend(issues)
    if grid is not None:
        found.grids[table] = grid


def _pass_over(found: Found, path: Path) -> None:
    """Say that a file of the folder is not read; a misspelt table is a fault."""
    name = path.name.lower()
    if name.startswith((".", "~$", "readme")) or name in _SILENT_FILES or path.suffix.lower() == ".md":
        return
    guess = _misspelt(path.stem, found) if path.suffix.lower() == ".csv" else ""
    if guess:
        found.issues.append(_unknown_table(path.name, guess, fault))
    else:
        found.issues.append(
            note("stray_file", Text("The file is no table and was not read.", "该文件不是数据表，未读取。"), table=path.name)
        )


def _in_workbook(path: Path) -> Found:
    found = Found(path.stem)
    data = read_bytes(path, found.issues, path.name)
    sheets, issues = workbook_sheets(data, path.name) if data is not None else ({}, [])
    found.issues.extend(issues)
    strays: list[str] = []
    for sheet, lines in sheets.items():
        table = tables_by_name().get(fold(sheet))
        if fold(sheet) in _SCENARIO_SHEETS:
            found.scenario = scenario_from_rows(lines)
        elif table is None:
            strays.append(sheet)
        elif found.claim(table, sheet):
            found.grids[table] = Grid(table, lines)
    for sheet in strays:
        guess = _misspelt(sheet, found)
        if guess:
            found.issues.append(_unknown_table(sheet, guess, warning))
        elif not any(word in fold(sheet) for word in _SILENT_SHEETS):
            found.issues.append(
                note("stray_sheet", Text("The sheet is no table and was not read.", "该工作表不是数据表，未读取。"), table=sheet)
            )
    beside = next((p for p in (path.with_suffix(".toml"), path.parent / SCENARIO) if p.is_file()), None)
    if found.scenario is None and beside is not None:
        text = read_bytes(beside, found.issues, beside.name)
        found.scenario = None if text is None else scenario_from_toml(text)
    return found


def _misspelt(word: str, found: Found) -> str:
    guess = nearest(fold(word), tables_by_name())
    table = tables_by_name().get(guess, "")
    return "" if table in found.seen else table


def _unknown_table(place: str, meant: str, complain: Callable[..., Issue]) -> Issue:
    message = Text("There is no table of this name. Did you mean {meant}?", "没有这个名称的数据表。是否应为 {meant}？")
    return complain(
        "unknown_table", message, Text("Rename it, or move it elsewhere.", "请改名或移走。"), table=place, meant=meant
    )

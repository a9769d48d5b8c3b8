"""A plan folder: the plan, its inputs and everything needed to check it again, replaced as a whole or not at all."""

from __future__ import annotations

import dataclasses
import hashlib
import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from optimizer.core.errors import BadInputError
from optimizer.core.issue import Issue, Severity
from optimizer.core.text import DISCLAIMER, Text
from optimizer.data.canonical import table_csv
from optimizer.data.dataset import Dataset
from optimizer.data.outlines import OUTLINES_FILE
from optimizer.data.planfolder_atomic import recover, replace_folder
from optimizer.data.planfolder_issues import issues_csv, read_issues
from optimizer.data.planfolder_record import FORMAT, PlanRecord, StepRecord, clock_facts, plan_json, steps_of
from optimizer.data.planfolder_tables import read_plan_table
from optimizer.data.plantables import PlanTables
from optimizer.data.reading import read_dataset
from optimizer.data.scenario_file import scenario_toml
from optimizer.data.schema import INPUT_TABLES, PLAN_TABLES, TableSpec
from optimizer.data.tables.plan import PlacementRow, RotaRow, RotationRow

__all__ = [
    "PlanRecord",
    "StepRecord",
    "changed_files",
    "check_out",
    "fingerprint",
    "holds_plan",
    "plan_files",
    "read_plan",
    "sign",
    "signed_files",
    "write_plan",
]

MANIFEST = "manifest.json"
PLAN = "plan.json"
PREVIOUS = TableSpec("previous", PlacementRow, ("patient_id",), Text("Plan in force", "现行方案"))
"""Placements of the plan in force when a plan was made; written only where there was one."""
PREVIOUS_ROTA = TableSpec("previous_rota", RotaRow, ("staff_id", "date"), Text("Rota in force", "现行班表"))
"""The rota in force when a rota was made; written only where there was one."""
PREVIOUS_ROTATION = TableSpec("previous_rotation", RotationRow, ("team_id", "from"), Text("Rotation in force", "现行轮换"))
"""The rotation in force, likewise."""
_BEFORE = (PREVIOUS, PREVIOUS_ROTA, PREVIOUS_ROTATION)
"""Each stands in the record under its own name."""
_CHANGES = frozenset({"changes", "rotation_changes"})
"""Written beside them: without a plan in force there is nothing to change, and older plans have no such tables."""
INPUTS = "inputs"


def write_plan(folder: Path, plan: PlanRecord, files: Mapping[str, bytes]) -> None:
    """Write a plan and its `files` (report, workbook, calendars: relative path → bytes) in place of `folder`.

    Raises
    ------
    BadInputError
        The folder holds something that is no plan (``out_not_empty``) or cannot be written (``out_not_writable``).
    """
    folder = folder.resolve()
    check_out(folder)
    written = {**plan_files(plan), **files}
    written[MANIFEST] = _manifest({name: _digest(content) for name, content in written.items()})
    try:
        replace_folder(folder, written, last=MANIFEST)
    except OSError as error:
        raise BadInputError([_fault("out_not_writable", _NOT_WRITABLE, folder, why=error.strerror or str(error))]) from error


def check_out(folder: Path) -> None:
    """Refuse a place no plan may be written to, before anything is computed.

    Raises
    ------
    BadInputError
        The folder holds something that is no plan (``out_not_empty``), or is a file.
    """
    folder = folder.resolve()
    recover(folder)
    if folder.exists() and not (folder.is_dir() and (holds_plan(folder) or not any(folder.iterdir()))):
        raise BadInputError([_fault("out_not_empty", _NOT_EMPTY, folder)])


def plan_files(plan: PlanRecord) -> dict[str, bytes]:
    """Return the files of a plan itself, without report, workbook, calendars and manifest."""
    files = {PLAN: plan_json(plan), "issues.csv": issues_csv(plan.issues)}
    for name, spec in PLAN_TABLES.items():
        if name in _CHANGES and not (_in_force(plan, name) or plan.tables.rows(name)):
            continue
        files[f"{name}.csv"] = table_csv(spec, plan.tables.rows(name), bom=True)
    for spec in _BEFORE:
        rows = getattr(plan, spec.name)
        if rows:
            files[f"{spec.name}.csv"] = table_csv(spec, rows, bom=True)
    return files | {f"{INPUTS}/{name}": content for name, content in input_files(plan.dataset).items()}


def input_files(dataset: Dataset) -> dict[str, bytes]:
    """Return the files of a folder that reads back as a dataset: canonical tables, scenario, outlines."""
    files = {
        f"{name}.csv": table_csv(spec, dataset.rows(name), bom=True)
        for name, spec in INPUT_TABLES.items()
        if name in dataset.given or dataset.rows(name)
    }
    files["scenario.toml"] = scenario_toml(dataset.scenario).encode()
    if dataset.outlines:
        files[OUTLINES_FILE] = dataset.outlines
    return files


def _in_force(plan: PlanRecord, table: str) -> tuple[object, ...]:
    return plan.previous if table == "changes" else plan.previous_rotation


def read_plan(folder: Path) -> PlanRecord:
    """Read a plan folder back; whether somebody changed it is asked with `changed_files`.

    Raises
    ------
    BadInputError
        It is no plan folder, or one of its files cannot be read.
    """
    folder = folder.resolve()
    recover(folder)
    record = _plan_record(folder)
    dataset = _inputs(folder, record)
    issues: list[Issue] = []
    tables = {
        name: read_plan_table(folder, spec, issues)
        for name, spec in PLAN_TABLES.items()
        if name not in _CHANGES or (folder / f"{name}.csv").exists()
    }
    before = {spec.name: read_plan_table(folder, spec, issues) for spec in _BEFORE if (folder / f"{spec.name}.csv").exists()}
    if issues:
        raise BadInputError(issues)
    try:
        return PlanRecord(
            dataset=dataset,
            tables=PlanTables(**tables),
            steps=steps_of(record),
            issues=read_issues((folder / "issues.csv").read_bytes()),
            stopped_at=str(record["stopped_at"]),
            exit_code=int(record["exit_code"]),
            run=clock_facts(record),
            rotas_before=int(record.get("rotas_before", 0)),
            **before,
        )
    except (OSError, KeyError, TypeError, ValueError, AttributeError) as error:
        raise BadInputError([_fault("plan_unreadable", _UNREADABLE, folder, why=str(error))]) from error


def holds_plan(folder: Path) -> bool:
    """Whether a folder holds a plan of this product, be it damaged."""
    for name in (PLAN, MANIFEST):
        try:
            content = (folder / name).read_bytes()
        except OSError:
            continue
        if json.dumps(FORMAT).encode() in content:
            return True
    return False


def signed_files(folder: Path, under: str) -> dict[str, bytes]:
    """Return the files of one subfolder, by path, that are as the manifest says."""
    signed = _signed(folder) or {}
    found = {name: (folder / name).read_bytes() for name in signed if name.startswith(f"{under}/") and (folder / name).is_file()}
    return {name: content for name, content in found.items() if _digest(content) == signed[name]}


def fingerprint(folder: Path) -> str:
    """Return twelve digits that tell a plan from others; made again from the same input it has the same."""
    tables = {name: digest for name, digest in (_signed(folder) or {}).items() if name.endswith((".csv", ".toml"))}
    return _digest(json.dumps(tables, sort_keys=True).encode())[:12]


def changed_files(folder: Path) -> tuple[str, ...]:
    """Return the files that are not as signed in the manifest: changed, missing, or added to what a plan reads."""
    signed = _signed(folder)
    if signed is None:
        return (MANIFEST,)
    present = {name: _digest((folder / name).read_bytes()) for name in _files_of(folder)}
    names = signed.keys() | present.keys()
    return tuple(sorted(name for name in names if signed.get(name) != present.get(name)))


def sign(folder: Path) -> None:
    """Write manifest.json anew, for a folder whose files were changed on purpose."""
    content = _manifest({name: _digest((folder / name).read_bytes()) for name in _files_of(folder)})
    temporary = folder / f".{MANIFEST}.{os.getpid()}"
    with temporary.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(folder / MANIFEST)


def _manifest(digests: Mapping[str, str]) -> bytes:
    record = {
        "format": FORMAT,
        "disclaimer": {"zh": DISCLAIMER.zh, "en": DISCLAIMER.en},
        "sha256": dict(sorted(digests.items())),
    }
    return (json.dumps(record, ensure_ascii=False, indent=1) + "\n").encode()


def _signed(folder: Path) -> dict[str, str] | None:
    try:
        digests = json.loads((folder / MANIFEST).read_bytes())["sha256"]
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return digests if isinstance(digests, dict) else None


def _files_of(folder: Path) -> tuple[str, ...]:
    """Name the files a plan consists of; what an operating system or an open spreadsheet drops beside them is not."""
    paths = (path for path in folder.rglob("*") if path.is_file() and not path.name.startswith((".", "~$")))
    names = (path.relative_to(folder).as_posix() for path in paths)
    return tuple(sorted(name for name in names if name not in {MANIFEST, "Thumbs.db", "desktop.ini"}))


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _plan_record(folder: Path) -> dict[str, Any]:
    try:
        record = json.loads((folder / PLAN).read_bytes())
    except FileNotFoundError as error:
        raise BadInputError([_fault("not_a_plan", _NOT_A_PLAN, folder, why=_NO_PLAN_FILE)]) from error
    except (OSError, ValueError) as error:
        raise BadInputError([_fault("not_a_plan", _NOT_A_PLAN, folder, why=str(error))]) from error
    if not isinstance(record, dict) or record.get("format") != FORMAT or not isinstance(record.get("run"), dict):
        raise BadInputError([_fault("not_a_plan", _NOT_A_PLAN, folder, why=f"format ≠ {FORMAT}")])
    return record


def _inputs(folder: Path, record: Mapping[str, Any]) -> Dataset:
    dataset = read_dataset(folder / INPUTS)
    return dataclasses.replace(dataset, name=str(record.get("dataset", "")))


def _fault(code: str, message: Text, folder: Path, **params: object) -> Issue:
    return Issue(code, Severity.FAULT, message, value=str(folder), params={"folder": str(folder), **params})


_NOT_EMPTY = Text(
    "{folder} is not empty and holds no plan. Name another folder, or empty it.",
    "{folder} 不是空文件夹，也不是方案文件夹。请另选文件夹，或先清空。",
)
_NOT_WRITABLE = Text("{folder} cannot be written: {why}.", "无法写入 {folder}：{why}。")
_NO_PLAN_FILE = Text("there is no plan.json; name the folder given to --out", "没有 plan.json，请给出 --out 所写的文件夹")
_NOT_A_PLAN = Text("{folder} holds no readable plan: {why}.", "{folder} 不是可读取的方案文件夹：{why}。")
_UNREADABLE = Text("The plan in {folder} cannot be read: {why}.", "无法读取 {folder} 中的方案：{why}。")

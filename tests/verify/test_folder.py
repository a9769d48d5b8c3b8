"""The check of plan folders: what stands in the files, not what somebody remembers."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest

from optimizer.core.outcome import Term, Termination
from optimizer.data.canonical import table_csv
from optimizer.data.planfolder import (
    PREVIOUS,
    PREVIOUS_ROTA,
    PREVIOUS_ROTATION,
    PlanRecord,
    StepRecord,
    sign,
    write_plan,
)
from optimizer.data.schema import PLAN_TABLES
from optimizer.verify import STEPS, recompute, verify_folder
from tests.verify.base_plan import base_plan
from tests.verify.case import Case, acted
from tests.verify.mutations import BREAKING, HARMLESS
from tests.verify.told import with_changes

SAMPLE = sorted(set(BREAKING) - {"state_kept", "team_pulled"})[::2]  # those are broken by the inputs, which a forger leaves alone


def _steps(case: Case) -> tuple[StepRecord, ...]:
    terms = recompute(case.dataset, case.tables, STEPS)
    return tuple(
        StepRecord(step, Termination.FEASIBLE, tuple(Term(n, v) for n, v in found.items())) for step, found in terms.items()
    )


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    case = Case(*base_plan())
    write_plan(tmp_path / "plan", PlanRecord(case.dataset, case.tables, _steps(case)), {"report.html": b"<html></html>"})
    return tmp_path / "plan"


def _rewrite(folder: Path, case: Case) -> None:
    """Write a mutated plan over a folder as a careful forger would: tables, terms and manifest."""
    for name, spec in PLAN_TABLES.items():
        (folder / f"{name}.csv").write_bytes(table_csv(spec, case.tables.rows(name), bom=True))
    for spec in (PREVIOUS, PREVIOUS_ROTA, PREVIOUS_ROTATION):
        if getattr(case, spec.name):
            (folder / f"{spec.name}.csv").write_bytes(table_csv(spec, getattr(case, spec.name), bom=True))
    record = json.loads((folder / "plan.json").read_text("utf-8"))
    terms = recompute(case.dataset, case.tables, STEPS, case.previous, case.previous_rota, case.previous_rotation)
    for step in record["steps"]:
        for term in step["terms"]:
            term["value"] = terms[step["step"]][term["name"]]
    (folder / "plan.json").write_text(json.dumps(record, ensure_ascii=False), "utf-8")
    sign(folder)


def test_a_valid_folder_stands(folder: Path) -> None:
    assert verify_folder(folder) == ()


@pytest.mark.parametrize("name", SAMPLE)
def test_broken_rule_is_named(folder: Path, name: str) -> None:
    case = Case(*base_plan())
    mutated = acted(BREAKING[name], case, 3)
    if mutated.dataset is not case.dataset:  # the inputs are another city's then
        write_plan(folder, PlanRecord(mutated.dataset, case.tables, _steps(case)), {"report.html": b"<html></html>"})
    _rewrite(folder, mutated)
    codes = {issue.code for issue in verify_folder(folder)}
    assert name in codes
    assert "manifest" not in codes


@pytest.mark.parametrize("name", sorted(HARMLESS))
@pytest.mark.parametrize("seed", [1, 2])
def test_kept_rules_are_not_named(folder: Path, name: str, seed: int) -> None:
    _rewrite(folder, acted(HARMLESS[name], Case(*base_plan()), seed))
    assert verify_folder(folder) == ()


@pytest.mark.parametrize("name", ["rota.csv", "plan.json", "report.html", "inputs/units.csv"])
def test_a_changed_file_is_named(folder: Path, name: str) -> None:
    path = folder / name
    path.write_bytes(path.read_bytes() + b"\n")
    assert ("manifest", name) in {(issue.code, issue.table) for issue in verify_folder(folder)}


def test_a_missing_file_is_named(folder: Path) -> None:
    (folder / "report.html").unlink()
    assert [(issue.code, issue.table) for issue in verify_folder(folder)] == [("manifest", "report.html")]


@pytest.mark.parametrize(("table", "old", "new"), [("rota", "2022-03-14", "soon"), ("capacity", ",general,", ",cosy,")])
def test_a_row_that_cannot_be_read_is_named(folder: Path, table: str, old: str, new: str) -> None:
    path = folder / f"{table}.csv"
    path.write_text(path.read_text("utf-8").replace(old, new, 1), "utf-8")
    sign(folder)
    issues = verify_folder(folder)
    assert {issue.code for issue in issues} == {"row_valid"}
    assert issues[0].table.removesuffix(".csv") == table
    assert issues[0].row > 1


def test_a_stated_term_that_differs_is_named(folder: Path) -> None:
    path = folder / "plan.json"
    record = json.loads(path.read_text("utf-8"))
    step, term = (record["steps"][2], record["steps"][2]["terms"][0])
    term["value"] += 1
    path.write_text(json.dumps(record), "utf-8")
    sign(folder)
    assert [(issue.code, issue.column) for issue in verify_folder(folder)] == [("term_value", term["name"])]
    assert step["step"] == "routing"


def test_another_input_table_is_named(folder: Path) -> None:
    """A roomier unit in the inputs would make the plan look lighter: figures and hashes speak."""
    record = json.loads((folder / "plan.json").read_text("utf-8"))
    record["input_hashes"] = {"units": "0" * 64}
    (folder / "plan.json").write_text(json.dumps(record), "utf-8")
    sign(folder)
    assert ("manifest", "units") in {(issue.code, issue.table) for issue in verify_folder(folder)}


def test_a_folder_without_a_plan_is_named(tmp_path: Path) -> None:
    assert {issue.code for issue in verify_folder(tmp_path)} >= {"row_valid"}


def test_rows_in_any_order_are_the_same_plan(folder: Path) -> None:
    case = Case(*base_plan())
    tables = {name: Random(5).sample(case.tables.rows(name), len(case.tables.rows(name))) for name in PLAN_TABLES}
    _rewrite(folder, replace(case, tables=replace(case.tables, **{name: tuple(rows) for name, rows in tables.items()})))
    assert verify_folder(folder) == ()


def test_changes_are_checked_against_the_plan_in_force(tmp_path: Path) -> None:
    """The folder carries the placements it was compared with; without them the stated changes do not stand."""
    dataset, tables = base_plan()
    before = tuple(replace(row, unit_id="U19") if row.patient_id == "P01" else row for row in tables.placements)
    tables = with_changes(dataset, tables, before)
    terms = recompute(dataset, tables, STEPS, before)
    assert terms["routing"]["changes"] == 1
    steps = tuple(
        StepRecord(step, Termination.FEASIBLE, tuple(Term(n, v) for n, v in found.items())) for step, found in terms.items()
    )
    write_plan(tmp_path / "plan", PlanRecord(dataset, tables, steps, previous=before), {})
    assert verify_folder(tmp_path / "plan") == ()
    (tmp_path / "plan" / "previous.csv").unlink()
    sign(tmp_path / "plan")
    found = verify_folder(tmp_path / "plan")
    assert {(issue.code, issue.column) for issue in found} == {("changes_listed", "patient_id"), ("term_value", "changes")}

from __future__ import annotations

import dataclasses
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from optimizer.core.errors import BadInputError
from optimizer.core.issue import Issue, Severity
from optimizer.core.text import Text
from optimizer.data.planfolder import PlanRecord, changed_files, check_out, holds_plan, read_plan, sign, write_plan
from optimizer.data.tables.plan import UnplacedRow
from tests.report.city import make_plan

FILES = {"report.html": b"<html>", "calendars/S1.ics": b"BEGIN"}


@pytest.fixture(scope="module")
def plan() -> PlanRecord:
    return make_plan(patients=30, per_hospital=4, staff_count=16)


@pytest.fixture
def folder(tmp_path: Path, plan: PlanRecord) -> Path:
    target = tmp_path / "plan"
    write_plan(target, plan, FILES)
    return target


def code_of(error: pytest.ExceptionInfo[BadInputError]) -> str:
    return error.value.issues[0].code


def contents(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def with_unplaced(plan: PlanRecord, detail: str) -> PlanRecord:
    row = UnplacedRow(patient_id=plan.dataset.patients[0].patient_id, reason_code="full", detail=detail)
    return dataclasses.replace(plan, tables=dataclasses.replace(plan.tables, unplaced=(row,)))


def test_a_plan_is_read_back_as_it_was_written(folder: Path, plan: PlanRecord) -> None:
    read = read_plan(folder)
    assert read.tables == plan.tables
    assert read.steps == plan.steps
    assert read.exit_code == plan.exit_code
    assert read.run["seconds"] == plan.run["seconds"]
    for table in plan.dataset.given:
        assert read.dataset.rows(table) == plan.dataset.rows(table), table
    assert read.dataset.scenario == plan.dataset.scenario
    assert read.dataset.name == plan.dataset.name
    assert read.dataset.outlines == plan.dataset.outlines
    assert [issue.describe("zh") for issue in read.issues] == [issue.describe("zh") for issue in plan.issues]
    assert [issue.place() for issue in read.issues] == [issue.place() for issue in plan.issues]


def test_input_hashes_survive_the_round_trip(folder: Path, plan: PlanRecord) -> None:
    read = read_plan(folder)
    assert {name: read.dataset.input_hashes[name] for name in plan.dataset.given} == dict(plan.dataset.input_hashes)


def test_a_plan_written_again_after_reading_has_the_same_bytes(folder: Path, tmp_path: Path) -> None:
    read = read_plan(folder)
    write_plan(tmp_path / "again", read, FILES)
    first, second = contents(folder), contents(tmp_path / "again")
    assert first.keys() == second.keys()
    differing = {name for name in first if first[name] != second[name]}
    assert differing <= {"plan.json", "manifest.json"}  # the reader adds the fingerprint of the scenario
    assert contents(folder) != {}


def test_only_the_clock_facts_differ_between_runs(tmp_path: Path, plan: PlanRecord) -> None:
    later = dataclasses.replace(
        plan,
        run={"started_at": "2030-01-01", "seconds": 99},
        steps=tuple(dataclasses.replace(step, seconds=step.seconds + 5) for step in plan.steps),
    )
    write_plan(tmp_path / "a", plan, FILES)
    write_plan(tmp_path / "b", later, FILES)
    a, b = contents(tmp_path / "a"), contents(tmp_path / "b")
    assert {name for name in a if a[name] != b[name]} == {"plan.json", "manifest.json"}
    first, second = json.loads(a["plan.json"]), json.loads(b["plan.json"])
    assert first.pop("run") != second.pop("run")
    assert first == second
    digests = [json.loads(files["manifest.json"])["sha256"] for files in (a, b)]
    assert {name for name in digests[0] if digests[0][name] != digests[1][name]} == {"plan.json"}


def test_every_csv_opens_in_excel_and_json_carries_the_notice(folder: Path) -> None:
    files = contents(folder)
    assert all(raw.startswith(b"\xef\xbb\xbf") and b"\r" not in raw for name, raw in files.items() if name.endswith(".csv"))
    for name in ("plan.json", "manifest.json"):
        assert "辅助决策建议，未经签发不得执行" in files[name].decode()


@pytest.mark.parametrize(
    "detail", ["=1+1", "+86", "-x", "@SUM(A1)", "\tx", "'=quoted", "''", 'a "b", c', "两行\n文字", "NA", "007", ""]
)
def test_text_that_a_spreadsheet_would_run_is_tamed_and_read_back(tmp_path: Path, plan: PlanRecord, detail: str) -> None:
    risky = with_unplaced(plan, detail)
    issue = Issue("odd", Severity.NOTE, Text(detail, detail), value=detail)
    write_plan(tmp_path / "plan", dataclasses.replace(risky, issues=(issue,)), {})
    raw = (tmp_path / "plan" / "unplaced.csv").read_text(encoding="utf-8-sig")
    assert f",{detail}" not in raw or detail[:1] not in "=+-@\t" or not detail
    read = read_plan(tmp_path / "plan")
    assert read.tables.unplaced[0].detail == detail
    assert read.issues[0].value == detail


def test_a_folder_with_other_things_is_refused_and_untouched(tmp_path: Path, plan: PlanRecord) -> None:
    (tmp_path / "letter.txt").write_text("mine")
    with pytest.raises(BadInputError) as error:
        write_plan(tmp_path, plan, {})
    assert code_of(error) == "out_not_empty"
    assert contents(tmp_path) == {"letter.txt": b"mine"}
    with pytest.raises(BadInputError):
        check_out(tmp_path)


def test_a_foreign_plan_json_does_not_make_a_plan_folder(tmp_path: Path, plan: PlanRecord) -> None:
    (tmp_path / "plan.json").write_text('{"plan": "holiday"}')
    with pytest.raises(BadInputError) as error:
        write_plan(tmp_path, plan, {})
    assert code_of(error) == "out_not_empty"


def test_a_file_in_the_way_is_refused(tmp_path: Path, plan: PlanRecord) -> None:
    (tmp_path / "out").write_text("a file")
    with pytest.raises(BadInputError) as error:
        write_plan(tmp_path / "out", plan, {})
    assert code_of(error) == "out_not_empty"


def test_an_empty_folder_and_an_older_plan_are_replaced(tmp_path: Path, plan: PlanRecord) -> None:
    target = tmp_path / "out"
    target.mkdir()
    write_plan(target, plan, {"old.txt": b"1"})
    write_plan(target, plan, {"new.txt": b"2"})
    assert "new.txt" in contents(target)
    assert "old.txt" not in contents(target)
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_a_path_out_of_the_folder_is_refused(tmp_path: Path, plan: PlanRecord) -> None:
    with pytest.raises(ValueError, match="leaves the folder"):
        write_plan(tmp_path / "plan", plan, {"../evil.txt": b""})
    assert list(tmp_path.iterdir()) == []


def test_changed_missing_and_added_files_are_named(folder: Path) -> None:
    assert changed_files(folder) == ()
    (folder / "placements.csv").write_bytes((folder / "placements.csv").read_bytes() + b" ")
    (folder / "flows.csv").unlink()
    (folder / "inputs" / "requests.csv").write_text("staff_id")
    (folder / ".DS_Store").write_text("")
    (folder / "~$plan.xlsx").write_text("")
    assert changed_files(folder) == ("flows.csv", "inputs/requests.csv", "placements.csv")
    sign(folder)
    assert changed_files(folder) == ()


def test_a_missing_or_broken_manifest_is_a_changed_file(folder: Path) -> None:
    (folder / "manifest.json").write_text("{")
    assert changed_files(folder) == ("manifest.json",)
    assert holds_plan(folder)
    (folder / "manifest.json").unlink()
    assert changed_files(folder) == ("manifest.json",)


def test_what_is_no_plan_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(BadInputError) as error:
        read_plan(tmp_path / "nowhere")
    assert code_of(error) == "not_a_plan"


@pytest.mark.parametrize(
    ("file", "content", "code"),
    [
        ("plan.json", "[]", "not_a_plan"),
        ("plan.json", "{", "not_a_plan"),
        ("placements.csv", "patient_id\nP1\n", "plan_table_columns"),
        ("unplaced.csv", "patient_id,reason_code,detail\nP1\n", "plan_table_columns"),
        ("sessions.csv", "patient_id,unit_id,date,shift\nP1,U1,2022-02-30,1\n", "impossible_date"),
        ("sessions.csv", "patient_id,unit_id,date,shift\nP1,U1,,1\n", "plan_cell_empty"),
        ("sessions.csv", "patient_id,unit_id,date,shift\nP1,U1,2022-03-18,1.5\n", "fraction"),
        ("rota.csv", "staff_id,date,shift_type_id,ward_id,role\nS1,2022-03-18,A,W1,cook\n", "unknown_choice"),
        ("issues.csv", "code\n", "plan_unreadable"),
    ],
)
def test_a_damaged_plan_names_its_faults(folder: Path, file: str, content: str, code: str) -> None:
    (folder / file).write_text(content, encoding="utf-8")
    with pytest.raises(BadInputError) as error:
        read_plan(folder)
    assert code_of(error) == code


def test_a_step_without_its_terms_is_no_plan(folder: Path) -> None:
    record = json.loads((folder / "plan.json").read_text())
    record["steps"][0]["terms"] = [{"name": "sites", "value": "many", "bound": None}]
    (folder / "plan.json").write_text(json.dumps(record))
    with pytest.raises(BadInputError) as error:
        read_plan(folder)
    assert code_of(error) == "plan_unreadable"


WRITER = """
import sys
from pathlib import Path
from tests.data.test_planfolder import FILES
from tests.report.city import make_plan
from optimizer.data.planfolder import write_plan
plan = make_plan(patients=30, per_hospital=4, staff_count=16)
bulk = {f"calendars/{i:03}.ics": sys.argv[2].encode() * 2000 for i in range(60)}
print("ready", flush=True)
for _ in range(1000):
    write_plan(Path(sys.argv[1]), plan, {**bulk, "mark.txt": sys.argv[2].encode()})
"""


def test_a_writer_killed_at_any_moment_leaves_a_whole_plan(tmp_path: Path, plan: PlanRecord) -> None:
    target = tmp_path / "plan"
    write_plan(target, plan, {"mark.txt": b"old"})
    root = Path(__file__).parents[2]
    interrupted = 0
    for attempt in range(24):
        command = [sys.executable, "-c", WRITER, str(target), f"new{attempt}"]
        child = subprocess.Popen(command, cwd=root, stdout=subprocess.PIPE, env={**os.environ, "PYTHONPATH": str(root)})
        assert child.stdout is not None
        assert child.stdout.readline().strip() == b"ready"
        time.sleep(0.004 * attempt)
        child.send_signal(signal.SIGKILL)
        child.wait()
        child.stdout.close()
        interrupted += any(path.name.startswith(".plan.new-") for path in tmp_path.iterdir())
        assert changed_files(target) == ()
        mark = (target / "mark.txt").read_bytes()
        assert all(raw == mark * 2000 for name, raw in contents(target).items() if name.startswith("calendars/"))
    assert interrupted >= 5  # kills that fell into a write, not between two
    write_plan(target, plan, FILES)
    assert [path.name for path in tmp_path.iterdir()] == ["plan"]


def test_a_plan_moved_aside_by_a_killed_writer_comes_back(tmp_path: Path, plan: PlanRecord) -> None:
    target = tmp_path / "plan"
    write_plan(target, plan, FILES)
    dead = subprocess.Popen([sys.executable, "-c", ""])
    dead.wait()
    target.rename(tmp_path / f".plan.old-{dead.pid}-ab12cd34")
    assert read_plan(target).tables == plan.tables


def test_without_an_exchanging_kernel_the_folder_is_replaced_all_the_same(
    tmp_path: Path, plan: PlanRecord, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("optimizer.data.planfolder_atomic._exchange", lambda a, b: False)
    target = tmp_path / "plan"
    write_plan(target, plan, {"mark.txt": b"1"})
    write_plan(target, plan, {"mark.txt": b"2"})
    assert (target / "mark.txt").read_bytes() == b"2"
    assert [path.name for path in tmp_path.iterdir()] == ["plan"]


@pytest.mark.skipif(os.geteuid() == 0, reason="root writes everywhere")
def test_a_place_that_cannot_be_written_is_said(tmp_path: Path, plan: PlanRecord) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(BadInputError) as error:
        write_plan(tmp_path / "plan", plan, {})
    assert code_of(error) == "out_not_writable"


def test_a_file_where_a_parent_should_be_is_said(tmp_path: Path, plan: PlanRecord) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(BadInputError) as error:
        write_plan(tmp_path / "file" / "plan", plan, {})
    assert code_of(error) == "out_not_writable"

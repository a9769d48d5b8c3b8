from __future__ import annotations

import json
import sqlite3
from pathlib import Path
from typing import Any

from optimizer.core.text import Text
from optimizer.data.complaint import fault
from optimizer.store import RunRequest, Store, run_key
from tests.conftest import run_cli
from tests.store.issued import days, issue_plan


def asked(exit_code: int, *words: str | Path) -> dict[str, Any]:
    run = run_cli(*words, "--json")
    assert run.returncode == exit_code, run.stderr[-2000:]
    facts: dict[str, Any] = json.loads(run.stdout.strip().splitlines()[-1])
    return facts


def test_a_placement_goes_its_way(tmp_path: Path) -> None:
    with Store.open(str(tmp_path)) as store:
        plan = issue_plan(store, {"U1": 1}, [("P1", "U1", days(0, 1)), ("P2", "U1", days(1, 1))])
    where = ("--plan", plan[:8], "--unit", "U1", "--store", tmp_path)
    held = asked(0, "placement", "hold", "--patient", "P1", "--by", "王", *where)
    assert (held["state"], held["days"]) == ("held", ["2022-03-21", "2022-03-22"])
    assert asked(2, "placement", "hold", "--patient", "P2", *where)["issues"][0]["code"] == "no_place_left"
    assert asked(0, "placement", "accept", "--patient", "P1", "--by", "李", *where)["steps"][-1]["by"] == "李"
    assert asked(2, "placement", "arrive", "--patient", "P1", *where)["issues"][0]["code"] == "step_refused"
    assert [plan["state"] for plan in asked(0, "plans", "--store", tmp_path)["plans"]] == ["issued"]
    page = run_cli("placement", "show", "--patient", "P1", "--lang", "zh", *where)
    assert "P1（U1）" in page.stdout


def test_decisions_and_scenarios_are_noted_and_listed(tmp_path: Path) -> None:
    with Store.open(str(tmp_path)) as store:
        plan = issue_plan(store, {"U1": 1})
    of = ("--plan", plan[:8], "--store", tmp_path, "--by", "王")
    words = ("--about", "hospital:H05", "--choice", "keep_open", "--reason", "rehearsed")
    made = asked(0, "decisions", "add", *words, *of)["decisions"]
    assert (made[0]["about"], made[0]["choice"], made[0]["by"]) == ("hospital:H05", "keep_open", "王")
    assert asked(0, "decisions", *of)["decisions"] == made
    assert asked(2, "decisions", "add", *words[:4], *of)["issues"][0]["code"] == "what_missing"
    free = ("--about", "hospital:H05", "--choice", "keep_open", "--reason", "张伟说可以")
    assert asked(2, "decisions", "add", *free, *of)["issues"][0]["code"] == "reason_code"
    tried = ("--name", "H05 closed", "--change", "close:H05@2022-03-22", "--change", "beds:U01=+10")
    kept = asked(0, "scenarios", "add", *tried, *of)["scenarios"]
    assert kept[0]["changes"] == ["close:H05@2022-03-22", "beds:U01=+10"]
    assert asked(0, "scenarios", "add", *tried, *of)["scenarios"] == kept == asked(0, "scenarios", *of)["scenarios"]
    assert asked(2, "scenarios", "add", *of)["issues"][0]["code"] == "what_missing"
    phone = ("--name", "13912345678", "--change", "close:H05@2022-03-22")
    assert asked(2, "scenarios", "add", *phone, *of)["issues"][0]["code"] == "subject_refused"
    page = run_cli("audit", "list", "--store", tmp_path)
    assert "hospital:H05" in page.stdout
    assert "改动" in run_cli("scenarios", *of, "--lang", "zh").stdout


def test_runs_are_listed_and_shown(tmp_path: Path) -> None:
    with Store.open(str(tmp_path)) as store:
        run = store.begin_run(RunRequest(run_key({"a": "1"}, {}, "1"), "routing")).run
        store.fail_run(run, "bad_input", 2, [fault("bad_cell", Text("x", "x"), table="patients", row=3)])
    assert len(asked(0, "runs", "--store", tmp_path)["runs"]) == 1
    shown = asked(0, "runs", run.key[:8], "--store", tmp_path)["runs"][0]
    assert shown["faults"] == [{"code": "bad_cell", "table": "patients", "row": 3, "column": ""}]


def test_a_broken_audit_is_named(tmp_path: Path) -> None:
    with Store.open(str(tmp_path)) as store:
        for name in "abc":
            store.begin_run(RunRequest(run_key({"a": name}, {}, "1"), "routing"))
    whole = asked(0, "audit", "--store", tmp_path)
    assert (whole["rows"], whole["intact"]) == (3, True)
    with sqlite3.connect(tmp_path / "store.sqlite3") as raw:  # by somebody who may do anything to the file
        raw.execute("DROP TRIGGER audit_no_update")
        raw.execute("UPDATE audit SET by = 'nobody' WHERE seq = 2")
    raw.close()
    assert asked(1, "audit", "verify", "--store", tmp_path)["broken"] == {"seq": 2, "how": "hash"}
    assert [row["seq"] for row in asked(0, "audit", "list", "--most", "2", "--store", tmp_path)["rows"]] == [2, 3]

"""The command explain as a user types it, on the plan of a small city."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from typer.testing import CliRunner

from optimizer.cli.commands import app
from optimizer.core.errors import ExitCode
from optimizer.data.planfolder import read_plan, write_plan
from optimizer.data.reading import read_dataset
from optimizer.planning.plan import plan
from tests.cities import SMALL_CITY, write_small_city

STATIONS = "U03,H01,B2,dialysis,buffer,3,2,0,0"


def ask(folder: Path, *arguments: str) -> Result:
    return CliRunner().invoke(app, ["explain", str(folder), *arguments, "--lang", "en"])


def facts(found: Result) -> dict[str, Any]:
    answer: dict[str, Any] = json.loads(found.stdout.strip().splitlines()[-1])
    return answer


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A plan in which P03, who needs a machine of their own, has none: its unit holds no free station."""
    base = tmp_path_factory.mktemp("explain")
    city = write_small_city(base / "city")
    (city / "units.csv").write_text(SMALL_CITY["units.csv"].replace(STATIONS, STATIONS[:-1] + "3"), encoding="utf-8")
    write_plan(base / "plan", plan(read_dataset(city), steps=("designation", "teams", "routing")), {})
    return base / "plan"


def test_a_patient_with_a_place(folder: Path) -> None:
    found = ask(folder, "--patient", "P01", "--json")
    assert found.exit_code == 0, found.output
    answer = facts(found)
    [stay] = answer["stays"]
    assert answer["units"][0]["unit_id"] == stay["unit_id"]
    assert answer["units"][0]["code"] == "chosen"
    assert {line["code"] for line in answer["units"]} > {"chosen"}
    assert answer["groups"] == []
    assert "Decision support" in ask(folder, "--patient", "P01").stdout


def test_the_unplaced_and_what_would_place_them(folder: Path) -> None:
    answer = facts(ask(folder, "--unplaced", "--whole", "--json"))
    [group] = answer["groups"]
    assert group["patients"] == ["P03"]
    [part] = group["repairs"][0]["parts"]
    assert (part["means"], part["unit_id"], part["amount"]) == ("beds", "U03", 1)
    assert answer["whole"] == {"unplaced": [], "change": answer["whole"]["change"], "verified": True}
    assert answer["whole"]["change"]["unplaced_2"] == -1
    assert facts(ask(folder, "--patient", "P03", "--json"))["groups"] == [group]


def test_what_a_bed_is_worth(folder: Path) -> None:
    found = facts(ask(folder, "--beds", "--json"))["beds"]
    every_day = {row["unit_id"]: row["gain"] for row in found if row["date"] is None}
    assert every_day["U03"]["unplaced_2"] == 1


def test_a_person_of_the_staff(folder: Path) -> None:
    answer = facts(ask(folder, "--staff", "S01", "--json"))
    assert answer["exit_code"] == 0
    assert answer["text"][0].startswith("S01")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--patient", "P1"), "P01"),
        (("--staff", "X"), "staff"),
        (("--hospital", "H0"), "H01"),
        (("--hospital", "H01", "--designation"), "one question"),
        ((), "one question"),
        (("--beds", "--unplaced"), "one question"),
        (("--beds", "--whole"), "one question"),
    ],
)
def test_what_cannot_be_asked(folder: Path, arguments: tuple[str, ...], said: str) -> None:
    found = ask(folder, *arguments)
    assert found.exit_code == ExitCode.BAD_INPUT
    assert said in found.stderr


def test_no_plan_and_a_changed_plan(folder: Path, tmp_path: Path) -> None:
    assert ask(tmp_path, "--unplaced").exit_code == ExitCode.BAD_INPUT
    changed = tmp_path / "changed"
    shutil.copytree(folder, changed)
    with (changed / "placements.csv").open("a", encoding="utf-8") as file:
        file.write("\n")
    found = ask(changed, "--unplaced")
    assert found.exit_code == ExitCode.BROKEN
    assert "placements.csv" in found.stderr


def test_the_same_question_has_the_same_answer(folder: Path) -> None:
    assert read_plan(folder).tables.unplaced
    for question in (("--unplaced",), ("--beds",), ("--patient", "P02")):
        assert ask(folder, *question).stdout == ask(folder, *question).stdout


def test_why_every_hospital_is_in_or_out(folder: Path) -> None:
    record = read_plan(folder)
    inside = {row.hospital_id for row in record.tables.designation}
    for row in record.dataset.hospitals:
        answer = facts(ask(folder, "--hospital", row.hospital_id, "--json"))
        assert answer["designated"] == (row.hospital_id in inside)
        assert (answer["loss"] is not None) == answer["designated"]
        sent = sum(flow.expected for flow in record.tables.flows if flow.hospital_id == row.hospital_id)
        assert sum(answer["sends"].values()) == pytest.approx(sent)
        assert set(answer["only_here"]) <= set(answer["sends"])


def test_the_next_best_set_or_that_there_is_none(folder: Path) -> None:
    found = ask(folder, "--designation", "--json")
    if found.exit_code == ExitCode.NO_PLAN:
        assert "No other set" in found.stderr
    else:
        assert found.exit_code == 0, found.output
        assert facts(found)["more"] or facts(found)["fewer"]

"""One patient now, as a dispatcher types it."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from optimizer.cli.commands import app
from optimizer.data.planfolder import PlanRecord, write_plan
from optimizer.data.reading import read_dataset
from optimizer.planning.plan import plan
from tests.cities import write_small_city

ILL = ("--service", "critical", "--code", "yellow", "--urgency", "1", "--origin", "酒泉")


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_small_city(tmp_path_factory.mktemp("suggest") / "city")


@pytest.fixture(scope="module")
def record(city: Path) -> PlanRecord:
    return plan(read_dataset(city), steps=("designation", "routing"))


@pytest.fixture(scope="module")
def folder(record: PlanRecord, tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("suggest") / "plan"
    write_plan(made, record, {})
    return made


def run(*words: str | Path) -> Result:
    return CliRunner().invoke(app, ["suggest", *map(str, words)])


def facts(*words: str | Path, lang: str = "en") -> dict[str, Any]:
    done = run(*words, "--json", "--lang", lang)
    found: dict[str, Any] = json.loads(done.stdout.strip().splitlines()[-1])
    assert done.exit_code == found["exit_code"]
    return found


def test_a_listed_patient_comes_first_where_the_plan_puts_them(city: Path, folder: Path, record: PlanRecord) -> None:
    where = {row.patient_id: row.unit_id for row in record.tables.placements}
    for who, unit_id in sorted(where.items()):
        found = facts(city, "--patient", who, "--plan", folder)
        offered = {one["unit_id"]: [reason["code"] for reason in one["reasons"]] for one in found["suggestions"]}
        assert "planned" in offered[unit_id]


def test_the_page_says_what_to_do_in_both_languages(city: Path, folder: Path) -> None:
    english = run(city, *ILL, "--plan", folder, "--lang", "en").stdout
    assert "1. Second Hospital (市第二医院)  0931-000001" in english
    assert "19 min, pick-up included" in english
    assert "start of the scenario" in english
    assert "Decision support, not an order until signed" in english
    chinese = run(city, *ILL, "--plan", folder, "--lang", "zh").stdout
    assert "1. 市第二医院  0931-000001" in chinese
    assert "19 分钟（含接诊）" in chinese
    assert "辅助决策建议，未经签发不得执行" in chinese


def test_json_and_page_agree(city: Path, folder: Path) -> None:
    found = facts(city, *ILL, "--plan", folder)
    assert found["suggestions"][0]["duty_phone"] == "0931-000001"
    assert found["suggestions"][0]["report_age_h"] == -7
    assert found["plan"] == str(folder)
    assert found["illustrative"] is True


def test_without_a_plan_it_says_so(city: Path) -> None:
    found = facts(city, *ILL)
    assert found["with_plan"] is False
    assert "no_plan" in [note["code"] for note in found["notes"]]
    page = run(city, *ILL, "--lang", "zh").stdout
    assert "未给出方案" in page
    assert "无方案，未知" in page


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--patient", "P999"), "P01"),
        ((*ILL[:1], "surgery", *ILL[2:]), "haemodialysis"),
        ((*ILL[:-1], "街道"), "O01"),
        ((*ILL[:-1], "无此地"), "城关区"),
        ((*ILL, "--at", "103.8,36.0"), "--at"),
        ((), "--service"),
    ],
)
def test_wrong_words_are_bad_input(city: Path, words: tuple[str, ...], said: str) -> None:
    done = run(city, *words, "--lang", "en")
    assert done.exit_code == 2
    assert said in done.stderr
    assert facts(city, *words)["issues"]


def test_a_folder_without_a_plan_is_bad_input(city: Path, tmp_path: Path) -> None:
    shutil.copytree(city, tmp_path / "no")
    assert run(city, *ILL, "--plan", tmp_path / "no").exit_code == 2

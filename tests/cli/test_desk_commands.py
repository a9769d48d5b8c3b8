"""Replace and swap as a head nurse types them, on the plan of a small city."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from typer.testing import CliRunner

from optimizer.cli.commands import app
from optimizer.core.errors import ExitCode
from optimizer.data.planfolder import PlanRecord, read_plan, write_plan
from optimizer.data.reading import read_dataset
from optimizer.planning.plan import plan
from tests.cities import SMALL_CITY, write_small_city


@pytest.fixture(scope="module")
def record(tmp_path_factory: pytest.TempPathFactory) -> PlanRecord:
    return plan(read_dataset(write_small_city(tmp_path_factory.mktemp("desk") / "city")))


@pytest.fixture(scope="module")
def folder(record: PlanRecord, tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("desk") / "plan"
    write_plan(made, record, {})
    return made


def run(command: str, folder: Path, *words: str, lang: str = "en") -> Result:
    return CliRunner().invoke(app, [command, str(folder), *words, "--lang", lang])


def facts(command: str, folder: Path, *words: str) -> dict[str, Any]:
    done = run(command, folder, *words, "--json")
    found: dict[str, Any] = json.loads(done.stdout.strip().splitlines()[-1])
    assert done.exit_code == found["exit_code"]
    return found


def test_an_absence_is_answered_in_both_languages(folder: Path, record: PlanRecord) -> None:
    shift = record.tables.rota[0]
    words = ("--staff", shift.staff_id, "--date", shift.date.isoformat())
    [answer] = facts("replace", folder, *words)["shifts"]
    assert (answer["absent"], answer["shift_type_id"], answer["ward_id"]) == (shift.staff_id, shift.shift_type_id, shift.ward_id)
    asked = {row.staff_id for row in record.dataset.staff if row.role == shift.role} - {shift.staff_id}
    alone = {one["moves"][0]["staff_id"] for one in answer["replacements"] if len(one["moves"]) == 1}
    kept = {one["staff_id"] for one in answer["kept"]}
    assert alone | kept == asked
    assert not alone & kept
    for one in answer["replacements"]:
        assert one["requests"][0] == f"{shift.staff_id},{shift.date},off,1,yes"
    english, chinese = (run("replace", folder, *words, lang=lang).stdout for lang in ("en", "zh"))
    assert "is absent" in english
    assert "Decision support" in english
    assert "缺勤" in chinese
    assert "{" not in english + chinese


def test_an_open_shift_is_answered(folder: Path, record: PlanRecord) -> None:
    row = record.dataset.ward_cover[0]
    words = ("--ward", row.ward_id, "--shift", row.shift_type, "--role", row.role, "--date", "2022-03-11")
    [answer] = facts("replace", folder, *words)["shifts"]
    assert answer["absent"] is None
    assert answer["replacements"] or answer["kept"]


def test_a_swap_is_answered(folder: Path, record: PlanRecord) -> None:
    one = record.tables.rota[0]
    others = [row.staff_id for row in record.dataset.staff if row.staff_id != one.staff_id]
    answers = [facts("swap", folder, "--staff", one.staff_id, "--with", other, "--date", str(one.date)) for other in others]
    assert all(answer["legal"] == (not answer["rules"]) for answer in answers)
    assert not all(answer["legal"] for answer in answers)
    text = run("swap", folder, "--staff", one.staff_id, "--with", others[0], "--date", str(one.date), lang="zh").stdout
    assert text.startswith(("可调", "不可调"))


def test_one_persons_rota_is_explained(folder: Path, record: PlanRecord) -> None:
    wishes = {wish.staff_id for wish in record.dataset.requests}
    for member in record.dataset.staff:
        answer = facts("explain", folder, "--staff", member.staff_id)
        mine = [row for row in record.tables.rota if row.staff_id == member.staff_id]
        assert len(answer["shifts"]) == len(mine)
        minutes = sum(record.dataset.shift_type[row.shift_type_id].minutes for row in mine)
        assert sum(period["minutes"] for period in answer["periods"]) == minutes
        assert bool(answer["requests"]) == (member.staff_id in wishes)
        assert all(one["kept"] or one["rules"] or one["change"] is not None for one in answer["requests"])


def test_open_shifts_are_explained(folder: Path, record: PlanRecord) -> None:
    answer = facts("explain", folder, "--uncovered")
    short = record.term("short_of_min")
    assert short is not None
    assert sum(one["wanted"] - one["there"] for one in answer["open"]) == short.value
    for one in answer["open"]:
        assert one["able"] == 0 or one["binds"] or one["free"]
    assert run("explain", folder, "--uncovered", lang="zh").exit_code == 0


def test_what_would_cover_a_short_ward(tmp_path: Path) -> None:
    city = write_small_city(tmp_path / "city")
    crowded = SMALL_CITY["ward_cover.csv"].replace("day,1,2,ward", "day,50,60,ward")
    (city / "ward_cover.csv").write_text(crowded, encoding="utf-8")
    write_plan(tmp_path / "plan", plan(read_dataset(city), steps=("teams", "routing", "rota")), {})
    answer = facts("explain", tmp_path / "plan", "--uncovered", "--repairs")
    assert sum(case["missing"] for case in answer["cases"]) == sum(one["wanted"] - one["there"] for one in answer["open"])
    crowd = max(answer["cases"], key=lambda case: case["missing"])
    assert {one["role"] for one in crowd["conflict"]["cover"]} == {"nurse"}
    assert all(one["missing"] < case["missing"] for case in answer["cases"] for one in case["repairs"])
    assert any(one["more"] for one in crowd["repairs"])
    assert facts("explain", tmp_path / "plan", "--repairs", "--beds")["exit_code"] == ExitCode.BAD_INPUT


WRONG: list[tuple[str, tuple[str, ...], str]] = [
    ("replace", ("--date", "2022-03-11"), "who_or_what"),
    ("replace", ("--staff", "nobody", "--date", "2022-03-11"), "unknown_id"),
    ("replace", ("--staff", "S01", "--date", "tonight"), "unreadable_date"),
    ("replace", ("--staff", "S01", "--date", "2023-01-01"), "outside_plan"),
    ("replace", ("--ward", "nowhere", "--shift", "A", "--date", "2022-03-11"), "unknown_id"),
    ("swap", ("--staff", "S01", "--with", "S01", "--date", "2022-03-11"), "two_people"),
    ("swap", ("--staff", "S01", "--with", "S02", "--date", "2023-01-01"), "outside_plan"),
]


@pytest.mark.parametrize(("command", "words", "code"), WRONG)
def test_words_that_name_nothing_are_refused(
    folder: Path, record: PlanRecord, command: str, words: tuple[str, ...], code: str
) -> None:
    ids = [row.staff_id for row in record.dataset.staff]
    real = [{"S01": ids[0], "S02": ids[1]}.get(word, word) for word in words]
    answer = facts(command, folder, *real)
    assert answer["exit_code"] == ExitCode.BAD_INPUT
    assert [issue["code"] for issue in answer["issues"]] == [code]


def test_a_decision_is_kept_when_the_rota_is_planned_again(folder: Path, record: PlanRecord, tmp_path: Path) -> None:
    """What replace says to enter goes into requests; the new rota differs from the one in force by just that, proven."""
    for shift in record.tables.rota:
        words = ("--staff", shift.staff_id, "--date", shift.date.isoformat())
        [answer] = facts("replace", folder, *words)["shifts"]
        if answer["replacements"]:
            break
    city = write_small_city(tmp_path / "city")
    asked = "\n".join(["staff_id,date,shift_type,weight,hard", *answer["replacements"][0]["requests"], ""])
    (city / "requests.csv").write_text(asked, encoding="utf-8")
    with (city / "scenario.toml").open("a", encoding="utf-8") as file:
        file.write(f"\n[replan]\nrota_frozen_until = {record.dataset.horizon.last}\n")
    made = facts("rota", city, "--previous", str(folder), "--out", str(tmp_path / "again"))
    assert made["exit_code"] == ExitCode.OK
    new = read_plan(tmp_path / "again")
    moves = answer["replacements"][0]["moves"]
    expected = {(row.staff_id, row.date.isoformat()): row.shift_type_id for row in record.tables.rota}
    del expected[shift.staff_id, shift.date.isoformat()]
    expected |= {(one["staff_id"], one["date"]): one["shift_type_id"] for one in moves}
    assert {(row.staff_id, row.date.isoformat()): row.shift_type_id for row in new.tables.rota} == expected
    term = new.term("rota_changes")
    assert term is not None
    assert term.value == term.bound == 1 + len(moves)
    assert new.previous_rota == record.tables.rota
    assert facts("verify", tmp_path / "again")["verified"]


def test_without_a_rota_there_is_no_answer(tmp_path: Path) -> None:
    city = write_small_city(tmp_path / "city")
    write_plan(tmp_path / "plan", plan(read_dataset(city), steps=("designation",)), {})
    assert (
        facts("swap", tmp_path / "plan", "--staff", "A", "--with", "B", "--date", "2022-03-11")["issues"][0]["code"] == "no_rota"
    )

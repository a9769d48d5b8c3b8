"""The commands rota-sheet and rota-diff, on plan folders."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import openpyxl
import pytest
from typer.testing import CliRunner

from optimizer.cli.commands import app
from optimizer.data.planfolder import changed_files, read_plan, write_plan
from optimizer.data.reading import read_dataset
from optimizer.planning.plan import plan
from tests.cities import SMALL_CITY, write_small_city


def make(base: Path, name: str, requests: str = SMALL_CITY["requests.csv"]) -> Path:
    city = write_small_city(base / f"city_{name}")
    (city / "requests.csv").write_text(requests, encoding="utf-8")
    write_plan(base / name, plan(read_dataset(city)), {})
    return base / name


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make(tmp_path_factory.mktemp("sheets"), "plan")


@pytest.fixture(scope="module")
def newer(folder: Path) -> Path:
    """The plan after somebody who has a shift must have that day off."""
    row = read_plan(folder).tables.rota[0]
    return make(folder.parent, "newer", f"{SMALL_CITY['requests.csv']}{row.staff_id},{row.date},off,1,yes\n")


def run(*words: object) -> tuple[int, dict[str, object], str]:
    done = CliRunner().invoke(app, [str(word) for word in words])
    lines = done.stdout.strip().splitlines()
    facts = json.loads(lines[-1]) if lines and lines[-1].startswith("{") else {}
    return done.exit_code, facts, done.stdout


def test_text_is_said_and_facts_hold_it(folder: Path) -> None:
    code, facts, _ = run("rota-sheet", folder, "--ward", "W1", "--lang", "zh", "--json")
    assert code == 0
    assert (facts["wards"], facts["from"], facts["to"]) == (["W1"], "2022-03-10", "2022-03-16")
    code, _, said = run("rota-sheet", folder, "--ward", "W1", "--lang", "zh")
    texts = facts["texts"]
    assert isinstance(texts, list)
    assert "\n\n\n".join(texts) == said.rstrip("\n")
    assert said.startswith("【西固区医院 隔离病区 (W1)】排班 3月10日（四）—3月13日（日）")


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_files_of_every_kind(folder: Path, tmp_path: Path, lang: str) -> None:
    rota = read_plan(folder).tables.rota
    for name in ("w.xlsx", "w.csv", "w.txt"):
        assert run("rota-sheet", folder, "--out", tmp_path / name, "--lang", lang)[0] == 0
    book = openpyxl.load_workbook(tmp_path / "w.xlsx")
    assert book.sheetnames == list(dict.fromkeys(row.ward_id for row in rota))
    rows = list(csv.reader(io.StringIO((tmp_path / "w.csv").read_text("utf-8-sig"))))
    assert sum(cell in {"day", "night", "evening"} for row in rows for cell in row) == len(rota)
    assert "night" in (tmp_path / "w.txt").read_text("utf-8")
    assert changed_files(folder) == ()


def test_a_picture_is_written_or_the_lack_of_a_font_is_said(folder: Path, tmp_path: Path) -> None:
    code, facts, _ = run("rota-sheet", folder, "--ward", "W1", "--out", tmp_path / "w.png", "--json")
    if code == 0:
        assert (tmp_path / "w.png").read_bytes().startswith(b"\x89PNG")
    else:
        assert (code, [issue["code"] for issue in facts["issues"]]) == (2, ["no_font"])  # type: ignore[attr-defined]


@pytest.mark.parametrize("names", ["工号,姓名\n{0},王某某\n", "{0}\t王某某\n"])
def test_names_are_shown_and_leave_no_trace(folder: Path, tmp_path: Path, names: str) -> None:
    who = read_plan(folder).tables.rota[0].staff_id
    (tmp_path / "names.csv").write_bytes(names.format(who).encode("gb18030"))
    code, _, said = run("rota-sheet", folder, "--names", tmp_path / "names.csv", "--lang", "zh")
    assert (code, "王某某" in said, who in said) == (0, True, False)
    assert changed_files(folder) == ()


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("--ward", "W9"), "unknown_id"),
        (("--from", "2022-03-09"), "outside_plan"),
        (("--from", "2022-03-12", "--to", "2022-03-11"), "outside_plan"),
        (("--from", "3-12"), "unreadable_date"),
        (("--out", "{plan}/sheet.csv"), "out_not_writable"),
        (("--out", "{base}/sheet.pdf"), "out_not_writable"),
        (("--out", "{base}/absent/sheet.csv"), "out_not_writable"),
        (("--names", "{base}/absent.csv"), "unreadable_file"),
    ],
)
def test_what_cannot_be_is_refused(folder: Path, words: tuple[str, str], code: str) -> None:
    said = [word.format(plan=folder, base=folder.parent) for word in words]
    exit_code, facts, _ = run("rota-sheet", folder, *said, "--json", "--lang", "en")
    assert (exit_code, [issue["code"] for issue in facts["issues"]]) == (2, [code])  # type: ignore[attr-defined]


def test_a_picture_shows_one_ward(tmp_path_factory: pytest.TempPathFactory) -> None:
    base = tmp_path_factory.mktemp("two")
    city = write_small_city(base / "city")
    for table, row in (("ward_cover", "W2,doctor,,day,1,,ward\n"), ("staff", "S11,H02,doctor,,,,C1,no,no,,,\n")):
        with (city / f"{table}.csv").open("a", encoding="utf-8") as file:
            file.write(row)
    write_plan(base / "plan", plan(read_dataset(city)), {})
    code, facts, _ = run("rota-sheet", base / "plan", "--out", base / "w.png", "--json")
    assert (code, [issue["code"] for issue in facts["issues"]]) == (2, ["one_ward"])  # type: ignore[attr-defined]


def test_changes_against_the_last_publication(folder: Path, newer: Path, tmp_path: Path) -> None:
    before, after = read_plan(folder).tables.rota, read_plan(newer).tables.rota
    table = tmp_path / "changes.csv"
    code, facts, _ = run("rota-diff", newer, "--against", folder, "--out", table, "--json", "--lang", "en")
    assert code == 0
    rows = list(csv.DictReader(io.StringIO(table.read_text("utf-8-sig"))))
    old = {(row.staff_id, str(row.date)): (row.shift_type_id, row.ward_id) for row in before}
    new = {(row.staff_id, str(row.date)): (row.shift_type_id, row.ward_id) for row in after}
    differing = {key for key in old.keys() | new.keys() if old.get(key) != new.get(key)}
    assert {(row["staff_id"], row["date"]) for row in rows} == differing != set()
    assert len(facts["changes"]) == len(rows)  # type: ignore[arg-type]
    for row in rows:
        key = (row["staff_id"], row["date"])
        assert (row["before_shift"], row["before_ward"]) == old.get(key, ("", ""))
        assert (row["after_shift"], row["after_ward"]) == new.get(key, ("", ""))
    row = before[0]
    said = run("rota-diff", newer, "--against", folder, "--lang", "en")[2]
    assert f"{row.staff_id} {row.role}: {row.shift_type_id} in 隔离病区 (W1) → off" in said
    assert "排班无变动" in run("rota-diff", folder, "--against", folder, "--lang", "zh")[2]


def test_a_plan_made_anew_says_what_it_changed_by_itself(folder: Path, tmp_path: Path) -> None:
    assert run("rota-diff", folder)[0] == 2
    row = read_plan(folder).tables.rota[0]
    city = write_small_city(tmp_path / "city")
    with (city / "requests.csv").open("a", encoding="utf-8") as file:
        file.write(f"{row.staff_id},{row.date},off,1,yes\n")
    code, _, said = run("plan", city, "--previous", folder, "--out", tmp_path / "again", "--lang", "en")
    assert code == 0, said
    code, facts, _ = run("rota-diff", tmp_path / "again", "--json")
    assert code == 0
    assert {(one["staff_id"], one["date"]) for one in facts["changes"]} >= {(row.staff_id, str(row.date))}  # type: ignore[attr-defined]
    assert facts["changes"] == run("rota-diff", tmp_path / "again", "--against", folder, "--json")[1]["changes"]


def test_a_publication_somebody_changed_is_refused(folder: Path, newer: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    write_plan(copy, read_plan(folder), {})
    with (copy / "rota.csv").open("a", encoding="utf-8") as file:
        file.write("S01,2022-03-11,day,W1,doctor\n")
    assert run("rota-diff", newer, "--against", copy)[0] == 1
    assert run("rota-diff", copy, "--against", newer)[0] == 1
    assert run("rota-diff", newer, "--against", tmp_path)[0] == 2


def test_a_plan_without_a_rota_is_refused(tmp_path: Path) -> None:
    write_plan(tmp_path / "plan", plan(read_dataset(write_small_city(tmp_path / "city")), steps=("designation",)), {})
    code, facts, _ = run("rota-sheet", tmp_path / "plan", "--json")
    assert (code, [issue["code"] for issue in facts["issues"]]) == (2, ["no_rota"])  # type: ignore[attr-defined]

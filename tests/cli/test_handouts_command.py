"""The command handouts: lists for hospitals, vehicles and wards, that nobody's patients are missing from or strange in."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from xml.etree import ElementTree

import pytest
from openpyxl import load_workbook
from PIL import Image, ImageChops
from typer.testing import CliRunner

from optimizer.cli.commands import app
from optimizer.core.text import DISCLAIMER, ILLUSTRATIVE
from optimizer.data.planfolder import PlanRecord, changed_files, read_plan, write_plan
from optimizer.data.reading import read_dataset
from optimizer.data.vocabulary import Pattern
from optimizer.planning.plan import plan
from optimizer.planning.vehicles import checked_trips
from optimizer.report.handouts.build import handout_files, packed
from tests.cities import write_small_city


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    base = tmp_path_factory.mktemp("handouts")
    write_plan(base / "plan", plan(read_dataset(write_small_city(base / "city"))), {})
    return base / "plan"


@pytest.fixture(scope="module")
def record(folder: Path) -> PlanRecord:
    return read_plan(folder)


@pytest.fixture(scope="module")
def out(folder: Path) -> Path:
    place = folder.parent / "lists"
    done = CliRunner().invoke(app, ["handouts", str(folder), "--out", str(place), "--json", "--lang", "en"])
    found = json.loads(done.stdout.strip().splitlines()[-1])
    assert done.exit_code == 0, done.stdout
    assert set(found["files"]) <= {str(file.relative_to(place)) for file in place.rglob("*") if file.is_file()}
    assert changed_files(folder) == ()
    return place


def lines(path: Path) -> list[dict[str, str]]:
    rows = list(csv.DictReader(path.read_text(encoding="utf-8-sig").splitlines()))
    return [row for row in rows if row["Case" if "Case" in row else "Staff"]]


def test_everybody_who_enters_a_hospital_stands_on_its_list_once(out: Path, record: PlanRecord) -> None:
    data = record.dataset
    listed = [(row["Case"], row["Date"]) for row in lines(out / "intake.csv")]
    assert len(listed) == len(set(listed)) > 0
    lying = {row.patient_id for row in data.patients if row.current_unit_id}
    stays = {
        (row.patient_id, row.from_.isoformat())
        for row in record.tables.admissions
        if data.service[data.unit[row.unit_id].service_id].pattern is not Pattern.SESSIONS and row.patient_id not in lying
    }
    sessions = {(row.patient_id, row.date.isoformat()) for row in record.tables.sessions}
    assert stays | sessions <= set(listed)


def test_a_hospital_gets_its_own_patients_and_no_others(out: Path, record: PlanRecord) -> None:
    at: dict[str, set[str]] = {}
    for row in record.tables.placements:
        at.setdefault(record.dataset.unit[row.unit_id].hospital_id, set()).add(row.patient_id)
    files = sorted((out / "intake").glob("*.csv"))
    assert files
    for file in files:
        cases = {row["Case"] for row in lines(file)}
        assert cases <= at[file.stem]


def test_every_trip_of_the_vehicle_plan_stands_on_a_run_sheet(out: Path, record: PlanRecord) -> None:
    trips = checked_trips(record.dataset, record.tables).trips
    listed = lines(out / "vehicles.csv")
    assert len(listed) == len(trips)
    book = load_workbook(out / "vehicles.xlsx")
    assert len(book.sheetnames) == len({(row.vehicle_kind, row.vehicle_number) for row in trips})


def test_every_shift_has_a_row(out: Path, record: PlanRecord) -> None:
    listed = {(row["Staff"], row["Date"]) for row in lines(out / "shifts.csv")}
    assert listed == {(row.staff_id, row.date.isoformat()) for row in record.tables.rota}


def test_every_list_and_chart_carries_its_marks(out: Path, record: PlanRecord) -> None:
    assert record.dataset.illustrative
    for file in (*out.glob("*.csv"), *out.glob("*.html"), *out.glob("intake/*.html"), *out.glob("charts/*.svg")):
        said = file.read_text(encoding="utf-8-sig")
        assert DISCLAIMER.en in said, file
        assert ILLUSTRATIVE.en in said, file
    for file in out.glob("*.xlsx"):
        said = [str(row[0].value) for sheet in load_workbook(file) for row in sheet.iter_rows(max_row=2)]
        assert any(DISCLAIMER.en in text and ILLUSTRATIVE.en in text for text in said), file


def test_charts_are_whole_files_of_one_language(out: Path) -> None:
    for file in out.glob("charts/*.svg"):
        root = ElementTree.fromstring(file.read_text("utf-8"))
        assert root.tag == "{http://www.w3.org/2000/svg}svg"
        assert root.get("lang") == "en"
        said = file.read_text("utf-8")
        assert 'lang="zh"' not in said
        assert "var(" not in said  # what no office program fills in


def test_the_city_says_what_its_numbers_stand_for(out: Path, record: PlanRecord) -> None:
    drawn = {row.hospital_id for row in record.dataset.hospitals if row.drawn_at is not None}
    said = [text.text for text in ElementTree.parse(out / "charts" / "city.svg").getroot().iter() if text.text]
    for hospital_id in drawn:
        assert any(line.endswith(f"  {record.dataset.hospital[hospital_id].title.en}") for line in said)


def test_pictures_of_the_charts_in_both_languages(folder: Path, tmp_path: Path) -> None:
    drawn = {}
    for lang in ("zh", "en"):
        words = ["handouts", str(folder), "--out", str(tmp_path / lang), "--lang", lang, "--only", "pictures,charts"]
        assert CliRunner().invoke(app, words).exit_code == 0
        for file in (tmp_path / lang / "pictures").glob("*.png"):
            with Image.open(file) as picture:
                svg = ElementTree.parse(tmp_path / lang / "charts" / f"{file.stem}.svg").getroot()
                assert picture.size == (2 * float(svg.get("width", 0)), 2 * float(svg.get("height", 0)))
                drawn[file.name, lang] = picture.convert("RGB")
    assert {name for name, _ in drawn} == {"city.png", "rotation.png"}
    for name in ("city.png", "rotation.png"):  # the words are drawn, not left out
        assert ImageChops.difference(drawn[name, "zh"], drawn[name, "en"]).getbbox()


def test_the_same_plan_gives_the_same_pack(record: PlanRecord) -> None:
    one, other = (packed(handout_files(record, "zh", ("shifts", "intake", "charts"))) for _ in range(2))
    assert one == other


def test_what_is_unknown_or_has_no_place_is_refused(folder: Path, tmp_path: Path) -> None:
    for words in (["--only", "menus"], ["--hospital", "H99"]):
        done = CliRunner().invoke(app, ["handouts", str(folder), "--out", str(tmp_path / "x"), "--lang", "zh", *words])
        assert done.exit_code == 2
    assert CliRunner().invoke(app, ["handouts", str(folder), "--out", str(folder / "lists"), "--lang", "en"]).exit_code == 2


@pytest.mark.parametrize("suffix", [".xlsx", ".html"])
def test_vehicles_writes_run_sheets_to_be_printed(folder: Path, tmp_path: Path, suffix: str) -> None:
    sheet = tmp_path / f"runs{suffix}"
    assert CliRunner().invoke(app, ["vehicles", str(folder), "--out", str(sheet), "--lang", "en"]).exit_code == 0
    assert sheet.stat().st_size > 1000

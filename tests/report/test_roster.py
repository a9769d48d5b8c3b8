"""The rota as wards have it: a sheet that prints and is read again, a CSV file that goes on as history."""

from __future__ import annotations

import csv
import dataclasses
import datetime as dt
import io
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import openpyxl
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from openpyxl.worksheet.worksheet import Worksheet

from optimizer.core.horizon import Horizon
from optimizer.core.text import Lang
from optimizer.data.canonical import unescape_cell
from optimizer.data.parsing.text import clean
from optimizer.data.planfolder import PlanRecord, plan_files
from optimizer.data.reading import read_dataset
from optimizer.data.reading.csvfile import csv_grid
from optimizer.data.reading.shift_codes import ambiguous, fold, shift_codes
from optimizer.data.reading.tables import read_table
from optimizer.data.tables.plan import RotaRow, RotationRow
from optimizer.data.tables.staff import Holiday
from optimizer.data.vocabulary import DayKind, Phase, Role
from optimizer.report.build import ROSTER, render
from optimizer.report.roster.grid import calendar_day, roster
from optimizer.report.roster.sheet import A3
from optimizer.report.roster.table import roster_csv
from optimizer.report.workbook import workbook
from tests.report.city import make_plan

Shifts = set[tuple[str, dt.date, str]]


def shifts_of(plan: PlanRecord) -> Shifts:
    return {(row.staff_id, row.date, row.shift_type_id) for row in plan.tables.rota}


def read_as_history(folder: Path, plan: PlanRecord, name: str, content: bytes, inputs: Path) -> Shifts:
    """Write the inputs of a plan for the weeks after it, with a roster as history, and read them."""
    folder.mkdir()
    later = Horizon(plan.dataset.horizon.last + dt.timedelta(days=1), 7)
    dataset = dataclasses.replace(plan.dataset, scenario=dataclasses.replace(plan.dataset.scenario, horizon=later))
    for path, data in plan_files(dataclasses.replace(plan, dataset=dataset)).items():
        if path.startswith("inputs/") and path.rpartition("/")[2] not in {"roster_history.csv", "patients.csv", "demand.csv"}:
            (folder / path.rpartition("/")[2]).write_bytes(data)
    if name.endswith(".csv"):
        (folder / "roster_history.csv").write_bytes(content)
        read = read_dataset(folder)
    else:
        book = openpyxl.load_workbook(io.BytesIO(content))
        for sheet in book.worksheets:
            if sheet.title not in {"排班表", "Rota wide"}:
                book.remove(sheet)
        book.worksheets[0].title = "roster_history"
        for path in folder.glob("*.csv"):
            sheet = book.create_sheet(path.stem)
            for row in csv.reader(io.StringIO(path.read_text("utf-8-sig"))):
                sheet.append([unescape_cell(cell) for cell in row])
        book.save(inputs / "next.xlsx")
        (inputs / "scenario.toml").write_bytes((folder / "scenario.toml").read_bytes())
        read = read_dataset(inputs / "next.xlsx")
    assert not [issue for issue in read.issues if issue.table == "roster_history" and not issue.code.endswith("_dropped")]
    return {(row.staff_id, row.date, row.shift_type) for row in read.roster_history}


@pytest.fixture(scope="module")
def odd(plan: PlanRecord) -> PlanRecord:
    """The plan with codes for two shifts, a holiday, a moved working day, and a team in observation."""
    first, second, third = plan.dataset.shift_types
    shifts = (
        dataclasses.replace(first, code="白"),
        dataclasses.replace(second, aliases=("小",)),
        dataclasses.replace(third, code="-夜"),
    )
    days = [plan.dataset.horizon.date(number) for number in range(14)]
    holidays = (
        Holiday(date=days[3], kind=DayKind.OFF, name="某节"),
        Holiday(date=days[1], kind=DayKind.WORKING),
        Holiday(date=days[4], kind=DayKind.OFF),
    )
    dataset = dataclasses.replace(
        plan.dataset, shift_types=shifts, holidays=holidays, given=plan.dataset.given | {"holidays", "shift_types"}
    )
    tables = dataclasses.replace(
        plan.tables,
        rota=tuple(row for row in plan.tables.rota if row.date <= days[9] or row.ward_id != "W1"),
        rotation=(RotationRow(team_id="T1", from_=days[10], to=days[13], phase=Phase.OBSERVATION),),
    )
    return dataclasses.replace(plan, dataset=dataset, tables=tables)


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("kind", ["wide.csv", "plan.xlsx"])
def test_written_and_read_again_it_is_the_same(odd: PlanRecord, tmp_path: Path, lang: str, kind: str) -> None:
    content = roster_csv(odd, lang) if kind == "wide.csv" else workbook(odd, lang)  # type: ignore[arg-type]
    assert read_as_history(tmp_path / "next", odd, kind, content, tmp_path) == shifts_of(odd)


def test_the_file_of_one_ward_is_read_again_too(odd: PlanRecord, tmp_path: Path) -> None:
    found = read_as_history(tmp_path / "next", odd, "w.csv", roster_csv(odd, "zh", "W2"), tmp_path)
    assert found == {(row.staff_id, row.date, row.shift_type_id) for row in odd.tables.rota if row.ward_id == "W2"}


def test_totals_of_a_person(plan: PlanRecord) -> None:
    for person in roster(plan).people:
        rows = [row for row in plan.tables.rota if row.staff_id == person.staff_id]
        assert person.shifts == len(rows) == sum(bool(cell.style) for cell in person.cells)
        assert person.nights == sum(row.shift_type_id == "N" for row in rows)
        assert person.minutes == 240 * len(rows)
        assert person.weekends == len(
            {(row.date - dt.timedelta(days=row.date.weekday())) for row in rows if row.date.weekday() > 4}
        )


def test_people_per_shift_add_up(plan: PlanRecord) -> None:
    for ward in ("", "W1", "W2"):
        grid = roster(plan, ward)
        total = sum(sum(counts) for _, counts in grid.counts)
        assert total == sum(row.ward_id == ward or not ward for row in plan.tables.rota)


def test_a_ward_shows_shifts_elsewhere_in_another_look(plan: PlanRecord) -> None:
    row = next(row for row in plan.tables.rota if row.ward_id == "W1")
    rota = tuple(dataclasses.replace(one, ward_id="W2") if one == row else one for one in plan.tables.rota)
    moved = dataclasses.replace(plan, tables=dataclasses.replace(plan.tables, rota=rota))
    day = list(plan.dataset.horizon).index(row.date)
    (person,) = [one for one in roster(moved, "W1").people if one.staff_id == row.staff_id]
    assert (person.cells[day].sign.zh, person.cells[day].style) == (row.shift_type_id, "away")
    (person,) = [one for one in roster(moved, "W2").people if one.staff_id == row.staff_id]
    assert person.cells[day].style.startswith(("d", "n"))


def test_a_team_on_duty_stands_on_the_sheet_as_a_whole(plan: PlanRecord) -> None:
    idle = next(row for row in plan.tables.teams if row.team_id == "T1")
    rota = tuple(row for row in plan.tables.rota if row.staff_id != idle.staff_id)
    record = dataclasses.replace(plan, tables=dataclasses.replace(plan.tables, rota=rota))
    for ward in ("", "W1"):
        (person,) = [one for one in roster(record, ward).people if one.staff_id == idle.staff_id]
        assert {cell.sign.zh for cell in person.cells} == {"休"}
        assert person.wards == ("隔离1病区 (W1)",)
    assert idle.staff_id not in {one.staff_id for one in roster(record, "W2").people}


def test_holidays_and_moved_working_days_change_the_weekend(odd: PlanRecord) -> None:
    days = [calendar_day(odd.dataset, date) for date in odd.dataset.horizon][:6]  # Friday 18 March to Wednesday 23
    assert [day.rest for day in days] == [False, False, True, True, True, False]
    assert [day.note.zh for day in days] == ["", "班", "", "某节", "休", ""]


def test_observation_and_absence_are_told_apart_from_days_off(odd: PlanRecord) -> None:
    gone = dataclasses.replace(odd.dataset.staff[0], available_to=odd.dataset.horizon.date(11))
    plan = dataclasses.replace(odd, dataset=dataclasses.replace(odd.dataset, staff=(gone, *odd.dataset.staff[1:])))
    (person,) = [one for one in roster(plan).people if one.staff_id == gone.staff_id]
    assert [cell.sign.zh for cell in person.cells[10:]] == ["观"] * 4
    plan = dataclasses.replace(plan, tables=dataclasses.replace(plan.tables, rotation=()))
    (person,) = [one for one in roster(plan).people if one.staff_id == gone.staff_id]
    assert [cell.sign.zh for cell in person.cells[10:]] == ["休", "休", "", ""]


@pytest.fixture(scope="module")
def sheet(odd: PlanRecord) -> Worksheet:
    return openpyxl.load_workbook(io.BytesIO(workbook(odd, "zh")))["排班表"]


def test_the_sheet_prints_on_a3_with_its_heads_on_every_page(sheet: Worksheet) -> None:
    assert (sheet.page_setup.orientation, int(sheet.page_setup.paperSize or 0)) == ("landscape", A3)
    assert sheet.sheet_properties.pageSetUpPr is not None
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert (sheet.page_setup.fitToWidth or 1, sheet.page_setup.fitToHeight) == (1, 0)  # one page wide, as long as need be
    assert (sheet.print_title_rows, sheet.print_title_cols) == ("$3:$4", "$A:$B")
    assert sheet.freeze_panes == "C5"


def test_the_sheet_has_title_dates_weekdays_totals_and_legend(sheet: Worksheet, odd: PlanRecord) -> None:
    rows = [list(row) for row in sheet.values]
    assert rows[0][0] == "demo 排班表 2022-03-18 至 2022-03-31"
    assert "辅助决策建议，未经签发不得执行" in rows[1][0]
    assert "示例数据" in rows[1][0]
    assert rows[2][5] == dt.datetime.combine(odd.dataset.horizon.start, dt.time(0))
    assert rows[3][5:10] == ["五", "六 班", "日", "一 某节", "二 休"]
    people = len({row.staff_id for row in odd.tables.rota})
    assert rows[4 + people][0] == "合计（白）"
    assert [row[0] for row in rows if row[0] and str(row[0]).startswith("图例")][:2] == [
        "图例: 白 白班 08:00–12:00",
        "图例: P 小夜 16:00–20:00",
    ]
    assert rows[4][-4:] == [*(rows[4][-4:-2]), int(rows[4][-4]) * 4, rows[4][-1]]


def test_weekend_and_holiday_columns_are_marked(sheet: Worksheet) -> None:
    marked = [sheet.cell(3, column).fill.fgColor.rgb for column in range(6, 12)]
    assert [fill == "FFF6DFDC" for fill in marked] == [False, False, True, True, True, False]


def test_signs_are_text_and_never_a_formula(odd: PlanRecord) -> None:
    raw = roster_csv(odd, "zh")
    assert b",'-\xe5\xa4\x9c," in raw
    cells = [cell for row in csv.reader(io.StringIO(raw.decode("utf-8-sig"))) for cell in row]
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@"))]


def test_it_stands_in_the_plan_folder_in_both_languages_and_is_the_same_every_time(
    plan: PlanRecord, files: Mapping[str, bytes]
) -> None:
    assert files[ROSTER] == roster_csv(plan, "zh")
    english = render(plan, "en", {})[ROSTER].decode("utf-8-sig")
    assert english.startswith("Staff,Role,Grade,Team,Ward,2022-03-18,")
    rows = list(csv.reader(io.StringIO(files[ROSTER].decode("utf-8-sig"))))
    assert len({len(row) for row in rows}) == 1


def test_a_plan_without_a_rota_has_none(plan: PlanRecord) -> None:
    bare = dataclasses.replace(plan, tables=dataclasses.replace(plan.tables, rota=()))
    assert ROSTER not in render(bare, "zh", {})


@cache
def small_plan() -> PlanRecord:
    return make_plan(patients=4, per_hospital=5, staff_count=12)


SIGNS = st.text(st.characters(categories=("L", "N", "P", "S"), exclude_characters=";,、=!✓✔√✗✘×"), min_size=1, max_size=3)


@given(
    signs=st.lists(SIGNS.filter(lambda sign: clean(sign) == sign and fold(sign)), min_size=3, max_size=3, unique_by=fold),
    picks=st.lists(st.sampled_from([0, 1, 2, None]), min_size=12, max_size=60),
    first=st.dates(dt.date(2020, 1, 1), dt.date(2030, 1, 1)),
    lang=st.sampled_from(["zh", "en"]),
)
@settings(max_examples=60, deadline=None)
def test_any_rota_with_any_signs_is_read_as_it_was_written(
    signs: list[str], picks: list[int | None], first: dt.date, lang: Lang
) -> None:
    plan = small_plan()
    shifts = tuple(
        dataclasses.replace(kind, code=sign, name="") for kind, sign in zip(plan.dataset.shift_types, signs, strict=True)
    )
    numbered = list(enumerate(shifts, 2))
    assume(not list(ambiguous(numbered)))
    horizon = Horizon(first, max(2, -(-len(picks) // 6)))
    dataset = dataclasses.replace(
        plan.dataset, shift_types=shifts, scenario=dataclasses.replace(plan.dataset.scenario, horizon=horizon)
    )
    rota = tuple(
        RotaRow(
            staff_id=f"S{number % 6 + 1:03d}",
            date=horizon.date(number // 6),
            shift_type_id=shifts[pick].shift_type_id,
            ward_id="W1",
            role=Role.NURSE,
        )
        for number, pick in enumerate(picks)
        if pick is not None
    )
    record = dataclasses.replace(plan, dataset=dataset, tables=dataclasses.replace(plan.tables, rota=rota))
    grid, faults = csv_grid("roster_history", roster_csv(record, lang))
    assert grid is not None
    read = read_table(grid, shift_codes(numbered, {}, known=True))
    assert not [issue for issue in (*faults, *read.issues) if not issue.code.endswith("_dropped")]
    assert {(row.staff_id, row.date, row.shift_type) for _, row in read.rows} == shifts_of(record)

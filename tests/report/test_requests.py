"""Who asked for what, what became of it, and why not."""

from __future__ import annotations

import dataclasses
import datetime as dt
import io
from pathlib import Path

import openpyxl
import pytest

from optimizer.data.planfolder import PlanRecord
from optimizer.data.reading import read_dataset
from optimizer.planning.plan import plan as make
from optimizer.report.roster.requests import Answer, answer_rows, answers
from optimizer.report.workbook import workbook
from tests.cities import write_small_city

ASKED = """\
staff_id,date,shift_type,weight,hard
S01,2022-03-15,off,1,no
S07,2022-03-11,night,1,no
S02,2022-03-11,off,2,no
S09,2022-03-11,off,1,no
S08,2022-03-11,day,1,no
S02,2022-03-12,evening,1,no
S05,2022-03-14,off,1,yes
S10,2022-03-12,day,1,no
"""


@pytest.fixture(scope="module")
def record(tmp_path_factory: pytest.TempPathFactory) -> PlanRecord:
    city = write_small_city(tmp_path_factory.mktemp("requests") / "city")
    (city / "requests.csv").write_text(ASKED, encoding="utf-8")
    return make(read_dataset(city))


@pytest.fixture(scope="module")
def found(record: PlanRecord) -> dict[tuple[str, int], Answer]:
    return {(one.request.staff_id, one.request.date.day): one for one in answers(record)}


def test_every_request_is_answered_as_the_rota_has_it(record: PlanRecord, found: dict[tuple[str, int], Answer]) -> None:
    worked = {(row.staff_id, row.date.day): row.shift_type_id for row in record.tables.rota}
    assert len(found) == 8
    for key, one in found.items():
        assert one.granted == (worked.get(key, "off") == one.request.shift_type)
        assert bool(one.reason.zh) == bool(one.reason.en) == (not one.granted)
    assert found["S05", 14].granted


def test_a_shift_that_nobody_wants_of_the_role_is_said(found: dict[tuple[str, int], Answer]) -> None:
    assert found["S07", 11].reason.en == "no ward wants a doctor on night"
    assert found["S02", 12].reason.zh == "没有病区在 evening 需要护士"


def test_the_team_that_is_elsewhere_is_named(record: PlanRecord, found: dict[tuple[str, int], Answer]) -> None:
    team = next(row.team_id for row in record.tables.teams if row.staff_id == "S08")
    duty = {row.team_id for row in record.tables.rotation if row.ward_id and row.from_.day <= 11 <= row.to.day}
    one = found["S08", 11]
    if team in duty:
        assert one.granted or "W1" in one.reason.en
    else:
        assert not one.granted


def test_whoever_no_rule_lets_in_is_told_the_rule(found: dict[tuple[str, int], Answer]) -> None:
    one = found["S10", 12]
    assert not one.granted
    assert one.got is None
    assert one.reason.en


def with_rota_of(record: PlanRecord, keep: str) -> PlanRecord:
    """Give everybody else's requests up, and leave one day off refused."""
    row = next(row for row in record.tables.rota if row.role == keep)
    wish = dataclasses.replace(record.dataset.requests[0], staff_id=row.staff_id, date=row.date, shift_type="off", hard=False)
    return dataclasses.replace(record, dataset=dataclasses.replace(record.dataset, requests=(wish,)))


def test_a_day_off_that_leaves_the_ward_short_says_how_short(record: PlanRecord) -> None:
    (one,) = answers(with_rota_of(record, "doctor"))
    assert not one.granted
    assert one.reason.en == "隔离病区 (W1) would have 0 of 1 doctor on day that day"
    assert one.reason.zh == "隔离病区 (W1) 当日 day 医生将只剩 0 人，最低 1 人"


def test_what_nothing_stands_against_was_weighed(record: PlanRecord) -> None:
    bare = with_rota_of(record, "doctor")
    cover = tuple(dataclasses.replace(row, min=0) for row in bare.dataset.ward_cover)
    (one,) = answers(dataclasses.replace(bare, dataset=dataclasses.replace(bare.dataset, ward_cover=cover)))
    assert "weighed" in one.reason.en


def test_a_rule_that_a_day_off_would_break_is_named(record: PlanRecord) -> None:
    bare = with_rota_of(record, "doctor")
    who = bare.dataset.requests[0].staff_id
    rows = sorted((row for row in bare.tables.rota if row.staff_id == who), key=lambda row: row.date)
    team = next(row.team_id for row in bare.tables.teams if row.staff_id == who)
    duty = next(row for row in bare.tables.rotation if row.team_id == team and row.ward_id == rows[0].ward_id)
    days = [duty.from_ + dt.timedelta(days=number) for number in range(3)]
    line = tuple(dataclasses.replace(rows[0], date=date) for date in days)
    contracts = tuple(dataclasses.replace(row, min_consecutive_shifts=2) for row in bare.dataset.contracts)
    wish = dataclasses.replace(bare.dataset.requests[0], date=days[1])
    dataset = dataclasses.replace(bare.dataset, contracts=contracts, requests=(wish,))
    tables = dataclasses.replace(bare.tables, rota=line)
    (one,) = answers(dataclasses.replace(bare, dataset=dataset, tables=tables))
    assert one.reason.en.startswith("Not fewer shifts in a row than the contract asks")


def test_without_a_rota_nothing_is_answered(record: PlanRecord) -> None:
    steps = tuple(step for step in record.steps if step.step != "rota")
    assert answers(dataclasses.replace(record, steps=steps)) == ()


def test_the_workbook_holds_the_grid_and_the_answers(record: PlanRecord) -> None:
    book = openpyxl.load_workbook(io.BytesIO(workbook(record, "zh")))
    grid = [list(row) for row in book["意愿表"].values]
    assert grid[2][:2] == ["工号", "岗位"]
    cells = {row[0]: [str(cell) for cell in row[2:9] if cell] for row in grid[4:] if str(row[0]).startswith("S")}
    assert cells["S05"] == ["休! ✓"]
    assert cells["S07"] == ["night ✗"]
    rows = list(book["意愿答复"].values)
    assert len(rows) - 1 == len(answer_rows(record, answers(record), "zh")[1]) == 8
    assert {row[8] for row in rows[1:]} == {"满足", "未满足"}
    assert (book["意愿表"].page_setup.orientation, int(book["意愿表"].page_setup.paperSize or 0)) == ("landscape", 8)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_grid_is_read_again_as_requests(record: PlanRecord, tmp_path: Path, lang: str) -> None:
    book = openpyxl.load_workbook(io.BytesIO(workbook(record, lang)))  # type: ignore[arg-type]
    grid = book["意愿表" if lang == "zh" else "Requests wide"]
    city = write_small_city(tmp_path / "city")
    rows = [["" if cell is None else str(cell) for cell in row] for row in grid.values]
    width = max(map(len, rows))
    text = "\n".join(",".join(f'"{cell}"' for cell in [*row, *[""] * (width - len(row))]) for row in rows)
    (city / "requests.csv").write_text(text.replace(" 00:00:00", "") + "\n", encoding="utf-8")
    read = read_dataset(city)
    wanted = {(row.staff_id, row.date, row.shift_type, row.hard) for row in record.dataset.requests}
    assert {(row.staff_id, row.date, row.shift_type, row.hard) for row in read.requests} == wanted

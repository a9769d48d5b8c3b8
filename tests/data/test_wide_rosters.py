"""Rosters and requests as wards keep them: names × dates with signs."""

from __future__ import annotations

import datetime as dt

import openpyxl
import pytest

from optimizer.core.errors import BadInputError
from optimizer.data.reading import read_dataset
from optimizer.data.reading.wide_dates import dated, weekday_of
from tests.cities import SMALL_CITY, write_small_city
from tests.data.broken.build import city_workbook

CODES = '[shift_codes]\nA = "day"\nP = "evening"\nN = "night"\n'


@pytest.fixture
def city(tmp_path):
    folder = write_small_city(tmp_path / "city")
    with (folder / "scenario.toml").open("a", encoding="utf-8") as file:
        file.write(CODES)
    return folder


def write(city, table, text):
    (city / f"{table}.csv").write_text(text, encoding="utf-8")


def history(dataset):
    return [(row.staff_id, row.date.isoformat()[5:], row.shift_type) for row in dataset.roster_history]


def faults(city):
    with pytest.raises(BadInputError) as caught:
        read_dataset(city)
    return caught.value.issues


def test_wide_rosters(city):
    write(city, "roster_history", "排班表,,,\n工号,姓名,2022-03-08,2022/3/9\n星期,,二,三\nS02,甲,A,休\nS08,乙,N,A\n")
    write(city, "requests", "staff_id,20220311,20220312\nS02,休,\nS05,,day\n")
    dataset = read_dataset(city)
    assert history(dataset) == [("S02", "03-08", "day"), ("S08", "03-08", "night"), ("S08", "03-09", "day")]
    assert [(row.staff_id, row.date.day, row.shift_type) for row in dataset.requests] == [("S02", 11, "off"), ("S05", 12, "day")]
    assert dataset.issues == ()


def test_a_day_shift_called_day_is_no_weekday_row(city):
    write(city, "roster_history", "工号,2022-03-08,2022-03-09\nS02,日,日\n")
    (city / "scenario.toml").write_text(SMALL_CITY["scenario.toml"] + '[shift_codes]\n"日" = "day"\n', encoding="utf-8")
    assert len(read_dataset(city).roster_history) == 2


@pytest.mark.parametrize(
    "header",
    [
        "工号,2022-03-08,2022-03-09",
        "工号,2022/3/8,2022.3.9",
        "工号,20220308,2022年3月9日",
        "工号,2022-03-08(二),2022-03-09 周三",
        "2022年3月排班表,,\n工号,8,9",
        "2022年3月排班表,,\n工号,8日,9号",
        "2022年3月排班表,,\n工号,8 二,周三 9",
        "急诊科 2022年,,\n工号,3/8,3-9",
        "急诊科 2022年,,\n工号,3月8日,3月9日",
        "roster 2022-03,,\nstaff_id,8 Tue,9 Wed",
        "工号,2022年3月,\n,8,9",
        "工号,2022-03-08,9",
        "工号,2022-03-08,3-9",
        "姓名,2022-03-08,2022-03-09",
        "日期,2022-03-08,2022-03-09\n星期,二,三",
        "姓名/日期,2022-03-08,2022-03-09\n,二,三",
    ],
)
def test_dates_in_several_spellings(city, header):
    write(city, "roster_history", header + "\nS02,A,\nS08,N,A\n")
    dataset = read_dataset(city)
    assert history(dataset) == [("S02", "03-08", "day"), ("S08", "03-08", "night"), ("S08", "03-09", "day")]
    assert dataset.issues == ()


def test_days_roll_over_the_month_and_the_year():
    found = dated(["工号", "30", "31", "1", "2"], [["2021年12月—2022年1月"]])
    assert [day.date for day in found] == [dt.date(2021, 12, 30), dt.date(2021, 12, 31), dt.date(2022, 1, 1), dt.date(2022, 1, 2)]
    found = dated(["", "12/31", "1/1"], [["2021年排班"]])
    assert [day.date for day in found] == [dt.date(2021, 12, 31), dt.date(2022, 1, 1)]
    found = dated(["", "30", "31", "1"], [["2021年"], ["", "12月", "", "1月"]])
    assert [day.date for day in found] == [dt.date(2021, 12, 30), dt.date(2021, 12, 31), dt.date(2022, 1, 1)]


@pytest.mark.parametrize(
    ("text", "number"),
    [("一", 1), ("周日", 7), ("星期天", 7), ("Sat", 6), ("Su", 7), ("六 清明节", 6), ("一线", 0), ("A", 0), ("", 0)],
)
def test_days_of_the_week(text, number):
    assert weekday_of(text) == number


@pytest.mark.parametrize(
    ("text", "code", "row", "value"),
    [
        ("工号,3/8,3/9\nS02,A,A\n", "date_without_year", 1, "3/8"),
        ("工号,姓名,8,9\nS02,甲,A,A\n", "date_without_year", 1, "8"),
        ("工号,三月,\n,8,9\nS02,A,A\n", "date_without_year", 1, "8"),
        ("工号,2022-03-09,2022-03-08\nS02,A,A\n", "dates_not_in_order", 1, "2022-03-08"),
        ("工号,2022-03-08,2022-03-08\nS02,A,A\n", "dates_not_in_order", 1, "2022-03-08"),
        ("工号,2022-03-08 三,2022-03-09\nS02,A,A\n", "weekday_mismatch", 1, "2022-03-08 三"),
        ("工号,2022-03-08,2022-03-09\n星期,三,四\nS02,A,A\n", "weekday_mismatch", 2, "三"),
    ],
)
def test_dates_that_cannot_be_meant(city, text, code, row, value):
    write(city, "roster_history", text)
    issue = faults(city)[0]
    assert (issue.code, issue.table, issue.row, issue.value) == (code, "roster_history", row, value)
    assert issue.fix.zh


def test_an_unexplained_sign_is_named_with_row_date_and_fix(city):
    write(city, "roster_history", "工号,2022-03-08,2022-03-09\nS02,A,甲1\nS08,Q,A\n")
    first, second = faults(city)
    assert (first.code, first.row, first.column, first.value) == ("unknown_shift_code", 2, "2022-03-09", "甲1")
    assert (second.row, second.column, second.value) == (3, "2022-03-08", "Q")
    assert "day (白班)" in first.describe("en")
    assert "别名" in first.describe("zh")


def test_signs_are_ids_codes_aliases_and_names(city):
    text = SMALL_CITY["shift_types.csv"].splitlines()
    text = [text[0] + ",code,aliases", text[1] + ",D,日;早", text[2] + ",,E1;２", text[3] + ",X,"]
    write(city, "shift_types", "\n".join(text) + "\n")
    dates = [f"2022-03-{day:02d}" for day in range(1, 10)]
    write(city, "roster_history", f"工号,{','.join(dates)}\nS02,d,日,早,白,白班,E1,2,小夜,X\n")
    found = [row.shift_type for row in read_dataset(city).roster_history]
    assert found == ["day"] * 5 + ["evening"] * 3 + ["night"]


def test_a_name_two_shifts_share_is_no_sign(city):
    write(city, "shift_types", SMALL_CITY["shift_types.csv"].replace("小夜", "大夜"))
    write(city, "roster_history", "工号,2022-03-08,2022-03-09\nS02,大夜,休\n")
    assert [issue.code for issue in faults(city)] == ["unknown_shift_code"]


def test_a_sign_of_two_shifts_is_a_fault(city):
    text = SMALL_CITY["shift_types.csv"].splitlines()
    write(city, "shift_types", "\n".join([text[0] + ",code", *(line + ",S" for line in text[1:3]), text[3] + ",day"]) + "\n")
    assert [(issue.code, issue.row, issue.value) for issue in faults(city)] == [
        ("shift_code_twice", 3, "S"),
        ("shift_code_twice", 4, "day"),
    ]


def test_requests_that_must_be_kept_and_answers_beside_them(city):
    write(city, "requests", "工号,姓名,备注,2022-03-11,2022-03-12,2022-03-13\nS02,甲,,休！,N✗ 人手不足,A ✓\nS05,乙,,产假,,off!\n")
    dataset = read_dataset(city)
    assert [(row.staff_id, row.date.day, row.shift_type, row.hard) for row in dataset.requests] == [
        ("S02", 11, "off", True),
        ("S02", 12, "night", False),
        ("S02", 13, "day", False),
        ("S05", 11, "off", False),
        ("S05", 13, "off", True),
    ]
    assert dataset.issues == ()


def test_totals_legends_and_pages_are_passed_over(city):
    text = (
        "急诊科排班表,,,,\n工号,岗位,2022-03-08,2022-03-09,夜班数\n星期,,二,三 妇女节,\n\nS02,护士,A,休,0\n"
        "工号,岗位,2022-03-08,2022-03-09,夜班数\nS08,护士,N,观,1\n合计（A）,,1,0,\n图例：A 白班,,,,\n"
    )
    write(city, "roster_history", text)
    dataset = read_dataset(city)
    assert history(dataset) == [("S02", "03-08", "day"), ("S08", "03-08", "night")]
    assert [issue.code for issue in dataset.issues] == ["total_row_dropped", "footnote_dropped"]


def test_columns_nobody_has_are_still_said(city):
    write(city, "roster_history", "工号,颜色,2022-03-08,2022-03-09\nS02,红,A,A\n")
    assert [(issue.code, issue.column) for issue in read_dataset(city).issues] == [("unknown_column", "颜色")]


def test_merged_headers_of_a_workbook(tmp_path):
    book = city_workbook()
    del book["roster_history"]
    sheet = book.create_sheet("历史排班")
    sheet["A1"] = "肺科医院排班表"
    sheet.merge_cells("A1:F1")
    sheet["A2"], sheet["B2"], sheet["C2"], sheet["F2"] = "工号", "姓名", "2022年3月", "备注"
    sheet.merge_cells("A2:A3")
    sheet.merge_cells("B2:B3")
    sheet.merge_cells("C2:E2")
    sheet.merge_cells("F2:F3")
    for column, day in zip("CDE", (7, 8, 9), strict=True):
        sheet[f"{column}3"] = day
    for row in (["S02", "甲", "day", "休", "night"], ["S08", "乙", "产假", None, None]):
        sheet.append(row)
    sheet.merge_cells("C5:E5")
    path = tmp_path / "city.xlsx"
    book.save(path)
    dataset = read_dataset(path)
    assert history(dataset) == [("S02", "03-07", "day"), ("S02", "03-09", "night")]
    assert [issue for issue in dataset.issues if issue.table == "roster_history"] == []


def test_dates_of_a_workbook_are_dates(tmp_path):
    book = city_workbook()
    sheet = book["requests"]
    sheet.delete_rows(1, sheet.max_row)
    sheet.append(["工号", dt.date(2022, 3, 11), dt.datetime.fromisoformat("2022-03-12 00:00:00")])
    sheet.append(["S02", "休", "大夜"])
    path = tmp_path / "city.xlsx"
    book.save(path)
    assert isinstance(openpyxl.load_workbook(path)["requests"]["B1"].value, dt.datetime)
    found = [(row.date.day, row.shift_type) for row in read_dataset(path).requests]
    assert found == [(11, "off"), (12, "night")]


def test_signs_that_are_numbers_are_no_dates(city):
    write(
        city, "shift_types", SMALL_CITY["shift_types.csv"].replace("day,", "1,").replace("evening", "2").replace("night,", "3,")
    )
    text = (city / "shift_types.csv").read_text("utf-8").replace("yes,day", "yes,1")
    write(city, "shift_types", text)
    write(city, "ward_cover", SMALL_CITY["ward_cover.csv"].replace(",day,", ",1,").replace(",night,", ",3,"))
    write(city, "contracts", SMALL_CITY["contracts.csv"].replace("night=3", "3=3"))
    write(city, "requests", "2022年3月,,,\n工号,11,12,13\nS02,1,3,休\nS05,,2,1\n")
    write(city, "roster_history", "2022年3月,,,\n工号,7,8,9\nS02,1,2,3\nS08,3,,1\n")
    (city / "scenario.toml").write_text(SMALL_CITY["scenario.toml"], encoding="utf-8")
    dataset = read_dataset(city)
    assert [(row.staff_id, row.date.day, row.shift_type) for row in dataset.roster_history] == [
        *(("S02", 7, "1"), ("S02", 8, "2"), ("S02", 9, "3")),
        *(("S08", 7, "3"), ("S08", 9, "1")),
    ]
    assert [row.shift_type for row in dataset.requests] == ["1", "3", "off", "2", "1"]


@pytest.mark.parametrize("sign", ["休", "OFF", "观"])
def test_no_shift_is_written_like_a_day_off(city, sign):
    lines = SMALL_CITY["shift_types.csv"].splitlines()
    write(city, "shift_types", "\n".join([lines[0] + ",code", lines[1] + f",{sign}", lines[2] + ",", lines[3] + ","]) + "\n")
    assert [(issue.code, issue.row, issue.column) for issue in faults(city)] == [("shift_code_means_off", 2, "code")]

"""Tables as offices really have them."""

from __future__ import annotations

import datetime as dt
import io

import openpyxl
import pytest
import xlsxwriter
import xlwt

from optimizer.core.errors import BadInputError
from optimizer.core.issue import Severity
from optimizer.data.reading import read_dataset
from optimizer.data.reading.zipguard import Extent
from tests.cities import SMALL_CITY, write_small_city
from tests.data.broken.build import city_workbook


@pytest.fixture
def city(tmp_path):
    return write_small_city(tmp_path / "city")


def write(city, table, text, encoding="utf-8"):
    (city / f"{table}.csv").write_text(text, encoding=encoding)


def codes(dataset):
    return [issue.code for issue in dataset.issues]


def test_the_small_city_is_faultless(city):
    dataset = read_dataset(city)
    assert dataset.issues == ()
    assert len(dataset.given) == 30
    assert dataset.unit["U01"].reported_at == dt.datetime.fromisoformat("2022-03-10 07:00:00")
    assert dataset.patient["P03"].bloodborne == ("HBV",)


def test_gbk_is_read_and_said(city):
    write(city, "hospitals", SMALL_CITY["hospitals.csv"], "gbk")
    dataset = read_dataset(city)
    assert dataset.hospital["H01"].name_zh == "市第二医院"
    assert codes(dataset) == ["encoding"]


@pytest.mark.parametrize(("encoding", "separator"), [("utf-8-sig", ","), ("utf-16", "\t"), ("utf-8", "\t")])
def test_other_exports_of_a_spreadsheet(city, encoding, separator):
    write(city, "origins", SMALL_CITY["origins.csv"].replace(",", separator), encoding)
    assert len(read_dataset(city).origins) == 3


def test_chinese_headers_words_and_file_name(city):
    (city / "origins.csv").unlink()
    text = (
        "来源地编号,来源地名称 name,区县,经度（度）,纬度（度）,人口,受限人口比例\n"
        'O01,酒泉路,城关区,103.83,36.05,"90,000",3%\n'
        "O02,西园,七里河区,103.78,36.06,,\nO03,福利路,西固区,103.63,36.09,６００,\n"
    )
    (city / "来源地.csv").write_text(text, encoding="utf-8")
    origins = read_dataset(city).origin
    assert (origins["O01"].population, origins["O01"].restricted_share, origins["O03"].population) == (90000, 0.03, 600)


def test_title_total_footnote_and_blank_rows(city):
    lines = SMALL_CITY["supply_use.csv"].splitlines()
    text = "2022年3月物资用量表,,\n,,\n" + lines[0] + "\n" + "\n\n".join(lines[1:]) + "\n合计,,4\n填表人：某某,,\n"
    write(city, "supply_use", text)
    dataset = read_dataset(city)
    assert len(dataset.supply_use) == 3
    assert codes(dataset) == ["total_row_dropped", "footnote_dropped"]
    assert [issue.row for issue in dataset.issues] == [9, 10]


def test_header_over_two_rows_and_said_again(city):
    text = "物资,计算单位,每次\n,,用量\n物资,计算单位,用量\n防护服,每次进舱,1\n口罩,每患者日,2\n"
    write(city, "supply_use", text)
    (city / "supplies.csv").unlink()
    assert [(row.item, row.quantity) for row in read_dataset(city).supply_use] == [("防护服", 1.0), ("口罩", 2.0)]


def test_unknown_columns_and_files_are_passed_over_with_a_word(city):
    write(city, "donor_minimum", "hospital_id,role,headcount,colour\nH01,护士,1,red\n")
    (city / "photo.jpg").write_bytes(b"x")
    dataset = read_dataset(city)
    assert {issue.code: issue.severity for issue in dataset.issues} == {
        "unknown_column": Severity.WARNING,
        "stray_file": Severity.NOTE,
    }


def test_a_mark_for_a_missing_figure_is_blank_and_said(city):
    write(city, "origins", SMALL_CITY["origins.csv"].replace("90000", "-999999").replace("60000", "无数据"))
    dataset = read_dataset(city)
    assert [row.population for row in dataset.origins] == [None, None, 40000]
    assert codes(dataset) == ["sentinel", "sentinel"]


def test_partial_tables_are_normal(tmp_path):
    folder = tmp_path / "part"
    folder.mkdir()
    for name in ("scenario.toml", "hospitals.csv", "services.csv", "units.csv", "origins.csv", "demand.csv"):
        (folder / name).write_text(SMALL_CITY[name], encoding="utf-8")
    dataset = read_dataset(folder)
    assert dataset.given == {"hospitals", "services", "units", "origins", "demand"}
    assert dataset.patients == ()


def test_no_patients_today_is_an_answer(city):
    write(city, "patients", SMALL_CITY["patients.csv"].splitlines()[0] + "\n")
    write(city, "code_changes", SMALL_CITY["code_changes.csv"].splitlines()[0] + "\n")
    write(city, "releases", SMALL_CITY["releases.csv"].splitlines()[0] + "\n")
    assert codes(read_dataset(city)) == ["empty_table", "empty_table", "empty_table"]


def test_a_faulty_hospital_is_one_fault(city):
    write(city, "hospitals", SMALL_CITY["hospitals.csv"].replace("county,direct", "county,perhaps"))
    with pytest.raises(BadInputError) as caught:
        read_dataset(city)
    assert [issue.code for issue in caught.value.issues] == ["unknown_choice"]


def test_faults_of_all_tables_at_once(city):
    write(city, "units", SMALL_CITY["units.csv"].replace("critical,buffer,6", "critical,buffer,-6"))
    write(city, "demand", SMALL_CITY["demand.csv"].replace("2022-03-11", "2022-02-30"))
    (city / "scenario.toml").write_text("days = 7\n", encoding="utf-8")
    with pytest.raises(BadInputError) as caught:
        read_dataset(city)
    assert [(issue.code, issue.table, issue.row) for issue in caught.value.issues] == [
        ("scenario_incomplete", "scenario", 0),
        ("out_of_range", "units", 2),
        ("impossible_date", "demand", 4),
    ]


def test_workbook_and_folder_are_the_same(city, tmp_path):
    path = tmp_path / "city.xlsx"
    city_workbook().save(path)
    book, folder = read_dataset(path), read_dataset(city)
    tables = folder.input_hashes.keys() - {"scenario"}
    assert {table: book.input_hashes[table] for table in tables} == {table: folder.input_hashes[table] for table in tables}


def test_workbook_with_dates_numbers_and_merged_cells(tmp_path):
    book = city_workbook()
    sheet = book["demand"]
    sheet.title = "预计需求"
    sheet["D2"] = dt.date(2022, 3, 10)
    sheet["E2"] = 0.5
    sheet.merge_cells("A2:A3")
    book["shift_types"]["C2"] = dt.time(8, 0)
    book["patients"]["I2"] = dt.datetime.fromisoformat("2022-03-10 09:30:00")
    book["units"]["F2"] = 6
    book["units"].insert_rows(1)
    book["units"]["A1"] = "收治单元一览表"
    book["units"].merge_cells("A1:N1")
    path = tmp_path / "city.xlsx"
    book.save(path)
    dataset = read_dataset(path)
    assert (dataset.demand[0].date, dataset.demand[0].expected, dataset.demand[1].origin_id) == (dt.date(2022, 3, 10), 0.5, "O01")
    assert dataset.patient["P01"].ready_at == dt.datetime.fromisoformat("2022-03-10 09:30:00")
    assert dataset.unit["U01"].capacity == 6


def test_old_xls(tmp_path):
    book = xlwt.Workbook()
    for name, text in SMALL_CITY.items():
        if name.endswith(".csv"):
            sheet = book.add_sheet(name[:-4])
            for row, line in enumerate(text.splitlines()):
                for column, cell in enumerate(line.split(",")):
                    sheet.write(row, column, cell)
    path = tmp_path / "city.xls"
    book.save(str(path))
    (tmp_path / "scenario.toml").write_text(SMALL_CITY["scenario.toml"], encoding="utf-8")
    assert len(read_dataset(path).units) == 9


def test_workbook_scenario_in_chinese(tmp_path):
    book = city_workbook()
    del book["scenario"]
    sheet = book.create_sheet("方案")
    for row in (("开始日期", dt.date(2022, 3, 10)), ("天数", 7.0), ("储备天数", 5), ("目标", "crossing=0.1；wait_days")):
        sheet.append(row)
    path = tmp_path / "c.xlsx"
    book.save(path)
    scenario = read_dataset(path).scenario
    assert (scenario.horizon.days, scenario.policy.reserve_days) == (7, 5)
    assert [goal.name for goal in scenario.goals[:2]] == ["crossing", "wait_days"]


def test_formatted_emptiness_is_no_size(tmp_path):
    book = city_workbook()
    book["hospitals"]["A300000"].font = openpyxl.styles.Font(bold=True)
    out = io.BytesIO()
    book.save(out)
    path = tmp_path / "c.xlsx"
    path.write_bytes(out.getvalue())
    assert len(read_dataset(path).hospitals) == 3


def test_another_scenario(city, tmp_path):
    other = tmp_path / "other.toml"
    other.write_text("start = 2022-03-11\ndays = 3\n", encoding="utf-8")
    assert read_dataset(city, scenario=other).horizon.days == 3


def test_a_blank_sheet_was_not_given(tmp_path):
    book = city_workbook()
    for table in ("requests", "roster_history"):
        del book[table]
        book.create_sheet(table)
    path = tmp_path / "c.xlsx"
    book.save(path)
    assert read_dataset(path).given.isdisjoint({"requests", "roster_history"})


def test_times_of_a_workbook_are_whole_seconds(tmp_path):
    book = city_workbook()
    book["patients"]["I2"] = dt.datetime.fromisoformat("2022-03-10 09:29:59.999996")
    path = tmp_path / "c.xlsx"
    book.save(path)
    assert read_dataset(path).patient["P01"].ready_at == dt.datetime.fromisoformat("2022-03-10 09:30:00")


def test_cover_may_ask_for_an_interval_and_says_where_no_shift_reaches(city):
    text = SMALL_CITY["ward_cover.csv"].replace("shift_type,min", "shift_type,interval,min").replace("day,1", "day,,1")
    write(city, "ward_cover", text.replace("night,1", ",20:30至01:30,1"))
    dataset = read_dataset(city)
    assert dataset.ward_cover[1].when == "20:30至01:30"
    assert [(issue.code, issue.row) for issue in dataset.issues] == [("interval_unreached", 3)]  # the ward names day shifts
    write(city, "ward_cover", text.replace("night,1", ",09:00-13:00,1"))
    assert read_dataset(city).issues == ()
    write(city, "ward_cover", text.replace("night,1", ",09:00-13:30,1"))  # four hours inside, from 9 to 13
    (issue,) = read_dataset(city).issues
    assert issue.params["part"] == "13:00-13:30"


def test_a_skill_that_isolation_asks_for_and_nobody_has_is_said(city):
    write(city, "staff", SMALL_CITY["staff.csv"].replace("infection_control;leader", "infection_control"))
    dataset = read_dataset(city)
    assert [(issue.code, issue.value) for issue in dataset.issues] == [("isolation_skill_missing", "leader")]
    (city / "scenario.toml").write_text(
        SMALL_CITY["scenario.toml"] + '[policy]\nisolation_shift_skills = ["infection_control"]\n', encoding="utf-8"
    )
    assert read_dataset(city).issues == ()


def test_formatted_emptiness_is_no_size_however_it_is_written_and_read():
    ends = (b'<c r="A300000" s="1"/>', b'<c r="A300000" s="1"></c>', b'<x:c r="A300000" s="1"> </x:c>')
    for end in ends:
        sheet = b'<row r="1"><c r="A1"><v>1</v></c></row><row r="300000">' + end + b"</row></sheetData>"
        for cut in range(len(sheet)):
            extent = Extent()
            assert extent.take(sheet[:cut])
            assert extent.take(sheet[cut:])
            assert (extent.rows, extent.columns, extent.cells) == (1, 1, 2)


def test_a_formula_with_its_value_is_read_as_that(tmp_path):
    """As spreadsheet programs save them; a blank text is a value too."""
    path = tmp_path / "city.xlsx"
    with xlsxwriter.Workbook(path) as book:
        for name, text in SMALL_CITY.items():
            if name.endswith(".csv"):
                sheet = book.add_worksheet(name[:-4])
                for row, line in enumerate(text.splitlines()):
                    sheet.write_row(row, 0, line.split(","))
        book.get_worksheet_by_name("units").write_formula("F2", "=2+4", None, 6)
        for row, pair in enumerate((("key", "value"), ("start", "2022-03-10"), ("days", 7))):
            (book.get_worksheet_by_name("scenario") or book.add_worksheet("scenario")).write_row(row, 0, pair)
    assert read_dataset(path).unit["U01"].capacity == 6

"""The rota passed on: a message, a picture, and the changes since the last publication."""

from __future__ import annotations

import dataclasses
import datetime as dt
import io
from pathlib import Path

import openpyxl
import pytest
from PIL import Image

from optimizer.core.errors import BadInputError
from optimizer.core.horizon import Horizon
from optimizer.data.planfolder import PlanRecord
from optimizer.data.tables.plan import RotaRow
from optimizer.report.build import render
from optimizer.report.roster.book import roster_book
from optimizer.report.roster.chat import chat_texts
from optimizer.report.roster.diff import diff_in_force, rota_diff
from optimizer.report.roster.fonts import font
from optimizer.report.roster.picture import WIDTH, roster_picture
from optimizer.report.roster.sheet import FILLS
from optimizer.report.workbook import workbook


def has_font() -> bool:
    try:
        font(20)
    except BadInputError:
        return False
    return True


needs_font = pytest.mark.skipif(not has_font(), reason="this machine has no Chinese font")


def with_rota(plan: PlanRecord, rota: tuple[RotaRow, ...]) -> PlanRecord:
    return dataclasses.replace(plan, tables=dataclasses.replace(plan.tables, rota=rota))


def test_a_message_a_week_names_every_shift_of_the_ward(plan: PlanRecord) -> None:
    texts = chat_texts(plan, "W1", "zh")
    assert len(texts) == 3  # 18 March 2022 is a Friday: two weekends and a half
    head = "【兰州市第二人民医院 隔离1病区 (W1)】排班 3月18日（五）—3月20日（日）"
    assert texts[0].startswith(f"{head}\n\n3月18日（五）\nA 白班 08:00–12:00：")
    assert all(text.endswith("辅助决策建议，未经签发不得执行 · 示例数据") for text in texts)
    whole = "\n".join(texts)
    there = {row.staff_id for row in plan.tables.rota if row.ward_id == "W1"}
    assert {row.staff_id for row in plan.tables.rota if row.staff_id in whole} == there
    assert sum(text.count("S0") for text in texts) == sum(row.ward_id == "W1" for row in plan.tables.rota)


def test_a_message_says_who_is_short_and_speaks_english(plan: PlanRecord) -> None:
    text = chat_texts(plan, "W1", "en", [plan.dataset.horizon.start])[0]
    assert "[Lanzhou Second People's Hospital 隔离1病区 (W1)] rota 03-18 Fr – 03-18 Fr" in text
    assert "short: nurse" in text
    assert "N 大夜 20:00–24:00: " in text


def test_names_of_the_office_stand_for_ids(plan: PlanRecord) -> None:
    row = next(row for row in plan.tables.rota if row.ward_id == "W1")
    called = {row.staff_id: "王某某"}
    assert "王某某" in chat_texts(plan, "W1", "zh", [row.date], called)[0]
    book = openpyxl.load_workbook(io.BytesIO(roster_book(plan, "zh", ["W1"], (), called)))
    rows = list(book["W1"].values)
    assert rows[2][:3] == ("工号", "姓名", "岗位")
    assert (row.staff_id, "王某某") in {line[:2] for line in rows}


def test_a_book_has_a_sheet_per_ward_whatever_the_wards_are_called(plan: PlanRecord) -> None:
    odd = {"W1": "a/b:c*[1]" + "x" * 40, "W2": "a_b_c__1_" + "x" * 40, "W3": "History", "W4": "='W'"}
    wards = tuple(dataclasses.replace(ward, ward_id=odd[ward.ward_id]) for ward in plan.dataset.wards)
    rota = tuple(dataclasses.replace(row, ward_id=odd[row.ward_id]) for row in plan.tables.rota)
    record = with_rota(dataclasses.replace(plan, dataset=dataclasses.replace(plan.dataset, wards=wards)), rota)
    book = openpyxl.load_workbook(io.BytesIO(roster_book(record, "en", list(odd.values()))))
    assert len(book.sheetnames) == 4
    people = sum(str(row[0]).startswith("S0") for sheet in book.worksheets for row in sheet.values)
    assert people == len({(row.staff_id, row.ward_id) for row in rota})


@needs_font
def test_the_picture_is_a_long_one_with_the_colours_of_its_shifts(plan: PlanRecord) -> None:
    raw = roster_picture(plan, "W1", "zh")
    image = Image.open(io.BytesIO(raw))
    assert (image.format, image.width) == ("PNG", WIDTH)
    people = len({row.staff_id for row in plan.tables.rota if row.ward_id == "W1"})
    assert image.height > 3 * people * 40
    colours = {"#{:02X}{:02X}{:02X}".format(*colour) for _, colour in image.getcolors(1_000_000) or []}  # type: ignore[misc]
    assert {FILLS[style][0] for style in ("d0", "d1", "n0", "rest")} <= colours
    assert raw == roster_picture(plan, "W1", "zh")
    one_day = Image.open(io.BytesIO(roster_picture(plan, "W1", "en", [plan.dataset.horizon.start], {"S001": "王某某"})))
    assert one_day.height < image.height / 2


@needs_font
def test_every_character_of_a_picture_has_a_glyph() -> None:
    face = font(24)
    nothing = bytes(face.getmask("\U0010fffd"))
    assert not [char for char in "休观班岗位排日六清明节病区兰州护士Ax1–·" if bytes(face.getmask(char)) == nothing]


def test_a_file_that_is_no_font_is_refused(tmp_path: Path) -> None:
    (tmp_path / "x.ttf").write_bytes(b"no font")
    with pytest.raises(BadInputError) as caught:
        font(20, tmp_path / "x.ttf")
    assert caught.value.issues[0].code == "no_font"


def test_the_same_publication_has_no_changes(plan: PlanRecord) -> None:
    found = rota_diff(plan, plan)
    assert found.rows == ()
    assert found.words("zh") == ["2022-03-18 至 2022-03-31 排班无变动。"]


def test_changes_are_shifts_wards_and_days_off_in_order(plan: PlanRecord) -> None:
    rows = list(plan.tables.rota)
    gone, other, moved = rows[0], rows[5], rows[9]
    days = {row.date for row in rows if row.staff_id == gone.staff_id}
    free = next(date for date in plan.dataset.horizon if date not in days)
    changed = [row for row in rows if row not in (gone, other, moved)]
    changed += [
        dataclasses.replace(other, shift_type_id="P" if other.shift_type_id != "P" else "N"),
        dataclasses.replace(moved, ward_id="W3"),
        dataclasses.replace(gone, date=free),
    ]
    found = rota_diff(plan, with_rota(plan, tuple(changed)))
    told = {(row.staff_id, row.date): (row.before_shift, row.before_ward, row.after_shift, row.after_ward) for row in found.rows}
    assert told == {
        (gone.staff_id, gone.date): (gone.shift_type_id, "W1", "", ""),
        (gone.staff_id, free): ("", "", gone.shift_type_id, "W1"),
        (other.staff_id, other.date): (other.shift_type_id, "W1", "P" if other.shift_type_id != "P" else "N", "W1"),
        (moved.staff_id, moved.date): (moved.shift_type_id, "W1", moved.shift_type_id, "W3"),
    }
    assert [row.date for row in found.rows] == sorted(row.date for row in found.rows)
    words = found.words("zh", {gone.staff_id: "王某某"})
    assert words[0] == f"2022-03-18 至 2022-03-31 共 {len({key[0] for key in told})} 人 4 个班变动。"
    assert f"  王某某 医生：隔离1病区 (W1) {gone.shift_type_id} → 休" in words
    assert any(f"(W1) {moved.shift_type_id} → 隔离3病区 (W3) {moved.shift_type_id}" in line for line in words)
    assert len(rota_diff(plan, with_rota(plan, tuple(changed)), "W3").rows) == 1


def test_days_of_one_publication_only_are_not_changes_but_are_said(plan: PlanRecord) -> None:
    start = plan.dataset.horizon.start
    later = Horizon(start + dt.timedelta(days=7), 14)
    dataset = dataclasses.replace(plan.dataset, scenario=dataclasses.replace(plan.dataset.scenario, horizon=later))
    rota = tuple(row for row in plan.tables.rota if row.date >= later.start)
    after = with_rota(dataclasses.replace(plan, dataset=dataset), rota)
    found = rota_diff(plan, after)
    assert (found.rows, found.compared[0], found.compared[-1]) == ((), later.start, plan.dataset.horizon.last)
    assert "Days in one of the two only are not compared: 03-18..03-24, 04-01..04-07." in found.words("en")


def test_a_plan_knows_what_it_changed_of_the_rota_in_force(plan: PlanRecord) -> None:
    last = plan.dataset.horizon.date(9)
    gone = next(row for row in plan.tables.rota if row.date < last)
    in_force = tuple(row for row in plan.tables.rota if row.date <= last)
    rota = tuple(row for row in plan.tables.rota if row != gone)
    again = dataclasses.replace(with_rota(plan, rota), previous_rota=in_force)
    found = diff_in_force(again)
    assert [(row.staff_id, row.date, row.after_shift) for row in found.rows] == [(gone.staff_id, gone.date, "")]
    assert found.compared[-1] == last
    sheet = openpyxl.load_workbook(io.BytesIO(workbook(again, "zh")))["rota_changes"]
    assert [row[0] for row in sheet.values] == ["staff_id", gone.staff_id]
    raw = render(again, "zh", {})["rota_changes.csv"].decode("utf-8-sig").splitlines()
    assert raw[1:] == [f"{gone.staff_id},{gone.role},{gone.date},{gone.shift_type_id},{gone.ward_id},,"]
    assert "rota_changes.csv" not in render(plan, "zh", {})
    assert "rota_changes" not in openpyxl.load_workbook(io.BytesIO(workbook(plan, "zh"))).sheetnames


def test_other_hours_of_a_shift_are_said(plan: PlanRecord) -> None:
    shifts = (dataclasses.replace(plan.dataset.shift_types[0], start=dt.time(7)), *plan.dataset.shift_types[1:])
    after = dataclasses.replace(plan, dataset=dataclasses.replace(plan.dataset, shift_types=shifts))
    assert "A 原为 白班 08:00–12:00，现为 白班 07:00–12:00。" in rota_diff(plan, after).words("zh")

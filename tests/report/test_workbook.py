from __future__ import annotations

import dataclasses
import datetime as dt
import io
from collections.abc import Mapping

import openpyxl
import pytest
from openpyxl import Workbook

from optimizer.core.issue import Issue, Severity
from optimizer.core.text import Text
from optimizer.data.planfolder import PlanRecord
from optimizer.data.schema import PLAN_TABLES
from optimizer.data.tables.plan import UnplacedRow
from optimizer.report.workbook import workbook


def opened(raw: bytes) -> Workbook:
    return openpyxl.load_workbook(io.BytesIO(raw))


@pytest.fixture(scope="module")
def book(files: Mapping[str, bytes]) -> Workbook:
    return opened(files["plan.xlsx"])


def test_every_plan_table_is_a_sheet_with_its_columns_and_rows(book: Workbook, plan: PlanRecord) -> None:
    for name, spec in PLAN_TABLES.items():
        rows = list(book[name].values)
        assert list(rows[0]) == [column.name for column in spec.columns]
        assert len(rows) - 1 == len(plan.tables.rows(name))


def test_values_keep_their_type(book: Workbook, plan: PlanRecord) -> None:
    row = next(iter(book["placements"].iter_rows(min_row=2)))
    first = plan.tables.placements[0]
    assert row[0].value == first.patient_id
    assert row[2].value == dt.datetime.combine(first.from_, dt.time(0))
    assert row[5].value == first.travel_min


def test_text_is_never_a_formula_a_link_or_a_number(plan: PlanRecord) -> None:
    risky = ["=1+1", "+1", "-1", "@A1", "007", "123456789012345678", "http://example.org", "{=A1}"]
    ids = [patient.patient_id for patient in plan.dataset.patients]
    rows = tuple(UnplacedRow(patient_id=i, reason_code="full", detail=text) for i, text in zip(ids, risky, strict=False))
    issues = tuple(Issue("odd", Severity.NOTE, Text(text, text), value=text) for text in risky)
    tables = dataclasses.replace(plan.tables, unplaced=rows)
    book = opened(workbook(dataclasses.replace(plan, tables=tables, issues=issues), "en"))
    cells = [row[2] for row in book["unplaced"].iter_rows(min_row=2)]
    assert [cell.value for cell in cells] == risky
    assert {cell.data_type for cell in cells} == {"s"}
    assert all(cell.hyperlink is None for cell in cells)
    assert {row[3].data_type for row in book["Issues"].iter_rows(min_row=2)} == {"s"}


def test_notice_and_mark_stand_in_the_workbook(book: Workbook) -> None:
    text = str(list(book["摘要"].values))
    assert "辅助决策建议，未经签发不得执行" in text
    assert "示例数据" in text
    for sheet in book.worksheets:
        assert "辅助决策建议" in (sheet.oddFooter.left.text or "")


def test_properties_tell_the_horizon_not_the_clock(book: Workbook) -> None:
    assert book.properties.created == dt.datetime(2022, 3, 18)  # noqa: DTZ001
    assert book.properties.modified == dt.datetime(2022, 3, 18)  # noqa: DTZ001


def test_an_english_workbook_speaks_english(plan: PlanRecord) -> None:
    assert {"Summary", "Rota wide", "Issues", "Columns"} <= set(opened(workbook(plan, "en")).sheetnames)

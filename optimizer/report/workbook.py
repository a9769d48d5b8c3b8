"""plan.xlsx: the plan's tables, a summary, and the rota as a wide sheet of people × dates."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterable
from typing import Any

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from optimizer.core.text import DISCLAIMER, ILLUSTRATIVE, Lang, Text
from optimizer.data.canonical import format_value
from optimizer.data.columns import Column, Kind, attribute
from optimizer.data.planfolder import PlanRecord
from optimizer.data.schema import PLAN_TABLES, TableSpec
from optimizer.data.tables.rota_changes import ROTA_CHANGES
from optimizer.report.need_sheets import capability_rows, forecast_rows, site_rows, staff_rows
from optimizer.report.roster.diff import diff_in_force
from optimizer.report.roster.grid import roster
from optimizer.report.roster.request_sheet import write_requests
from optimizer.report.roster.requests import answer_rows, answers
from optimizer.report.roster.sheet import write_roster
from optimizer.report.sheets import crossing_rows, fairness_rows, issue_rows, key_rows, override_rows, summary_rows
from optimizer.report.summary import summarize
from optimizer.report.words import span

_NUMERIC = frozenset({Kind.INTEGER, Kind.NUMBER})
_WIDEST = 42
_MOST_ROWS = 1_048_000  # what a sheet holds, with room for the header
_SUMMARY = Text("Summary", "摘要")
_ROTA = Text("Rota wide", "排班表")
_REQUESTS = Text("Requests wide", "意愿表")
_ANSWERS = Text("Requests answered", "意愿答复")
_COLUMNS = Text("Columns", "列说明")
_CROSSING = Text("Crossing", "交叉风险")
_FAIRNESS = Text("Fairness", "公平性")
_OVERRIDES = Text("By hand", "人工干预")
_SITES = Text("Needs by site", "定点所需")
_STAFF = Text("Staff needed", "人员需求")
_CAPABILITIES = Text("Capabilities needed", "能力需求")
_FORECAST = Text("Forecast", "预测对照")
_ISSUES = Text("Issues", "警告与提示")


def workbook(plan: PlanRecord, lang: Lang) -> bytes:
    """Return the workbook; text stays text (no cell is ever run as a formula) and the same plan gives the same bytes."""
    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(out, options)
    start = dt.datetime.combine(plan.dataset.horizon.start, dt.time(0))
    notice = f"{DISCLAIMER.zh} / {DISCLAIMER.en}"
    book.set_properties(
        {"title": f"{plan.dataset.name} {start:%Y-%m-%d}", "comments": notice, "author": "hospital-optimizer", "created": start}
    )
    writer = _Writer(book, notice, plan.dataset.illustrative)
    writer.sheet(_SUMMARY.to(lang), *summary_rows(summarize(plan), plan, lang))
    if plan.tables.rota:
        write_roster(book, _ROTA.to(lang), plan, roster(plan), lang)
        found = answers(plan)
        if found:
            write_requests(book, _REQUESTS.to(lang), plan, found, lang)
            writer.sheet(_ANSWERS.to(lang), *answer_rows(plan, found, lang))
    if plan.previous_rota:
        writer.table(ROTA_CHANGES, diff_in_force(plan).rows)
    for spec in PLAN_TABLES.values():
        writer.table(spec, plan.tables.rows(spec.name))
    needed = ((_SITES, site_rows), (_STAFF, staff_rows), (_CAPABILITIES, capability_rows), (_FORECAST, forecast_rows))
    further = (*needed, (_CROSSING, crossing_rows), (_FAIRNESS, fairness_rows), (_OVERRIDES, override_rows))
    for title, sheet in ((title, rows(plan, lang)) for title, rows in further):
        if sheet[1]:
            writer.sheet(title.to(lang), *sheet)
    writer.sheet(_ISSUES.to(lang), *issue_rows(plan, lang))
    writer.sheet(_COLUMNS.to(lang), *key_rows(lang))
    book.close()
    return out.getvalue()


class _Writer:
    """Writes sheets of one look: header in bold, frozen, filterable; the notice in the page footer."""

    def __init__(self, book: Any, notice: str, illustrative: bool) -> None:
        mark = f" · {ILLUSTRATIVE.zh} / {ILLUSTRATIVE.en}" if illustrative else ""
        self._book, self._footer = book, f"&L{notice}{mark}&R&P / &N"
        font = {"font_name": "Microsoft YaHei", "font_size": 10}
        self._plain: Format = book.add_format(font)
        self._date: Format = book.add_format({**font, "num_format": "yyyy-mm-dd", "align": "left"})
        self._head: Format = book.add_format(
            {**font, "bold": True, "bg_color": "#E8EEF3", "bottom": 1, "text_wrap": True, "valign": "top"}
        )

    def table(self, spec: TableSpec, rows: Iterable[Any]) -> None:
        """Write a plan table with the headers the reader knows."""
        columns = spec.columns
        names = [attribute(column.name) for column in columns]
        cells = [[_cell(column, getattr(row, name)) for column, name in zip(columns, names, strict=True)] for row in rows]
        self.sheet(spec.name, [column.name for column in columns], cells)

    def sheet(self, name: str, header: list[str], rows: list[list[Any]]) -> None:
        """Write one sheet."""
        sheet: Worksheet = self._book.add_worksheet(name)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.set_footer(self._footer)
        sheet.freeze_panes(1, 0)
        sheet.repeat_rows(0)
        for column, text in enumerate(header):
            sheet.write_string(0, column, text, self._head)
        for number, row in enumerate(rows[:_MOST_ROWS], start=1):
            for column, value in enumerate(row):
                self._write(sheet, number, column, value)
        sheet.autofilter(0, 0, max(1, min(len(rows), _MOST_ROWS)), max(0, len(header) - 1))
        for column, text in enumerate(header):
            sheet.set_column(column, column, _width(text, rows, column))

    def _write(self, sheet: Worksheet, row: int, column: int, value: Any) -> None:
        if value is None or value == "":
            return
        if isinstance(value, bool) or not isinstance(value, int | float | dt.date):
            sheet.write_string(row, column, str(value), self._plain)
        elif isinstance(value, dt.date):
            sheet.write_datetime(row, column, dt.datetime.combine(value, dt.time(0)), self._date)
        else:
            sheet.write_number(row, column, value, self._plain)


def _cell(column: Column, value: Any) -> Any:
    if value is None or column.kind in _NUMERIC or column.kind is Kind.DATE:
        return value
    return format_value(column, value)


def _width(header: str, rows: list[list[Any]], column: int) -> float:
    longest = max([span(header) + 3, *(span(str(row[column])) for row in rows[:200] if len(row) > column)])
    return min(_WIDEST, longest + 2)

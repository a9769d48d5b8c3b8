"""An empty workbook to fill in: a sheet per table, a sheet for the scenario, and a page of explanations."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import xlsxwriter

from optimizer.core.errors import BadInputError
from optimizer.core.text import DISCLAIMER, Lang, Text
from optimizer.data.columns import Column, Kind
from optimizer.data.complaint import fault
from optimizer.data.schema import INPUT_TABLES, TableSpec
from optimizer.data.template_texts import EXPLAINED, SCENARIO_HINTS, about, choices, comment

ROWS_PREPARED = 5_000
_FORMATS = {
    Kind.INTEGER: "0",
    Kind.NUMBER: "General",
    Kind.DATE: "yyyy-mm-dd",
    Kind.DATETIME: "yyyy-mm-dd hh:mm",
    Kind.TIME: "hh:mm",
}
_CREATED = dt.datetime(2022, 3, 1, tzinfo=dt.UTC)  # fixed, so that the same version always writes the same bytes
_LONGEST_LIST = 255


def write_template(path: Path, lang: Lang = "zh") -> None:
    """Write the template workbook; the words in its dropdowns are in `lang`, explanations in both languages.

    Raises
    ------
    BadInputError
        When the path is not an .xlsx file in an existing folder that can be written.
    """
    if path.suffix.lower() != ".xlsx":
        message = Text("The template is an .xlsx workbook.", "模板为 .xlsx 工作簿。")
        fix = Text("Give a name that ends in .xlsx.", "请使用以 .xlsx 结尾的文件名。")
        raise BadInputError([fault("not_xlsx", message, fix, value=path.name)])
    beside = path.with_name(f".{path.stem}.{os.getpid()}.part.xlsx")
    try:
        _write(beside, lang)
        beside.replace(path)
    except (OSError, xlsxwriter.exceptions.FileCreateError) as error:
        message = Text("The template cannot be written: {why}.", "无法写入模板：{why}。")
        raise BadInputError([fault("cannot_write", message, value=str(path), why=str(error))]) from error
    finally:
        beside.unlink(missing_ok=True)


def _write(path: Path, lang: Lang) -> None:
    with xlsxwriter.Workbook(str(path), {"strings_to_formulas": False, "strings_to_urls": False}) as book:
        book.set_properties({"title": "hospital-optimizer", "comments": DISCLAIMER.zh, "created": _CREATED})
        formats: dict[object, Any] = {
            "title": book.add_format({"bold": True, "font_size": 14}),
            "head": book.add_format({"bold": True, "bg_color": "#E7EEF5", "border": 1}),
            "required": book.add_format({"bold": True, "bg_color": "#FCE4C8", "border": 1}),
            "wrap": book.add_format({"text_wrap": True, "valign": "top"}),
            "text": book.add_format({"num_format": "@"}),
        }
        formats |= {kind: book.add_format({"num_format": form}) for kind, form in _FORMATS.items()}
        _explanations(book.add_worksheet("说明"), formats)
        _scenario(book.add_worksheet("scenario"), formats)
        for spec in INPUT_TABLES.values():
            _table(book.add_worksheet(spec.name), spec, formats, lang)


def _table(sheet: Any, spec: TableSpec, formats: Mapping[object, Any], lang: Lang) -> None:
    sheet.freeze_panes(1, 1)
    for position, column in enumerate(spec.columns):
        sheet.set_column(position, position, max(12, len(column.name) + 3), formats.get(column.kind, formats["text"]))
        sheet.write_string(0, position, column.name, formats["required" if column.required else "head"])
        sheet.write_comment(0, position, comment(column), {"x_scale": 2.2, "y_scale": 1.6, "author": "hospital-optimizer"})
        words = choices(column, lang)
        if words and len(",".join(words)) <= _LONGEST_LIST:
            rule = {"validate": "list", "source": list(words), "error_type": "warning", "ignore_blank": True}
            sheet.data_validation(1, position, ROWS_PREPARED, position, rule)
        elif column.kind is Kind.INTEGER:
            sheet.data_validation(1, position, ROWS_PREPARED, position, _whole(column))


def _whole(column: Column) -> dict[str, object]:
    low = -(10**6) if column.low is None else int(column.low)
    high = 10**9 if column.high is None else int(column.high)
    return {"validate": "integer", "criteria": "between", "minimum": low, "maximum": high, "error_type": "warning"}


def _scenario(sheet: Any, formats: Mapping[object, Any]) -> None:
    sheet.set_column(0, 0, 38)
    sheet.set_column(1, 1, 24, formats["text"])
    sheet.set_column(2, 3, 60, formats["wrap"])
    for position, title in enumerate(("key", "value", "说明", "explanation")):
        sheet.write_string(0, position, title, formats["head"])
    for row, (key, value, hint) in enumerate(SCENARIO_HINTS, 1):
        sheet.write_string(row, 0, key, formats["required" if key in {"start", "days"} else "text"])
        sheet.write_string(row, 1, value, formats["text"])
        sheet.write_string(row, 2, hint.zh, formats["wrap"])
        sheet.write_string(row, 3, hint.en, formats["wrap"])


def _explanations(sheet: Any, formats: Mapping[object, Any]) -> None:
    sheet.set_column(0, 3, 20)
    sheet.set_column(4, 4, 10)
    sheet.set_column(5, 6, 70, formats["wrap"])
    sheet.write_string(0, 0, "hospital-optimizer", formats["title"])
    for row, text in enumerate((DISCLAIMER, *EXPLAINED), 1):
        sheet.write_string(row, 0, text.zh)
        sheet.write_string(row, 6, text.en, formats["wrap"])
    first = len(EXPLAINED) + 3
    for position, title in enumerate(("table", "表", "column", "列", "必填 required", "说明", "explanation")):
        sheet.write_string(first, position, title, formats["head"])
    row = first + 1
    for spec in INPUT_TABLES.values():
        for column in spec.columns:
            explained = about(column)
            cells = (spec.name, spec.title.zh, column.name, column.zh, "*" if column.required else "", explained.zh, explained.en)
            for position, cell in enumerate(cells):
                sheet.write_string(row, position, cell)
            row += 1

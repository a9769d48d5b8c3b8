"""Which columns of a table were found: missing, doubled and unknown ones."""

from __future__ import annotations

from collections import Counter

from optimizer.core.issue import Issue
from optimizer.core.text import NOTHING, Text
from optimizer.data.columns import Column
from optimizer.data.complaint import fault, nearest, warning
from optimizer.data.reading.header import Header
from optimizer.data.reading.naming import words_for
from optimizer.data.reading.wide import about_people
from optimizer.data.schema import TableSpec


def missing_table_header(spec: TableSpec) -> Issue:
    """Return the fault of a table none of whose rows is a header."""
    required = [column for column in spec.columns if column.required]
    return fault(
        "no_header",
        Text("No row of the table is a header.", "表中找不到表头。"),
        Text("The header must name {names}.", "表头须含：{names_zh}。"),
        table=spec.name,
        names=", ".join(column.name for column in required),
        names_zh="、".join(f"{column.zh}（{column.name}）" for column in required),
    )


def column_issues(spec: TableSpec, header: Header) -> list[Issue]:
    """Return faults for doubled and missing columns, and warnings for columns the table does not have."""
    issues = [_doubled(spec, header, name) for name, count in Counter(c.name for _, c in header.columns).items() if count > 1]
    found = {column.name for _, column in header.columns}
    unknown = [text for _, text in header.others if not about_people(spec.name, header, text)]
    open_words = {word: column for column in spec.columns if column.name not in found for word in words_for(column)}
    meant: dict[str, str] = {}
    for text in unknown:
        guess = nearest(text, open_words)
        if guess:
            meant[text] = open_words[guess].name
    unpivoted = {"date", "shift_type"} if header.dates else set()
    missing = [c for c in spec.columns if c.required and c.name not in found and c.name not in unpivoted]
    issues.extend(_missing(spec, header, column, meant) for column in missing)
    claimed = {column.name for column in missing}
    issues.extend(_unknown(spec, header, text, meant.get(text, "")) for text in unknown if meant.get(text) not in claimed)
    return issues


def _doubled(spec: TableSpec, header: Header, name: str) -> Issue:
    return fault(
        "duplicate_header",
        Text("The column {name} is there twice.", "列 {name} 重复出现。"),
        Text("Delete one of them.", "请删除其中一列。"),
        table=spec.name,
        row=header.row,
        column=name,
        name=name,
    )


def _missing(spec: TableSpec, header: Header, column: Column, meant: dict[str, str]) -> Issue:
    written = next((text for text, name in meant.items() if name == column.name), "")
    fix = (
        Text(f"The header “{written}” is probably meant: write {column.name}.", f"表头“{written}”疑为此列：请改为 {column.zh}。")
        if written
        else Text(f"Add the column {column.name}.", f"请补充列“{column.zh}”（{column.name}）。")
    )
    message = Text("A required column is missing.", "缺少必填列。")
    return fault("missing_column", message, fix, table=spec.name, row=header.row, column=column.name)


def _unknown(spec: TableSpec, header: Header, text: str, guess: str) -> Issue:
    message = Text("The table has no such column; it is ignored.", "本表没有该列，已忽略。")
    fix = Text(f"Did you mean {guess}?", f"是否应为 {guess}？") if guess else NOTHING
    return warning("unknown_column", message, fix, table=spec.name, row=header.row, column=text)

"""The parser of a column: cleaned text in, value out, `CellError` when it cannot be used."""

from __future__ import annotations

import re
from collections.abc import Callable
from enum import StrEnum
from functools import partial

from optimizer.core.text import Text
from optimizer.data.canonical import format_number
from optimizer.data.columns import Column, Kind
from optimizer.data.parsing.dates import parse_date, parse_moment, parse_time
from optimizer.data.parsing.numbers import parse_integer, parse_level, parse_number
from optimizer.data.parsing.text import CellError, check_characters, without_breaks
from optimizer.data.parsing.words import parse_boolean, parse_choice, parse_counts, split_list, token
from optimizer.data.vocabulary import Role

Parser = Callable[[str], object]
LONGEST_ID = 64
LONGEST_TEXT = 2000
NUMERIC = frozenset({Kind.INTEGER, Kind.NUMBER})
_WEEKDAYS = {word: str(day) for day, word in enumerate("一二三四五六日", 1)} | {"天": "7"}
_COHORT_NOISE = re.compile(r"星期|周|[\s,、;/]")


def parser_of(column: Column) -> Parser:
    """Return the parser that the column's description asks for."""
    if column.name == "urgency":
        return partial(_ranged, column, parse_level)
    if column.name in {"cohort", "cohorts"}:
        return _cohort if column.kind is Kind.ID else _cohorts
    match column.kind:
        case Kind.INTEGER:
            return partial(_ranged, column, parse_integer)
        case Kind.NUMBER:
            return partial(_ranged, column, parse_number)
        case Kind.CHOICE if column.vocabulary is not None:
            return partial(_choice, column.vocabulary)
        case Kind.LIST:
            return partial(_list, column)
        case Kind.COUNTS if column.name == "role_min":
            return _role_counts
        case _:
            return _PARSERS[column.kind]


def _ranged(column: Column, parse: Callable[[str], float], text: str) -> float:
    number = parse(text)
    if (column.low is not None and number < column.low) or (column.high is not None and number > column.high):
        raise CellError(
            Text("The number is outside the range {range}.", "数字超出范围 {range}。"),
            Text("Correct the number.", "请更正数字。"),
            range=_range_of(column),
            code="out_of_range",
        )
    return number


def _range_of(column: Column) -> Text:
    low = "" if column.low is None else format_number(column.low)
    high = "" if column.high is None else format_number(column.high)
    if low and high:
        return Text(f"{low} to {high}", f"{low}–{high}")
    return Text(f"from {low} up", f"≥ {low}") if low else Text(f"up to {high}", f"≤ {high}")


def _choice(vocabulary: type[StrEnum], text: str) -> StrEnum:
    check_characters(text)
    return parse_choice(text, vocabulary)


def _list(column: Column, text: str) -> tuple[str, ...]:
    check_characters(text, breaks=True)
    entries = split_list(text)
    if column.vocabulary is not None:
        return tuple(dict.fromkeys(str(parse_choice(entry, column.vocabulary).value) for entry in entries))
    if column.name == "urgencies":
        return tuple(dict.fromkeys(str(parse_level(entry)) for entry in entries))
    return tuple(dict.fromkeys(token(entry) for entry in entries))


def _role_counts(text: str) -> tuple[tuple[str, int], ...]:
    return tuple((str(parse_choice(name, Role).value), count) for name, count in parse_counts(text))


def _id(text: str) -> str:
    check_characters(text)
    if len(text) > LONGEST_ID:
        raise CellError(
            Text("An id has at most {most} characters.", "编号最多 {most} 个字符。"),
            Text("Use a shorter id.", "请缩短编号。"),
            most=LONGEST_ID,
            code="too_long",
        )
    return text


def _text(text: str) -> str:
    check_characters(text, breaks=True)
    if len(text) > LONGEST_TEXT:
        raise CellError(
            Text("A cell has at most {most} characters.", "单元格最多 {most} 个字符。"),
            Text("Shorten the text.", "请缩短文字。"),
            most=LONGEST_TEXT,
            code="too_long",
        )
    return without_breaks(text)


def _cohort(text: str) -> str:
    """Return ISO weekday digits in order, from ``135``, ``1,3,5`` or ``周一三五``."""
    digits = "".join(_WEEKDAYS.get(char, char) for char in _COHORT_NOISE.sub("", text))
    if not re.fullmatch("1?2?3?4?5?6?7?", digits) or not digits:
        raise CellError(
            Text(
                "A cohort is a row of weekdays, 1 = Monday to 7 = Sunday, in order.",
                "排期为星期数字组合，1 为周一、7 为周日，按顺序。",
            ),
            Text("Write 135 for Monday, Wednesday, Friday.", "如周一、三、五写成 135。"),
            code="unreadable_cohort",
        )
    return digits


def _cohorts(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(_cohort(entry) for entry in split_list(text)))


_PARSERS: dict[Kind, Parser] = {
    Kind.ID: _id,
    Kind.TEXT: _text,
    Kind.DATE: parse_date,
    Kind.DATETIME: parse_moment,
    Kind.TIME: parse_time,
    Kind.BOOLEAN: parse_boolean,
    Kind.COUNTS: parse_counts,
}

"""Numbers, and the marks that stand where a number is missing."""

from __future__ import annotations

import math
import re

from optimizer.core.text import Text
from optimizer.data.parsing.text import CellError

_PLAIN = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]{1,3})?")
_GROUPED = re.compile(r"[+-]?[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?")
_PERCENT = re.compile(r"([0-9]+(?:\.[0-9]+)?)\s*%")
_MISSING_CODE = re.compile(r"-9{3,}(?:\.0+)?")
_ERROR_MARKS = "#n/a #value! #ref! #div/0! #name? #num! #null!"
_DASHES = "n/a - -- --- – — —— / 无"
_WORDS = "na nan null none nil \\ . ? ?? ... * 无数据 暂无 暂无数据 不详 未知 未报 未填 未上报 待定 待补 缺 空"
_MISSING_MARKS = frozenset(f"{_ERROR_MARKS} {_DASHES}".split())
_MISSING_WORDS = _MISSING_MARKS | frozenset(_WORDS.split())
_LARGEST = 1e15
ROMAN_LEVELS = {
    **{word: level for level, word in enumerate(("i", "ii", "iii", "iv"), 1)},
    **{word: level for level, word in enumerate("一二三四", 1)},
}


def is_missing_number(text: str) -> bool:
    """Return whether a mark or sentinel (−999999, N/A, 无数据 …) stands where a number should."""
    return text.casefold() in _MISSING_WORDS or _MISSING_CODE.fullmatch(text) is not None


def is_missing_mark(text: str) -> bool:
    """Return whether the cell holds nothing but a dash or an error mark, where an id or a date should stand."""
    return text.casefold() in _MISSING_MARKS


def parse_number(text: str) -> float:
    """Return a finite number; ``1,200`` and ``3%`` are accepted."""
    percent = _PERCENT.fullmatch(text)
    if percent is not None:
        return float(percent[1]) / 100.0
    if _PLAIN.fullmatch(text):
        number = float(text)
    elif _GROUPED.fullmatch(text):
        number = float(text.replace(",", ""))
    else:
        raise CellError(
            Text("A number is wanted here.", "此处应为数字。"),
            Text("Write digits only, without a unit.", "请只写数字，不带单位。"),
            code="not_a_number",
        )
    if not math.isfinite(number) or abs(number) > _LARGEST:
        raise CellError(
            Text("The number is too large.", "数字过大。"), Text("Correct the number.", "请更正数字。"), code="out_of_range"
        )
    return number


def parse_integer(text: str) -> int:
    """Return a whole number; ``3.0`` is one, ``3.5`` and ``3%`` are not."""
    if text.isascii() and text.isdigit() and len(text) <= 15:
        return int(text)
    number = parse_number(text)
    if not number.is_integer() or text.endswith("%"):
        raise CellError(
            Text("A whole number is wanted here.", "此处应为整数。"),
            Text("Write a whole number: half a bed cannot be planned.", "请填整数：半张床无法安排。"),
            code="fraction",
        )
    return int(number)


def parse_level(text: str) -> int:
    """Return a triage level: 1–4, Ⅰ–Ⅳ, or either followed by 级."""
    bare = text.removesuffix("级").strip()
    level = ROMAN_LEVELS.get(bare.casefold())
    return parse_integer(bare) if level is None else level

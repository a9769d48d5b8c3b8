"""What the signs in a roster's cells mean: shift types by id, code, name and alias, and the words for a day off."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from optimizer.core.issue import Issue
from optimizer.core.text import Text
from optimizer.data.complaint import fault
from optimizer.data.parsing.text import clean
from optimizer.data.reading.draft import Numbered

OFF = "off"
_OFF_WORDS = frozenset(
    [
        *("off", "o", "/", "-", "--", "—", "x", "×", "obs", "rest", "day off", "leave", "al", "sl"),
        *("休", "休息", "公休", "轮休", "调休", "补休", "休假", "年假", "年休", "病假", "事假", "产假", "婚假", "丧假", "陪产假"),
        *("观", "观察", "隔离观察", "休整", "外出", "出差", "进修", "学习", "支援", "下夜班", "下夜"),
    ]
)
_WRITTEN = frozenset({"off", "休", "obs", "观"})
"""What the product itself writes for days without a shift."""
_NAME_END = re.compile(r"班$")
_ASKED = re.compile(r"(?P<word>.*?)\s*(?P<must>!)?\s*(?P<answer>[✓✔√✗✘×].*)?")


@dataclass(frozen=True)
class ShiftCodes:
    """The table of signs; `known` is whether the shift types were there, so that a sign can be said to be none of them."""

    words: Mapping[str, str] = field(default_factory=dict)
    shown: tuple[str, ...] = ()
    known: bool = False

    def meant(self, cell: str) -> str | None:
        """Return the shift type a sign means, `OFF` for a day off, None for a sign nobody explained."""
        word = fold(cell)
        found = self.words.get(word)
        if found is not None:
            return OFF if found.casefold() == OFF else found
        if word in _OFF_WORDS:
            return OFF
        return None if self.known else clean(cell)


def asked(cell: str) -> tuple[str, bool]:
    """Return the sign of a cell of a request sheet, and whether ``!`` says that it must be; an answer beside it is dropped."""
    text = clean(cell)
    found = _ASKED.fullmatch(text)
    if found is None or not found["word"]:
        return text, False
    return found["word"], found["must"] is not None


def fold(text: str) -> str:
    """Return a sign without case and inner blanks."""
    return "".join(clean(text).casefold().split())


def shift_codes(shift_types: Iterable[Numbered], said: Mapping[str, str], *, known: bool) -> ShiftCodes:
    """Return the signs of shift types; what ``shift_codes`` of the scenario says comes first, then ids, codes and aliases.

    A shift's name, and its name without 班, is a sign as long as it is that of one shift only and not another one's sign.
    """
    rows = [row for _, row in shift_types]
    words: dict[str, str] = {fold(code): meant for code, meant in said.items()}
    for row in rows:
        words.setdefault(fold(row.shift_type_id), row.shift_type_id)
    for row in rows:
        for word in (row.code, *row.aliases):
            if fold(word):
                words.setdefault(fold(word), row.shift_type_id)
    named: dict[str, set[str]] = {}
    for row in rows:
        for word in {fold(row.name), fold(_NAME_END.sub("", row.name))} - {""}:
            named.setdefault(word, set()).add(row.shift_type_id)
    words |= {word: min(ids) for word, ids in named.items() if len(ids) == 1 and word not in words}
    shown = tuple(f"{row.code or row.shift_type_id}{f' ({row.name})' if row.name else ''}" for row in rows)
    return ShiftCodes(words, shown, known)


def ambiguous(shift_types: Iterable[Numbered]) -> Iterator[Issue]:
    """Yield a fault for every code or alias that two shift types claim, is the id of another one, or means a day off."""
    rows = list(shift_types)
    for number, row in rows:
        for column, word in (
            ("shift_type_id", row.shift_type_id),
            ("code", row.code),
            *(("aliases", one) for one in row.aliases),
        ):
            if fold(word) in _WRITTEN:
                message = Text("On rosters this sign means a day off.", "该代码在排班表上表示休息。")
                fix = Text("Use another sign.", "请改用其他代码。")
                yield fault("shift_code_means_off", message, fix, table="shift_types", row=number, column=column, value=word)
    owner = {fold(row.shift_type_id): row.shift_type_id for _, row in rows}
    for number, row in rows:
        for column, word in (("code", row.code), *(("aliases", alias) for alias in row.aliases)):
            if fold(word) and owner.setdefault(fold(word), row.shift_type_id) != row.shift_type_id:
                message = Text("{other} has this sign already.", "{other} 已使用该代码。")
                fix = Text("Give every shift type its own signs.", "请为各班次设置不同代码。")
                other = owner[fold(word)]
                yield fault(
                    "shift_code_twice", message, fix, table="shift_types", row=number, column=column, value=word, other=other
                )


def unexplained(codes: ShiftCodes, table: str, row: int, column: str, value: str) -> Issue:
    """Return the fault of a sign that is none of the table."""
    message = Text("No shift type has this sign.", "没有班次使用该代码。")
    fix = Text(
        "Signs are: {shown}, off. Correct the cell, or write the sign into aliases of its shift in shift_types.",
        "可用：{shown}、休。请更正该格，或在班次表中该班次的别名（aliases）列补上此代码。",
    )
    return fault(
        "unknown_shift_code", message, fix, table=table, row=row, column=column, value=value, shown=", ".join(codes.shown)
    )

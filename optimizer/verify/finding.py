"""How a broken rule is said: always with the rule's own title, the row of the emitted file, and both languages."""

from __future__ import annotations

from typing import Generic, NamedTuple, TypeVar

from optimizer.core.issue import Issue, Severity
from optimizer.core.rulebook import RULES
from optimizer.core.text import Text

R = TypeVar("R")
FIRST_ROW = 2
"""Row number of the first data row in an emitted file; the header is row 1."""


class Line(NamedTuple, Generic[R]):
    """A plan row with its row number in the emitted file."""

    number: int
    row: R


def numbered(rows: tuple[R, ...]) -> tuple[Line[R], ...]:
    """Return the rows with their row numbers."""
    return tuple(Line(number, row) for number, row in enumerate(rows, FIRST_ROW))


def fault(rule: str, en: str, zh: str, *, table: str = "", row: int = 0, column: str = "", value: object = "") -> Issue:
    """Return the issue that names a broken rule and where it was seen.

    Parameters
    ----------
    rule
        Name in the rulebook.
    en, zh
        What exactly is wrong, without the rule's title.
    table, row, column, value
        The place in the emitted files.
    """
    title = RULES[rule].title
    message = Text(f"{title.en}: {en}.", f"{title.zh}：{zh}。")
    return Issue(rule, Severity.FAULT, message, table=table, row=row, column=column, value=_written(value))


def _written(value: object) -> str:
    return "" if value is None else str(value)

"""What a paper says, before it is drawn: headings, paragraphs, lists and tables in both languages."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from optimizer.core.text import NOTHING, Lang, Text

Cell = Text | str | int
"""A cell of a table; a plain word is the same in both languages."""
BLANK = Text("[to be filled in]", "【待填写】")
"""A cell that whoever drafts must fill in; drawn so that it is not overlooked."""
_NUMERALS = "零一二三四五六七八九十"


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; numbers are given when it is drawn."""

    text: Text
    level: int = 1


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph; a note is set smaller, for whoever drafts and reviews."""

    text: Text
    note: bool = False


@dataclass(frozen=True, slots=True)
class Items:
    """A list of sentences."""

    items: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: its title, its share of the width, and whether it holds figures."""

    title: Text
    share: int = 2
    figures: bool = False


@dataclass(frozen=True, slots=True)
class Grid:
    """A table; the last row may be a total."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    title: Text = NOTHING
    total: bool = False


Block = Heading | Paragraph | Items | Grid


@dataclass(frozen=True, slots=True)
class Paper:
    """One paper.

    Parameters
    ----------
    key
        Its word on the command line, and the name of its files.
    addressed
        Whether it is written to somebody; a public notice is not.
    attachments
        What is handed in with it.
    """

    key: str
    title: Text
    blocks: tuple[Block, ...]
    addressed: bool = True
    attachments: tuple[Text, ...] = ()


def said(cell: Cell, lang: Lang) -> str:
    """Return a cell in one language."""
    if isinstance(cell, Text):
        return cell.to(lang)
    return f"{cell:,}" if isinstance(cell, int) else cell


def numbered(blocks: tuple[Block, ...], lang: Lang) -> Iterator[tuple[Block, str]]:
    """Yield every block with the number of its heading: 一、 and （一）, or 1. and 1.1; blank for what is no heading."""
    first = second = 0
    for block in blocks:
        number = ""
        if isinstance(block, Heading) and block.level == 1:
            first, second = first + 1, 0
            number = f"{numeral(first)}、" if lang == "zh" else f"{first}. "
        elif isinstance(block, Heading):
            second += 1
            number = f"（{numeral(second)}）" if lang == "zh" else f"{first}.{second} "
        yield block, number


def numeral(number: int) -> str:
    """Return a number from 1 to 99 in Chinese numerals."""
    tens, ones = divmod(number, 10)
    head = "" if tens == 0 else "十" if tens == 1 else f"{_NUMERALS[tens]}十"
    return head + (_NUMERALS[ones] if ones else "")

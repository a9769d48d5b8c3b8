"""A list in parts, one for everybody who gets one, as CSV, as a workbook with a sheet a part, and as one page to print."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

import xlsxwriter

from optimizer.core.text import DISCLAIMER, Lang, Text
from optimizer.data.canonical import BOM, escape_cell
from optimizer.data.dataset import Dataset
from optimizer.report.papers.content import Cell, Column, Grid, Heading, Paragraph
from optimizer.report.roster.book import PLAIN_BOOK, sheet_name
from optimizer.report.roster.table import notice_line
from optimizer.report.study.page import study_page
from optimizer.report.words import span

_FONT = {"font_name": "Microsoft YaHei", "font_size": 10}
_WIDEST = 34
NOTHING_IN_IT = Text("Nothing to list.", "无内容。")


class Line(NamedTuple):
    """A row before it is put in its place: what it is ordered by, and its cells."""

    order: tuple[Any, ...]
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """What one hospital, vehicle or ward gets.

    Parameters
    ----------
    key
        Its id: the name of its sheet.
    """

    key: str
    title: Text
    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True, slots=True)
class Handout:
    """A list in parts of the same columns.

    Parameters
    ----------
    of
        What a part is of; the first column of the CSV.
    """

    title: Text
    of: Text
    columns: tuple[Column, ...]
    parts: tuple[Part, ...]
    dataset: Dataset
    notes: tuple[Text, ...] = ()

    @property
    def rows(self) -> int:
        """Rows of all parts."""
        return sum(len(part.rows) for part in self.parts)


def parts_of(lists: Mapping[str, Sequence[Line]], called: Iterable[tuple[str, Text]]) -> tuple[Part, ...]:
    """Return a part for each that has lines, in the order given, its lines in theirs."""
    return tuple(
        Part(key, title, tuple(line.cells for line in sorted(lists[key], key=lambda line: line.order)))
        for key, title in called
        if key in lists
    )


def as_csv(handout: Handout, lang: Lang) -> bytes:
    """Return all parts as one table that a spreadsheet opens, with the notice below."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    header = [handout.of.to(lang), *(column.title.to(lang) for column in handout.columns)]
    rows = [[part.title.to(lang), *(_plain(cell, lang) for cell in row)] for part in handout.parts for row in part.rows]
    below = [*(note.to(lang) for note in handout.notes), notice_line(illustrative=handout.dataset.illustrative)]
    table: list[list[Any]] = [header, *rows, *([line] for line in below)]
    for cells in ([escape_cell(str(cell)) for cell in row] for row in table):
        writer.writerow(cells + [""] * (len(header) - len(cells)))
    return BOM + out.getvalue().encode()


def as_book(handout: Handout, lang: Lang) -> bytes:
    """Return a workbook with a sheet a part, set up to be printed across on A4; the same list gives the same bytes."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, PLAIN_BOOK)
    start = dt.datetime.combine(handout.dataset.horizon.start, dt.time(0))
    notice = notice_line(illustrative=handout.dataset.illustrative)
    title = f"{handout.title.to(lang)} {handout.dataset.name}"
    book.set_properties(
        {"title": title, "comments": f"{DISCLAIMER.zh} / {DISCLAIMER.en}", "author": "hospital-optimizer", "created": start}
    )
    looks = {
        "title": book.add_format({**_FONT, "bold": True, "font_size": 14}),
        "small": book.add_format({**_FONT, "font_size": 9, "font_color": "#5B6673"}),
        "head": book.add_format({**_FONT, "bold": True, "bg_color": "#E8EEF3", "bottom": 1, "text_wrap": True, "valign": "top"}),
        "plain": book.add_format(_FONT),
    }
    taken: set[str] = set()
    for part in handout.parts or (Part("-", NOTHING_IN_IT, ()),):
        sheet = book.add_worksheet(sheet_name(part.key, taken))
        sheet.write_string(0, 0, f"{handout.title.to(lang)} · {part.title.to(lang)}", looks["title"])
        sheet.write_string(1, 0, notice, looks["small"])
        for number, note in enumerate(handout.notes):
            sheet.write_string(2 + number, 0, note.to(lang), looks["small"])
        top = 2 + len(handout.notes)
        for column, spec in enumerate(handout.columns):
            sheet.write_string(top, column, spec.title.to(lang), looks["head"])
        for number, row in enumerate(part.rows, top + 1):
            for column, cell in enumerate(row):
                if isinstance(cell, int):
                    sheet.write_number(number, column, cell, looks["plain"])
                else:
                    sheet.write_string(number, column, str(_plain(cell, lang)), looks["plain"])
        for column, spec in enumerate(handout.columns):
            longest = max([span(spec.title.to(lang)), *(span(str(_plain(row[column], lang))) for row in part.rows)])
            sheet.set_column(column, column, min(_WIDEST, longest + 2))
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(top)
        sheet.freeze_panes(top + 1, 0)
        sheet.set_footer(f"&L{notice}&R&P / &N")
    book.close()
    return out.getvalue()


def as_page(handout: Handout, lang: Lang) -> bytes:
    """Return one page in both languages, opened in `lang`; nothing is loaded from anywhere."""
    blocks: list[Heading | Paragraph | Grid] = [Paragraph(note, note=True) for note in handout.notes]
    for part in handout.parts:
        blocks += [Heading(part.title), Grid(handout.columns, part.rows)]
    if not handout.parts:
        blocks.append(Paragraph(NOTHING_IN_IT))
    return study_page(handout.title, blocks, handout.dataset, lang)


WRITERS: Mapping[str, Callable[[Handout, Lang], bytes]] = {".csv": as_csv, ".xlsx": as_book, ".html": as_page}
"""How a handout is written, by the ending of the file."""


def some(handout: Handout, keys: Sequence[str]) -> Handout:
    """Return some parts of a handout."""
    return replace(handout, parts=tuple(part for part in handout.parts if part.key in keys))


def _plain(cell: Cell, lang: Lang) -> str | int:
    return cell.to(lang) if isinstance(cell, Text) else cell
